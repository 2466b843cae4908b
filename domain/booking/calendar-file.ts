/**
 * A booking as a calendar file (RFC 5545, BKG-14): UTC times, so that no zone needs to be described, and an id that stays
 * the same, so that a file taken again replaces the entry of the first. A booking that moved keeps its entry: the file of
 * any of those that took each other's place says where it is now.
 */
import * as Company from "../company/company.ts";
import { missing } from "../error.ts";
import * as Token from "../guest/token.ts";
import * as Row from "./row.ts";

export type Occasion = Pick<
  Row.Booking,
  | "bookingId"
  | "rootId"
  | "earlierVersions"
  | "activityName"
  | "startsAt"
  | "endsAt"
  | "status"
  | "version"
  | "createdAt"
> & { companyName: string; changedAt: string };

/** The file behind a calendar token. One that is wrong, or over, names nothing. */
export async function ofToken(token: string): Promise<string> {
  const claims = await Token.read(token, ["calendar"]);
  if (typeof claims === "string" || !claims.bookingId) throw missing("booking");
  const [booking, company] = await Promise.all([
    Row.get(claims.companyId, claims.bookingId).then(Row.latest),
    Company.get(claims.companyId),
  ]);
  const changedAt = booking.cancelledAt ?? booking.confirmedAt ?? booking.createdAt;
  return fileOf({ ...booking, companyName: company.name, changedAt });
}

// Pure rules

const STATUS: Readonly<Record<Row.Status, string>> = {
  AWAITING_GATEWAY: "TENTATIVE",
  AWAITING_TOPUP: "TENTATIVE",
  CONFIRMED: "CONFIRMED",
  BILLING_OVERDUE: "CONFIRMED",
  CANCELLED: "CANCELLED",
  REFUNDED: "CANCELLED",
};

export function fileOf(booking: Occasion): string {
  const { bookingId, activityName, companyName, startsAt, endsAt, createdAt, changedAt } = booking;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Holdfast//Bookings//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${Row.rootOf(booking)}@holdfast`,
    `DTSTAMP:${instant(changedAt)}`,
    `CREATED:${instant(createdAt)}`,
    `LAST-MODIFIED:${instant(changedAt)}`,
    `SEQUENCE:${sequenceOf(booking)}`,
    `DTSTART:${instant(startsAt)}`,
    `DTEND:${instant(endsAt)}`,
    `SUMMARY:${text(`${activityName} · ${companyName}`)}`,
    `DESCRIPTION:${text(`${companyName}\n${bookingId}`)}`,
    `STATUS:${STATUS[booking.status]}`,
    "TRANSP:OPAQUE",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** Grows with every change of a booking, and on from there with that of whatever takes its place. */
export const sequenceOf = ({ version = 1, earlierVersions = 0 }: Partial<Occasion>): number =>
  earlierVersions + version - 1;

const instant = (iso: string): string => `${iso.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

const text = (given: string): string =>
  given
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n|\n|\r/g, "\\n")
    // No other control character may be in a text.
    .replaceAll(/\p{Cc}/gu, "");

const MOST_OCTETS = 75;

/** A line is at most 75 octets long; the next one begins with a space. A character is never cut in two. */
function folded(line: string): string {
  const parts = [""];
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MOST_OCTETS) {
      parts.push("");
      octets = 1;
    }
    parts[parts.length - 1] += character;
    octets += size;
  }
  return parts.join("\r\n ");
}
