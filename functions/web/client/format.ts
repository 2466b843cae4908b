/** Times, days and money as people of a language write them; times always in the company's own zone. */
import type { Language } from "./words.ts";

export type Format = ReturnType<typeof formatIn>;

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", uk: "uk-UA" };

export function formatIn(language: Language, timeZone: string) {
  const locale = LOCALES[language];
  const zoned = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const clock = zoned({ hour: "2-digit", minute: "2-digit" });
  const whole = zoned({ weekday: "long", day: "numeric", month: "long" });
  const short = zoned({ month: "short" });
  const local = new Intl.DateTimeFormat("en-CA", { timeZone });
  // Days without a time are counted in UTC, where all have 24 hours.
  const named = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const monthName = named({ month: "long", year: "numeric" });
  const dayName = named({ weekday: "long", day: "numeric", month: "long" });
  const weekday = named({ weekday: "short" });
  const weekdayLong = named({ weekday: "long" });
  const zone = zoned({ timeZoneName: "longGeneric" });

  return {
    /** The local date of an instant, YYYY-MM-DD. */
    dayOf: (instant: string): string => local.format(new Date(instant)),
    time: (instant: string): string => clock.format(new Date(instant)),
    span: (from: string, to: string): string =>
      `${clock.format(new Date(from))}–${clock.format(new Date(to))}`,
    date: (instant: string): string => whole.format(new Date(instant)),
    monthShort: (instant: string): string => short.format(new Date(instant)).replace(".", ""),
    day: (day: string): string => dayName.format(new Date(day)),
    month: (month: string): string => monthName.format(new Date(`${month}-01`)).replace(/ р\.$/, ""),
    /** Monday first, as both languages count. */
    weekdays: [5, 6, 7, 8, 9, 10, 11].map((day) => {
      const date = new Date(Date.UTC(2026, 0, day));
      return { short: weekday.format(date), long: weekdayLong.format(date) };
    }),
    zone: (): string =>
      zone.formatToParts(new Date()).find(({ type }) => type === "timeZoneName")?.value ?? timeZone,
    money: ({ amount, currency }: { amount: number; currency: string }): string => {
      const format = new Intl.NumberFormat(locale, {
        style: "currency",
        currency,
        currencyDisplay: "narrowSymbol",
      });
      const places = format.resolvedOptions().maximumFractionDigits ?? 0;
      const digits = String(amount).padStart(places + 1, "0");
      const [major, minor] = [digits.slice(0, digits.length - places), digits.slice(digits.length - places)];
      const written = new Intl.NumberFormat(locale, {
        style: "currency",
        currency,
        currencyDisplay: "narrowSymbol",
        minimumFractionDigits: Number(minor) === 0 ? 0 : places,
      });
      // As text: money is never a float on its way to the formatter.
      return written.format(`${major}.${minor}0` as `${number}`);
    },
  };
}

/** 125 seconds are 2:05. */
export const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
