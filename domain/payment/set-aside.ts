/**
 * What of a captured payment may still go back, and what is set aside for refunds on their way. Every change of it is a
 * condition on the payment itself, so that all refunds together never exceed the capture, whoever asks at the same time.
 */
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { conflict, type DomainError } from "../error.ts";
import * as Events from "../events.ts";
import type { Money } from "../money.ts";
import * as Payment from "./payment.ts";

type Part = {
  readonly refundId: string;
  readonly amount: Money;
  /** Free again by what is rejected in the same write, in minor units. */
  readonly released?: number;
};

/** Taken by refunds that have not gone back yet. */
export const inFlightOf = (payment: Payment.Payment): number => {
  const { refundable, refunded, reversed = 0, purpose, status } = payment;
  if (purpose !== "BOOKING" || status !== "SUCCEEDED") return 0;
  return Math.max(0, Payment.capturedOf(payment).amount - refundable - refunded - reversed);
};

/**
 * Sets a part of the capture aside for a refund: never more than is left, whoever else refunds at the same time. With
 * `seen`, only if nobody has taken anything since the payment was read.
 */
export const reserve = (
  { companyId, paymentId, refundable }: Payment.Payment,
  { refundId, amount, released = 0 }: Part,
  seen?: "seen",
): Write =>
  change(
    Events.PaymentReserved({ data: { refundId } }),
    Payment.Payments.patch({ companyId, paymentId })
      .subtract({ refundable: amount.amount - released })
      .where((a, o) =>
        [
          o.eq(a.status, "SUCCEEDED"),
          o.gte(a.refundable, amount.amount - released),
          ...(seen ? [o.eq(a.refundable, refundable)] : []),
        ].join(" AND "),
      ),
    (old) =>
      seen && old?.refundable !== refundable ? again() : notLeft(old as Payment.Payment | undefined, amount),
  );

/** Why so much can not be refunded: it is on its way already, or it was never captured. */
export function notLeft(payment: Payment.Payment | undefined, { amount }: Money): DomainError {
  const refundable = payment?.refundable ?? 0;
  const inFlight = payment ? inFlightOf(payment) : 0;
  if (inFlight > 0 && amount <= refundable + inFlight) {
    return conflict("refund.in_flight", "A refund of this payment is under way already.", {
      refundable,
      inFlight,
    });
  }
  return conflict("refund.above_captured", "More than what is left of the payment can not be refunded.", {
    refundable,
  });
}

/** A refund is not to be: its part of the capture may go back another way. */
export const release = (
  { companyId, paymentId }: Pick<Payment.Payment, "companyId" | "paymentId">,
  { refundId, amount }: Part,
): Write =>
  change(
    Events.PaymentReleased({ data: { refundId } }),
    Payment.Payments.patch({ companyId, paymentId })
      .add({ refundable: amount.amount })
      .where((a, o) => o.eq(a.status, "SUCCEEDED")),
    again,
  );

/**
 * A refund has gone back, and its turn at the gateway is over, if it had one. Two at a time are counted one after the other,
 * so that the last one knows it is the last.
 */
export function wentBack(payment: Payment.Payment, { refundId, amount }: Part): Write {
  const { companyId, paymentId, refunding, refunded: before } = payment;
  const row = Payment.Payments.patch({ companyId, paymentId });
  const counted = row.set({ refunded: before + amount.amount });
  const left = refunding === refundId ? counted.remove(["refunding", "refundingUntil"]) : counted;
  return change(
    Events.PaymentRefunded({ data: { refundId } }),
    left.where((a, o) => o.eq(a.refunded, before)),
    again,
  );
}

/** Longer than any function asks a gateway; whoever asked last and fell silent is over by then. */
const TURN_MS = 60_000;

/**
 * One part of a payment at a time is with its gateway, and one process at a time asks for it, because some gateways know
 * parts by their sum alone. Refused while it is another's turn.
 */
export const engage = ({ companyId, paymentId }: Payment.Payment, refundId: string): Write =>
  change(
    Events.PaymentRefunding({ data: { refundId } }),
    Payment.Payments.patch({ companyId, paymentId })
      .set({ refunding: refundId, refundingUntil: Clock.isoAfter(TURN_MS) })
      .where(
        (a, o) =>
          `${o.notExists(a.refunding)} OR (${o.eq(a.refunding, refundId)} AND ${o.lte(a.refundingUntil, Clock.iso())})`,
      ),
    () => conflict("refund.waits", "Another refund of this payment is with the gateway."),
  );

/** The gateway has refused it: it is another's turn. */
export const disengage = ({ companyId, paymentId, refundable }: Payment.Payment, refundId: string): Write =>
  change(
    Events.PaymentNotRefunded({ data: { refundId } }),
    Payment.Payments.patch({ companyId, paymentId })
      .set({ refundable })
      .remove(["refunding", "refundingUntil"])
      .where((a, o) => `${o.eq(a.refunding, refundId)} AND ${o.eq(a.refundable, refundable)}`),
    again,
  );
