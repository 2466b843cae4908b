/**
 * The chain of an account's entries: each carries its number, without gaps, and the hash of its predecessor.
 *
 * The hash of an entry is the SHA-256, in base64url without padding, of the UTF-8 bytes of one JSON text: the entry with
 * everything that it says, `previousHash` included and `hash` left out, names in the order of their code units at every
 * depth, no white space, and nothing for what is not there. The first entry's `previousHash` is empty.
 */
import { createHash } from "node:crypto";
import { canonical } from "../once.ts";

export const NOTHING_BEFORE = "";

export type Linked = { readonly seq: number; readonly previousHash: string; readonly hash: string };

/** The end of a chain, as the next entry needs it. */
export type End = { readonly seq: number; readonly hash: string };
export const START: End = { seq: 0, hash: NOTHING_BEFORE };

/** The entry as the one that follows `end`. */
export function link<T extends object>(end: End, said: T): T & Linked {
  const entry = { ...said, seq: end.seq + 1, previousHash: end.hash };
  return { ...entry, hash: hash(entry) };
}

export function hash(entry: object): string {
  const { hash: _, ...said } = entry as { hash?: string };
  return createHash("sha256").update(canonical(said)).digest("base64url");
}

export const BREAKS = ["entry_missing", "entry_repeated", "chain_broken", "entry_changed"] as const;
export type Break = (typeof BREAKS)[number];

/** Why this can not be the entry that follows `end`, if it can not. */
export function breakOf(end: End, entry: Linked): Break | undefined {
  if (entry.seq > end.seq + 1) return "entry_missing";
  if (entry.seq < end.seq + 1) return "entry_repeated";
  if (hash(entry) !== entry.hash) return "entry_changed";
  return entry.previousHash === end.hash ? undefined : "chain_broken";
}
