/**
 * A pool: at most 40 seats of one session on one item, so that a hold is one conditional write and a large session is
 * many items that do not wait for each other.
 *
 *   remaining + Σ live holds + booked = capacity          (CAP-1, in every pool and so in every session)
 *
 * A session may also bound how many bookings it takes (CAP-4); its pools then count those in the same way, one for each
 * hold however many its seats.
 * A hold lives inside its pool as an entry and leaves its life in one write: booked, released, or reclaimed once its time
 * is over. Ended entries stay until they would have expired, so that a repeated request finds its answer. Time is never
 * trusted to timers: whoever reads or writes treats an entry as free from the millisecond it expires.
 */
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { missing } from "../error.ts";
import type { EventType } from "../event.ts";
import * as Events from "../events.ts";
import { packPair, unpackPair } from "../id.ts";
import { due, dueAttributes, reader, stamped, store, TABLE } from "../table.ts";

export const SEATS_PER_POOL = 40;
/** A session and its pools are put on the calendar, and called off, in one transaction of at most 100 items. */
export const MOST_POOLS = 90;

export type Entry = {
  /** Spots. */
  readonly n: number;
  /** How many of each kind of unit, where the session has kinds: together they take the spots. */
  readonly u?: Readonly<Record<string, number>>;
  /** Epoch milliseconds: when it was placed. It lives for the pool's `holdSeconds`, or until `exp` once extended. */
  readonly at: number;
  readonly exp?: number;
  /** The user who holds. */
  readonly by: string;
  /** The booking whose checkout is open. */
  readonly bk?: string;
  readonly end?: "booked" | "released";
  /** It was not asked for but offered, to the first of those who wait. */
  readonly offer?: true;
};

export const Pools = new Entity(
  {
    model: { entity: "pool", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      index: { type: "number", required: true },
      capacity: { type: "number", required: true },
      remaining: { type: "number", required: true },
      booked: { type: "number", required: true },
      /** The second dimension, where there is one: bookings instead of seats. */
      bookingCapacity: { type: "number" },
      bookingsLeft: { type: "number" },
      bookingsTaken: { type: "number" },
      /** People wait: nobody else can place a hold, and what comes free goes to the first of them. */
      line: { type: "boolean" },
      holds: { type: CustomAttributeType<Record<string, Entry>>("any"), required: true },
      /** CLOSED: no new holds; those there are, are honoured. CANCELLED: the session does not take place. */
      status: { type: ["OPEN", "CLOSED", "CANCELLED"] as const, required: true },
      closesAt: { type: "string", required: true },
      /** Before it nobody holds a seat; absent where one may at once. */
      opensAt: { type: "string" },
      /** The terms with the kinds of units that a hold must name; absent where it just says how many spots. */
      unitsOf: { type: "string" },
      minSpots: { type: "number", required: true },
      maxSpots: { type: "number", required: true },
      holdSeconds: { type: "number", required: true },
      /** How long an offer to somebody who waits is good for; absent where it is the usual hour. */
      offerSeconds: { type: "number" },
      ...dueAttributes,
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "sessionId", "index"],
          template: "C#${companyId}/POOL#${sessionId}#${index}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "POOL", casing: "none" },
      },
    },
  },
  store,
);

export type Pool = EntityItem<typeof Pools>;
export type Place = { companyId: string; sessionId: string };

/** How many pools a session of this capacity has; its id says so too. */
export const countFor = (capacity: number): number => Math.max(1, Math.ceil(capacity / SEATS_PER_POOL));
export const countOf = (sessionId: string): number => {
  const pools = /^ses_[0-9A-HJKMNP-TV-Z]{28}$/.test(sessionId) ? unpackPair(sessionId.slice(-2)) : 0;
  // Whoever makes an id up must not decide how much is read.
  if (pools < 1 || pools > MOST_POOLS) throw missing("session");
  return pools;
};
export const sessionId = (ulid: string, capacity: number): string => sessionIdOf(ulid, countFor(capacity));
/** The id of a session that has so many pools whatever its capacity is. */
export const sessionIdOf = (ulid: string, pools: number): string => `ses_${ulid}${packPair(pools)}`;

type Opening = Place & {
  capacity: number;
  bookingCapacity?: number | undefined;
  closesAt: string;
  opensAt?: string | undefined;
  unitsOf?: string | undefined;
  minSpots: number;
  maxSpots: number;
  holdSeconds: number;
  offerSeconds?: number | undefined;
};

/** The pools of a new session, to be committed with it; seats and bookings are spread evenly. */
export function openings(session: Opening): Write[] {
  const { companyId, closesAt, opensAt, unitsOf, minSpots, maxSpots, bookingCapacity } = session;
  const { holdSeconds, offerSeconds } = session;
  const seats = spread(session.capacity, countOf(session.sessionId));
  const bookings = bookingCapacity === undefined ? [] : spread(bookingCapacity, seats.length);
  return seats.map((capacity, index) =>
    change(
      Events.SeatsOpened(),
      Pools.create({
        companyId,
        sessionId: session.sessionId,
        index,
        capacity,
        remaining: capacity,
        booked: 0,
        ...(bookings[index] !== undefined && counting(bookings[index])),
        holds: {},
        status: "OPEN",
        closesAt,
        ...(opensAt !== undefined && { opensAt }),
        ...(unitsOf !== undefined && { unitsOf }),
        minSpots,
        maxSpots,
        holdSeconds,
        ...(offerSeconds !== undefined && { offerSeconds }),
      }),
      again,
    ),
  );
}

const counting = (bookings: number) => ({
  bookingCapacity: bookings,
  bookingsLeft: bookings,
  bookingsTaken: 0,
});

/** How the capacity is spread over the pools. */
export const spread = (total: number, length: number): number[] =>
  Array.from({ length }, (_, index) => Math.floor((total + index) / length));

const moves =
  (event: EventType, status: Pool["status"]) =>
  (companyId: string, id: string): Write[] =>
    indexes(id).map((index) =>
      change(event(), Pools.patch({ companyId, sessionId: id, index }).set({ status }), () =>
        missing("session"),
      ),
    );

/** Ends the sale in every pool: no hold can be placed from this commit on; those there are, are honoured. */
export const closings = moves(Events.SeatsClosed, "CLOSED");
/** Puts the seats of every pool on sale again. */
export const reopenings = moves(Events.SeatsOpened, "OPEN");
/** The session does not take place: nothing more is held, booked or seated in it. */
export const callingsOff = moves(Events.SeatsClosed, "CANCELLED");

export const indexes = (sessionId_: string): number[] => [...Array(countOf(sessionId_)).keys()];

export async function get(place: Place, index: number): Promise<Pool> {
  const { data } = await Pools.get({ ...place, index }).go({ consistent: true });
  if (!data) throw missing("session");
  return data;
}

/** All pools of a session in one round trip (two above 100 pools), read consistently. */
export async function all({ companyId, sessionId: id }: Place): Promise<Pool[]> {
  const keys = indexes(id).map((index) => ({ pk: `C#${companyId}/POOL#${id}#${index}`, sk: "POOL" }));
  const pools: Pool[] = [];
  for (let left = keys; left.length > 0;) {
    const wanted = { [TABLE]: { Keys: left.slice(0, 100), ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await reader.send(new BatchGetCommand({ RequestItems: wanted }));
    pools.push(...((Responses?.[TABLE] ?? []) as Pool[]));
    left = [...left.slice(100), ...((UnprocessedKeys?.[TABLE]?.Keys ?? []) as typeof keys)];
  }
  if (pools.length === 0) throw missing("session");
  return pools.toSorted((one, other) => one.index - other.index);
}

export type Seats = { capacity: number; free: number; held: number; booked: number };

/** How many seats of a session anybody may hold at this moment. */
export const forSale = async (companyId: string, id: string): Promise<number> =>
  onSale(await all({ companyId, sessionId: id }), Clock.millis());

/** The seats of a session as they are at this moment. */
export const seats = async (companyId: string, id: string): Promise<Seats> =>
  count(await all({ companyId, sessionId: id }), Clock.millis());

// Pure rules

export function count(pools: readonly Pool[], now: number): Seats {
  const total = { capacity: 0, free: 0, held: 0, booked: 0 };
  for (const pool of pools) {
    const back = sum(expired(pool, now));
    total.capacity += pool.capacity;
    total.free += pool.remaining + back;
    total.held += sum(live(pool)) - back;
    total.booked += pool.booked;
  }
  return total;
}

/** How many bookings the session still takes, where it bounds them. */
export function bookingsLeft(pools: readonly Pool[], now: number): number | undefined {
  if (pools.every((pool) => pool.bookingsLeft === undefined)) return undefined;
  return pools.reduce((left, pool) => left + (pool.bookingsLeft ?? 0) + expired(pool, now).length, 0);
}

/** The seats that anybody may hold now: none while others wait for them, or where no booking is left. */
export function onSale(pools: readonly Pool[], now: number): number {
  const closed = pools.some((pool) => pool.line) || bookingsLeft(pools, now) === 0;
  return closed ? 0 : count(pools, now).free;
}

export function addsUp(pool: Pool): boolean {
  const { remaining, booked, capacity, bookingCapacity, bookingsLeft: left = 0, bookingsTaken = 0 } = pool;
  const holds = live(pool);
  if (Math.min(remaining, booked, left, bookingsTaken) < 0) return false;
  if (remaining + booked + sum(holds) !== capacity) return false;
  return bookingCapacity === undefined || left + bookingsTaken + holds.length === bookingCapacity;
}

export type Held = readonly [key: string, entry: Entry];

export const expiry = (pool: Pick<Pool, "holdSeconds">, entry: Entry): number =>
  entry.exp ?? entry.at + pool.holdSeconds * 1000;

/** Entries that keep seats, whether or not their time is over. */
export const live = (pool: Pool): Held[] => Object.entries(pool.holds).filter(([, entry]) => !entry.end);
export const expired = (pool: Pool, now: number): Held[] =>
  live(pool).filter(([, entry]) => expiry(pool, entry) <= now);
export const sum = (held: readonly Held[]): number => held.reduce((spots, [, entry]) => spots + entry.n, 0);

/** When the next live hold ends, if there is one. */
export function nextExpiry(pools: readonly Pool[]): number | undefined {
  const ends = pools.flatMap((pool) => live(pool).map(([, entry]) => expiry(pool, entry)));
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

/** Due keys for the pool's next tidying. */
export const dueAt = (place: Place, index: number, at: number) =>
  due(`${place.sessionId}#${index}`, new Date(at).toISOString());
