/**
 * A hold as people see it: made of its entry in a pool, found by its id alone (session, pool and key are in it).
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { assert, missing } from "../error.ts";
import { CompanyId, HoldId, packPair, SessionId, unpackPair } from "../id.ts";
import * as Pool from "./pool.ts";

export const STATUSES = ["HELD", "IN_CHECKOUT", "BOOKED", "RELEASED", "EXPIRED"] as const;
export const Hold = z.object({
  holdId: HoldId,
  companyId: CompanyId,
  sessionId: SessionId,
  spots: z.int(),
  units: z.record(z.string(), z.int()).optional(),
  status: z.enum(STATUSES),
  expiresAt: z.string(),
  /** Seconds left from the moment of this answer, for a countdown that does not trust the client's clock. */
  expiresInSeconds: z.int(),
  bookingId: z.string().optional(),
});
export type Hold = z.infer<typeof Hold>;

export const keyOf = ({ companyId, sessionId, index }: Pool.Pool) => ({ companyId, sessionId, index });

/** `hold_` session (28) pool (2) key (16). */
export const idOf = (sessionId: string, index: number, key: string): HoldId =>
  HoldId.parse(`hold_${sessionId.slice(4)}${packPair(index)}${key}`);

/** Holds as events tell them. */
export const toldOf = ({ sessionId, index }: Pool.Pool, held: readonly Pool.Held[]) =>
  held.map(([key, entry]) => ({ holdId: idOf(sessionId, index, key), spots: entry.n }));

export function parts(holdId: string): { sessionId: string; index: number; key: string } {
  if (!/^hold_[0-9A-Z]{46}$/.test(holdId)) throw missing("hold");
  const sessionId = `ses_${holdId.slice(5, 33)}`;
  return { sessionId, index: unpackPair(holdId.slice(33, 35)), key: holdId.slice(35) };
}

export function viewOf(pool: Pool.Pool, key: string): Hold {
  const entry = pool.holds[key];
  assert(entry, "a hold is in its pool");
  seen.set(pool.companyId, pool.holdSeconds);
  const expires = Pool.expiry(pool, entry);
  return {
    holdId: idOf(pool.sessionId, pool.index, key),
    companyId: CompanyId.parse(pool.companyId),
    sessionId: SessionId.parse(pool.sessionId),
    spots: entry.n,
    ...(entry.u && { units: { ...entry.u } }),
    status: statusOf(pool, entry),
    expiresAt: new Date(expires).toISOString(),
    expiresInSeconds: Math.max(0, Math.ceil((expires - Clock.millis()) / 1000)),
    ...(entry.bk && { bookingId: entry.bk }),
  };
}

/** The answer that was given when the hold was placed, whatever has become of it since. */
export function placedOf(pool: Pool.Pool, key: string, { n, u, at, by }: Pool.Entry): Hold {
  return viewOf({ ...pool, holds: { [key]: { n, at, by, ...(u && { u }) } } }, key);
}

export function statusOf(pool: Pool.Pool, entry: Pool.Entry): Hold["status"] {
  if (entry.end) return entry.end === "booked" ? "BOOKED" : "RELEASED";
  if (Pool.expiry(pool, entry) <= Clock.millis()) return "EXPIRED";
  return entry.bk ? "IN_CHECKOUT" : "HELD";
}

/** How long holds of a company live is its pools' to say; what was seen last times the next tidying, nothing else. */
const seen = new Map<string, number>();
export const holdSecondsOf = (companyId: string): number => seen.get(companyId) ?? 600;
