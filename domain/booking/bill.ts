/**
 * The bill of a session that is over: what is owed is collected (`collection.ts`), or asked for again later.
 *
 *   PENDING ──the wallet has it──▶ paid, in one write with wallet, booking and books
 *      ├──it has not──▶ the card that its customer named is charged: a payment of its own beside the bill ──▶ paid
 *      └──neither──▶ again after 6, 12, 24 … hours, as often as the company says ──▶ booking BILLING_OVERDUE
 *
 * Its payment carries the time of the next try and the number of those that were in vain; each is a write that finds both
 * as it read them, so two at once are one.
 */
import * as Terms from "../activity/terms.ts";
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import * as MoneyRules from "../company/money-rules.ts";
import * as Events from "../events.ts";
import type { Money } from "../money.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import { due } from "../table.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

/** What is owed by the policy that it was booked under. */
export async function owed(booking: Row.Booking): Promise<Money> {
  const { policy } = await Terms.of(booking.companyId, booking.termsId);
  return Owed.amountOf(booking, policy);
}

/** The checkout, or the charge of a card, by which it is being settled, while it is open. */
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

type Vain = { readonly money: Money; readonly why: string };

/** Neither wallet nor card: once more later, or never again. */
export async function inVain(
  booking: Row.Booking,
  payment: Payment.Payment,
  { money, why }: Vain,
): Promise<Write[]> {
  const { billingTries } = await MoneyRules.of(booking.companyId);
  const tries = (payment.tries ?? 0) + 1;
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

/** A payment of its own beside the bill is about to settle it: a gateway knows an order once. */
export const opening = (
  { companyId, bookingId, status, version }: Row.Booking,
  settlementId: string,
): Write =>
  change(
    Events.BookingSettlementOpened(),
    Row.Bookings.patch(Row.keyOf(companyId, bookingId))
      .set({ settlementId })
      .where((a, o) => `${o.eq(a.status, status)} AND ${o.eq(a.version, version!)}`),
    again,
  );
/** Each opening changes the booking, so that no two have one name. */
export const settlementIdOf = ({ bookingId, version }: Row.Booking): string =>
  `${Row.paymentIdOf(bookingId)}S${version}`;

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
