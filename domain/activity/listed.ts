/**
 * What an activity lists (options, unit kinds, questions): short lists whose entries have a name of their own, chosen by
 * the company, by which bookings, answers and resellers refer to them.
 */
import * as z from "zod";

export const EntryId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/, "must begin with a letter, then at most 31 of a-z, 0-9 and _")
  .meta({ examples: ["adult"] });

export const unique =
  <K extends string>(id: K) =>
  (entries: readonly Readonly<Record<K, string>>[]): boolean =>
    new Set(entries.map((entry) => entry[id])).size === entries.length;
