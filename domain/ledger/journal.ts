/**
 * A journal: one business fact in the books, with all its lines on one item (LED-1). Debits are positive, credits
 * negative, and the lines sum to zero per currency. Its key is made of the fact, so that posting a fact twice is refused
 * by the store; nothing ever changes or deletes one.
 */
import { CustomAttributeType, Entity } from "electrodb";
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import { digest } from "../id.ts";
import type { Money } from "../money.ts";
import { stamped, store } from "../table.ts";

export type Line = { readonly account: string; readonly amount: number; readonly currency: string };

export const Journals = new Entity(
  {
    model: { entity: "journal", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      paymentId: { type: "string", required: true },
      bookingId: { type: "string" },
      journalId: { type: "string", required: true },
      fact: { type: "string", required: true },
      lines: { type: CustomAttributeType<Line[]>("any"), required: true },
      postedAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "paymentId"],
          template: "C#${companyId}/PAYMENT#${paymentId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["fact"], template: "JOURNAL#${fact}", casing: "none" },
      },
    },
  },
  store,
);

/** What the gateway owes us; what customers have paid for. */
const clearing = (gateway: string): string => `gateway_clearing:${gateway}`;
const BOOKINGS = "booking_sales";

type Movement = { companyId: string; paymentId: string; bookingId: string; gateway: string; money: Money };

export const capture = ({ money, ...payment }: Movement): Write =>
  post(payment, `capture#${payment.paymentId}`, [
    debit(clearing(payment.gateway), money),
    credit(BOOKINGS, money),
  ]);

export const refund = ({ money, refundId, ...payment }: Movement & { refundId: string }): Write =>
  post(payment, `refund#${refundId}`, [debit(BOOKINGS, money), credit(clearing(payment.gateway), money)]);

function post(payment: Omit<Movement, "money">, fact: string, lines: readonly Line[]): Write {
  assert(balances(lines), `the lines of ${fact} sum to zero per currency`);
  const { companyId, paymentId, bookingId } = payment;
  const journalId = `jrn_${digest(`${companyId}\n${fact}`, 26)}`;
  return change(
    Events.JournalPosted(),
    Journals.create({
      companyId,
      paymentId,
      bookingId,
      journalId,
      fact,
      lines: [...lines],
      postedAt: Clock.iso(),
    }),
    again,
  );
}

/** Whether the lines sum to zero in every currency; there must be some. */
export function balances(lines: readonly Line[]): boolean {
  const sums = new Map<string, number>();
  for (const { currency, amount } of lines) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return lines.length > 1 && [...sums.values()].every((sum) => sum === 0);
}

const debit = (account: string, { amount, currency }: Money): Line => ({ account, amount, currency });
const credit = (account: string, { amount, currency }: Money): Line => ({
  account,
  amount: -amount,
  currency,
});

/** Everything the books say about a payment. */
export async function of(companyId: string, paymentId: string) {
  const { data } = await Journals.query
    .primary({ companyId, paymentId })
    .go({ consistent: true, pages: "all" });
  return data;
}
