/**
 * A booking in a calendar (BKG-14): its id stays the same, so that a file taken again, or a feed, replaces the entry of the
 * first. A booking that moved keeps its entry: the file of any of those that took each other's place says where it is now.
 */
import * as Ics from "../calendar/ics.ts";
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
  | "change"
  | "createdAt"
>;

/** The file behind a calendar token. One that is wrong, or over, names nothing. */
export async function ofToken(token: string): Promise<string> {
  const claims = await Token.read(token, ["calendar"]);
  if (typeof claims === "string" || !claims.bookingId) throw missing("booking");
  const [booking, company] = await Promise.all([
    Row.get(claims.companyId, claims.bookingId).then(Row.latest),
    Company.get(claims.companyId),
  ]);
  return Ics.file(entryOf(booking, company.name));
}

// Pure rules

const STATUS: Readonly<Record<Row.Status, Ics.Entry["status"]>> = {
  AWAITING_GATEWAY: "TENTATIVE",
  AWAITING_TOPUP: "TENTATIVE",
  CONFIRMED: "CONFIRMED",
  BILLING_OVERDUE: "CONFIRMED",
  CANCELLED: "CANCELLED",
  REFUNDED: "CANCELLED",
};

export const entryOf = (booking: Occasion, companyName: string): Ics.Entry => ({
  uid: `${Row.rootOf(booking)}@holdfast`,
  sequence: sequenceOf(booking),
  status: STATUS[booking.status],
  summary: `${booking.activityName} · ${companyName}`,
  description: `${companyName}\n${booking.bookingId}`,
  startsAt: booking.startsAt,
  endsAt: booking.endsAt,
  createdAt: booking.createdAt,
  changedAt: booking.change?.at ?? booking.createdAt,
});

/** Grows with every change of a booking, and on from there with that of whatever takes its place. */
export const sequenceOf = ({ version = 1, earlierVersions = 0 }: Partial<Occasion>): number =>
  earlierVersions + version - 1;
