/**
 * What becomes of a booking when its money is certain: paid, or not coming. Each outcome is one transaction over payment,
 * booking, seats and books (PAY-4), together with whatever reported it; a repeat finds the payment settled and does
 * nothing more.
 */
import * as Clock from "../clock.ts";
import { again, change, commit, conflictOf, when, whileMoving, type Write } from "../commit.ts";
import * as MoneyRules from "../company/money-rules.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import * as Journal from "../ledger/journal.ts";
import type { Money } from "../money.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as Seats from "../seat/seats.ts";
import { claim } from "./draft.ts";
import * as Row from "./row.ts";
import * as Waiting from "./waiting.ts";
import * as WalletPart from "./wallet-part.ts";

export type Settling = {
  companyId: string;
  paymentId: string;
  /** The write that marks the report as applied, if a callback reported it. */
  report: readonly Write[];
  /** What whoever reported it is answered. */
  answer?: unknown;
};
/** What the gateway has; it is the payment's price unless it is said to be something else. */
export type Came = { externalId: string; money?: Money };

/** The gateway has the money: seat the customer, or give it back. */
export const paid = (settling: Settling, came: Came): Promise<void> =>
  settle(settling, came, seatFor).catch(async (error: unknown) => {
    if (!GONE.some((code) => code === conflictOf(error))) throw error;
    // The customer has meanwhile booked this session anew, or spent what his wallet was to add: his late money goes back.
    await settle(settling, came, async () => "paid_after_cancellation");
  });

const GONE = ["booking.already_booked", "wallet.insufficient_funds"];

export type Seating =
  | { pool: number; writes: Write[] }
  | Seats.Refused
  | "paid_after_cancellation"
  | "amount_differs";

const settle = (
  { companyId, paymentId, report, answer }: Settling,
  { externalId, money }: Came,
  seat: (booking: Row.Booking) => Promise<Seating>,
): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status === "SUCCEEDED") return void (await commit(report, answer));
    const booking = await Row.get(companyId, bookingOf(payment));
    const captured = { externalId, money: money ?? payment.price };
    const seating = covers(captured.money, payment.price) ? await seat(booking) : "amount_differs";
    await commit([...(await outcomeOf({ payment, booking }, captured, seating)), ...report], answer);
  });

type Captured = { externalId: string; money: Money };

/** What the money that came for a booking does: it is seated, or the money goes back; and the books say what came. */
export async function outcomeOf(
  { payment, booking }: { payment: Payment.Payment; booking: Row.Booking },
  captured: Captured,
  seating: Seating,
): Promise<Write[]> {
  const outcome =
    typeof seating === "string"
      ? await giveBack(payment, booking, { ...captured, why: seating })
      : [
          ...seating.writes,
          ...confirm(booking, seating.pool),
          ...keepPrice(payment, captured),
          ...(await WalletPart.spend(booking)),
        ];
  const { money } = captured;
  return [...outcome, Journal.capture({ ...payment, bookingId: bookingOf(payment), money })];
}

/** Nobody is seated for less than the price, or for other money. */
export const covers = (money: Money, price: Money): boolean =>
  money.currency === price.currency && money.amount >= price.amount;

/** The price is kept; whatever came beyond it goes back. */
export function keepPrice(payment: Payment.Payment, captured: Captured): Write[] {
  const { price } = payment;
  const succeeded = Payment.succeed(payment, { ...captured, refundable: price.amount });
  const amount = { ...price, amount: captured.money.amount - price.amount };
  if (amount.amount === 0) return succeeded;
  const { write } = Refund.byRule(payment, { amount, why: "paid_too_much", destination: "CARD" });
  return [...succeeded, write];
}

/** A booking that waits, or that only money has ended, is seated when the money comes. */
export async function seatFor(booking: Row.Booking): Promise<Seating> {
  const { status, cancelledBecause, startsAt } = booking;
  const revivable =
    status === "CANCELLED" &&
    Row.REVIVABLE.some((cause) => cause === cancelledBecause) &&
    startsAt > Clock.iso();
  if (!Row.AWAITING.includes(status) && !revivable) return "paid_after_cancellation";
  return Seats.take(Row.seatOf(booking));
}

export function bookingOf({ bookingId }: Payment.Payment): string {
  assert(bookingId, "this payment is for a booking");
  return bookingId;
}

export function confirm(booking: Row.Booking, pool: number): Write[] {
  const { companyId, bookingId, status } = booking;
  const confirmed = change(
    Events.BookingConfirmed(status === "CANCELLED" ? { reason: "paid late; seats were free" } : {}),
    Row.Bookings.patch(Row.keyOf(companyId, bookingId))
      .set({ status: "CONFIRMED", paymentStatus: "PAID", confirmedAt: Clock.iso(), pool })
      .remove(["cancelledBecause", "cancelledAt"])
      .where((a, o) => `${o.eq(a.status, status)} AND ${o.eq(a.version, booking.version!)}`),
    again,
  );
  return status === "CANCELLED" && booking.exclusive ? [confirmed, claim(booking)] : [confirmed];
}

type Unseated = Captured & { why: Exclude<Seating, object> };

/** Money that can not be seated: captured, and at once on its way back, as the company has decided (PAY-6). */
async function giveBack(
  payment: Payment.Payment,
  booking: Row.Booking,
  { externalId, money, why }: Unseated,
): Promise<Write[]> {
  const { lateMoney } = await MoneyRules.of(booking.companyId);
  const destination = lateMoney === "wallet" ? "WALLET" : "CARD";
  const { write } = Refund.byRule(payment, { amount: money, why, destination });
  const succeeded = Payment.succeed(payment, { externalId, money, refundable: 0 });
  if (why !== "paid_after_cancellation" && Row.AWAITING.includes(booking.status)) {
    return [...succeeded, write, ...(await end(booking, why, { paymentStatus: "PAID" }))];
  }
  const whereTo = destination === "WALLET" ? "goes to the wallet" : "goes back";
  const explained = change(
    Events.BookingPaidLate({
      reason: `paid after it was cancelled (${booking.cancelledBecause}); the money ${whereTo}`,
    }),
    Row.Bookings.patch(Row.keyOf(booking.companyId, booking.bookingId))
      .set({ paymentStatus: "PAID" })
      .where((a, o) => `${o.eq(a.status, booking.status)} AND ${o.eq(a.version, booking.version!)}`),
    again,
  );
  return [...succeeded, write, explained];
}

/** No money will come: the booking ends and its seats are free. Settled payments are left as they are. */
export const failed = (
  { companyId, paymentId, report }: Settling,
  because: Exclude<Payment.Failure, "booking_cancelled">,
): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status === "SUCCEEDED" || payment.status === "FAILED") return commit(report, undefined);
    const booking = await Row.get(companyId, bookingOf(payment));
    const cause = because === "declined" ? "payment_declined" : "payment_timeout";
    const ended = Row.AWAITING.includes(booking.status)
      ? await end(booking, cause, { paymentStatus: "FAILED" })
      : [];
    await commit([Payment.fail(payment, because), ...ended, ...report], undefined);
  });

type Ending = {
  paymentStatus: Row.Booking["paymentStatus"];
  reason?: string;
  /** REFUNDED where there is nothing left to give back. */
  status?: "CANCELLED" | "REFUNDED";
  /** What went back, where anything was paid. */
  outcome?: Row.Outcome;
  /** Where the moment is told, too. */
  at?: string;
};

/** A booking that waits for money ends: its hold goes, the customer may book again. */
export async function end(
  booking: Row.Booking,
  because: Row.Cause,
  { paymentStatus, reason, ...more }: Ending,
): Promise<Write[]> {
  return [
    cancelled(booking, because, { ...more, paymentStatus, reason: reason ?? because }),
    ...unclaim(booking),
    ...Waiting.leave(booking),
    ...(await WalletPart.release(booking, because)),
    ...(await Seats.letGo(Row.seatOf(booking))),
  ];
}

export function cancelled(
  booking: Row.Booking,
  because: Row.Cause,
  { paymentStatus, reason, status: ended = "CANCELLED", outcome, at = Clock.iso() }: Ending,
): Write {
  const { companyId, bookingId, status, version } = booking;
  return change(
    Events.BookingCancelled({ data: { cancelledBecause: because }, reason: reason ?? because }),
    Row.Bookings.patch(Row.keyOf(companyId, bookingId))
      .set({
        status: ended,
        cancelledBecause: because,
        cancelledAt: at,
        paymentStatus,
        ...(outcome && { cancellation: outcome }),
      })
      .where((a, o) =>
        [
          o.eq(a.status, status),
          o.eq(a.version, version!),
          ...(because === "customer" || because === "staff" ? [o.gt(a.startsAt, Clock.iso())] : []),
        ].join(" AND "),
      ),
    again,
  );
}

/** The customer may have a live booking in this session again. */
export function unclaim({ companyId, sessionId, customerId, bookingId, exclusive }: Row.Booking): Write[] {
  if (!exclusive) return [];
  const mine = Row.LiveBookings.delete({ companyId, sessionId, customerId }).where((a, o) =>
    o.eq(a.bookingId, bookingId),
  );
  return [when(mine, again)];
}
