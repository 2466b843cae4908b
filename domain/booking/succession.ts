/**
 * One booking takes another's place, in one transaction: the old seats come free and the new ones are taken, both bookings are
 * written, the payments are handed over and the difference is settled. So nobody is ever without a seat, or in two.
 *
 *   CONFIRMED ──moved──▶ CANCELLED (rescheduled) ┄┄takes its place┄┄▶ CONFIRMED
 *
 * A booking's id carries its session and the name of its seats there; so whoever goes to another session, or has other seats
 * in the same one, goes on in another booking.
 */
import * as Clock from "../clock.ts";
import { again, change, conflictOf, when, type Write } from "../commit.ts";
import { conflict, type Detail, type DomainError } from "../error.ts";
import * as Events from "../events.ts";
import { digest } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import * as Handover from "../payment/handover.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as Exchange from "../seat/exchange.ts";
import * as Hold from "../seat/hold.ts";
import * as Seats from "../seat/seats.ts";
import * as View from "../seat/view.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Cancellation from "./cancellation.ts";
import * as Draft from "./draft.ts";
import type { Plan } from "./rescheduling.ts";
import * as Row from "./row.ts";
import { unclaim } from "./settle.ts";

/** The seats it goes to, and the writes that bring it there and free the old ones. */
export type Seating = { readonly taken: Draft.Taken; readonly writes: readonly Write[] };

/** To another session, where these seats are held for it. */
export async function elsewhere({ booking }: Plan, holdId: string): Promise<Seating> {
  const { pool, key, entry } = await Hold.mine(booking.companyId, holdId);
  Hold.mustBeLive(pool, entry);
  const bookingId = Row.idOf(pool.sessionId, key);
  return {
    taken: { holdId, pool: pool.index, key, entry },
    writes: [...Seats.takeAtOnce(pool, key, bookingId), ...(await Seats.free(Row.seatOf(booking)))],
  };
}

/** Other seats where it is. */
export async function here({ booking, party: { n, u } }: Plan): Promise<Seating> {
  const { sessionId, bookingId, version, pool, userId } = booking;
  const key = digest(`${bookingId}\n${version}`, 16);
  const bk = Row.idOf(sessionId, key);
  const entry = { n, ...(u && { u }), at: Clock.millis(), by: userId, bk, end: "booked" as const };
  return {
    taken: { holdId: View.idOf(sessionId, pool, key), pool, key, entry },
    writes: await Exchange.writes(Row.seatOf(booking), { key, entry }),
  };
}

/** Everything that is written when it goes, and what is answered. */
export async function of(plan: Plan, { taken, writes }: Seating, reason?: string) {
  const { booking, session, settlement, payments, parts } = plan;
  const { booking: drafted, description } = await Draft.of(session, taken, booking);
  const heir = heirOf(plan, drafted);
  const paid = await charge(plan, heir, description);
  const now =
    paid.length === 0
      ? heir
      : { ...heir, furtherPaymentIds: [...(heir.furtherPaymentIds ?? []), paymentIdOf(heir)] };
  const back = payments.map((payment, index) => handOver(plan, now, { payment, back: parts[index]!.amount }));
  const told = reason === undefined ? {} : { reason };
  const refunds = back.flatMap(({ refund }) => (refund ? [Refund.viewOf(refund)] : []));
  return {
    heir: now,
    answer: { ...Row.viewOf(now), settlement, refunds },
    writes: [
      change(
        Events.BookingRescheduled({ ...told, data: { formerStartsAt: booking.startsAt } }),
        Row.Bookings.create(now),
        again,
      ),
      replaced(booking, now.bookingId, told),
      ...writes,
      ...claimsOf(booking, now),
      ...paid,
      ...back.flatMap((one) => one.writes),
    ],
  };
}

/** The place of the customer's one live booking goes along (BKG-2). */
function claimsOf(booking: Row.Booking, heir: Row.Booking): Write[] {
  const { companyId, sessionId, customerId, bookingId } = heir;
  if (sessionId !== booking.sessionId) return [...unclaim(booking), ...Draft.claims(heir)];
  if (!booking.exclusive) return [];
  const mine = Row.LiveBookings.patch({ companyId, sessionId, customerId })
    .set({ bookingId })
    .where((a, o) => o.eq(a.bookingId, booking.bookingId));
  return [when(mine, again)];
}

/** Everything that was said, paid and agreed stays; where and when is new. */
function heirOf({ booking, price, retail, settlement }: Plan, drafted: Draft.Plain): Row.Booking {
  const { version = 1, change: _, earlierVersions = 0, ...known } = booking;
  const { termsId: __, paymentId: ___, ...there } = drafted;
  const fees = (booking.fees ?? 0) + settlement.fee.amount;
  return {
    ...known,
    ...there,
    price,
    ...(retail && { retail }),
    rootId: Row.rootOf(booking),
    rescheduledFrom: booking.bookingId,
    // What takes its place is newer than its last change, the one that ends it.
    earlierVersions: earlierVersions + version + 1,
    exclusive: booking.sessionId === there.sessionId ? booking.exclusive : there.exclusive,
    confirmedAt: there.createdAt,
    ...(fees > 0 && { fees }),
  };
}

const replaced = (
  { companyId, bookingId, version }: Row.Booking,
  rescheduledTo: string,
  told: { reason?: string },
): Write =>
  change(
    Events.BookingReplaced(told),
    Row.Bookings.patch(Row.keyOf(companyId, bookingId))
      .set({
        status: "CANCELLED",
        cancelledBecause: "rescheduled",
        cancelledAt: Clock.iso(),
        rescheduledTo,
      })
      .where((a, o) =>
        [o.eq(a.status, "CONFIRMED"), o.eq(a.version, version!), o.gt(a.startsAt, Clock.iso())].join(" AND "),
      ),
    again,
  );

/** No booking that takes another's place has a payment of its own, so this name is free. */
const paymentIdOf = ({ bookingId }: Row.Booking): string => Row.paymentIdOf(bookingId);

/** What moving costs is a payment like any other, so that it bounds what goes back of it. */
async function charge({ settlement: { due, dueFrom } }: Plan, heir: Row.Booking, description: string) {
  if (dueFrom === undefined || dueFrom === "door") return [];
  const { companyId, customerId, bookingId, resellerId } = heir;
  const paymentId = paymentIdOf(heir);
  const payment = { ...heir, paymentId, description, price: due };
  const subject = Row.rootOf(heir);
  if (dueFrom === "reseller") {
    const owed = { ...payment, gateway: "reseller" as const };
    const captured = {
      companyId,
      paymentId,
      bookingId: subject,
      gateway: "reseller",
      resellerId,
      money: due,
    };
    return [Payment.create(InHouse.taken(owed)), Journal.capture(captured)];
  }
  const spent = await Wallet.debit({
    companyId,
    customerId,
    money: due,
    source: "BOOKING",
    fact: `capture#${paymentId}`,
    links: { bookingId, paymentId },
    subject,
    against: "booking_sales",
  }).catch((error: unknown) => {
    if (conflictOf(error) !== "wallet.insufficient_funds") throw error;
    throw differenceDue({ due, ...(error as DomainError).detail });
  });
  return [Payment.create(InHouse.taken({ ...payment, gateway: "wallet" })), ...spent.writes];
}

export const differenceDue = (detail: Detail): DomainError =>
  conflict(
    "reschedule.difference_due",
    "The wallet does not cover what moving costs. Top it up first.",
    detail,
  );

type Part = { readonly payment: Plan["payments"][number]; readonly back: number };

/** Each payment belongs to the new booking from now on; what is too much of it goes back. */
function handOver({ settlement }: Plan, heir: Row.Booking, { payment, back }: Part) {
  const { bookingId, endsAt: expiresAt } = heir;
  const rootId = Row.rootOf(heir);
  const price = { ...payment.price, amount: payment.price.amount + settlement.due.amount };
  const owed = payment.status === "PENDING" ? { owed: { price, expiresAt } } : {};
  const writes = [Handover.to(payment, { bookingId, rootId }, { back, ...owed })];
  if (back === 0) return { writes };
  const { refund, write } = Refund.byRule(
    { ...payment, bookingId, rootId },
    {
      amount: { ...heir.price, amount: back },
      why: "rescheduled",
      cause: `rescheduled#${bookingId}`,
      destination: Cancellation.destinationOf(payment, settlement),
    },
  );
  return { refund, writes: [...writes, write] };
}
