/** Which field of a schedule a refusal is about. */
import type { Problem } from "../../client/problem.ts";

/** What is wrong, by field: `validFrom`, or `slots.2.rrule`. */
export type Wrongs = Readonly<Record<string, string>>;

const FIELDS: Readonly<Record<string, string>> = {
  "schedule.in_the_past": "validFrom",
  "schedule.ends_before_start": "operatesUntil",
  "slot.capacity_out_of_range": "capacity",
  "slot.overlaps_itself": "durationMinutes",
  "slot.never_occurs": "rrule",
  "slot.rule_invalid": "rrule",
  "slot.rule_count_too_high": "rrule",
  "slot.rule_ends_before_start": "rrule",
  "slot.rule_too_frequent": "rrule",
  "slot.rule_too_long_to_follow": "rrule",
  "slot.rule_until_out_of_range": "rrule",
  "slot.rule_starts_out_of_range": "dtstart",
};

type Shape = { field: string; message: string };
type Said = { sentences: Readonly<Record<string, string>>; slot?: number | undefined };

/** `slot` is the one that was asked about alone; otherwise the API says which one it is. */
export function wrongsOf({ code, detail }: Problem, { sentences, slot }: Said): Wrongs {
  if (code === "request.invalid") {
    const errors = (detail.errors ?? []) as Shape[];
    return Object.fromEntries(errors.map(({ field, message }) => [named(field, slot), message]));
  }
  const field = FIELDS[code];
  if (field === undefined) return {};
  const sentence = sentences[code] ?? (typeof detail.detail === "string" ? detail.detail : code);
  const about = slot ?? detail.slot;
  return { [typeof about === "number" ? `slots.${about}.${field}` : field]: sentence };
}

/** Lists are written into one field: what is wrong with one of their dates is wrong with it. */
const named = (field: string, slot: number | undefined): string =>
  field.replace(/^slot\./, `slots.${slot ?? 0}.`).replace(/(exdates|rdates)\.\d+$/, "$1");
