/** Refunds, in parts and never above what was charged; and disputes, by which a bank takes money back. */
import * as z from "zod";
import { add, get, type Account, type Thing } from "./account.ts";
import type { Callbacks } from "./callbacks.ts";
import { Failure, invalid } from "./failure.ts";
import { Amount, Metadata } from "./form.ts";
import { chargeOf } from "./intents.ts";

export const Creation = z.strictObject({
  payment_intent: z.string(),
  amount: Amount.optional(),
  metadata: Metadata,
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
});

export function create(account: Account, callbacks: Callbacks, asked: z.output<typeof Creation>): Thing {
  const { refunds: outcome } = account.controls;
  if (outcome === "unreachable")
    throw new Failure(503, { type: "api_error", message: "Switched off by a control." });
  const intent = get(account, "payment_intent", asked.payment_intent, "payment_intent");
  const charge = chargeOf(account, intent);
  if (charge.disputed)
    throw invalid("The charge is disputed and can not be refunded.", { code: "charge_disputed" });
  const left = Number(charge.amount) - Number(charge.amount_refunded);
  if (left === 0) throw invalid("The charge has already been refunded.", { code: "charge_already_refunded" });
  const { amount = left } = asked;
  if (amount > left)
    throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, {
      param: "amount",
    });
  const refund = add(account, "re", "refund", {
    amount,
    charge: charge.id,
    currency: charge.currency,
    failure_reason: undefined,
    metadata: asked.metadata,
    payment_intent: intent.id,
    reason: asked.reason ?? null,
    status: outcome === "failed" ? "pending" : outcome,
  });
  setRefunded(charge, Number(charge.amount_refunded) + amount);
  callbacks.tell(account, "refund.created", refund);
  callbacks.tell(account, "charge.refunded", charge);
  if (outcome === "failed") decide(account, callbacks, refund, "failed");
  return refund;
}

/** How the bank has decided about a refund that was on its way, or even done. */
export function decide(
  account: Account,
  callbacks: Callbacks,
  refund: Thing,
  status: "succeeded" | "failed",
): void {
  if (refund.status === status || refund.status === "failed") return;
  refund.status = status;
  if (status === "failed") {
    refund.failure_reason = "lost_or_stolen_card";
    const charge = get(account, "charge", String(refund.charge));
    setRefunded(charge, Number(charge.amount_refunded) - Number(refund.amount));
  }
  callbacks.tell(account, "refund.updated", refund);
  if (status === "failed") callbacks.tell(account, "refund.failed", refund);
}

function setRefunded(charge: Thing, amount: number): void {
  charge.amount_refunded = amount;
  charge.refunded = amount === charge.amount;
}

export function dispute(account: Account, callbacks: Callbacks, intent: Thing): Thing {
  const charge = chargeOf(account, intent);
  charge.disputed = true;
  const made = add(account, "dp", "dispute", {
    amount: charge.amount,
    charge: charge.id,
    currency: charge.currency,
    metadata: {},
    payment_intent: intent.id,
    reason: "fraudulent",
    status: "needs_response",
  });
  callbacks.tell(account, "charge.dispute.created", made);
  callbacks.tell(account, "charge.dispute.funds_withdrawn", made);
  return made;
}

export function closeDispute(
  account: Account,
  callbacks: Callbacks,
  made: Thing,
  status: "won" | "lost",
): void {
  made.status = status;
  callbacks.tell(account, "charge.dispute.closed", made);
  if (status === "won") callbacks.tell(account, "charge.dispute.funds_reinstated", made);
}
