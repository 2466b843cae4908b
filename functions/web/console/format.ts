/** Times, days and money, as the booking page writes them, and what staff see besides. */
import { formatIn as pageFormat } from "../client/format.ts";
import type { Language } from "../page/language.ts";

export type Format = ReturnType<typeof formatIn>;

export function formatIn(language: Language, timeZone: string) {
  const locale = language === "uk" ? "uk-UA" : "en-GB";
  const inUtc = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const count = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const dayMonth = inUtc({ day: "numeric", month: "short" });
  const dayYear = inUtc({ day: "numeric", month: "short", year: "numeric" });
  const weekday = inUtc({ weekday: "short" });
  const wallTime = inUtc({
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const stamp = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  return {
    ...pageFormat(language, timeZone),
    count: (value: number): string => count.format(value),
    percent: (share: number): string => percent.format(share),
    dayMonth: (day: string): string => dayMonth.format(new Date(day)),
    dayYear: (day: string): string => (day ? dayYear.format(new Date(day)) : ""),
    /** Both days are part of it. */
    days: (first: string, last: string): string => dayMonth.formatRange(new Date(first), new Date(last)),
    /** A local date and time, whatever the zone. */
    wall: (wall: string): string => wallTime.format(new Date(`${wall}Z`)),
    weekday: (day: string): string => weekday.format(new Date(day)),
    stamp: (instant: string): string => stamp.format(new Date(instant)),
  };
}
