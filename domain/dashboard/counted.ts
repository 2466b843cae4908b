/**
 * What an item counts for on its company's dashboard, as it is now: pure, and without memory.
 *
 * A change counts for what the item is after it, less what it was before. Such differences may come in any order, and all
 * of them together are what the items themselves are: so the dashboard that was folded from the stream must be the one
 * that is counted from the table, whatever has happened in between.
 */
import { ENTITY } from "../audit/image.ts";
import type { Booking } from "../booking/row.ts";
import type { Journal } from "../ledger/journal.ts";
import type { Item } from "../send.ts";
import type { Session } from "../session/session.ts";
import * as Day from "../time/day.ts";

/** By place: `<day>|<what>`, or `|<what>` for what a company has, whatever the day. */
export type Counts = ReadonlyMap<string, number>;

const OF_DAYS = ["bookings", "cancellations", "noShows", "seatsOffered", "seatsSold"] as const;
const OF_COMPANY = ["locations", "activities"] as const;
export type OfDay = (typeof OF_DAYS)[number];
export type OfCompany = (typeof OF_COMPANY)[number];

export const placeOf = (what: OfDay | `revenue:${string}` | OfCompany, day = ""): string => `${day}|${what}`;
export const dayOf = (place: string): string => place.slice(0, place.indexOf("|"));
export const whatOf = (place: string): string => place.slice(place.indexOf("|") + 1);

type Part = readonly [place: string, count: number];
type Of = (item: never, timeZone: string) => readonly Part[];

/** By entity. What is not here counts for nothing. */
const COUNTED: Readonly<Record<string, Of>> = {
  booking: (booking: Booking, timeZone) => ofBooking(booking, timeZone),
  session: ({ status, startsAt, capacity }: Session, timeZone) =>
    status === "OPEN" ? [[placeOf("seatsOffered", Day.of(startsAt, timeZone)), capacity]] : [],
  journal: ({ lines, postedAt }: Journal, timeZone) =>
    lines
      .filter(({ account }) => account === "booking_sales")
      .map(({ amount, currency }) => [
        placeOf(`revenue:${currency}`, Day.of(postedAt, timeZone)),
        // What is earned stands on the credit side, which is negative.
        -amount,
      ]),
  activity: ({ status }: { status: string }) => (status === "PUBLISHED" ? [[placeOf("activities"), 1]] : []),
  location: ({ archivedAt }: { archivedAt?: string }) => (archivedAt ? [] : [[placeOf("locations"), 1]]),
};

/** Seats that are paid for, or owed: the booking stands. */
const STANDING = ["CONFIRMED", "BILLING_OVERDUE"];

function ofBooking(booking: Booking, timeZone: string): readonly Part[] {
  const { status, confirmedAt, cancelledAt, cancelledBecause, attendance, day, spots } = booking;
  // Whoever moved has one booking, the one that he moved to.
  if (confirmedAt === undefined || cancelledBecause === "rescheduled") return [];
  const parts: Part[] = [[placeOf("bookings", Day.of(confirmedAt, timeZone)), 1]];
  if (STANDING.includes(status)) parts.push([placeOf("seatsSold", day), spots]);
  else if (cancelledAt !== undefined)
    parts.push([placeOf("cancellations", Day.of(cancelledAt, timeZone)), 1]);
  if (attendance === "NO_SHOW") parts.push([placeOf("noShows", day), 1]);
  return parts;
}

export const counts = (item: Item | undefined): boolean =>
  item !== undefined && Object.hasOwn(COUNTED, String(item[ENTITY]));

export function of(item: Item | undefined, timeZone: string): Counts {
  if (!item || !counts(item)) return new Map();
  return sum(COUNTED[String(item[ENTITY])]!(item as never, timeZone));
}

/** What a change adds, and what it takes away; places where nothing happened are not there. */
export function difference(before: Counts, after: Counts): Counts {
  return sum([...after, ...Array.from(before, ([place, count]) => [place, -count] as const)]);
}

export function sum(parts: Iterable<Part>): Counts {
  const total = new Map<string, number>();
  for (const [place, count] of parts) total.set(place, (total.get(place) ?? 0) + count);
  for (const [place, count] of total) if (count === 0) total.delete(place);
  return total;
}
