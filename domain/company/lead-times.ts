/**
 * How long before a session its people are reminded of it, in hours: up to three times, a day before unless the company
 * says otherwise. A reminder that is overtaken by the next one is not sent any more.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_HOURS = 14 * 24;
const USUAL: readonly number[] = [24];

export const LeadTimes = z
  .array(z.int().min(1).max(MOST_HOURS))
  .max(3)
  .refine((hours) => new Set(hours).size === hours.length, "must differ")
  .describe("Hours before a session at which its people are reminded of it; none, if the list is empty.");

export const of = ({ reminderHours = USUAL }: { reminderHours?: readonly number[] | undefined }) =>
  reminderHours;

export type Moment = {
  readonly lead: number;
  readonly at: string;
  /** When the next takes its place. */ readonly until: string;
};

/** The earliest first. */
export function momentsOf(startsAt: string, leads: readonly number[]): Moment[] {
  const sorted = leads.toSorted((one, other) => other - one);
  const at = (lead: number | undefined): string =>
    lead === undefined ? startsAt : new Date(Date.parse(startsAt) - lead * HOUR_MS).toISOString();
  return sorted.map((lead, index) => ({ lead, at: at(lead), until: at(sorted[index + 1]) }));
}

/** When a session is looked at next: every day, and when it is time to remind of it. */
export function nextLook(startsAt: string, leads: readonly number[]): string {
  const now = Clock.iso();
  const upcoming = momentsOf(startsAt, leads).find(({ at }) => at > now);
  const tomorrow = Clock.isoAfter(DAY_MS);
  return upcoming && upcoming.at < tomorrow ? upcoming.at : tomorrow;
}
