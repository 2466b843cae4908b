/**
 * A reversal: captured money that a gateway took back by itself, as after a chargeback. The books say what happened, and
 * what was taken can not be refunded any more; the booking stays as it is, because that is for people to decide. What was
 * paid for several bookings is taken from their payments in turn: first what could still have gone back.
 */
import { again, change, type Write } from "../commit.ts";
import { conflict } from "../error.ts";
import * as Events from "../events.ts";
import * as Accounts from "../ledger/accounts.ts";
import * as Journal from "../ledger/journal.ts";
import type { Money } from "../money.ts";
import type { Callback } from "./callback-row.ts";
import * as Parts from "./parts.ts";
import * as Payment from "./payment.ts";
import * as SetAside from "./set-aside.ts";

export async function of(payment: Payment.Payment, { callbackId, price }: Callback): Promise<Write[]> {
  const parts = await Parts.of(payment);
  const money = takeable(payment, parts, price);
  const shares = spread(parts, money.amount).map(([part, amount]) => ({
    part,
    taken: { ...money, amount },
  }));
  return [
    ...(payment.parts ? [reversed(payment, money, callbackId)] : []),
    ...shares.flatMap(({ part, taken }) => [
      reversed(part, taken, callbackId),
      posted(part, taken, payment.parts ? `${callbackId}#${part.paymentId}` : callbackId),
    ]),
  ];
}

function takeable(
  payment: Payment.Payment,
  parts: readonly Payment.Payment[],
  price: Money | undefined,
): Money {
  if (payment.status !== "SUCCEEDED") {
    throw conflict("callback.nothing_captured", "Nothing of this payment is in the books to be reversed.", {
      state: payment.status,
    });
  }
  const { currency } = Payment.capturedOf(payment);
  const most = sum(parts.map(leftOf));
  if (!price || price.currency !== currency || price.amount <= 0 || price.amount > most) {
    throw conflict("callback.amount_impossible", "This can not have been taken back of this payment.", {
      most: { amount: most, currency },
    });
  }
  const inFlight = sum(parts.map(SetAside.inFlightOf));
  if (price.amount > sum(parts.map(({ refundable }) => refundable)) && inFlight > 0) {
    throw conflict("callback.refunds_first", "Refunds of this payment are under way: decide on them first.", {
      inFlight,
    });
  }
  return price;
}

/** What the gateway has not taken back yet; whether it went back otherwise is not its affair. */
const leftOf = (part: Payment.Payment): number =>
  part.status === "SUCCEEDED" ? Payment.capturedOf(part).amount - (part.reversed ?? 0) : 0;

/** What of it each part bears. */
function spread(parts: readonly Payment.Payment[], amount: number): [Payment.Payment, number][] {
  let left = amount;
  const bear = (most: number): number => {
    const borne = Math.min(left, most);
    left -= borne;
    return borne;
  };
  const first = parts.map((part) => bear(Math.min(part.refundable, leftOf(part))));
  return parts
    .map((part, index): [Payment.Payment, number] => {
      const borne = first[index]!;
      return [part, borne + bear(leftOf(part) - borne)];
    })
    .filter(([, borne]) => borne > 0);
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function posted(payment: Payment.Payment, money: Money, named: string): Write {
  const { companyId, paymentId, gateway } = payment;
  const subject = Payment.subjectOf(payment);
  const lines = [Journal.debit("chargebacks", money), Journal.credit(Accounts.clearing(gateway), money)];
  const bookingId = payment.bookingId && subject;
  return Journal.post({ companyId, subject, fact: `reversal#${named}`, lines, bookingId, paymentId });
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
