/** How often, in a sentence and in the fields that it is chosen in. */
import type { Repeat } from "./repeat.ts";

type Unit = Repeat["unit"];
type Place = Repeat["place"];

const en = {
  unit: "Repeats",
  units: { DAILY: "By days", WEEKLY: "By weeks", MONTHLY: "By months" } as Readonly<Record<Unit, string>>,
  interval: "Every",
  days: "On",
  daysWhy: "None: on the day of the first time",
  place: "On",
  places: {
    date: "the day",
    end: "the last day",
    "1": "the first",
    "2": "the second",
    "3": "the third",
    "4": "the fourth",
    "-1": "the last",
  } as Readonly<Record<Place, string>>,
  date: "Day of the month",
  dateWhy: "A month that has no such day is left out",
  weekday: "Weekday",
  ends: "Ends",
  endings: { never: "Never", on: "On a day", after: "By count" },
  until: "Last day",
  count: "Times",
  each: (unit: Unit, n: number): string => {
    const [one, many] = { DAILY: ["day", "days"], WEEKLY: ["week", "weeks"], MONTHLY: ["month", "months"] }[
      unit
    ];
    return n === 1 ? `Every ${one}` : `Every ${n} ${many}`;
  },
  on: (days: readonly string[]): string => ` on ${days.join(", ")}`,
  onDate: (date: string): string => ` on day ${date}`,
  onPlace: (at: Place, weekday: string): string =>
    at === "end" ? " on the last day" : ` on ${en.places[at]} ${weekday}`,
  untilDay: (day: string): string => `, until ${day}`,
  times: (n: string): string => `, ${n} times`,
};

/** Names of days are of two genders. */
const MALE = ["понеділок", "вівторок", "четвер"];
const ORDINALS: Readonly<Record<string, readonly [male: string, female: string]>> = {
  "1": ["перший", "перша"],
  "2": ["другий", "друга"],
  "3": ["третій", "третя"],
  "4": ["четвертий", "четверта"],
  "-1": ["останній", "остання"],
};
const plural = new Intl.PluralRules("uk");

const uk: typeof en = {
  unit: "Повторюється",
  units: { DAILY: "За днями", WEEKLY: "За тижнями", MONTHLY: "За місяцями" },
  interval: "Раз на",
  days: "У які дні",
  daysWhy: "Жодного: у день першого разу",
  place: "Коли",
  places: {
    date: "числа",
    end: "останнього дня",
    "1": "перший раз",
    "2": "другий раз",
    "3": "третій раз",
    "4": "четвертий раз",
    "-1": "останній раз",
  },
  date: "Число місяця",
  dateWhy: "Місяць, у якому такого числа немає, пропускається",
  weekday: "День тижня",
  ends: "Закінчується",
  endings: { never: "Ніколи", on: "Певного дня", after: "За кількістю" },
  until: "Останній день",
  count: "Разів",
  each: (unit, n) => {
    const [each, one, few, many] = {
      DAILY: ["Щодня", "день", "дні", "днів"],
      WEEKLY: ["Щотижня", "тиждень", "тижні", "тижнів"],
      MONTHLY: ["Щомісяця", "місяць", "місяці", "місяців"],
    }[unit];
    const form = plural.select(n);
    return n === 1 ? each! : `Раз на ${n} ${form === "one" ? one : form === "few" ? few : many}`;
  },
  on: (days) => `: ${days.join(", ")}`,
  onDate: (date) => `: ${date} числа`,
  onPlace: (at, weekday) =>
    at === "end" ? ": останній день" : `: ${ORDINALS[at]?.[MALE.includes(weekday) ? 0 : 1]} ${weekday}`,
  untilDay: (day) => `, до ${day}`,
  times: (n) => `, разів: ${n}`,
};

export const WORDS = { en, uk };
export type Words = typeof en;
