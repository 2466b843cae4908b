/**
 * What a request costs at AWS, from the items themselves. The engine's own count is not AWS's for transactions and
 * indexes, so it is reckoned here by AWS's rules: a write costs the larger of the item's images in whole KB, twice that
 * in a transaction; each index whose entry changes costs its projected KB once more, twice when the entry's key changes.
 * A refused write costs what it would have written.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { indexes } from "../../infra/table.ts";

export type Image = Readonly<Record<string, AttributeValue>>;
export type Write = { readonly before?: Image; readonly after?: Image; readonly transactional: boolean };

const KB = 1024;
const kilobytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / KB));

export function writeUnits({ before, after, transactional }: Write): number {
  const item = kilobytes(Math.max(sizeOf(before), sizeOf(after))) * (transactional ? 2 : 1);
  return indexes.reduce((units, index) => units + entryUnits(index, before, after), item);
}

type Index = (typeof indexes)[number];

function entryUnits(index: Index, before: Image | undefined, after: Image | undefined): number {
  const [old, now] = [entryOf(index, before), entryOf(index, after)];
  if (!old && !now) return 0;
  if (!old || !now) return kilobytes(sizeOf(old ?? now));
  if (!sameKey(index, old, now)) return kilobytes(sizeOf(old)) + kilobytes(sizeOf(now));
  return JSON.stringify(sorted(old)) === JSON.stringify(sorted(now))
    ? 0
    : kilobytes(Math.max(sizeOf(old), sizeOf(now)));
}

function entryOf(index: Index, item: Image | undefined): Image | undefined {
  const keys = [index.partitionKey.name, index.sortKey.name];
  if (!item || keys.some((key) => item[key] === undefined)) return undefined;
  if (!("projectionType" in index)) return item;
  return Object.fromEntries(["pk", "sk", ...keys].map((key) => [key, item[key]!]));
}

const sameKey = ({ partitionKey, sortKey }: Index, old: Image, now: Image): boolean =>
  [partitionKey.name, sortKey.name].every((key) => old[key]?.S === now[key]?.S);

const sorted = (image: Image) => Object.entries(image).toSorted(([one], [other]) => (one < other ? -1 : 1));

export const sizeOf = (item: Image | undefined): number =>
  Object.entries(item ?? {}).reduce((bytes, [name, value]) => bytes + utf8(name) + sizeOfValue(value), 0);

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return utf8(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replaceAll(/[-.]/g, "").length / 2) + 1;
  if (value.M) {
    const inside = Object.entries(value.M);
    return inside.reduce((bytes, [name, part]) => bytes + utf8(name) + sizeOfValue(part) + 1, 3);
  }
  if (value.L) return value.L.reduce((bytes, part) => bytes + sizeOfValue(part) + 1, 3);
  if (value.SS) return value.SS.reduce((bytes, part) => bytes + utf8(part), 0);
  if (value.B) return value.B.length;
  return 1;
}

const utf8 = (text: string): number => Buffer.byteLength(text);
