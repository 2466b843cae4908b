/**
 * Moves a booking to another session. Its id carries its session, so another booking takes its place there:
 *
 *   CONFIRMED ──moved──▶ CANCELLED (rescheduled) ┄┄takes its place┄┄▶ CONFIRMED
 *
 * The seats there are held first, as everybody holds seats: whoever waits in line for them comes first, and a session that
 * is full says so before anything has changed. Then one transaction frees the old seats, takes the new ones, writes both
 * bookings, hands the payments over and settles the difference; so nobody is ever without a seat, or in two.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, conflictOf, whileMoving, type Write } from "../commit.ts";
import { conflict, DomainError, type Detail } from "../error.ts";
import * as Events from "../events.ts";
import type { HoldId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import * as Handover from "../payment/handover.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as Hold from "../seat/hold.ts";
import * as Seats from "../seat/seats.ts";
import { verb } from "../verb.ts";
import * as Wallet from "../wallet/wallet.ts";
import { mustBeAsRead } from "./cancel.ts";
import * as Cancellation from "./cancellation.ts";
import * as Draft from "./draft.ts";
import * as Rescheduling from "./rescheduling.ts";
import * as Row from "./row.ts";
import { unclaim } from "./settle.ts";

type Plan = Rescheduling.Plan;

export const reschedule = verb({
  name: "booking.reschedule",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject(Rescheduling.asked),
  output: Row.View.extend({ settlement: Rescheduling.Settlement, refunds: z.array(Refund.View) }),
  async run(wish) {
    let holdId: HoldId | undefined;
    try {
      return await whileMoving(async () => {
        const booking = await Row.get(wish.companyId, wish.bookingId);
        await ownOrStaff(booking, "booking");
        mustBeAsRead(booking);
        const plan = await Rescheduling.made(booking, wish);
        await mustBeCovered(plan);
        holdId ??= await hold(plan);
        return move(plan, holdId, wish.reason);
      });
    } catch (error) {
      if (holdId && error instanceof DomainError) await letGo(wish.companyId, holdId);
      throw error;
    }
  },
});

/** What is missing is paid first: by a top-up of the wallet. */
async function mustBeCovered(plan: Plan): Promise<void> {
  const short = await Rescheduling.shortOf(plan);
  if (short.amount > 0) throw differenceDue({ due: plan.settlement.due, short });
}

const differenceDue = (detail: Detail): DomainError =>
  conflict(
    "reschedule.difference_due",
    "The wallet does not cover what moving costs. Top it up first.",
    detail,
  );

async function hold({ booking, session }: Plan): Promise<HoldId> {
  const { companyId, sessionId } = Hold.place.input.shape;
  const where = {
    companyId: companyId.parse(session.companyId),
    sessionId: sessionId.parse(session.sessionId),
  };
  const group = booking.units ? { units: { ...booking.units } } : { spots: booking.spots };
  return (await Actor.beside(booking.bookingId, () => Hold.place({ ...where, ...group }))).holdId;
}

/** Nobody needs the seats any more; where that can not be said now, their time ends by itself. */
async function letGo(companyId: Rescheduling.Asked["companyId"], holdId: HoldId): Promise<void> {
  await Actor.beside(holdId, () => Hold.release({ companyId, holdId })).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}

async function move(plan: Plan, holdId: HoldId, reason: string | undefined) {
  const { booking, session, settlement, payments, parts } = plan;
  const { pool, key, entry } = await Hold.mine(booking.companyId, holdId);
  Hold.mustBeLive(pool, entry);
  const taken = { holdId, pool: pool.index, key, entry };
  const { booking: drafted, description } = await Draft.of(session, taken, booking);
  const heir = heirOf(plan, drafted);
  const paid = await charge(plan, heir, description);
  const now =
    paid.length === 0
      ? heir
      : { ...heir, furtherPaymentIds: [...(heir.furtherPaymentIds ?? []), paymentIdOf(heir)] };
  const back = payments.map((payment, index) => handOver(plan, now, { payment, back: parts[index]!.amount }));
  const told = reason === undefined ? {} : { reason };
  return commit(
    [
      change(
        Events.BookingRescheduled({ ...told, data: { formerStartsAt: booking.startsAt } }),
        Row.Bookings.create(now),
        again,
      ),
      replaced(booking, now.bookingId, told),
      ...Seats.takeAtOnce(pool, key, now.bookingId),
      ...(await Seats.free(Row.seatOf(booking))),
      ...unclaim(booking),
      ...Draft.claims(now),
      ...paid,
      ...back.flatMap(({ writes }) => writes),
    ],
    {
      ...Row.viewOf(now),
      settlement,
      refunds: back.flatMap(({ refund }) => (refund ? [Refund.viewOf(refund)] : [])),
    },
  );
}

/** Everything that was said and paid stays; where and when is new. What was agreed stays, too. */
function heirOf({ booking, price, settlement }: Plan, drafted: Draft.Plain): Row.Booking {
  const { version = 1, change: _, earlierVersions = 0, ...here } = booking;
  const { termsId: __, paymentId: ___, ...there } = drafted;
  const fees = (booking.fees ?? 0) + settlement.fee.amount;
  return {
    ...here,
    ...there,
    price,
    rootId: Row.rootOf(booking),
    rescheduledFrom: booking.bookingId,
    // What takes its place is newer than its last change, the one that ends it.
    earlierVersions: earlierVersions + version + 1,
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
