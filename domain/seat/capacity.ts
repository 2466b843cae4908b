/**
 * What of a session's seats is somebody's, and how all its pools change their status at once. Every write is refused if its
 * pool has changed since it was read, so that what was decided on these pools is true of them when it is written.
 */
import type { Write } from "../commit.ts";
import * as Events from "../events.ts";
import * as Pool from "./pool.ts";
import * as Resize from "./resize.ts";
import * as Revision from "./revision.ts";

/** Seats that are somebody's: booked, or held and not over. */
export function taken(pools: readonly Pool.Pool[], now: number): number {
  const { held, booked } = Pool.count(pools, now);
  return held + booked;
}

/** Whether nobody has seats here, waits for some, or has a checkout that is still open. */
export const isFree = (pools: readonly Pool.Pool[], now: number): boolean =>
  taken(pools, now) === 0 &&
  pools.every((pool) => !pool.line && Pool.live(pool).every(([, { bk }]) => bk === undefined));

/** No new holds; those there are, are honoured. */
export const close = (pools: readonly Pool.Pool[]): Write[] =>
  pools.map((pool) => Revision.write(pool, { ...pool, status: "CLOSED" }, Events.SeatsClosed()));

type Again = { capacity: number; maxSpots: number; status: "OPEN" | "CLOSED" };

/** On sale again, with so many seats. */
export function reopen(pools: readonly Pool.Pool[], { capacity, ...set }: Again, now: number): Write[] {
  const sized = Resize.spread(pools, capacity, now);
  return pools.map((was, index) => Revision.write(was, { ...sized[index]!, ...set }, Events.SeatsOpened()));
}
