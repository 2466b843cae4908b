import { createRequire } from "node:module";
import * as fc from "fast-check";
import type * as Second from "rrule";
import { describe, expect, it } from "vitest";
import { DomainError } from "../../domain/error.ts";
import * as Slot from "../../domain/schedule/slot.ts";
import * as Wall from "../../domain/time/wall.ts";

const { rrulestr } = createRequire(import.meta.url)("rrule") as typeof Second;

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError && error.kind === "unprocessable") return error.code;
    throw error;
  }
  return "accepted";
};
const inUtc = { timeZone: "UTC", minutes: 30 };
const checked = (slot: Slot.Recurrence, { timeZone, minutes } = inUtc) => Slot.check(slot, minutes, timeZone);
const ruled = (text: string, dtstart = "2027-01-04T18:00") => ({ rrule: text, dtstart });

const some = (values: readonly (string | number)[], most = 3) =>
  fc.option(
    fc
      .uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most })
      .map((list) => list.toSorted((one, other) => Number(one) - Number(other)).join(",")),
    { nil: undefined, freq: 2 },
  );
const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const rules = fc
  .record({
    FREQ: fc.constantFrom("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    INTERVAL: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    COUNT: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    BYMONTH: some([1, 2, 3, 6, 11, 12]),
    BYMONTHDAY: some([1, 2, 15, 29, 30, 31, -1, -2]),
    BYDAY: fc.oneof(some(DAYS), some(["1MO", "2FR", "-1SU"])),
    BYYEARDAY: some([1, 60, 100, 365, -1]),
    BYWEEKNO: some([2, 20, 51], 1),
    BYHOUR: some([6, 9, 12, 18]),
    BYMINUTE: some([0, 15, 45], 2),
    BYSETPOS: some([1, 2, -1], 1),
    WKST: fc.option(fc.constantFrom("MO", "SU"), { nil: undefined }),
  })
  .map((parts): Record<string, string | number | undefined> => {
    const yearly = parts.FREQ === "YEARLY";
    const ordinal = /\d/.test(parts.BYDAY ?? "") && !(parts.FREQ === "MONTHLY" && !parts.BYMONTHDAY);
    // Left out is what the second library does otherwise than RFC 5545: days of the year that meet weekdays, weeks of the
    // year that name no weekday or reach into another year, weekdays with a number beside those without.
    const day = parts.BYWEEKNO ?? parts.BYYEARDAY;
    return {
      ...parts,
      BYDAY: ordinal || (yearly && parts.BYYEARDAY) ? undefined : parts.BYDAY,
      BYYEARDAY: yearly ? parts.BYYEARDAY : undefined,
      BYWEEKNO: yearly && parts.BYDAY && !ordinal && !parts.BYYEARDAY ? parts.BYWEEKNO : undefined,
      BYMONTHDAY: parts.FREQ === "WEEKLY" || (yearly && day) ? undefined : parts.BYMONTHDAY,
      BYHOUR: parts.FREQ === "HOURLY" ? undefined : parts.BYHOUR,
      BYSETPOS: parts.BYDAY && !ordinal && parts.FREQ === "MONTHLY" ? parts.BYSETPOS : undefined,
    };
  })
  .map((parts) => Object.entries(parts).filter(([, value]) => value !== undefined))
  .map((parts) => parts.map((part) => part.join("=")).join(";"));

/** Microseconds of this thread that it takes to check a rule. */
const spent = (text: string, dtstart: string): number => {
  const before = process.threadCpuUsage();
  code(() => checked({ rrule: text, dtstart }, { timeZone: "Europe/Kyiv", minutes: 1 }));
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
};

/** Rules that took seconds once. */
const SLOW: readonly (readonly [text: string, dtstart: string])[] = [
  ["FREQ=YEARLY;INTERVAL=809;BYMONTHDAY=-14,-29;BYYEARDAY=121,-41,280,109;BYWEEKNO=-48", "2026-02-01T09:30"],
  ["FREQ=YEARLY;COUNT=855;BYMONTHDAY=23,2,-3,29;BYYEARDAY=-226,258;BYSETPOS=226", "1999-12-31T23:59"],
  ["FREQ=DAILY;INTERVAL=555;COUNT=1000;BYHOUR=2,19,13;BYMINUTE=27,20;BYSETPOS=185,334", "2026-02-01T09:30"],
  [
    "FREQ=YEARLY;COUNT=4;BYMONTHDAY=-16,-14,-13;BYWEEKNO=-37,-7;BYHOUR=18,16;BYMINUTE=30,8",
    "1980-01-01T00:30",
  ],
  ["FREQ=DAILY;COUNT=1000", "2026-06-01T00:30"],
];
const signed = (most: number) =>
  fc
    .uniqueArray(fc.oneof(fc.integer({ min: 1, max: most }), fc.integer({ min: -most, max: -1 })), {
      minLength: 1,
      maxLength: 48,
      size: "max",
    })
    .map((list) => list.join(","));
const upTo = (most: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: 48, size: "max" });
const PARTS = fc.record({
  BYMONTH: upTo(11).map((list) => list.map((month) => month + 1).join(",")),
  BYMONTHDAY: signed(31),
  BYDAY: fc
    .uniqueArray(fc.tuple(signed(53), fc.constantFrom(...DAYS)), { minLength: 1, maxLength: 24 })
    .map((list) => list.map(([nth, day]) => `${nth.split(",")[0]}${day}`).join(",")),
  BYYEARDAY: signed(366),
  BYWEEKNO: signed(53),
  BYHOUR: upTo(23).map((list) => list.join(",")),
  BYMINUTE: upTo(59).map((list) => list.join(",")),
  BYSETPOS: signed(366),
});
/** What somebody would write who wants to keep us busy: long lists that hardly ever meet, from long ago. */
const hostile = fc
  .tuple(
    fc.constantFrom("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    fc.constantFrom("", ";INTERVAL=1", ";INTERVAL=7", ";INTERVAL=997"),
    fc.constantFrom("", ";COUNT=1000", ";COUNT=7"),
    PARTS.chain((parts) => fc.subarray(Object.entries(parts), { minLength: 1, maxLength: 4 })),
    fc.constantFrom("1980-01-01T00:30", "1999-12-31T23:59", "2026-02-01T09:30"),
  )
  .map(([frequency, interval, count, parts, dtstart]) => {
    const lists = parts.map(([name, list]) => `;${name}=${list}`).join("");
    return [`FREQ=${frequency}${interval}${count}${lists}`, dtstart] as const;
  });

/** A month after the other, as calendars ask: a whole year of every hour would be too much at once. */
function inMonths(slot: Slot.Recurrence, timeZone: string, { from, to }: { from: string; to: string }) {
  const starts: Slot.Start[] = [];
  const skipped: Slot.Skipped[] = [];
  for (let day = from; day <= to; day = Wall.dayAfter(day, 31)) {
    const last = Wall.dayAfter(day, 30);
    const found = Slot.dates(slot, timeZone, { from: day, to: last < to ? last : to });
    starts.push(...found.starts);
    skipped.push(...found.skipped);
  }
  return { starts, skipped };
}

describe("SCH-1 a rule of RFC 5545", () => {
  it("has the dates that a second library finds, away from the changes of clocks", () => {
    const day = fc.integer({ min: 0, max: 700 }).map((days) => Wall.dayAfter("2026-01-01", days));
    fc.assert(
      fc.property(rules, day, day, (text, begins, from) => {
        const dtstart = `${begins}T18:00`;
        const to = Wall.dayAfter(from, 120);
        const other = rrulestr(`DTSTART:${dtstart.replaceAll(/[-:]/g, "")}00Z\nRRULE:${text}`);
        const expected = other
          .between(new Date(`${from}T00:00:00Z`), new Date(`${to}T23:59:00Z`), true)
          .map((at) => at.toISOString())
          .toSorted();
        const slot = { rrule: text, dtstart };
        expect(inMonths(slot, "UTC", { from, to }).starts.map(({ startsAt }) => startsAt)).toEqual(expected);
        const kyiv = inMonths(slot, "Europe/Kyiv", { from, to });
        expect(
          [...kyiv.starts.map(({ wall }) => wall), ...kyiv.skipped.map(({ wall }) => wall)].toSorted(),
        ).toEqual(expected.map((at) => at.slice(0, 16)));
      }),
      { numRuns: 40, examples: [["FREQ=HOURLY", "2026-01-01", "2026-01-01"]] },
    );
  });

  it("wins over a day of the week that is there, too; EXDATE takes out and RDATE puts in", () => {
    const slot = {
      dayOfWeek: 0,
      startTime: "07:00",
      ...ruled("FREQ=WEEKLY;BYDAY=MO,WE"),
      exdates: ["2027-01-06T18:00", "2027-01-09T10:00"],
      rdates: ["2027-01-08T10:00", "2027-01-09T10:00", "2027-01-11T18:00"],
    };
    const { starts, skipped } = Slot.dates(slot, "UTC", { from: "2027-01-01", to: "2027-01-12" });
    expect(starts.map(({ wall }) => wall)).toEqual([
      "2027-01-04T18:00",
      "2027-01-08T10:00",
      "2027-01-11T18:00",
    ]);
    expect(skipped).toEqual([
      { wall: "2027-01-06T18:00", because: "exdate" },
      { wall: "2027-01-09T10:00", because: "exdate" },
    ]);
  });

  it.each([
    ["a local time", "UNTIL=20270110T180000", "Europe/Kyiv", 7],
    ["a day, to its end", "UNTIL=20270110", "Europe/Kyiv", 7],
    ["an instant, read off the wall", "UNTIL=20270110T160000Z", "Europe/Kyiv", 7],
    ["an instant a minute before", "UNTIL=20270110T155900Z", "Europe/Kyiv", 6],
  ])("ends at %s, and means the same when it is kept and read again", (_, until, zone, many) => {
    const days = { from: "2027-01-01", to: "2027-02-01" };
    const slot = Slot.check(ruled(`RRULE:freq=daily;${until}`), 60, zone);
    expect(Slot.dates(slot, zone, days).starts).toHaveLength(many);
    expect(Slot.check(slot, 60, zone)).toEqual(slot);
  });

  it("goes on for ever and is followed only where it is asked about", () => {
    const started = performance.now();
    const from = "2029-06-01";
    const slot = checked(ruled("FREQ=HOURLY", "1999-01-01T00:30"));
    expect(Slot.dates(slot, "UTC", { from, to: from }).starts).toHaveLength(24);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("takes no longer to refuse or to follow than some honest ones together, however it is made", () => {
    const honest = ["2026-01-01", "2026-01-02", "2026-01-03"].map((day) =>
      spent("FREQ=HOURLY;BYMINUTE=0,30", `${day}T00:30`),
    );
    for (const [text, dtstart] of [...SLOW, ...fc.sample(hostile, { numRuns: 80, seed: 20_261_121 })]) {
      expect(spent(text, dtstart) / Math.max(...honest), text).toBeLessThan(20);
    }
  });

  it.each([
    ["slot.rule_too_long_to_follow", "FREQ=YEARLY;BYWEEKNO=20;BYYEARDAY=140"],
    ["slot.rule_too_frequent", "FREQ=SECONDLY"],
    ["slot.rule_too_frequent", "FREQ=MINUTELY;COUNT=3"],
    ["slot.rule_too_frequent", "FREQ=HOURLY;BYMINUTE=0,20,40"],
    ["slot.rule_too_frequent", `FREQ=DAILY;BYHOUR=9,10;BYMINUTE=${[...Array(25).keys()].join(",")}`],
    ["slot.rule_count_too_high", "FREQ=DAILY;COUNT=1001"],
    ["slot.rule_until_out_of_range", "FREQ=DAILY;UNTIL=99990101"],
    ["slot.rule_until_out_of_range", "FREQ=DAILY;UNTIL=20270230"],
    ["slot.rule_ends_before_start", "FREQ=DAILY;UNTIL=20260101"],
    ["slot.rule_invalid", ""],
    ["slot.rule_invalid", "every monday"],
    ["slot.rule_invalid", "FREQ=DAILY;COUNT=0"],
    ["slot.rule_invalid", "FREQ=DAILY;INTERVAL=0"],
    ["slot.rule_invalid", "FREQ=DAILY;INTERVAL=1000"],
    ["slot.rule_invalid", "FREQ=DAILY;COUNT=2;UNTIL=20270301"],
    ["slot.rule_invalid", "FREQ=DAILY;BYHOUR=24"],
    ["slot.rule_invalid", "FREQ=DAILY;BYSECOND=30"],
    ["slot.rule_invalid", "FREQ=DAILY;FREQ=WEEKLY"],
    ["slot.rule_invalid", "FREQ=DAILY;X=1"],
    ["slot.rule_invalid", "FREQ=WEEKLY;BYSETPOS=1"],
    ["slot.rule_invalid", "FREQ=WEEKLY;BYDAY=1MO"],
    ["slot.rule_invalid", "RSCALE=CHINESE;FREQ=YEARLY"],
    ["slot.rule_invalid", "FREQ=DAILY\nEXDATE:20270104T180000Z"],
    ["slot.never_occurs", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
    ["slot.never_occurs", "FREQ=DAILY;COUNT=3"],
  ])("is refused as %s: %s", (refused, text) => {
    const long = text.endsWith("COUNT=3") ? "2001-01-01T18:00" : "2027-01-04T18:00";
    expect(code(() => checked(ruled(text, long)))).toBe(refused);
  });

  it.each([
    ["slot.incomplete", { dayOfWeek: 1 }],
    ["slot.incomplete", { startTime: "10:00" }],
    ["slot.incomplete", { rrule: "FREQ=DAILY", dayOfWeek: 1, startTime: "10:00" }],
    ["slot.rule_starts_out_of_range", ruled("FREQ=DAILY", "9999-01-01T10:00")],
    ["slot.never_occurs", ruled("FREQ=DAILY", "2035-01-01T10:00")],
    ["accepted", { dayOfWeek: 1, startTime: "10:00", exdates: [] }],
  ])("is refused as %s: %j", (refused, slot) => {
    expect(code(() => checked(slot))).toBe(refused);
  });

  it("may not overlap itself, nor by what clocks do", () => {
    const hourly = ruled("FREQ=HOURLY");
    expect(code(() => checked(hourly, { timeZone: "UTC", minutes: 61 }))).toBe("slot.overlaps_itself");
    expect(code(() => checked(hourly, { timeZone: "UTC", minutes: 60 }))).toBe("accepted");
    const twice = { ...ruled("FREQ=WEEKLY"), rdates: ["2027-01-11T18:30"] };
    expect(code(() => checked(twice, { timeZone: "UTC", minutes: 60 }))).toBe("slot.overlaps_itself");
    // A night of clocks that go forward has an hour less.
    const nightly = ruled("FREQ=DAILY;BYHOUR=1,5");
    expect(code(() => checked(nightly, { timeZone: "UTC", minutes: 240 }))).toBe("accepted");
    expect(code(() => checked(nightly, { timeZone: "Europe/Kyiv", minutes: 240 }))).toBe(
      "slot.overlaps_itself",
    );
  });

  it("is of a zone that there is", () => {
    expect(
      code(() => checked({ dayOfWeek: 1, startTime: "10:00" }, { timeZone: "Mars/Base", minutes: 1 })),
    ).toBe("schedule.zone_unknown");
  });
});
