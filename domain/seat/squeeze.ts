/**
 * When a hold's own pool has no room as it stands: seats whose hold is over come back, the holder's own idle holds give
 * way, and pools with free seats lend some. Each of these is one write (or one transaction) guarded by the versions of
 * what was read; the hold itself always ends up in its own pool, where a repeat of the request will look for it.
 */
import * as Clock from "../clock.ts";
import { Again, again, commit, commitOne, replay, type Refusal, type Write } from "../commit.ts";
import { conflict, missing, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import type { HoldId } from "../id.ts";
import { canonical } from "../once.ts";
import type { Item } from "../send.ts";
import * as Group from "./group.ts";
import * as Loan from "./loan.ts";
import * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";
import * as View from "./view.ts";

export type Wish = {
  readonly companyId: string;
  readonly sessionId: string;
  readonly home: number;
  readonly key: string;
  readonly holdId: HoldId;
  readonly entry: Pool.Entry;
  /** The terms whose kinds of units are meant, where some are. */
  readonly unitsOf?: string | undefined;
  /** Staff seat somebody whenever the sale ended: only where it ends after this, which the caller knows to be in time. */
  readonly closesAfter?: string;
};

const LOOKS = 12;
/** A session found sold out is not counted again for this long by the same process. */
const REMEMBERED_MS = 100;
const soldOut = new Map<string, { until: number; error: Error }>();

/** Places the hold where `seen` had no room for it, or says that the session is sold out. Returns the pool after it. */
export async function into(wish: Wish, seen: Pool.Pool): Promise<Pool.Pool> {
  const alone = Pool.countOf(wish.sessionId) === 1;
  let home = seen;
  for (let look = 1; look <= LOOKS; look++) {
    try {
      const now = Clock.millis();
      const room = roomIn(home, wish, now);
      if (room) return await takeOver(wish, home, room);
      const known = soldOut.get(wish.sessionId);
      if (known && known.until > now) throw known.error;
      const pools = alone ? [home] : await Pool.all(wish);
      home = pools[wish.home]!;
      if (!alone) return await borrow(wish, pools);
      throw noSeats(wish, pools, now);
    } catch (error) {
      if (!(error instanceof Again)) throw error;
      home = await Pool.get(wish, wish.home);
    }
  }
  throw again();
}

/** What a refused placing means; "again" is for want of seats, which is not the last word. */
export function refusePlacing(wish: Wish, old: Item | undefined): Refusal {
  if (!old) return missing("session");
  const { key, entry, unitsOf } = wish;
  const pool = old as unknown as Pool.Pool;
  const own = pool.holds[key];
  if (own && (own.n !== entry.n || canonical(own.u) !== canonical(entry.u))) {
    return unprocessable("idempotency.key_reused", "This Idempotency-Key was used with another request.");
  }
  if (own) return replay(View.placedOf(pool, key, own));
  const { opensAt, closesAt } = pool;
  if (!doors(wish).status.includes(pool.status) || closesAt <= doors(wish).closesAfter) {
    return conflict("session.closed", "This session is not on sale any more.", { closesAt });
  }
  if (opensAt !== undefined && opensAt > doors(wish).opensBy) {
    return conflict("session.not_open_yet", "This session can not be booked yet.", { opensAt });
  }
  if (pool.unitsOf !== undefined && unitsOf === undefined) {
    return Group.unitsMissing();
  }
  if (entry.n < pool.minSpots || entry.n > pool.maxSpots) {
    const { minSpots, maxSpots } = pool;
    return unprocessable("hold.spots_out_of_range", `Hold ${minSpots} to ${maxSpots} spots at once.`, {
      minSpots,
      maxSpots,
    });
  }
  if (pool.line && closesAt > new Date(entry.at).toISOString()) {
    return conflict("session.sold_out", "What comes free goes to those who wait. Join the waitlist.", {
      seatsLeft: 0,
      waitlist: true,
    });
  }
  return again();
}

type Doors = { status: readonly Pool.Pool["status"][]; closesAfter: string; opensBy: string };

/** When a pool takes this hold, by its state and its times. */
function doors({ entry, closesAfter }: Wish): Doors {
  if (closesAfter !== undefined) return { status: ["OPEN", "CLOSED"], closesAfter, opensBy: EVER };
  const now = new Date(entry.at).toISOString();
  return { status: ["OPEN"], closesAfter: now, opensBy: now };
}
const EVER = "9999";

/** The pool with room for this hold, once those entries are gone that may give way to it. */
function roomIn(home: Pool.Pool, wish: Wish, now: number): Room | undefined {
  const over = Pool.expired(home, now);
  return [over, [...over, ...idle(home, wish, now)]]
    .map((gone) => ({ gone, pool: Revision.reclaimed(home, gone, now) }))
    .find(({ pool }) => Revision.fits(pool, wish.entry.n));
}

type Room = { readonly gone: readonly Pool.Held[]; readonly pool: Pool.Pool };

/** The holder's own holds that have no checkout and are not over. */
const idle = (pool: Pool.Pool, { entry }: Wish, now: number): Pool.Held[] =>
  Pool.live(pool).filter(([, held]) => held.by === entry.by && !held.bk && Pool.expiry(pool, held) > now);

async function takeOver(wish: Wish, home: Pool.Pool, room: Room): Promise<Pool.Pool> {
  const after = await commitOne(placing(wish, home, room));
  return after as unknown as Pool.Pool;
}

async function borrow(wish: Wish, pools: readonly Pool.Pool[]): Promise<Pool.Pool> {
  await commit(borrowing(wish, pools), undefined);
  return Pool.get(wish, wish.home);
}

/**
 * What places the hold in the pools as they were read, for whoever commits it together with other things: its own pool's
 * room, or seats that others lend; or why it can not be.
 */
export function fitting(wish: Wish, pools: readonly Pool.Pool[]): Write[] {
  const home = pools[wish.home]!;
  // Its twin was faster; whoever has a memory of that finds it now.
  if (home.holds[wish.key]) throw again();
  const refused = refusePlacing(wish, home);
  if (!(refused instanceof Again)) throw refused;
  const room = roomIn(home, wish, Clock.millis());
  return room ? [placing(wish, home, room)] : borrowing(wish, pools);
}

function borrowing(wish: Wish, pools: readonly Pool.Pool[]): Write[] {
  const now = Clock.millis();
  const orOwn = (pool: Pool.Pool) => [...Pool.expired(pool, now), ...idle(pool, wish, now)];
  const over = (pool: Pool.Pool) => (pool.index === wish.home ? orOwn(pool) : Pool.expired(pool, now));
  const writes = lending(wish, pools, over) ?? lending(wish, pools, orOwn);
  if (!writes) throw noSeats(wish, pools, now);
  return writes;
}

type Gone = (pool: Pool.Pool) => readonly Pool.Held[];

/** The hold in its pool, with what others lend once these entries are gone; nothing if that is not enough. */
function lending(wish: Wish, pools: readonly Pool.Pool[], goneOf: Gone): Write[] | undefined {
  const now = wish.entry.at;
  const rooms = pools.map((pool) => Revision.reclaimed(pool, goneOf(pool), now));
  const loans = Loan.loansFor(rooms, wish.home, wish.entry.n);
  if (!loans) return undefined;
  const after = Loan.lent(rooms, wish.home, loans);
  const home = pools[wish.home]!;
  return [
    placing(wish, home, { gone: goneOf(home), pool: after[wish.home]! }),
    ...loans.map(({ from }) => Revision.write(pools[from]!, after[from]!, Events.SeatsLent())),
  ];
}

function placing(wish: Wish, home: Pool.Pool, { gone, pool }: Room): Write {
  const { key, entry, holdId } = wish;
  // The write is guarded by the version of what was read, and so is whatever is said of that: its twin was faster, say.
  const refusal = refusePlacing(wish, home);
  if (!(refusal instanceof Again)) throw refusal;
  const reclaimed = gone.map(([goneKey]) => View.idOf(home.sessionId, home.index, goneKey));
  const told = { spots: entry.n, ...(reclaimed.length > 0 && { reclaimed }) };
  const occurrence =
    entry.end === "booked"
      ? Events.SeatsTaken({ data: { bookingId: entry.bk!, ...told } })
      : Events.HoldPlaced({ data: { holdId, ...told } });
  return Revision.write(home, Revision.placed(pool, [key, entry]), occurrence, (old) =>
    refusePlacing(wish, old),
  );
}

function noSeats(wish: Wish, pools: readonly Pool.Pool[], now: number): Error {
  const { free } = Pool.count(pools, now);
  const bookingsLeft = Pool.bookingsLeft(pools, now);
  const next = Pool.nextExpiry(pools);
  const error = conflict("session.sold_out", free > 0 ? "Too little is left." : "No seat is left.", {
    seatsLeft: free,
    ...(bookingsLeft !== undefined && { bookingsLeft }),
    // Somebody may not finish: the earliest moment at which asking again can help.
    ...(next !== undefined && { retryAfter: Math.max(1, Math.ceil((next - now) / 1000)) }),
  });
  if (free === 0 || bookingsLeft === 0) soldOut.set(wish.sessionId, { until: now + REMEMBERED_MS, error });
  return error;
}
