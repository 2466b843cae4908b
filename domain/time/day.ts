/** Days as a company's people have them: where one begins, in a zone whose clocks may change at midnight itself. */

import * as Clock from "../clock.ts";

const HOUR_MS = 3600_000;

/** A format takes longer to make than everything that is done with it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function calendarOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  formats.set(timeZone, format);
  return format;
}

/** The local date of an instant. */
export const of = (instant: string, timeZone: string): string =>
  calendarOf(timeZone).format(Date.parse(instant));

export const today = (timeZone: string): string => calendarOf(timeZone).format(Clock.millis());

/** The first instant of a calendar day ("2027-03-28") in a time zone. */
export function startOf(day: string, timeZone: string): string {
  const format = calendarOf(timeZone);
  const utc = Date.parse(`${day}T00:00:00.000Z`);
  let [before, after] = [utc - 15 * HOUR_MS, utc + 15 * HOUR_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (format.format(middle) < day) before = middle;
    else after = middle;
  }
  return new Date(after).toISOString();
}

export const nextOf = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
