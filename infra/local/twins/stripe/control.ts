/** What tests and people may make the twin do: everything that happens to a payment, and every way to be a bad caller. */
import * as z from "zod";
import { get, type Account, type Thing } from "./account.ts";
import type { Callbacks } from "./callbacks.ts";
import * as Refunds from "./refunds.ts";
import * as Sessions from "./sessions.ts";

export const Order = z.strictObject({
  /** Whose account. */
  key: z.string(),
  set: z
    .strictObject({
      refunds: z.enum(["succeeded", "pending", "failed", "unreachable"]),
      cards: z.enum(["ok", "card_declined", "authentication_required", "processing"]),
      silent: z.boolean(),
      hold: z.boolean(),
      delayMs: z.int().min(0).max(600_000),
      copies: z.int().min(1).max(10),
    })
    .partial()
    .optional(),
  /** Calls this address, signed with these secrets; a second list replaces the first. */
  endpoint: z
    .strictObject({
      url: z.url(),
      secrets: z.array(z.string()).min(1),
      events: z.array(z.string()).default(["*"]),
    })
    .optional(),
  happens: z
    .strictObject({
      what: z.enum([
        "paid",
        "paid_later",
        "succeeded",
        "failed",
        "expired",
        "disputed",
        "won",
        "lost",
        "refunded",
        "refund_succeeded",
        "refund_failed",
      ]),
      /** A session, or the refund or dispute that is decided. */
      to: z.string(),
      amount: z.int().optional(),
      currency: z.string().optional(),
    })
    .optional(),
  /** As if a day had passed: no Idempotency-Key is remembered any more. */
  forget: z.literal(true).optional(),
  /** Sends what was held back. */
  release: z.enum(["in_order", "reversed"]).optional(),
});
type Order = z.output<typeof Order>;

export function obey(account: Account, callbacks: Callbacks, order: Order): Thing | undefined {
  const { set, endpoint, happens, forget, release } = order;
  if (forget) account.remembered.clear();
  Object.assign(account.controls, set);
  if (endpoint) account.endpoints.set(endpoint.url, endpoint);
  const about = happens && happen(account, callbacks, happens);
  if (release) {
    const waiting = account.held.splice(0);
    for (const event of release === "reversed" ? waiting.toReversed() : waiting)
      callbacks.send(account, event);
  }
  return about;
}

function happen(
  account: Account,
  callbacks: Callbacks,
  { what, to, amount, currency }: NonNullable<Order["happens"]>,
): Thing {
  if (what === "won" || what === "lost") {
    const dispute = get(account, "dispute", to);
    Refunds.closeDispute(account, callbacks, dispute, what);
    return dispute;
  }
  if (what === "refund_succeeded" || what === "refund_failed") {
    const refund = get(account, "refund", to);
    Refunds.decide(account, callbacks, refund, what === "refund_failed" ? "failed" : "succeeded");
    return refund;
  }
  const session = Sessions.find(account, callbacks, to);
  if (what === "paid") Sessions.pay(account, callbacks, session, "now", { amount, currency });
  if (what === "paid_later") Sessions.pay(account, callbacks, session, "later", { amount, currency });
  if (what === "succeeded" || what === "failed") Sessions.decide(account, callbacks, session, what);
  if (what === "expired") return Sessions.expire(account, callbacks, to);
  const intent = String(session.payment_intent);
  if (what === "disputed") return Refunds.dispute(account, callbacks, get(account, "payment_intent", intent));
  // Pressed by the company in Stripe's dashboard: nobody here has asked for it.
  if (what === "refunded")
    return Refunds.create(account, callbacks, { payment_intent: intent, amount, metadata: {} });
  return session;
}
