/**
 * Payments that no gateway has to do with: cash at the door, what comes out of a wallet, what is billed later, what a reseller owes. They are payments like any
 * other, so that whoever looks at a booking finds one, and so that what was taken is the bound of what goes back.
 */
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import { given } from "../given.ts";
import { same, type Money } from "../money.ts";
import * as Payment from "./payment.ts";

/** When it must be looked after, by `due` of the table. */
type Due = { readonly duePk?: string; readonly dueSk?: string };
export type Wanted = Payment.Wanted & { readonly gateway: "cash" | "wallet" | "bill" | "reseller" };

/** Money that will come by itself, until then; with a time to look after it, if something must happen then. */
export const expect = (wanted: Wanted, expiresAt: string, dueAt: Due = {}): Write =>
  Payment.create({ ...expected(wanted, expiresAt), ...dueAt });

export const expected = (wanted: Wanted, expiresAt: string): Payment.Payment => ({
  ...Payment.basisOf(wanted),
  gateway: wanted.gateway,
  status: "PENDING",
  expiresAt,
});

/** Money that is here with the booking itself. */
export const taken = (wanted: Wanted): Payment.Payment => ({
  ...Payment.basisOf(wanted),
  gateway: wanted.gateway,
  status: "SUCCEEDED",
  refundable: wanted.price.amount,
  expiresAt: Clock.iso(),
  settledAt: Clock.iso(),
});

type How = Partial<Pick<Payment.Payment, "gateway">> & { readonly money?: Money };

/** What was expected is here, once; or what was given up is here after all. It may have come otherwise, or be less. */
export function receive(
  payment: Payment.Payment,
  { gateway = payment.gateway, money = payment.price }: How = {},
): { payment: Payment.Payment; write: Write } {
  const { companyId, paymentId, price, status } = payment;
  const received = {
    status: "SUCCEEDED" as const,
    settledAt: Clock.iso(),
    refundable: money.amount,
    gateway,
    ...given({ captured: same(money, price) ? undefined : money }),
  };
  const write = change(
    Events.PaymentSucceeded(status === "FAILED" ? { reason: `late: it was ${payment.failedBecause}` } : {}),
    Payment.Payments.patch({ companyId, paymentId })
      .set(received)
      .remove(["duePk", "dueSk", "failedBecause"])
      .where((a, o) => o.eq(a.status, status)),
    again,
  );
  return { payment: { ...payment, ...received }, write };
}
