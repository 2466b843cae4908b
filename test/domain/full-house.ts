/** A session whose every seat is booked, and people who wait for one: for tests of the waitlist. */
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import type { BookingId, EntryId, HoldId, SessionId } from "../../domain/id.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { as, company, person, sandbox, told, type Person, type World } from "../world.ts";

export const crowd = (count: number, name = "guest") =>
  Array.from({ length: count }, (_, index) => person(`${name}${index}`));
export const join = ({ companyId }: World, who: Person, sessionId: SessionId, spots = 1) =>
  as(who, () => Waitlist.join({ companyId, sessionId, spots }));
export const entryOf = ({ companyId }: World, who: Person, entryId: EntryId) =>
  as(who, () => Waitlist.get({ companyId, entryId }));

/** A session with a paid booking for each of its seats. */
export async function full(capacity: number) {
  const world = await company();
  const { companyId } = world;
  const { sessionId } = await world.session({ capacity });
  const bookings: { who: Person; bookingId: BookingId }[] = [];
  for (const who of crowd(capacity, "seated")) {
    const { bookingId } = await world.booking(who, sessionId);
    await told(world, bookingId);
    bookings.push({ who, bookingId });
  }
  const callOff = ({ who, bookingId }: (typeof bookings)[number]) =>
    as(who, () => cancel({ companyId, bookingId }));
  const take = (who: Person, holdId: HoldId | undefined) =>
    as(who, () => book({ companyId, holdId: holdId!, payment: sandbox }));
  return { ...world, sessionId, bookings, callOff, take };
}
