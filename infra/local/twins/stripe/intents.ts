/** PaymentIntents, the charges they lead to, and the cards that are kept for next time. */
import * as z from "zod";
import { add, get, type Account, type Thing } from "./account.ts";
import type { Callbacks } from "./callbacks.ts";
import { Failure, invalid } from "./failure.ts";
import { Amount, Currency, Flag, Metadata } from "./form.ts";

export const Creation = z.strictObject({
  amount: Amount,
  currency: Currency,
  customer: z.string(),
  payment_method: z.string(),
  off_session: Flag,
  confirm: Flag,
  description: z.string().max(1000).optional(),
  metadata: Metadata,
});

/** The intent of a page that was paid, with the card that it was paid with. */
export function ofSession(account: Account, session: Thing): Thing {
  const data = session.payment_intent_data as { setup_future_usage?: string } & Record<string, unknown>;
  const wantsCustomer = session.customer_creation === "always";
  const customer =
    session.customer ?? (wantsCustomer ? add(account, "cus", "customer", { metadata: {} }).id : null);
  const method = add(account, "pm", "payment_method", {
    type: "card",
    card: { brand: "visa", last4: "4242", exp_month: 12, exp_year: 2034 },
    customer: data.setup_future_usage === undefined ? null : customer,
  });
  return add(account, "pi", "payment_intent", {
    ...data,
    amount: session.amount_total,
    currency: session.currency,
    customer,
    payment_method: method.id,
    amount_received: 0,
    last_payment_error: null,
    latest_charge: null,
    status: "requires_payment_method",
  });
}

export function create(account: Account, callbacks: Callbacks, asked: z.output<typeof Creation>): Thing {
  if (!asked.confirm || !asked.off_session)
    throw invalid("The twin only charges saved cards: confirm and off_session must be true.", {
      param: "confirm",
    });
  const { confirm: _, off_session: __, ...fields } = asked;
  get(account, "customer", fields.customer, "customer");
  const method = get(account, "payment_method", fields.payment_method, "payment_method");
  if (method.customer !== fields.customer)
    throw invalid("The payment method does not belong to this customer.", { param: "payment_method" });
  const intent = add(account, "pi", "payment_intent", {
    ...fields,
    amount_received: 0,
    last_payment_error: null,
    latest_charge: null,
    status: "requires_confirmation",
  });
  const { cards } = account.controls;
  if (cards === "processing") intent.status = "processing";
  else if (cards === "ok") succeed(account, callbacks, intent);
  else {
    fail(account, callbacks, intent, cards);
    throw new Failure(402, {
      type: "card_error",
      code: cards,
      ...(cards === "card_declined" && { decline_code: "generic_decline" }),
      message: "Your card was declined.",
      payment_intent: intent,
    });
  }
  return intent;
}

export function succeed(account: Account, callbacks: Callbacks, intent: Thing): void {
  const charge = add(account, "ch", "charge", {
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    currency: intent.currency,
    customer: intent.customer,
    disputed: false,
    metadata: intent.metadata,
    paid: true,
    payment_intent: intent.id,
    refunded: false,
    status: "succeeded",
  });
  Object.assign(intent, { status: "succeeded", amount_received: intent.amount, latest_charge: charge.id });
  callbacks.tell(account, "payment_intent.succeeded", intent);
  callbacks.tell(account, "charge.succeeded", charge);
}

export function fail(account: Account, callbacks: Callbacks, intent: Thing, code: string): void {
  Object.assign(intent, {
    status: "requires_payment_method",
    last_payment_error: { type: "card_error", code, message: "The payment failed." },
  });
  callbacks.tell(account, "payment_intent.payment_failed", intent);
}

export const chargeOf = (account: Account, intent: Thing): Thing => {
  if (intent.status === "succeeded") return get(account, "charge", String(intent.latest_charge));
  throw invalid("This PaymentIntent does not have a successful charge to refund.", {
    code: "payment_intent_unexpected_state",
    param: "payment_intent",
  });
};

/** `metadata["name"]:"value"`, joined by AND: what of Stripe's search language is of use here. */
export function matches(query: string): (intent: Thing) => boolean {
  const wanted = query
    .split(" AND ")
    .map((clause) => /^metadata\["(\w+)"\]:"([^"\\]*)"$/.exec(clause.trim()));
  if (wanted.some((clause) => clause === null))
    throw invalid("The search query is invalid.", { param: "query" });
  return ({ metadata }) =>
    wanted.every((clause) => (metadata as Record<string, string>)[clause![1]!] === clause![2]);
}
