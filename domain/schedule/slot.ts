/**
 * A time slot: when an activity takes place, again and again (SCH-1). Weekly on a day at a time, or by a rule of RFC 5545
 * with dates taken out (EXDATE) and put in (RDATE); where there is a rule, it wins. All of it is wall time of the
 * company's zone.
 *
 * A start in the gap of a spring is skipped; one that the wall shows twice happens once, at its first instant.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { unprocessable } from "../error.ts";
import * as Wall from "../time/wall.ts";
import * as Rule from "./rule.ts";

const wall = z
  .string()
  .refine(Wall.isWall, "must be a local date and time, like 2027-03-28T18:00")
  .meta({ examples: ["2027-05-04T18:30"] });
const MOST_DATES = 100;
const MONTH_MINUTES = 31 * 24 * 60;

/** When it takes place. */
export const recurrence = {
  dayOfWeek: z.int().min(0).max(6).optional().describe("0 is Sunday."),
  startTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM")
    .optional(),
  rrule: z.string().min(1).max(500).optional().describe("RFC 5545; wins over the day of the week."),
  dtstart: wall.optional().describe("What the rule counts from, in local time."),
  exdates: z.array(wall).max(MOST_DATES).optional().describe("Starts that are left out."),
  rdates: z.array(wall).max(MOST_DATES).optional().describe("Starts beside the rule."),
};
export const durationMinutes = z.int().min(1).max(MONTH_MINUTES);
export type Recurrence = z.output<z.ZodObject<typeof recurrence>>;

export type Start = { readonly wall: Wall.Wall; readonly startsAt: string; readonly twice?: true };
export type Skipped = { readonly wall: Wall.Wall; readonly because: "spring_gap" | "exdate" };
export type Dates = { readonly starts: readonly Start[]; readonly skipped: readonly Skipped[] };

const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;
/** Any week will do: a weekly slot counts from none. */
const LONG_AGO = "2000-01-01";

/** The slot in one spelling. It can be followed, takes place in the two years to come, and never overlaps itself. */
export function check<S extends Recurrence>(slot: S, minutes: number, timeZone: string): S {
  const rule = ruleOf(slot, timeZone);
  const checked = {
    ...slot,
    ...(slot.rrule !== undefined && { rrule: rule.text }),
    ...(slot.exdates && { exdates: sorted(slot.exdates) }),
    ...(slot.rdates && { rdates: sorted(slot.rdates) }),
  };
  const starts = sample(checked, timeZone);
  if (starts.length === 0) {
    throw unprocessable("slot.never_occurs", "This slot has no date in the two years to come.", { ...slot });
  }
  const close = starts.find(
    ({ startsAt }, index) => index > 0 && apart(starts[index - 1]!.startsAt, startsAt) < minutes,
  );
  if (close) {
    throw unprocessable("slot.overlaps_itself", "One session would still go on when the next one starts.", {
      startsAt: close.startsAt,
      durationMinutes: minutes,
    });
  }
  return checked;
}

/** The starts from one local day to another, both included, in their order; and what was skipped there, and why. */
export function dates(slot: Recurrence, timeZone: string, days: { from: string; to: string }): Dates {
  const [begin, end] = [`${days.from}T00:00`, `${days.to}T23:59`];
  const within = (one: Wall.Wall): boolean => one >= begin && one <= end;
  const walls = [
    ...Rule.between(ruleOf(slot, timeZone), begin, end),
    ...(slot.rdates ?? []).filter((one) => within(one)),
  ];
  const left = new Set(slot.exdates);
  const starts: Start[] = [];
  const skipped: Skipped[] = [];
  for (const one of sorted(walls)) {
    const [first, second] = Wall.instantsOf(one, timeZone);
    if (left.has(one)) skipped.push({ wall: one, because: "exdate" });
    else if (first === undefined) skipped.push({ wall: one, because: "spring_gap" });
    else {
      const twice = second !== undefined && { twice: true as const };
      starts.push({ wall: one, startsAt: new Date(first).toISOString(), ...twice });
    }
  }
  return { starts, skipped };
}

/** Whether two slots mean the same times, written in the same spelling. */
export const recurs = (one: Recurrence): string =>
  one.rrule === undefined ? `${one.dayOfWeek} ${one.startTime}` : `${one.dtstart} ${one.rrule}`;

function ruleOf(slot: Recurrence, timeZone: string): Rule.Rule {
  const { rrule, dtstart, dayOfWeek, startTime } = slot;
  if (rrule !== undefined && dtstart !== undefined) return Rule.parse(rrule, dtstart, timeZone);
  if (rrule !== undefined || dayOfWeek === undefined || startTime === undefined) {
    throw unprocessable("slot.incomplete", "A slot has dayOfWeek and startTime, or rrule and dtstart.");
  }
  return { text: `FREQ=WEEKLY;BYDAY=${WEEKDAYS[dayOfWeek]}`, dtstart: `${LONG_AGO}T${startTime}` };
}

const SAMPLE_DAYS = 31;
const FURTHEST_DAYS = 731;
const ENOUGH = 750;

/** Its next starts: as many as show whether it overlaps itself, and none of more than two years. */
function sample(slot: Recurrence, timeZone: string): Start[] {
  const today = Wall.dateOf(Wall.wallOf(Clock.millis(), timeZone));
  const begins = Wall.dateOf(slot.rrule === undefined ? today : (slot.dtstart ?? today));
  const furthest = Wall.dayAfter(today, FURTHEST_DAYS);
  const starts: Start[] = [];
  let days = SAMPLE_DAYS;
  for (let from = begins > today ? begins : today; from <= furthest && starts.length < ENOUGH;) {
    const to = Wall.dayAfter(from, days - 1);
    const found = dates(slot, timeZone, { from, to }).starts;
    starts.push(...found);
    from = Wall.dayAfter(to);
    // What comes seldom is looked for in few looks.
    if (found.length < days) days *= 2;
  }
  return starts;
}

const sorted = (walls: readonly Wall.Wall[]): Wall.Wall[] => [...new Set(walls)].toSorted();
const apart = (one: string, other: string): number => (Date.parse(other) - Date.parse(one)) / 60_000;
