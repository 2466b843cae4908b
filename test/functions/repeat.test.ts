/** What staff can choose in the schedule's editor is a rule that the calendar follows, and is read back as it was chosen. */
import fc from "fast-check";
import { expect, it } from "vitest";
import * as Rule from "../../domain/schedule/rule.ts";
import { WORDS } from "../../functions/web/console/schedule/repeat-words.ts";
import * as Repeat from "../../functions/web/console/schedule/repeat.ts";
import { sentence } from "../../functions/web/console/schedule/sentence.ts";

const text = (from: number, to: number) => fc.integer({ min: from, max: to }).map(String);
const chosen: fc.Arbitrary<Repeat.Repeat> = fc.record({
  unit: fc.constantFrom(...Repeat.UNITS),
  interval: text(1, 30),
  days: fc.subarray([...Repeat.DAYS]),
  place: fc.constantFrom(...Repeat.PLACES),
  day: fc.constantFrom(...Repeat.DAYS),
  date: text(1, 31),
  ends: fc.constantFrom(...Repeat.ENDS),
  until: fc.constantFrom("2027-03-01", "2028-02-29", "2030-12-31"),
  count: text(1, 1000),
});

/** The rule of what is read of a rule, if anything is. */
const read = (rule: string) => {
  const repeat = Repeat.repeatOf(rule);
  return repeat && Repeat.ruleOf(repeat);
};

it("SCH-1 whatever is chosen is a rule that can be followed, and read back, also as the API keeps it, it is the same rule", () => {
  fc.assert(
    fc.property(chosen, (repeat) => {
      const rule = Repeat.ruleOf(repeat);
      const kept = Rule.parse(rule, "2027-01-04T18:00", "Europe/Kyiv").text;
      expect([read(rule), read(kept)]).toEqual([rule, rule]);
    }),
    { numRuns: 200 },
  );
});

it("SCH-1 a rule that is written in another order is the one that is chosen; one that says more is not", () => {
  expect(read("byday=fr,mo;interval=1;freq=weekly")).toBe("FREQ=WEEKLY;BYDAY=MO,FR");
  expect(read("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3")).toBe("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3");
  for (const more of [
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=1SA,3SA",
    "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9,18",
    "FREQ=YEARLY;BYMONTH=3",
    "FREQ=DAILY;UNTIL=20270301T180000Z",
    "",
  ]) {
    expect(read(more), more).toBeUndefined();
  }
});

/** In English and in Ukrainian. */
const said = (rule: string) =>
  (["en", "uk"] as const).map((language) => {
    const named = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
    const weekday = (day: Repeat.Day) => named.format(Date.UTC(2026, 0, 5 + Repeat.DAYS.indexOf(day)));
    return sentence(WORDS[language], Repeat.repeatOf(rule)!, { weekday, date: (day) => day });
  });

it("SCH-1 how often is said in a sentence, in both languages", () => {
  expect(said("FREQ=DAILY")).toEqual(["Every day", "Щодня"]);
  expect(said("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU")).toEqual([
    "Every 2 weeks on Monday, Sunday",
    "Раз на 2 тижні: понеділок, неділя",
  ]);
  expect(said("FREQ=MONTHLY;BYDAY=1SA;COUNT=5")).toEqual([
    "Every month on the first Saturday, 5 times",
    "Щомісяця: перша субота, разів: 5",
  ]);
  expect(said("FREQ=MONTHLY;INTERVAL=5;BYDAY=-1TU;UNTIL=20271231")).toEqual([
    "Every 5 months on the last Tuesday, until 2027-12-31",
    "Раз на 5 місяців: останній вівторок, до 2027-12-31",
  ]);
  expect(said("FREQ=MONTHLY;BYMONTHDAY=15")).toEqual(["Every month on day 15", "Щомісяця: 15 числа"]);
});
