import * as fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import * as Slot from "../../domain/schedule/slot.ts";
import * as Wall from "../../domain/time/wall.ts";

/** Each row: what the wall would show, and the instant; null where it never shows it. All from the tz database. */
const EDGES: [zone: string, daily: string, days: [from: string, to: string], instants: (string | null)[]][] =
  [
    ["Europe/Kyiv", "03:30", ["2027-03-27", "2027-03-29"], ["2027-03-27T01:30Z", null, "2027-03-29T00:30Z"]],
    [
      "Europe/Kyiv",
      "03:30",
      ["2027-10-30", "2027-11-01"],
      ["2027-10-30T00:30Z", "2027-10-31T00:30Z", "2027-11-01T01:30Z"],
    ],
    [
      "America/New_York",
      "02:30",
      ["2027-03-13", "2027-03-15"],
      ["2027-03-13T07:30Z", null, "2027-03-15T06:30Z"],
    ],
    [
      "America/New_York",
      "01:30",
      ["2027-11-06", "2027-11-08"],
      ["2027-11-06T05:30Z", "2027-11-07T05:30Z", "2027-11-08T06:30Z"],
    ],
    // Half an hour: 02:00 becomes 02:30, so 02:15 is missing and 02:30 is there.
    [
      "Australia/Lord_Howe",
      "02:15",
      ["2027-10-02", "2027-10-04"],
      ["2027-10-01T15:45Z", null, "2027-10-03T15:15Z"],
    ],
    [
      "Australia/Lord_Howe",
      "02:30",
      ["2027-10-02", "2027-10-04"],
      ["2027-10-01T16:00Z", "2027-10-02T15:30Z", "2027-10-03T15:30Z"],
    ],
    [
      "Australia/Lord_Howe",
      "01:45",
      ["2027-04-03", "2027-04-05"],
      ["2027-04-02T14:45Z", "2027-04-03T14:45Z", "2027-04-04T15:15Z"],
    ],
    // In the south spring is in October.
    [
      "Australia/Sydney",
      "02:30",
      ["2027-10-02", "2027-10-04"],
      ["2027-10-01T16:30Z", null, "2027-10-03T15:30Z"],
    ],
    [
      "Australia/Sydney",
      "02:30",
      ["2027-04-03", "2027-04-05"],
      ["2027-04-02T15:30Z", "2027-04-03T15:30Z", "2027-04-04T16:30Z"],
    ],
    [
      "Europe/London",
      "01:30",
      ["2027-03-27", "2027-03-29"],
      ["2027-03-27T01:30Z", null, "2027-03-29T00:30Z"],
    ],
    [
      "Europe/London",
      "01:30",
      ["2027-10-30", "2027-11-01"],
      ["2027-10-30T00:30Z", "2027-10-31T00:30Z", "2027-11-01T01:30Z"],
    ],
    // Clocks that are never changed.
    [
      "Asia/Kathmandu",
      "02:30",
      ["2027-03-27", "2027-03-29"],
      ["2027-03-26T20:45Z", "2027-03-27T20:45Z", "2027-03-28T20:45Z"],
    ],
    [
      "America/Phoenix",
      "02:30",
      ["2027-03-13", "2027-03-15"],
      ["2027-03-13T09:30Z", "2027-03-14T09:30Z", "2027-03-15T09:30Z"],
    ],
    // Midnight itself is missing.
    [
      "America/Santiago",
      "00:30",
      ["2027-09-04", "2027-09-06"],
      ["2027-09-04T04:30Z", null, "2027-09-06T03:30Z"],
    ],
    [
      "America/Santiago",
      "23:30",
      ["2027-04-02", "2027-04-04"],
      ["2027-04-03T02:30Z", "2027-04-04T02:30Z", "2027-04-05T03:30Z"],
    ],
    // Clocks go back for Ramadan and forward after it.
    [
      "Africa/Casablanca",
      "02:30",
      ["2026-03-21", "2026-03-23"],
      ["2026-03-21T02:30Z", null, "2026-03-23T01:30Z"],
    ],
    [
      "Africa/Casablanca",
      "02:30",
      ["2026-02-14", "2026-02-16"],
      ["2026-02-14T01:30Z", "2026-02-15T01:30Z", "2026-02-16T02:30Z"],
    ],
    ["Asia/Tehran", "00:30", ["2022-03-21", "2022-03-23"], ["2022-03-20T21:00Z", null, "2022-03-22T20:00Z"]],
    [
      "Asia/Tehran",
      "23:30",
      ["2022-09-20", "2022-09-22"],
      ["2022-09-20T19:00Z", "2022-09-21T19:00Z", "2022-09-22T20:00Z"],
    ],
    // A whole day is missing.
    ["Pacific/Apia", "12:00", ["2011-12-29", "2011-12-31"], ["2011-12-29T22:00Z", null, "2011-12-30T22:00Z"]],
  ];

describe("SCH-1 what daylight saving does to a slot", () => {
  it.each(EDGES)("%s at %s from %s", (zone, time, [from, to], instants) => {
    const daily = { rrule: "FREQ=DAILY", dtstart: `2000-01-01T${time}` };
    const { starts, skipped } = Slot.dates(daily, zone, { from, to });
    const found = instants.map((instant) => instant?.replace("Z", ":00.000Z"));
    expect(starts.map(({ startsAt }) => startsAt)).toEqual(found.filter(Boolean));
    const missing = instants.flatMap((instant, day) => (instant === null ? [Wall.dayAfter(from, day)] : []));
    expect(skipped).toEqual(missing.map((day) => ({ wall: `${day}T${time}`, because: "spring_gap" })));
  });

  it("agrees with Temporal about every wall time around every change of clocks, in every zone", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const change = fc
      .tuple(
        fc.constantFrom(...zones),
        fc.integer({ min: 1980, max: 2037 }),
        fc.integer({ min: -1500, max: 1500 }),
      )
      .map(([zone, year, minutes]) => {
        const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone);
        const at = newYear.getTimeZoneTransition("next") ?? newYear;
        return { zone, wall: at.add({ minutes }).toPlainDateTime().toString({ smallestUnit: "minute" }) };
      });
    fc.assert(
      fc.property(change, ({ zone, wall }) => {
        const plain = Temporal.PlainDateTime.from(wall);
        const first = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
        const last = plain.toZonedDateTime(zone, { disambiguation: "later" });
        const shown = first.toPlainDateTime().equals(plain);
        expect(Wall.instantOf(wall, zone)).toBe(shown ? first.epochMilliseconds : undefined);
        expect(Wall.isTwice(wall, zone)).toBe(shown && first.epochMilliseconds !== last.epochMilliseconds);
        expect(Wall.wallOf(last.epochMilliseconds, zone)).toBe(
          last.toPlainDateTime().toString({ smallestUnit: "minute" }),
        );
      }),
      { numRuns: 800 },
    );
  });

  it("says of a start that the wall shows twice that it happens once", () => {
    const days = { from: "2027-10-31", to: "2027-10-31" };
    const { starts } = Slot.dates({ dayOfWeek: 0, startTime: "03:00" }, "Europe/Kyiv", days);
    expect(starts).toEqual([{ wall: "2027-10-31T03:00", startsAt: "2027-10-31T00:00:00.000Z", twice: true }]);
  });
});
