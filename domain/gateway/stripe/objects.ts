/**
 * What of Stripe's objects matters here, and what it means. Shapes are not strict: Stripe adds fields on any day.
 *
 * An object is ours if its metadata names the company and the payment: a company may use its account for other things,
 * and two companies may share one.
 */
import * as z from "zod";
import type { Standing } from "../gateway.ts";
import { ours } from "./amounts.ts";

const Id = z.string().min(1).max(255);
const Amount = z.int().min(0);
const Currency = z.string().regex(/^[a-z]{3}$/);
/** Expanded or not. */
const Reference = z.union([Id, z.object({ id: Id }).transform(({ id }) => id)]).nullish();
export const Metadata = z.record(z.string(), z.string()).nullish();

export const Intent = z.object({
  id: Id,
  amount: Amount,
  currency: Currency,
  status: z.string(),
  metadata: Metadata,
  last_payment_error: z.object({ code: z.string().nullish() }).nullish(),
  latest_charge: z.union([Id, z.object({ amount_refunded: Amount })]).nullish(),
});
export type Intent = z.infer<typeof Intent>;

const session = {
  id: Id,
  status: z.enum(["open", "complete", "expired"]),
  payment_status: z.enum(["paid", "unpaid", "no_payment_required"]),
  amount_total: Amount.nullable(),
  currency: Currency.nullable(),
  metadata: Metadata,
};
export const Session = z.object({ ...session, payment_intent: Reference });
export type Session = z.infer<typeof Session>;
/** As it is asked for, with the payment that came of it. */
export const SessionWithIntent = z.object({ ...session, payment_intent: Intent.nullish() });

export const Refund = z.object({
  id: Id,
  amount: Amount,
  currency: Currency,
  status: z.string().nullable(),
  failure_reason: z.string().nullish(),
  payment_intent: Reference,
  metadata: Metadata,
});
export type Refund = z.infer<typeof Refund>;

export const Charge = z.object({
  id: Id,
  amount_refunded: Amount,
  currency: Currency,
  payment_intent: Reference,
});
export const Dispute = z.object({
  id: Id,
  amount: Amount,
  currency: Currency,
  status: z.string(),
  reason: z.string(),
  payment_intent: Reference,
});

export const page = <S extends z.ZodType>(item: S) =>
  z.object({ data: z.array(item), has_more: z.boolean() });

type Marked = { readonly metadata?: Record<string, string> | null | undefined };
export type Mark = { readonly companyId: string; readonly paymentId: string };
/** The payment that an object of this company belongs to. */
export const paymentOf = ({ metadata }: Marked, companyId: string): string | undefined =>
  metadata?.companyId === companyId ? metadata.paymentId : undefined;

type Outcome = Exclude<Standing["news"], "unknown">;

/** What a payment has come to; one that failed can be tried anew by its payer while its page is open. */
const OF_INTENT: Readonly<Record<string, Outcome>> = { succeeded: "paid", canceled: "declined" };

export const outcomeOf = ({ status, last_payment_error }: Intent): Outcome =>
  OF_INTENT[status] ?? (status === "requires_payment_method" && last_payment_error ? "declined" : "pending");

export function standingOfIntent(intent: Intent): Standing {
  const price = ours(intent);
  return { news: outcomeOf(intent), externalId: intent.id, ...(price && { price }), ...refundedOf(intent) };
}

type WithIntent = z.infer<typeof SessionWithIntent>;
export function standingOf(shown: WithIntent): Standing {
  const price = priceOf(shown);
  const { payment_intent: intent } = shown;
  return {
    news: sessionOutcome(shown),
    externalId: shown.id,
    ...(price && { price }),
    ...(intent && refundedOf(intent)),
  };
}

/** What has gone back of it, where it was asked for. */
function refundedOf({ latest_charge: charge, currency }: Intent): { refunded?: number } {
  if (!charge || typeof charge === "string") return {};
  const back = ours({ amount: charge.amount_refunded, currency });
  return back ? { refunded: back.amount } : {};
}

function sessionOutcome({ status, payment_status, payment_intent }: WithIntent): Outcome {
  if (payment_status !== "unpaid") return "paid";
  if (status === "expired") return "declined";
  // A bank that needs days: the page is done, the money is not here yet, or will not come.
  return status === "complete" && payment_intent ? outcomeOf(payment_intent) : "pending";
}

export const priceOf = ({ amount_total: amount, currency }: Pick<Session, "amount_total" | "currency">) =>
  amount === null || currency === null ? undefined : ours({ amount, currency });
