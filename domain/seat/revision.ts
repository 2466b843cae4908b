/**
 * A pool as it becomes: what was read, changed in memory by pure functions, and written in one update that is refused
 * when anybody else has changed the pool meanwhile. For whoever changes more than one number of it, or several pools in
 * one transaction; a hold that finds room needs none of this.
 */
import * as Clock from "../clock.ts";
import { again, change, type Refuse, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import type { Occurrence } from "../event.ts";
import * as Pool from "./pool.ts";
import * as View from "./view.ts";

/** The entries are gone and their seats are back; memories that are of no more use go with them. */
export function reclaimed(pool: Pool.Pool, gone: readonly Pool.Held[], now: number): Pool.Pool {
  const going = new Set(gone.map(([key]) => key));
  const kept = Object.entries(pool.holds).filter(
    ([key, entry]) => !going.has(key) && !(entry.end && Pool.expiry(pool, entry) <= now),
  );
  if (kept.length === Object.keys(pool.holds).length) return pool;
  return given(
    { ...pool, holds: Object.fromEntries(kept) },
    { seats: Pool.sum(gone), bookings: gone.length },
  );
}

/** Everything is back whose time is over. */
export const upToDate = (pool: Pool.Pool, now: number): Pool.Pool =>
  reclaimed(pool, Pool.expired(pool, now), now);

/** The hold has its seats; so has what was booked as soon as it was held. */
export function placed(pool: Pool.Pool, [key, entry]: Pool.Held): Pool.Pool {
  const held = { ...pool, holds: { ...pool.holds, [key]: entry } };
  return entry.end === "booked" ? seated(held, entry.n) : given(held, { seats: -entry.n, bookings: -1 });
}

/** A hold has given its seats back; it stays as the memory of that. */
export const returned = (pool: Pool.Pool, [key, entry]: Pool.Held): Pool.Pool =>
  given(
    { ...pool, holds: { ...pool.holds, [key]: { ...entry, end: "released" } } },
    { seats: entry.n, bookings: 1 },
  );

/** A booking of so many spots has its seats; of less than none, it gives them back. */
export const seated = (pool: Pool.Pool, spots: number): Pool.Pool =>
  given(
    { ...pool, booked: pool.booked + spots, ...counted(pool, { bookingsTaken: Math.sign(spots) }) },
    { seats: -spots, bookings: -Math.sign(spots) },
  );

export type Amount = { readonly seats: number; readonly bookings: number };

/** So much more is the pool's own, and free. */
export const enlarged = (pool: Pool.Pool, by: Amount): Pool.Pool =>
  given(
    { ...pool, capacity: pool.capacity + by.seats, ...counted(pool, { bookingCapacity: by.bookings }) },
    by,
  );

/** So much more is free. */
function given(pool: Pool.Pool, { seats, bookings }: Amount): Pool.Pool {
  const remaining = pool.remaining + seats;
  const more = counted(pool, { bookingsLeft: bookings });
  assert(remaining >= 0 && (more.bookingsLeft ?? 0) >= 0, "seats are only taken where there are some");
  return { ...pool, remaining, ...more };
}

type Counts = "bookingCapacity" | "bookingsLeft" | "bookingsTaken";
/** The counts of bookings with these added, where the pool counts them. */
const counted = (pool: Pool.Pool, more: Partial<Record<Counts, number>>): Partial<Record<Counts, number>> =>
  pool.bookingsLeft === undefined
    ? {}
    : Object.fromEntries(Object.entries(more).map(([name, by]) => [name, pool[name as Counts]! + by]));

/** Whether a hold of so many seats finds room in the pool as it is. */
export const fits = (pool: Pool.Pool, spots: number): boolean =>
  pool.remaining >= spots && (pool.bookingsLeft ?? 1) >= 1;

const PLAIN = [
  "remaining",
  "booked",
  "capacity",
  "bookingCapacity",
  "bookingsLeft",
  "bookingsTaken",
  "status",
  "maxSpots",
] as const;

/** The write that makes the pool what it becomes, if it is still what it was. */
export function write(was: Pool.Pool, is: Pool.Pool, occurrence: Occurrence, refuse: Refuse = again): Write {
  const moved = PLAIN.filter((name) => is[name] !== was[name]);
  const holds = is.holds === was.holds ? {} : { holds: is.holds };
  const [due, gone] = dueAfter(was, is);
  const set = { ...Object.fromEntries(moved.map((name) => [name, is[name]])), ...holds, ...due };
  const line = is.line && !was.line ? { line: true } : {};
  const remove = [...gone, ...(was.line && !is.line ? (["line"] as const) : [])];
  const patch = Pool.Pools.patch(View.keyOf(was)).set({ remaining: is.remaining, ...set, ...line });
  const whole = remove.length > 0 ? patch.remove(remove) : patch;
  return change(
    occurrence,
    whole.where((a, o) => o.eq(a.version, was.version!)),
    refuse,
  );
}

/** Too early a tidying does no harm and costs less than moving it; what is due now, or would be too late, moves. */
function dueAfter(was: Pool.Pool, is: Pool.Pool) {
  const ends = Object.values(is.holds).map((entry) => Pool.expiry(is, entry));
  if (ends.length === 0) {
    return was.dueSk === undefined ? ([{}, []] as const) : ([{}, ["duePk", "dueSk"] as const] as const);
  }
  const keys = Pool.dueAt(is, is.index, Math.min(...ends));
  const early = was.dueSk !== undefined && was.dueSk > Clock.iso() && was.dueSk <= keys.dueSk;
  return early ? ([{}, []] as const) : ([keys, []] as const);
}
