/** How often something repeats, said in a language. */
import type { Words } from "./repeat-words.ts";
import type { Day, Repeat } from "./repeat.ts";

type Named = { readonly weekday: (day: Day) => string; readonly date: (day: string) => string };

export function sentence(words: Words, repeat: Repeat, named: Named): string {
  const { unit, interval, ends } = repeat;
  const end = { never: "", on: words.untilDay(named.date(repeat.until)), after: words.times(repeat.count) };
  return words.each(unit, Number(interval)) + when(words, repeat, named) + end[ends];
}

function when(words: Words, { unit, days, place: at, day, date }: Repeat, { weekday }: Named): string {
  if (unit === "WEEKLY") return days.length > 0 ? words.on(days.map(weekday)) : "";
  if (unit === "DAILY") return "";
  return at === "date" ? words.onDate(date) : words.onPlace(at, weekday(day));
}
