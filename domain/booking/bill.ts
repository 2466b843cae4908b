/**
 * The bill of a session that is over: what is owed is taken out of the customer's wallet, or asked for again later.
 *
 *   PENDING ──the wallet has it──▶ paid, in one write with wallet, booking and books
 *      └──it has not──▶ again after 6, 12, 24 … hours, as often as the company says ──▶ booking BILLING_OVERDUE
 *
 * It begins when nothing more can be said of who came. Its payment carries the time of the next try and the number of
 * those that were made; each try is a write that finds both as it read them, so two at once are one.
 */
import * as Terms from "../activity/terms.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, conflictOf, whileMoving, type Write } from "../commit.ts";
import * as MoneyRules from "../company/money-rules.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import type { Money } from "../money.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import { due } from "../table.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

const MINUTE_MS = 60_000;

export const collect = (companyId: string, paymentId: string): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status !== "PENDING" || payment.dueSk === undefined || payment.dueSk > Clock.iso()) return;
    assert(payment.bookingId, "a bill is for a booking");
    const booking = await Row.get(companyId, payment.bookingId);
    await commit(await tried(booking, payment), undefined);
  });

async function tried(booking: Row.Booking, payment: Payment.Payment): Promise<Write[]> {
  if (!Owed.isOwed(booking)) return [put(payment, undefined, "nothing is owed any more")];
  const later = await notYet(booking);
  if (later) return [put(payment, later.at, later.why)];
  const money = await owed(booking);
  if (money.amount === 0) return [Payment.fail(payment, "nothing_owed")];
  try {
    return await fromWallet(booking, payment, money);
  } catch (error) {
    if (conflictOf(error) !== "wallet.insufficient_funds") throw error;
    return inVain(booking, payment, money);
  }
}

/** What is owed by the policy that it was booked under. */
export async function owed(booking: Row.Booking): Promise<Money> {
  const { policy } = await Terms.of(booking.companyId, booking.termsId);
  return Owed.amountOf(booking, policy);
}

/** It may have moved to another session; or its customer is paying it at this moment. */
async function notYet(booking: Row.Booking): Promise<{ at: string; why: string } | undefined> {
  const finalAt = Owed.finalAt(booking);
  if (finalAt > Clock.iso()) return { at: finalAt, why: "the session is not over for long enough" };
  const settlement = await checkoutOf(booking);
  if (!settlement) return undefined;
  const at = new Date(Date.parse(settlement.expiresAt) + MINUTE_MS).toISOString();
  return { at: at > Clock.iso() ? at : Clock.isoAfter(MINUTE_MS), why: "the customer is at a gateway" };
}

/** The checkout at which it is being settled, while it is open. */
export async function checkoutOf({
  companyId,
  settlementId,
}: Row.Booking): Promise<Payment.Payment | undefined> {
  const payment = settlementId === undefined ? undefined : await Payment.find(companyId, settlementId);
  return payment && ["CREATED", "PENDING"].includes(payment.status) ? payment : undefined;
}

/** Wallet, payment, booking and books; refused if the wallet has not that much. */
export async function fromWallet(
  booking: Row.Booking,
  payment: Payment.Payment,
  money: Money,
): Promise<Write[]> {
  const spent = await Wallet.debit({
    ...Row.spending(booking),
    money,
    subject: Payment.subjectOf(payment),
    against: "booking_sales",
  });
  return [settled(booking), InHouse.receive(payment, { gateway: "wallet", money }).write, ...spent.writes];
}

/** Its money is here. */
export const settled = (booking: Row.Booking, paymentId = booking.paymentId): Write =>
  change(
    Events.BookingPaid(),
    Row.Bookings.patch(Row.keyOf(booking.companyId, booking.bookingId))
      .set({ status: "CONFIRMED", paymentStatus: "PAID", paymentId })
      .remove(["settlementId"])
      .where((a, o) => `${o.eq(a.status, booking.status)} AND ${o.eq(a.version, booking.version!)}`),
    again,
  );

async function inVain(booking: Row.Booking, payment: Payment.Payment, money: Money): Promise<Write[]> {
  const { billingTries } = await MoneyRules.of(booking.companyId);
  const tries = (payment.tries ?? 0) + 1;
  const why = "the wallet has not enough";
  if (tries < billingTries) return [put(payment, Clock.isoAfter(Owed.waitAfter(tries)), why, tries)];
  const overdue = change(
    Events.BookingBillingOverdue({ data: { owed: money }, reason: `${tries} tries` }),
    Row.Bookings.patch(Row.keyOf(booking.companyId, booking.bookingId))
      .set({ status: "BILLING_OVERDUE" })
      .where((a, o) => `${o.eq(a.status, booking.status)} AND ${o.eq(a.version, booking.version!)}`),
    again,
  );
  return [overdue, put(payment, undefined, why, tries)];
}

/** When to try again, or that nothing more is tried. */
export function put(
  { companyId, paymentId, version, tries: before = 0 }: Payment.Payment,
  at: string | undefined,
  reason: string,
  tries = before,
): Write {
  const row = Payment.Payments.patch({ companyId, paymentId });
  const operation = at
    ? row.set({ tries, ...due(paymentId, at) }).where((a, o) => o.eq(a.version, version!))
    : row
        .set({ tries })
        .remove(["duePk", "dueSk"])
        .where((a, o) => o.eq(a.version, version!));
  return change(Events.PaymentAwaited({ reason }), operation, again);
}
