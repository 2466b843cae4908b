/**
 * The chain of an item's changes. Each audit row carries what changed and the hashes of the item before and after, so
 * the hash after version v−1 is the hash before version v. Both images are in the stream's record: a row knows its
 * predecessor's hash without reading the predecessor, and rows may be written in any order.
 *
 * The hash covers keys, facts, version and stamp; the row holds enough to build the item again from nothing. So whatever
 * is changed in a row, or in the item behind the log's back, no longer hashes to what its neighbours say.
 */
import { createHash } from "node:crypto";
import { canonical } from "../once.ts";
import type { Item } from "../send.ts";
import type { Change } from "../table.ts";
import * as Image from "./image.ts";

/** By path: the names from the item down to the value, joined with dots ("~1" is a dot in a name, "~0" a tilde). */
export type Diff = Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>;

/** The row of one change. */
export type Link = {
  readonly entity: string;
  readonly entityId: string;
  readonly subject: string;
  readonly itemPk: string;
  readonly itemSk: string;
  readonly version: number;
  readonly change: Change;
  readonly diff: Diff;
  readonly hashBefore?: string;
  readonly hashAfter: string;
};

export function link({ old, new: item }: { old?: Item; new: Item }): Omit<Link, "change"> {
  return {
    entity: Image.entityOf(item),
    entityId: Image.idOf(item),
    subject: Image.subjectOf(item),
    itemPk: String(item.pk),
    itemSk: String(item.sk),
    version: Image.versionOf(item),
    diff: difference(old ? Image.facts(old) : {}, Image.facts(item)),
    ...(old && { hashBefore: hash(old) }),
    hashAfter: hash(item),
  };
}

export function hash(item: Item): string {
  const { pk, sk, [Image.ENTITY]: entity } = item;
  return createHash("sha256")
    .update(canonical({ pk, sk, entity, item: Image.historic(item) }))
    .digest("base64url");
}

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly entityId: string; readonly version: number; readonly reason: Reason };
export const REASONS = [
  "row_missing",
  "row_changed",
  "row_repeated",
  "item_changed",
  "item_missing",
] as const;
export type Reason = (typeof REASONS)[number];

/** How long the stream may take to tell of a change before its row counts as missing. */
const LATE_MS = 60_000;

/** Folds the rows of one item from nothing, and says where they first disagree with themselves or with the item. */
export function verify(rows: readonly Link[], live: Item | undefined, now: number): Verdict {
  const links = rows.toSorted((one, other) => one.version - other.version);
  let item: Item | undefined;
  for (const [position, row] of links.entries()) {
    const wrong = (reason: Reason, version = row.version): Verdict => ({
      ok: false,
      entityId: row.entityId,
      version,
      reason,
    });
    if (row.version > position + 1) return wrong("row_missing", position + 1);
    if (row.version < position + 1) return wrong("row_repeated");
    const next = follow(item, row);
    if (!next) return wrong("row_changed");
    if (live && row.version === Image.versionOf(live) && hash(live) !== row.hashAfter) {
      return wrong("item_changed");
    }
    item = next;
  }
  const last = links.at(-1);
  return last ? ending(last, live, now) : { ok: true };
}

function ending({ entityId, version }: Link, live: Item | undefined, now: number): Verdict {
  if (!live) return { ok: false, entityId, version, reason: "item_missing" };
  if (Image.versionOf(live) < version) return { ok: false, entityId, version, reason: "item_changed" };
  if (Image.versionOf(live) === version) return { ok: true };
  const since = now - Date.parse(Image.changeOf(live)?.at ?? "");
  return since < LATE_MS
    ? { ok: true }
    : { ok: false, entityId, version: version + 1, reason: "row_missing" };
}

/** The item after this row, if everything in the row is as it was written. */
function follow(item: Item | undefined, row: Link): Item | undefined {
  const before = item ? hash(item) : undefined;
  if (before !== row.hashBefore) return undefined;
  const applied = apply(item ? Image.facts(item) : {}, row.diff);
  if (!applied) return undefined;
  const { itemPk: pk, itemSk: sk, entity, version, change } = row;
  const next: Item = { ...applied, pk, sk, [Image.ENTITY]: entity, version, change };
  if (hash(next) !== row.hashAfter) return undefined;
  return Image.idOf(next) === row.entityId && Image.subjectOf(next) === row.subject ? next : undefined;
}

export function difference(before: Item, after: Item, path = ""): Diff {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes: [string, Diff[string]][] = [];
  for (const name of names) {
    const [old, now] = [own(before, name), own(after, name)];
    const at = `${path}${escape(name)}`;
    if (isMap(old) && isMap(now)) changes.push(...Object.entries(difference(old, now, `${at}.`)));
    else if (canonical(old) !== canonical(now) || (old === undefined) !== (now === undefined)) {
      changes.push([
        at,
        { ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) },
      ]);
    }
  }
  return Object.fromEntries(changes);
}

/** The facts after the changes, unless what they say was before is not what was there. */
export function apply(facts: Item, diff: Diff): Item | undefined {
  let item: Item | undefined = facts;
  for (const [path, { before, after }] of Object.entries(diff)) {
    item = item && put(item, path.split(".").map(unescape), { before, after });
  }
  return item;
}

type Values = { before: unknown; after: unknown };

function put(map: Item, [name = "", ...rest]: string[], { before, after }: Values): Item | undefined {
  const value = own(map, name);
  const { [name]: _, ...others } = map;
  if (rest.length > 0) {
    const inner = isMap(value) ? put(value, rest, { before, after }) : undefined;
    return inner && { ...others, [name]: inner };
  }
  if (canonical(value) !== canonical(before)) return undefined;
  return after === undefined ? others : { ...others, [name]: after };
}

/** A name may be any word, even one that every object knows. */
const own = (map: Item, name: string): unknown => (Object.hasOwn(map, name) ? map[name] : undefined);

const escape = (name: string): string => name.replaceAll("~", "~0").replaceAll(".", "~1");
const unescape = (part: string): string => part.replaceAll("~1", ".").replaceAll("~0", "~");

const isMap = (value: unknown): value is Item =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Set);
