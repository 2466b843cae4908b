import { expect, it } from "vitest";
import { fileOf, type Occasion } from "../../domain/booking/calendar-file.ts";

const booking: Occasion = {
  bookingId: "bkg_01",
  activityName: "Йога; м’яка, для всіх \\ кожного",
  companyName: "Студія на Подолі\nдругий поверх",
  startsAt: "2026-11-22T07:00:00.000Z",
  endsAt: "2026-11-22T08:00:00.000Z",
  createdAt: "2026-11-20T10:11:12.345Z",
  changedAt: "2026-11-20T10:12:00.000Z",
  status: "CONFIRMED",
  version: 3,
};
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
