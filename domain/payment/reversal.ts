/**
 * A reversal: captured money that a gateway took back by itself, as after a chargeback. The books say what happened, and
 * what was taken can not be refunded any more; the booking stays as it is, because that is for people to decide.
 */
import { again, change, type Write } from "../commit.ts";
import { conflict } from "../error.ts";
import * as Events from "../events.ts";
import * as Accounts from "../ledger/accounts.ts";
import * as Journal from "../ledger/journal.ts";
import type { Money } from "../money.ts";
import type { Callback } from "./callback-row.ts";
import * as Payment from "./payment.ts";
import * as SetAside from "./set-aside.ts";

export function of(payment: Payment.Payment, { callbackId, price }: Callback): Write[] {
  const { companyId, paymentId, gateway } = payment;
  const money = takeable(payment, price);
  const fact = `reversal#${callbackId}`;
  const subject = Payment.subjectOf(payment);
  const lines = [Journal.debit("chargebacks", money), Journal.credit(Accounts.clearing(gateway), money)];
  return [
    reversed(payment, money, callbackId),
    Journal.post({ companyId, subject, fact, lines, bookingId: payment.bookingId && subject, paymentId }),
  ];
}

function takeable(payment: Payment.Payment, price: Money | undefined): Money {
  if (payment.status !== "SUCCEEDED") {
    throw conflict("callback.nothing_captured", "Nothing of this payment is in the books to be reversed.", {
      state: payment.status,
    });
  }
  const { amount, currency } = Payment.capturedOf(payment);
  const most = amount - (payment.reversed ?? 0);
  if (!price || price.currency !== currency || price.amount <= 0 || price.amount > most) {
    throw conflict("callback.amount_impossible", "This can not have been taken back of this payment.", {
      most: { amount: most, currency },
    });
  }
  const inFlight = SetAside.inFlightOf(payment);
  if (price.amount > payment.refundable && inFlight > 0) {
    throw conflict("callback.refunds_first", "Refunds of this payment are under way: decide on them first.", {
      inFlight,
    });
  }
  return price;
}

const reversed = (payment: Payment.Payment, { amount }: Money, callbackId: string): Write =>
  change(
    Events.PaymentReversed({ data: { callbackId } }),
    Payment.Payments.patch({ companyId: payment.companyId, paymentId: payment.paymentId })
      .set({
        reversed: (payment.reversed ?? 0) + amount,
        refundable: Math.max(0, payment.refundable - amount),
      })
      .where((a, o) => o.eq(a.version, payment.version!)),
    again,
  );
