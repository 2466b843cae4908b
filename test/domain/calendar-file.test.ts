import * as fc from "fast-check";
import { expect, it } from "vitest";
import { entryOf, type Occasion } from "../../domain/booking/calendar-file.ts";
import * as Ics from "../../domain/calendar/ics.ts";
import { componentsOf, readByTwo } from "./calendar-readers.ts";

const booking: Occasion = {
  bookingId: "bkg_01",
  activityName: "Йога; м’яка, для всіх \\ кожного",
  startsAt: "2026-11-22T07:00:00.000Z",
  endsAt: "2026-11-22T08:00:00.000Z",
  createdAt: "2026-11-20T10:11:12.345Z",
  change: {
    id: "chg_1.0",
    type: "booking.confirmed",
    at: "2026-11-20T10:12:00.000Z",
    by: { kind: "system" },
    requestId: "1",
  },
  status: "CONFIRMED",
  version: 3,
};
const COMPANY = "Студія на Подолі\nдругий поверх";
const fileOf = (given: Occasion): string => Ics.file(entryOf(given, COMPANY));
const unfolded = (file: string): string[] => file.replaceAll("\r\n ", "").split("\r\n");

it("BKG-14 a calendar file has lines of at most 75 octets that end in CRLF and never cut a character", () => {
  const file = fileOf({ ...booking, activityName: "Дуже довга назва 🧘 ".repeat(20) });
  expect(file.endsWith("END:VCALENDAR\r\n")).toBe(true);
  expect(file.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  for (const line of file.split("\r\n")) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(line).not.toContain("\uFFFD");
  }
  expect(unfolded(file).find((line) => line.startsWith("SUMMARY:"))).toContain("🧘 Дуже");
});

it("BKG-14 text in a calendar file is escaped, so that nobody writes lines of his own into it", () => {
  const lines = unfolded(fileOf({ ...booking, activityName: "A\r\nATTENDEE:evil\u0007" }));
  expect(lines).toContain("SUMMARY:A\\nATTENDEE:evil · Студія на Подолі\\nдругий поверх");
  expect(unfolded(fileOf(booking))).toContain(
    "SUMMARY:Йога\\; м’яка\\, для всіх \\\\ кожного · Студія на Подолі\\nдругий поверх",
  );
});

it("BKG-14 a calendar file has the times in UTC and what became of the booking", () => {
  expect(unfolded(fileOf(booking))).toEqual(
    expect.arrayContaining([
      "VERSION:2.0",
      "UID:bkg_01@holdfast",
      "DTSTAMP:20261120T101200Z",
      "DTSTART:20261122T070000Z",
      "DTEND:20261122T080000Z",
      "SEQUENCE:2",
      "STATUS:CONFIRMED",
    ]),
  );
  expect(fileOf({ ...booking, status: "REFUNDED" })).toContain("STATUS:CANCELLED\r\n");
});

/** What a reader may find of what was written: line ends are one kind, and control characters are nowhere. */
const legible = (text: string): string =>
  text.replaceAll(/\r\n?|[\u2028\u2029]/g, "\n").replaceAll(/(?!\n)\p{Cc}/gu, "");
const HOSTILE = [
  "\r\nEND:VEVENT",
  "BEGIN:VALARM",
  "\\",
  ";",
  ",",
  ":",
  '"',
  "^n",
  "\u0000",
  "\t",
  "🧘",
  "\u2028",
  "ﷺ",
  "é",
];
/** The second of the two takes a backslash before an n for the end of a line, whatever stands before it. */
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "grapheme", maxLength: 40 })), {
    minLength: 1,
    maxLength: 8,
  })
  // Blanks at the ends are for each program to keep or not.
  .map((parts) => `a${parts.join("").replaceAll(/\\(?=\p{Cc}*n)/giu, "/")}z`);

const iso = (millis: number): string => new Date(millis).toISOString();

it("BKG-14 two independent parsers read in any feed exactly what was written into it, whatever it is called", () => {
  const minute = fc.integer({ min: 0, max: 800 * 24 * 60 }).map((at) => Date.UTC(2026, 0, 1) + at * 60_000);
  const entry: fc.Arbitrary<Ics.Entry> = fc.record({
    uid: fc.uuid().map((id) => `bkg_${id}@holdfast`),
    sequence: fc.nat({ max: 10_000 }),
    status: fc.constantFrom(...Ics.STATUSES),
    summary: hostile,
    description: hostile,
    location: hostile,
    startsAt: minute.map(iso),
    endsAt: minute.map((at) => iso(at + 800 * 86_400_000)),
    createdAt: minute.map(iso),
    changedAt: minute.map(iso),
  });
  const entries = fc.uniqueArray(entry, { maxLength: 5, selector: ({ uid }) => uid });
  fc.assert(
    fc.property(hostile, entries, (name, written) => {
      const text = Ics.feed(name, written);
      for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const meant = written.map((one) => ({
        uid: one.uid,
        sequence: one.sequence,
        status: one.status,
        summary: legible(one.summary),
        description: legible(one.description),
        location: legible(one.location!),
        starts: one.startsAt,
        ends: one.endsAt,
      }));
      const found = readByTwo(text);
      expect(found.name).toBe(legible(name));
      expect(found.one).toEqual(meant);
      expect(found.other).toEqual(meant);
    }),
    { numRuns: 150 },
  );
});

it("BKG-14 a feed without entries has a component all the same, as the standard wants it", () => {
  const text = Ics.feed("Nothing", []);
  expect(componentsOf(text).getAllSubcomponents()).toHaveLength(1);
  expect(readByTwo(text)).toMatchObject({ name: "Nothing", one: [], other: [] });
});
