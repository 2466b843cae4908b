/**
 * An image of an item, as the stream tells it: what is part of its history, and whose history that is.
 * Keys of indexes repeat other attributes, derived attributes are folded from the stream itself; neither is history.
 */
import { fingerprint } from "../once.ts";
import type { Item } from "../send.ts";
import type { Change } from "../table.ts";

/** One record of the stream. */
export type Images = {
  readonly old?: Item;
  readonly new?: Item;
  /** Removed by time to live, not by anybody. */
  readonly expired: boolean;
};

/** Where ElectroDB keeps the name of an item's entity. */
export const ENTITY = "__edb_e__";

/** Attributes that follow from other items, by entity. */
const DERIVED: Readonly<Record<string, readonly string[]>> = { session: ["seats"], location: ["activities"] };
const KEYS = /^(pk|sk|ttl|(byTime|belongsTo|mine|due)(Pk|Sk)|__edb_.*)$/;

/** What is secret or personal: history says that it changed, and holds neither it nor its ciphertext. */
const SEALED = new Set(["sealed", "previous", "sealedCard", "attendees", "answers"]);

/** The item as its history knows it, stamp included. */
export function historic(item: Item): Item {
  const derived = DERIVED[entityOf(item)] ?? [];
  return Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !KEYS.test(name) && !derived.includes(name))
      .map(([name, value]) => [name, told(name, value)]),
  );
}

function told(name: string, value: unknown): unknown {
  if (SEALED.has(name)) return isFingerprint(value) ? value : `sealed ${fingerprint(value)}`;
  return plain(value);
}

/** History is folded from history too. */
const isFingerprint = (value: unknown): boolean => typeof value === "string" && value.startsWith("sealed ");

/** As it can be written down: sets in a fixed order, bytes as text. */
function plain(value: unknown): unknown {
  if (value instanceof Set) return [...value].map(String).toSorted();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

/** Only what its verbs set: the same without the stamp. */
export const facts = (item: Item): Item => {
  const { version: _, change: __, ...rest } = historic(item);
  return rest;
};

export const changeOf = (item: Item | undefined): Change | undefined => item?.change as Change | undefined;
export const versionOf = (item: Item | undefined): number => Number(item?.version ?? 0);
/** A row with a life of its own: it carries a version. Lookups, locks, counters and answers do not. */
export const isStateful = (item: Item | undefined): boolean =>
  item !== undefined && item.version !== undefined && item[ENTITY] !== undefined;

export const entityOf = (item: Item): string => String(item[ENTITY]);
export const companyOf = (item: Item): string => (typeof item.companyId === "string" ? item.companyId : "-");

/** What it is called, where that is not simply the attribute named after the entity. */
const CALLED: Readonly<Record<string, (item: Item) => string>> = {
  pool: ({ sessionId, index }) => `${String(sessionId)}-${String(index)}`,
  waitlistEntry: ({ entryId }) => String(entryId),
  calendars: ({ userId }) => `calendars-${String(userId)}`,
  member: ({ userId }) => String(userId),
  gatewaySettings: ({ gateway }) => String(gateway),
  reconciliation: ({ day }) => `reconciliation-${String(day)}`,
  apiKey: ({ keyId }) => String(keyId),
  wallet: ({ customerId, currency }) => `${String(customerId)}-${String(currency)}`,
};

export function idOf(item: Item): string {
  const entity = entityOf(item);
  const called = CALLED[entity]?.(item) ?? item[`${entity}Id`];
  if (typeof called !== "string") throw new Error(`A ${entity} has no ${entity}Id: say what it is called.`);
  return called;
}

/**
 * Whose history the change belongs to: payments, refunds and journals are part of their booking's, and bookings that have
 * taken each other's place have one history, the first one's.
 */
export function subjectOf(item: Item): string {
  const booked = [item.rootId, item.bookingId].find((id) => typeof id === "string");
  return booked ?? idOf(item);
}
