/**
 * How often, as people choose it, and the rule of RFC 5545 that says so. A rule that says more than can be chosen here is
 * nobody's repeat: it stays the text that somebody wrote.
 */
export const UNITS = ["DAILY", "WEEKLY", "MONTHLY"] as const;
export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
/** Of a month: the day of a number, its last one, or one of its Mondays. */
export const PLACES = ["date", "end", "1", "2", "3", "4", "-1"] as const;
export const ENDS = ["never", "on", "after"] as const;

export type Day = (typeof DAYS)[number];
export type Repeat = {
  readonly unit: (typeof UNITS)[number];
  readonly interval: string;
  /** Of a week; none is the day of the first time. */
  readonly days: readonly Day[];
  readonly place: (typeof PLACES)[number];
  readonly day: Day;
  readonly date: string;
  readonly ends: (typeof ENDS)[number];
  /** A local day, YYYY-MM-DD, that is part of it. */
  readonly until: string;
  readonly count: string;
};

export const FIRST = "FREQ=WEEKLY;INTERVAL=2";

export const ruleOf = (repeat: Repeat): string =>
  [`FREQ=${repeat.unit}`, ...intervalOf(repeat), ...placeOf(repeat), ...endOf(repeat)].join(";");

const intervalOf = ({ interval }: Repeat): string[] => (interval === "1" ? [] : [`INTERVAL=${interval}`]);

function placeOf({ unit, days, place, day, date }: Repeat): string[] {
  if (unit === "WEEKLY") return days.length > 0 ? [`BYDAY=${inOrder(days).join()}`] : [];
  if (unit === "DAILY") return [];
  if (place === "date") return [`BYMONTHDAY=${date}`];
  return place === "end" ? ["BYMONTHDAY=-1"] : [`BYDAY=${place}${day}`];
}

function endOf({ ends, until, count }: Repeat): string[] {
  if (ends === "never") return [];
  return ends === "on" ? [`UNTIL=${until.replaceAll("-", "")}`] : [`COUNT=${count}`];
}

/** What was chosen, if the rule says nothing else. */
export function repeatOf(rule: string): Repeat | undefined {
  // The API keeps a last day as its last minute.
  const text = rule
    .trim()
    .toUpperCase()
    .replace(/(UNTIL=\d{8})T235900$/, "$1");
  const part = (name: string) => new RegExp(`(?:^|;)${name}=([^;]*)`).exec(text)?.[1];
  const [unit, byDay = "", date, until, count] = ["FREQ", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT"].map(part);
  const [, nth, nthDay] = /^(-?\d)([A-Z]{2})$/.exec(byDay) ?? [];
  // Another time of day, or an instant, is more than a last day.
  if (until !== undefined && !/^(\d{8})?$/.test(until)) return undefined;
  const repeat = {
    unit: UNITS.find((one) => one === unit) ?? "DAILY",
    interval: part("INTERVAL") ?? "1",
    days: inOrder(byDay.split(",")),
    place: PLACES.find((one) => one === nth) ?? (date === "-1" ? "end" : "date"),
    day: DAYS.find((one) => one === nthDay) ?? "MO",
    date: date === undefined || date === "-1" ? "1" : date,
    ends: until !== undefined ? "on" : count !== undefined ? "after" : "never",
    until: (until ?? "").replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"),
    count: count ?? "10",
  } as const;
  return alike(ruleOf(repeat)) === alike(text) ? repeat : undefined;
}

const inOrder = (days: readonly string[]): Day[] => DAYS.filter((day) => days.includes(day));

/** The order of parts, and of days, says nothing. */
const alike = (rule: string): string =>
  rule
    .split(";")
    .map((part) => (part.startsWith("BYDAY=") ? `BYDAY=${part.slice(6).split(",").toSorted().join()}` : part))
    .filter((part) => part !== "INTERVAL=1")
    .toSorted()
    .join(";");
