/**
 * Wall time: what the clock on the wall of a place shows ("2027-03-28T18:00"), and the instant at which it shows it.
 *
 * When clocks go forward some wall times are never shown: they have no instant. When clocks go back some are shown twice:
 * they have one instant, the first. So whatever happens at a wall time happens at most once.
 */
import { unprocessable } from "../error.ts";

/** A local date and time without a zone, to the minute. */
export type Wall = string;

export const WALL = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whether there is such a day in the calendar; 30 February has the right form, too. */
export const isWall = (text: string): boolean => WALL.test(text) && wallAt(utcOf(text)) === text;

/** The instants at which the wall shows it: one, or two in the fold of an autumn, or none in the gap of a spring. */
export function instantsOf(wall: Wall, timeZone: string): number[] {
  const asUtc = utcOf(wall);
  // No change of clocks is greater than a day, and none follows another so soon: the offset is that before or that after.
  const before = offsetAt(asUtc - DAY_MS, timeZone);
  const after = offsetAt(asUtc + DAY_MS, timeZone);
  if (before === after) return [asUtc - before];
  return [before, after]
    .filter((offset) => offsetAt(asUtc - offset, timeZone) === offset)
    .map((offset) => asUtc - offset)
    .toSorted((one, other) => one - other);
}

/** Epoch milliseconds of the first instant at which the wall shows it; nothing in the gap of a spring. */
export const instantOf = (wall: Wall, timeZone: string): number | undefined => instantsOf(wall, timeZone)[0];

/** Whether the wall shows it twice. */
export const isTwice = (wall: Wall, timeZone: string): boolean => instantsOf(wall, timeZone).length > 1;

/** What the wall shows at an instant. */
export const wallOf = (instant: number, timeZone: string): Wall =>
  wallAt(instant + offsetAt(instant, timeZone));

export const dateOf = (wall: Wall): string => wall.slice(0, 10);
export const utcOf = (wall: Wall): number => Date.parse(`${wall}:00.000Z`);
export const wallAt = (asUtc: number): Wall => {
  const at = new Date(asUtc);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 16);
};
export const dayAfter = (date: string, days = 1): string =>
  wallAt(utcOf(`${date}T00:00`) + days * DAY_MS).slice(0, 10);

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the wall is ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
  const { year, month, day, hour, minute, second } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(instant / 1000) * 1000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
    return format;
  } catch {
    throw unprocessable("schedule.zone_unknown", "There is no such time zone.", { timeZone });
  }
}
