/**
 * Says anew who comes and what they answer (BKG-13): the customer until his session closes, staff whenever they like. What
 * is sent takes the place of what was there.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Terms from "../activity/terms.ts";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, type Refusal } from "../commit.ts";
import { conflict, type DomainError, missing, stale } from "../error.ts";
import * as Events from "../events.ts";
import { BookingId, CompanyId } from "../id.ts";
import type { Item } from "../send.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Attendees from "./attendees.ts";
import * as Row from "./row.ts";

export const name = verb({
  name: "booking.name_attendees",
  may: ["customer"],
  idempotency: "accepted",
  input: z.strictObject({ companyId: CompanyId, bookingId: BookingId, ...Attendees.asked }),
  output: Row.View,
  async run({ companyId, bookingId, ...said }) {
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    const { ifMatch } = Actor.current();
    if (ifMatch !== undefined && ifMatch !== booking.version) throw changedMeanwhile(booking);
    const after = await lateness(booking);
    if (booking.startsAt <= after) throw tooLate(booking);
    const { attendees: _, answers: __, ...others } = booking;
    const agreed = Attendees.agreed(await Terms.of(companyId, booking.termsId), others, said);
    const gone = (["attendees", "answers"] as const).filter((one) => agreed[one] === undefined);
    const write = Row.Bookings.patch(Row.keyOf(companyId, bookingId))
      .set(agreed)
      .remove(gone)
      .where((a, o) => `${o.eq(a.version, booking.version!)} AND ${o.gt(a.startsAt, after)}`);
    return commit(
      [change(Events.BookingAttendeesNamed(), write, (old) => refuse(old, after))],
      Row.viewOf({ ...others, ...agreed, version: booking.version! + 1 }),
    );
  },
});

/** A booking whose start is after this may still be changed by whoever acts. */
async function lateness({ companyId, sessionId }: Row.Booking): Promise<string> {
  if (Actor.current().kind !== "customer") return "";
  const { startsAt, closesAt } = await Session.get(companyId, sessionId);
  return new Date(Clock.millis() + Date.parse(startsAt) - Date.parse(closesAt)).toISOString();
}

function refuse(old: Item | undefined, after: string): Refusal {
  const booking = old as Row.Booking | undefined;
  if (!booking) return missing("booking");
  if (booking.startsAt <= after) return tooLate(booking);
  return Actor.current().ifMatch === undefined ? again() : changedMeanwhile(booking);
}

const changedMeanwhile = ({ version }: Row.Booking): DomainError =>
  stale("booking.changed_meanwhile", "The booking has changed since it was read.", { version });

const tooLate = ({ startsAt }: Row.Booking): DomainError =>
  conflict("booking.attendees_fixed", "It is too late to say who comes; ask the company.", { startsAt });
