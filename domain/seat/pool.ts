/**
 * A pool: at most 40 seats of one session on one item, so that a hold is one conditional write and a large session is
 * many items that do not wait for each other.
 *
 *   remaining + Σ live holds + booked = capacity          (CAP-1, in every pool and so in every session)
 *
 * A hold lives inside its pool as an entry and leaves its life in one write: booked, released, or reclaimed once its time
 * is over. Ended entries stay until they would have expired, so that a repeated request finds its answer. Time is never
 * trusted to timers: whoever reads or writes treats an entry as free from the millisecond it expires.
 */
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as Clock from "../clock.ts";
import { again, change, type Operation, type Write } from "../commit.ts";
import { assert, missing } from "../error.ts";
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
export const sessionId = (ulid: string, capacity: number): string =>
  `ses_${ulid}${packPair(countFor(capacity))}`;

type Opening = Place & {
  capacity: number;
  closesAt: string;
  opensAt?: string | undefined;
  unitsOf?: string | undefined;
  minSpots: number;
  maxSpots: number;
  holdSeconds: number;
};

/** The pools of a new session, to be committed with it; seats are spread evenly. */
export function openings(session: Opening): Write[] {
  const { companyId, closesAt, opensAt, unitsOf, minSpots, maxSpots, holdSeconds } = session;
  return shares(session.capacity).map((capacity, index) =>
    change(
      Events.SeatsOpened(),
      Pools.create({
        companyId,
        sessionId: session.sessionId,
        index,
        capacity,
        remaining: capacity,
        booked: 0,
        holds: {},
        status: "OPEN",
        closesAt,
        ...(opensAt !== undefined && { opensAt }),
        ...(unitsOf !== undefined && { unitsOf }),
        minSpots,
        maxSpots,
        holdSeconds,
      }),
      again,
    ),
  );
}

/** How the capacity is spread over the pools. */
export function shares(capacity: number): number[] {
  const length = countFor(capacity);
  return Array.from({ length }, (_, index) => Math.floor((capacity + index) / length));
}

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

export const addsUp = (pool: Pool): boolean =>
  pool.remaining >= 0 && pool.booked >= 0 && pool.remaining + pool.booked + sum(live(pool)) === pool.capacity;

/** Above this many entries an ended hold leaves at once: a pool's item has a size, whatever one person does to it. */
const MOST_ENTRIES = 100;

/** A hold gives its seats back: its entry stays as a memory while there is room for memories. */
export function givingBack(pool: Pool, key: string, entry: Entry): Operation {
  const patch = Pools.patch({ companyId: pool.companyId, sessionId: pool.sessionId, index: pool.index });
  if (Object.keys(pool.holds).length > MOST_ENTRIES) {
    const { [key]: _, ...holds } = pool.holds;
    return patch
      .set({ holds, remaining: pool.remaining + entry.n })
      .where((a, o) => o.eq(a.version, pool.version!));
  }
  return patch
    .data((a, o) => {
      o.set(a.holds[key]!, { ...entry, end: "released" });
      o.add(a.remaining, entry.n);
    })
    .where((a, o) => o.eq(a.holds[key]!, entry));
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

/**
 * The pool with `given` entries gone and everything over that is of no more use: what `remaining`, `holds` and the
 * next due time become. `plus` is added to it, with its spots taken.
 */
export function without(pool: Pool, given: readonly Held[], now: number, plus?: Held) {
  const gone = new Set(given.map(([key]) => key));
  const kept = Object.entries(pool.holds).filter(
    ([key, entry]) => !gone.has(key) && !(entry.end && expiry(pool, entry) <= now),
  );
  const entries = plus ? [...kept, plus] : kept;
  const remaining = pool.remaining + sum(given) - (plus?.[1].n ?? 0);
  assert(remaining >= 0, "seats are only taken where there are some");
  const next = entries.length > 0 ? Math.min(...entries.map(([, entry]) => expiry(pool, entry))) : undefined;
  return { remaining, holds: Object.fromEntries(entries), next };
}

/** Due keys for the pool's next tidying. */
export const dueAt = (place: Place, index: number, at: number) =>
  due(`${place.sessionId}#${index}`, new Date(at).toISOString());
