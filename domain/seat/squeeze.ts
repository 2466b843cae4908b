/**
 * When a hold's own pool has no room as it stands: seats whose hold is over come back, the holder's own idle holds give
 * way, and pools with free seats lend some. Each of these is one write (or one transaction) guarded by the versions of
 * what was read; the hold itself always ends up in its own pool, where a repeat of the request will look for it.
 */
import * as Clock from "../clock.ts";
import { Again, again, change, commit, commitOne, replay, type Refusal, type Write } from "../commit.ts";
import { conflict, missing, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import type { HoldId } from "../id.ts";
import { canonical } from "../once.ts";
import type { Item } from "../send.ts";
import * as Group from "./group.ts";
import * as Pool from "./pool.ts";
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
      if (home.remaining + Pool.sum(room) >= wish.entry.n) return await takeOver(wish, home, room);
      const known = soldOut.get(wish.sessionId);
      if (known && known.until > now) throw known.error;
      const pools = alone ? [home] : await Pool.all(wish);
      home = pools[wish.home]!;
      if (!alone) return await borrow(wish, home, pools);
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

/** Entries that may give way to this hold: those whose time is over, then the holder's own without a checkout. */
function roomIn(pool: Pool.Pool, { entry }: Wish, now: number): Pool.Held[] {
  const over = Pool.expired(pool, now);
  if (pool.remaining + Pool.sum(over) >= entry.n) return over;
  return [...over, ...idle(pool, { entry }, now)];
}

/** The holder's own holds that have no checkout and are not over. */
const idle = (pool: Pool.Pool, { entry }: Pick<Wish, "entry">, now: number): Pool.Held[] =>
  Pool.live(pool).filter(([, held]) => held.by === entry.by && !held.bk && Pool.expiry(pool, held) > now);

async function takeOver(wish: Wish, home: Pool.Pool, gone: readonly Pool.Held[]): Promise<Pool.Pool> {
  const after = await commitOne(placing(wish, home, gone, 0));
  return after as unknown as Pool.Pool;
}

async function borrow(wish: Wish, home: Pool.Pool, pools: readonly Pool.Pool[]): Promise<Pool.Pool> {
  await commit(borrowing(wish, home, pools), undefined);
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
  const roomy = home.remaining + Pool.sum(room) >= wish.entry.n;
  return roomy ? [placing(wish, home, room, 0)] : borrowing(wish, home, pools);
}

function borrowing(wish: Wish, home: Pool.Pool, pools: readonly Pool.Pool[]): Write[] {
  const now = Clock.millis();
  const room = roomIn(home, wish, now);
  const need = wish.entry.n - home.remaining - Pool.sum(room);
  const others = pools.filter((pool) => pool.index !== home.index);
  const over = others.map((pool) => lenderOf(pool, Pool.expired(pool, now)));
  const alsoOwn = others.map((pool) =>
    lenderOf(pool, [...Pool.expired(pool, now), ...idle(pool, wish, now)]),
  );
  const loans = need > 0 ? (loansFor(need, over) ?? loansFor(need, alsoOwn)) : [];
  if (!loans) throw noSeats(wish, pools, now);
  const lent = loans.reduce((sum, loan) => sum + loan.seats, 0);
  return [placing(wish, home, room, lent), ...loans.map((loan) => lending(loan, now))];
}

type Lender = { pool: Pool.Pool; gone: readonly Pool.Held[]; free: number };
type Loan = Lender & { seats: number };

const lenderOf = (pool: Pool.Pool, gone: readonly Pool.Held[]): Lender => ({
  pool,
  gone,
  free: pool.remaining + Pool.sum(gone),
});

/** The fewest lenders, the richest first; each lends half of what it has or more, so that the next hold need not ask. */
export function loansFor(need: number, lenders: readonly Lender[]): Loan[] | undefined {
  const loans: Loan[] = [];
  let wanting = need;
  for (const lender of lenders.toSorted((one, other) => other.free - one.free)) {
    if (lender.free === 0) break;
    const seats = Math.min(lender.free, Math.max(wanting, Math.floor(lender.free / 2)));
    loans.push({ ...lender, seats });
    wanting -= seats;
    if (wanting <= 0) return loans;
  }
  return undefined;
}

function placing(wish: Wish, home: Pool.Pool, gone: readonly Pool.Held[], lent: number): Write {
  const { key, entry, holdId } = wish;
  // Its twin was faster: the write is guarded by the version of what was read, and this is what was read.
  if (home.holds[key]) throw refusePlacing(wish, home);
  const borrowed = { ...home, remaining: home.remaining + lent };
  const { remaining, holds, next } = Pool.without(borrowed, gone, entry.at, [key, entry]);
  const reclaimed = gone.map(([goneKey]) => View.idOf(home.sessionId, home.index, goneKey));
  const { status, closesAfter } = doors(wish);
  const told = { spots: entry.n, ...(reclaimed.length > 0 && { reclaimed }) };
  const booked = entry.end === "booked" ? { booked: home.booked + entry.n } : {};
  return change(
    entry.end === "booked"
      ? Events.SeatsTaken({ data: { bookingId: entry.bk!, ...told } })
      : Events.HoldPlaced({ data: { holdId, ...told } }),
    Pool.Pools.patch(View.keyOf(home))
      .set({
        remaining,
        holds,
        capacity: home.capacity + lent,
        ...booked,
        ...Pool.dueAt(home, home.index, next!),
      })
      .where((a, o) =>
        [
          o.eq(a.version, home.version!),
          `(${status.map((one) => o.eq(a.status, one)).join(" OR ")})`,
          o.gt(a.closesAt, closesAfter),
        ].join(" AND "),
      ),
    (old) => refusePlacing(wish, old),
  );
}

function lending({ pool, gone, seats }: Loan, now: number): Write {
  const { remaining, holds } = Pool.without(pool, gone, now);
  return change(
    Events.SeatsLent(),
    Pool.Pools.patch(View.keyOf(pool))
      .set({ remaining: remaining - seats, holds, capacity: pool.capacity - seats })
      .where((a, o) => o.eq(a.version, pool.version!)),
    again,
  );
}

function noSeats(wish: Wish, pools: readonly Pool.Pool[], now: number): Error {
  const { free } = Pool.count(pools, now);
  const next = Pool.nextExpiry(pools);
  const error = conflict("session.sold_out", free > 0 ? `Only ${free} seats are left.` : "No seat is left.", {
    seatsLeft: free,
    // Somebody may not finish: the earliest moment at which asking again can help.
    ...(next !== undefined && { retryAfter: Math.max(1, Math.ceil((next - now) / 1000)) }),
  });
  if (free === 0) soldOut.set(wish.sessionId, { until: now + REMEMBERED_MS, error });
  return error;
}
