/**
 * A journal: one business fact in the books, with all its lines on one item (LED-1). Debits are positive, credits
 * negative, and the lines sum to zero per currency. Its key is made of the fact, so that posting a fact twice is refused
 * by the store; nothing ever changes or deletes one, and a mistake is corrected by another.
 *
 * `subject` is what the money was about, and follows from the fact: the booking where there is one, else the payment, else
 * the customer. A subject's journals lie together; a payment's are found with its booking's.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import { digest, DIGITS } from "../id.ts";
import type { Money } from "../money.ts";
import { stamped, store } from "../table.ts";
import * as Accounts from "./accounts.ts";

/** `seq` is the entry of a constrained account that says the same from its side. */
export type Line = {
  readonly account: string;
  readonly amount: number;
  readonly currency: string;
  readonly seq?: number;
};

/** All of a company's journals are these partitions, without an index; none of them is hot. */
export const SHARDS = DIGITS;
export const shardOf = (subject: string): string => digest(subject, 1);

export const Journals = new Entity(
  {
    model: { entity: "journal", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      shard: { type: "string", required: true },
      subject: { type: "string", required: true },
      paymentId: { type: "string" },
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
          composite: ["companyId", "shard"],
          template: "C#${companyId}/JOURNALS#${shard}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["subject", "fact"], template: "${subject}#${fact}", casing: "none" },
      },
    },
  },
  store,
);
export type Journal = EntityItem<typeof Journals>;

type Posting = {
  readonly companyId: string;
  readonly subject: string;
  /** What happened, named so that it can not happen twice: `capture#<payment>`. */
  readonly fact: string;
  readonly lines: readonly Line[];
  readonly bookingId?: string | undefined;
  readonly paymentId?: string | undefined;
};

export function post({ companyId, subject, fact, lines, bookingId, paymentId }: Posting): Write {
  assert(balances(lines), `the lines of ${fact} sum to zero per currency`);
  const unknown = lines.find(({ account }) => Accounts.headingOf(account) === undefined);
  assert(!unknown, `${unknown?.account} is an account of the chart`);
  return change(
    Events.JournalPosted(),
    Journals.create({
      companyId,
      shard: shardOf(subject),
      subject,
      fact,
      journalId: idOf(companyId, fact),
      lines: [...lines],
      postedAt: Clock.iso(),
      ...(bookingId !== undefined && { bookingId }),
      ...(paymentId !== undefined && { paymentId }),
    }),
    again,
  );
}

export const idOf = (companyId: string, fact: string): string => `jrn_${digest(`${companyId}\n${fact}`, 26)}`;

export const debit = (account: Accounts.Account, { amount, currency }: Money): Line => ({
  account,
  amount,
  currency,
});
export const credit = (account: Accounts.Account, { amount, currency }: Money): Line => ({
  account,
  amount: -amount,
  currency,
});

type Movement = {
  companyId: string;
  paymentId: string;
  bookingId: string;
  gateway: string;
  resellerId?: string | undefined;
  money: Money;
};

export const capture = ({ companyId, paymentId, bookingId, money, ...means }: Movement): Write =>
  post({
    companyId,
    subject: bookingId,
    bookingId,
    paymentId,
    fact: `capture#${paymentId}`,
    lines: [debit(Accounts.holding(means), money), credit("booking_sales", money)],
  });

export const refund = ({
  companyId,
  paymentId,
  bookingId,
  ...movement
}: Movement & { refundId: string }): Write =>
  post({
    companyId,
    subject: bookingId,
    bookingId,
    paymentId,
    fact: `refund#${movement.refundId}`,
    lines: [debit("booking_sales", movement.money), credit(Accounts.holding(movement), movement.money)],
  });

/** What no journal of ours has: lines that do not balance, an account that is not in the chart, a name of its own. */
export function flawOf({ companyId, subject, fact, shard, journalId, lines }: Journal): Flaw | undefined {
  if (!Array.isArray(lines) || !balances(lines)) return "journal_unbalanced";
  if (lines.some(({ account }) => Accounts.headingOf(account) === undefined)) return "account_unknown";
  return journalId === idOf(companyId, fact) && shard === shardOf(subject) ? undefined : "journal_misnamed";
}
export const FLAWS = ["journal_unbalanced", "account_unknown", "journal_misnamed"] as const;
export type Flaw = (typeof FLAWS)[number];

/** Whether the lines sum to zero in every currency; there must be some, and none of nothing. */
export function balances(lines: readonly Line[]): boolean {
  const sums = new Map<string, number>();
  for (const { currency, amount } of lines) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  const whole = lines.every(({ amount }) => Number.isSafeInteger(amount) && amount !== 0);
  return whole && lines.length > 1 && [...sums.values()].every((sum) => sum === 0);
}

/** Everything the books say about a subject. */
export async function of(companyId: string, subject: string): Promise<Journal[]> {
  const { data } = await Journals.query
    .primary({ companyId, shard: shardOf(subject), subject })
    .go({ consistent: true, pages: "all" });
  return data;
}

/** Those of up to a hundred that are there, in any order. */
export async function some(companyId: string, named: readonly Named[]): Promise<Journal[]> {
  const keys = named.map(({ subject, fact }) => ({ companyId, shard: shardOf(subject), subject, fact }));
  if (keys.length === 0) return [];
  const { data, unprocessed } = await Journals.get(keys).go({ consistent: true });
  return unprocessed.length === 0 ? data : [...data, ...(await some(companyId, unprocessed))];
}
type Named = Pick<Journal, "subject" | "fact">;

export const View = z.object({
  journalId: z.string(),
  fact: z.string(),
  postedAt: z.string(),
  lines: z.array(z.object({ account: z.string(), amount: z.int(), currency: z.string() })),
});
