/**
 * A hold: seats kept for one person while he decides and pays (CAP-2).
 *
 *   HELD ──checkout──▶ IN_CHECKOUT ──paid──▶ BOOKED
 *    └──────────────────────┴──▶ RELEASED | EXPIRED
 *
 * Placing one is a single conditional update of one pool. The hold's id is made of the session and the Idempotency-Key,
 * so a repeat finds itself in the pool: no extra read, no row beside it.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { Again, again, change, commit, commitOne, conflictOf } from "../commit.ts";
import { assert, conflict, missing } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, digest, HoldId, SessionId } from "../id.ts";
import type { Item } from "../send.ts";
import { verb } from "../verb.ts";
import * as Freeing from "./freeing.ts";
import * as Group from "./group.ts";
import * as Pool from "./pool.ts";
import * as Squeeze from "./squeeze.ts";
import * as View from "./view.ts";

/** A hold may be extended until it is this many times as old as its company first allows. */
export const LIFETIMES = 3;

export const place = verb({
  name: "hold.place",
  may: ["customer"],
  idempotency: "byId",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    sessionId: SessionId,
    ...Group.asked,
  }),
  output: View.Hold,
  async run({ companyId, sessionId, ...asked }) {
    const { idempotencyKey } = Actor.current();
    assert(idempotencyKey, "a hold is placed with a key");
    const whose = { companyId, sessionId, by: Actor.currentUser() };
    const seat = seatFor({ ...whose, key: idempotencyKey });
    // Only who names units must know which there are; their pool says so.
    const unitsOf = asked.units && (await Pool.get(whose, seat.home)).unitsOf;
    const group = await Group.of(companyId, unitsOf, asked);
    const wish = wishOf({ ...whose, ...seat }, group);
    return View.viewOf(await placed(wish), wish.key);
  },
});

/** Sessions that are known here to count their bookings: the first hold of each finds out, at the price of a refusal. */
const counting = new Set<string>();

/** One conditional write, as a rule; else by squeezing in. */
async function placed(wish: Squeeze.Wish): Promise<Pool.Pool> {
  const counted = counting.has(wish.sessionId);
  let full: Item | undefined;
  const occurrence = Events.HoldPlaced({ data: { holdId: wish.holdId, spots: wish.entry.n } });
  const write = change(occurrence, placing(wish), (old) => {
    const refusal = Squeeze.refusePlacing(wish, old);
    if (refusal instanceof Again) full = old;
    return refusal;
  });
  try {
    return (await commitOne(write)) as unknown as Pool.Pool;
  } catch (error) {
    if (!(error instanceof Again)) throw error;
  }
  const pool = full as unknown as Pool.Pool;
  if (pool.bookingsLeft === undefined || counted) return Squeeze.into(wish, pool);
  counting.add(wish.sessionId);
  return placed(wish);
}

export const get = verb({
  name: "hold.get",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId, holdId: HoldId }),
  output: View.Hold,
  async run({ companyId, holdId }) {
    const { pool, key } = await mine(companyId, holdId);
    return View.viewOf(pool, key);
  },
});

export const extend = verb({
  name: "hold.extend",
  may: ["customer"],
  idempotency: "accepted",
  input: z.strictObject({ companyId: CompanyId, holdId: HoldId }),
  output: View.Hold,
  async run({ companyId, holdId }) {
    const { pool, key, entry } = await mine(companyId, holdId);
    mustBeLive(pool, entry);
    const life = pool.holdSeconds * 1000;
    const exp = Math.min(Clock.millis() + life, entry.at + LIFETIMES * life);
    // An offer is for its time: others wait.
    if (entry.offer || exp <= Pool.expiry(pool, entry)) {
      throw conflict("hold.not_extendable", "This hold has been extended as far as it can be.", {
        expiresAt: new Date(Pool.expiry(pool, entry)).toISOString(),
      });
    }
    const extended = { ...entry, exp };
    return commit(
      [
        change(
          Events.HoldExtended({ data: { holdId } }),
          Pool.Pools.patch(View.keyOf(pool))
            .data((a, o) => o.set(a.holds[key]!, extended))
            .where((a, o) => o.eq(a.holds[key]!, entry)),
          again,
        ),
      ],
      View.viewOf({ ...pool, holds: { [key]: extended } }, key),
    );
  },
});

export const release = verb({
  name: "hold.release",
  may: ["customer"],
  status: 204,
  input: z.strictObject({ companyId: CompanyId, holdId: HoldId }),
  output: z.void(),
  async run({ companyId, holdId }) {
    const { pool, key, entry } = await mine(companyId, holdId);
    // The seats are back already: by an earlier release, or by time.
    if (entry.end === "released" || (!entry.end && Pool.expiry(pool, entry) <= Clock.millis() && !entry.bk))
      return;
    if (entry.bk) {
      throw conflict("hold.in_checkout", "A checkout is open for this hold. Cancel the booking instead.", {
        bookingId: entry.bk,
      });
    }
    await commit(await Freeing.ofHold(pool, key, entry), undefined);
  },
});

/** The caller's own hold as its pool has it. Gone, foreign and never there are one answer. */
export async function mine(companyId: string, holdId: string) {
  const found = await find(companyId, holdId);
  if (found.entry?.by !== Actor.currentUser()) throw missing("hold");
  return { ...found, entry: found.entry };
}

export async function find(companyId: string, holdId: string) {
  const { sessionId, index, key } = View.parts(holdId);
  const pool = await Pool.get({ companyId, sessionId }, index).catch((error: unknown) => {
    // Only what is not there is missing; a table that can not be read says nothing.
    throw conflictOf(error) === "session.not_found" ? missing("hold") : error;
  });
  return { pool, key, entry: pool.holds[key] };
}

export function mustBeLive(pool: Pool.Pool, entry: Pool.Entry): void {
  if (!entry.end && !entry.bk && Pool.expiry(pool, entry) > Clock.millis()) return;
  const status = View.statusOf(pool, entry);
  throw conflict(`hold.${status.toLowerCase()}`, `This hold is ${WORDS[status]}.`, {
    state: status,
    bookingId: entry.bk,
  });
}

const WORDS = {
  HELD: "held",
  IN_CHECKOUT: "in a checkout already",
  BOOKED: "booked already",
  RELEASED: "released",
  EXPIRED: "over: its time is up",
} as const;

/** Where the seats of a request are taken: the same place for the same key, and any pool as likely as another. */
export function seatFor({ companyId, sessionId, by, key: named }: Pool.Place & { by: string; key: string }) {
  const hash = digest([companyId, sessionId, by, named].join("\n"), 20);
  const key = hash.slice(0, 16);
  const index = Array.from(hash.slice(16)).reduce((sum, char) => sum * 32 + (char.codePointAt(0)! % 32), 0);
  return { key, home: index % Pool.countOf(sessionId) };
}

type Seat = Pool.Place & { readonly by: string; readonly key: string; readonly home: number };

export function wishOf({ companyId, sessionId, by, key, home }: Seat, group: Group.Group): Squeeze.Wish {
  const holdId = View.idOf(sessionId, home, key);
  const entry = { ...Group.noted(group), at: Clock.millis(), by };
  return { companyId, sessionId, home, key, holdId, entry, unitsOf: group.unitsOf };
}

/** The one write that places a hold where its pool has room. */
export function placing({ companyId, sessionId, home, key, entry, unitsOf }: Squeeze.Wish) {
  const now = new Date(entry.at).toISOString();
  const counted = counting.has(sessionId);
  const seconds = View.holdSecondsOf(companyId);
  const { duePk, dueSk } = Pool.dueAt({ companyId, sessionId }, home, entry.at + seconds * 1000);
  return Pool.Pools.patch({ companyId, sessionId, index: home })
    .data((a, o) => {
      o.subtract(a.remaining, entry.n);
      if (counted) o.subtract(a.bookingsLeft, 1);
      o.set(a.holds[key]!, entry);
      o.ifNotExists(a.duePk, duePk);
      o.ifNotExists(a.dueSk, dueSk);
    })
    .where((a, o) =>
      [
        o.eq(a.status, "OPEN"),
        o.gt(a.closesAt, now),
        `(${o.notExists(a.opensAt)} OR ${o.lte(a.opensAt, now)})`,
        unitsOf === undefined ? o.notExists(a.unitsOf) : o.eq(a.unitsOf, unitsOf),
        o.lte(a.minSpots, entry.n),
        o.gte(a.maxSpots, entry.n),
        o.gte(a.remaining, entry.n),
        counted ? o.gte(a.bookingsLeft, 1) : o.notExists(a.bookingsLeft),
        o.notExists(a.line),
        o.notExists(a.holds[key]!),
      ].join(" AND "),
    );
}
