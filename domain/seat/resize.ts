/**
 * Changes how many seats a session has, over all its pools at once: raised as far as is asked, lowered to what is held
 * and booked at most. Nobody loses a seat by it, and what is free is spread so that no pool has to borrow at once. Seats
 * that are added go to those who wait, if anybody does.
 * What it returns is committed together with the session's own row.
 */
import * as Clock from "../clock.ts";
import type { Write } from "../commit.ts";
import { unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import * as Handover from "./handover.ts";
import * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";

/** A session keeps the pools that it began with; above this a hold in one of them would cost too much. */
const MOST_SEATS_PER_POOL = 10 * Pool.SEATS_PER_POOL;

/**
 * The writes, and the capacity that the session has after them: what was asked, or what is taken if that is more. One
 * person may have as many at once as before, unless it is said.
 */
export async function to(
  companyId: string,
  sessionId: string,
  capacity: number,
  maxSpots?: number,
): Promise<{ writes: Write[]; capacity: number }> {
  const most = Pool.countOf(sessionId) * MOST_SEATS_PER_POOL;
  if (capacity > most) {
    throw unprocessable("session.capacity_out_of_range", "This is no capacity that a session can have.", {
      capacity,
      least: 1,
      most,
    });
  }
  const session = { companyId, sessionId };
  let after = 0;
  const become = (pools: readonly Pool.Pool[]) => {
    const resized = spread(pools, capacity, Clock.millis());
    after = sum(resized.map((pool) => pool.capacity));
    return maxSpots === undefined ? resized : resized.map((pool) => ({ ...pool, maxSpots }));
  };
  const pools = await Pool.all(session);
  const writes = Handover.isServed(pools[0]!, Clock.millis())
    ? await Handover.writes(session, { become, occurrence: Events.SeatsResized })
    : rewritten(pools, become(pools));
  return { writes, capacity: after };
}

const rewritten = (pools: readonly Pool.Pool[], resized: readonly Pool.Pool[]): Write[] =>
  pools.flatMap((was, index) =>
    resized[index] === was ? [] : [Revision.write(was, resized[index]!, Events.SeatsResized())],
  );

/**
 * Takes all seats off sale for good, if nobody has one or waits for one; nothing if somebody does. Whoever comes first
 * meanwhile makes the commit look again.
 */
export async function withdrawal(place: Pool.Place): Promise<Write[] | undefined> {
  const pools = await Pool.all(place);
  const now = Clock.millis();
  const idle = pools.map((pool) => Revision.upToDate(pool, now));
  if (idle.some((pool) => pool.line || pool.booked > 0 || Pool.live(pool).length > 0)) return undefined;
  return pools.map((was, index) =>
    Revision.write(was, { ...idle[index]!, status: "CANCELLED" }, Events.SeatsClosed()),
  );
}

// Pure rules

/** The pools with so many seats between them: what is free is shared out evenly, the taken stay where they are. */
export function spread(pools: readonly Pool.Pool[], capacity: number, now: number): Pool.Pool[] {
  const rooms = pools.map((pool) => Revision.upToDate(pool, now));
  const taken = rooms.map((pool) => pool.capacity - pool.remaining);
  const total = Math.max(capacity, sum(taken));
  if (total === sum(rooms.map((pool) => pool.capacity))) return [...pools];
  const targets = levelled(taken, total);
  return rooms.map((room, index) => {
    const seats = targets[index]! - room.capacity;
    return seats === 0 ? pools[index]! : Revision.enlarged(room, { seats, bookings: 0 });
  });
}

/** Shares of the total as even as can be, none below its least. */
export function levelled(least: readonly number[], total: number): number[] {
  const shares = [...least];
  let left = total - sum(least);
  // The poorest are filled up to the next poorest, until nothing is left.
  while (left > 0) {
    const low = Math.min(...shares);
    const poor = shares.flatMap((share, index) => (share === low ? [index] : []));
    const next = Math.min(...shares.filter((share) => share > low), Number.POSITIVE_INFINITY);
    const each = Math.min(next - low, Math.floor(left / poor.length));
    const some = each === 0 ? poor.slice(0, left) : poor;
    for (const index of some) shares[index]! += Math.max(1, each);
    left -= some.length * Math.max(1, each);
  }
  return shares;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
