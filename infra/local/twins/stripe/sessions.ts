/**
 * Checkout Sessions.
 *
 *   open ──paid──▶ complete (paid)
 *     ├──bank needs days──▶ complete (unpaid) ──▶ paid | failed
 *     └──nobody came in time──▶ expired
 */
import * as z from "zod";
import { add, get, idOf, type Account, type Thing } from "./account.ts";
import type { Callbacks } from "./callbacks.ts";
import { invalid } from "./failure.ts";
import { Amount, Currency, Metadata, Whole } from "./form.ts";
import * as Intents from "./intents.ts";

const Address = z.url({ protocol: /^https?$/, error: "url_invalid" }).max(5000);
const Item = z.strictObject({
  quantity: Whole.pipe(z.int().min(1)),
  price_data: z.strictObject({
    currency: Currency,
    unit_amount: Amount,
    product_data: z.strictObject({ name: z.string().min(1), description: z.string().optional() }),
  }),
});

export const Creation = z.strictObject({
  mode: z.literal("payment"),
  line_items: z.array(Item).min(1).max(100),
  success_url: Address,
  cancel_url: Address.optional(),
  client_reference_id: z.string().max(200).optional(),
  expires_at: Whole.optional(),
  locale: z.string().default("auto"),
  metadata: Metadata,
  customer: z.string().optional(),
  customer_creation: z.enum(["always", "if_required"]).default("if_required"),
  payment_intent_data: z
    .strictObject({
      description: z.string().max(1000).optional(),
      metadata: Metadata,
      setup_future_usage: z.enum(["off_session", "on_session"]).optional(),
    })
    .default({ metadata: {} }),
});

const HALF_AN_HOUR = 30 * 60;
const DAY = 24 * 3600;

export function create(account: Account, asked: z.output<typeof Creation>, origin: string): Thing {
  const now = Math.floor(account.now() / 1000);
  const { line_items, expires_at = now + DAY, customer_creation, ...fields } = asked;
  if (expires_at < now + HALF_AN_HOUR || expires_at > now + DAY)
    throw invalid("The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", {
      param: "expires_at",
    });
  const currencies = new Set(line_items.map(({ price_data }) => price_data.currency));
  if (currencies.size > 1)
    throw invalid("All line items must have the same currency.", { param: "line_items" });
  if (fields.customer !== undefined) get(account, "customer", fields.customer, "customer");
  const total = line_items.reduce(
    (sum, { quantity, price_data }) => sum + quantity * price_data.unit_amount,
    0,
  );
  const id = idOf("cs_test");
  return add(account, "cs_test", "checkout.session", {
    ...fields,
    id,
    expires_at,
    customer_creation,
    amount_subtotal: total,
    amount_total: total,
    currency: line_items[0]!.price_data.currency,
    client_reference_id: fields.client_reference_id ?? null,
    customer: fields.customer ?? null,
    payment_intent: null,
    payment_method_types: ["card"],
    payment_status: "unpaid",
    status: "open",
    url: `${origin}/c/pay/${id}`,
    title: line_items[0]!.price_data.product_data.name,
  });
}

/** As it is now: time may have closed it. */
export function find(account: Account, callbacks: Callbacks, id: string): Thing {
  const session = get(account, "checkout.session", id);
  const over = Number(session.expires_at) * 1000 <= account.now();
  if (session.status === "open" && over) close(account, callbacks, session);
  return session;
}

export function expire(account: Account, callbacks: Callbacks, id: string): Thing {
  const session = find(account, callbacks, id);
  if (session.status !== "open")
    throw invalid(`Only Checkout Sessions with a status in ["open"] can be expired.`, {
      code: "checkout_session_not_open",
    });
  close(account, callbacks, session);
  return session;
}

function close(account: Account, callbacks: Callbacks, session: Thing): void {
  Object.assign(session, { status: "expired", url: null });
  callbacks.tell(account, "checkout.session.expired", session);
}

/** The payer has paid, at once or by a bank that takes its days. A second time changes nothing. */
export function pay(
  account: Account,
  callbacks: Callbacks,
  session: Thing,
  how: "now" | "later",
  { amount, currency }: { amount?: number | undefined; currency?: string | undefined } = {},
): void {
  if (session.status !== "open") return;
  if (amount !== undefined) session.amount_total = amount;
  if (currency !== undefined) session.currency = currency;
  const intent = Intents.ofSession(account, session);
  Object.assign(session, {
    status: "complete",
    url: null,
    payment_intent: intent.id,
    customer: intent.customer,
  });
  if (how === "now") {
    session.payment_status = "paid";
    Intents.succeed(account, callbacks, intent);
  } else {
    intent.status = "processing";
  }
  callbacks.tell(account, "checkout.session.completed", session);
}

/** How a bank that took its days has decided. */
export function decide(
  account: Account,
  callbacks: Callbacks,
  session: Thing,
  news: "succeeded" | "failed",
): void {
  const intent = get(account, "payment_intent", String(session.payment_intent));
  if (intent.status !== "processing") return;
  if (news === "succeeded") {
    session.payment_status = "paid";
    Intents.succeed(account, callbacks, intent);
  } else {
    Intents.fail(account, callbacks, intent, "payment_intent_payment_attempt_failed");
  }
  callbacks.tell(account, `checkout.session.async_payment_${news}`, session);
}
