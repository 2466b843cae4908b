/**
 * What Stripe's events say of a payment: a pure reading.
 *
 *   checkout.session.completed                  paid, or pending while a bank takes its days
 *   checkout.session.async_payment_succeeded    paid
 *   checkout.session.async_payment_failed       declined
 *   checkout.session.expired                    declined: its page is closed, nobody can pay any more
 *   payment_intent.succeeded, payment_failed …  the same of a card that we charged; a page has its own words
 *   refund.*                                    refunded if we asked for it, else reversed
 *   charge.refunded                             refunded: a sum over refunds that have been told one by one
 *   charge.dispute.*                            reversed, unless the dispute was won
 *
 * Everything else, and whatever belongs to other business of the same account, is not about us.
 */
import { createHash } from "node:crypto";
import * as z from "zod";
import type { Facts, News, Unreadable } from "../gateway.ts";
import { ours, type Theirs } from "./amounts.ts";
import { Charge, Dispute, Intent, outcomeOf, paymentOf, priceOf, Refund, Session } from "./objects.ts";

/** Seconds; the upper end is where JavaScript's dates end. */
const Instant = z.int().min(0).max(8.64e12);
const Event = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  type: z.string().max(200),
  created: Instant,
  data: z.object({ object: z.unknown() }),
});
type Event = z.infer<typeof Event>;

const RANKS = { pending: 10, declined: 20, paid: 30, refunded: 40, reversed: 50 } as const;

/** News of something that names only Stripe's payment: whose it is has to be asked. */
export type About = {
  readonly kind: "about";
  readonly intent: string;
  readonly news: Omit<News, "externalId" | "paymentId">;
};
/** News of a page whose payer wants his card kept: the card has to be asked for. */
export type Read = News | (News & { readonly cardOf: string }) | About | Unreadable | "unrelated";

export function read(rawBody: Uint8Array, companyId: string): Read {
  const text = Buffer.from(rawBody).toString();
  const key = createHash("sha256").update(rawBody).digest("base64url");
  const parsed = Event.safeParse(json(text));
  if (!parsed.success) return unreadable(key, text);
  const reader = READERS.find(({ of }) => of.test(parsed.data.type));
  if (!reader) return "unrelated";
  return reader.read(parsed.data, companyId) ?? unreadable(parsed.data.id, text);
}

const unreadable = (key: string, text: string): Unreadable => ({
  kind: "unreadable",
  key,
  facts: { body: text.slice(0, 2000) },
});

/** Nothing, where the object is not what the type promises. */
type Reader = (event: Event, companyId: string) => Read | undefined;

const READERS: readonly { of: RegExp; read: Reader }[] = [
  { of: /^checkout\.session\.(completed|async_payment_(succeeded|failed)|expired)$/, read: ofSession },
  { of: /^payment_intent\.(succeeded|payment_failed|canceled)$/, read: ofIntent },
  { of: /^(refund\.(created|updated|failed)|charge\.refund\.updated)$/, read: ofRefund },
  { of: /^charge\.refunded$/, read: ofCharge },
  { of: /^charge\.dispute\.(created|closed)$/, read: ofDispute },
];

function ofSession(event: Event, companyId: string): Read | undefined {
  const session = Session.safeParse(event.data.object).data;
  if (!session) return undefined;
  const paymentId = paymentOf(session, companyId);
  if (paymentId === undefined) return "unrelated";
  const price = priceOf(session);
  const { id, payment_status, payment_intent, metadata } = session;
  const news: News = {
    ...told(event, newsOf(event.type, session), { session: id, paymentStatus: payment_status }),
    externalId: id,
    paymentId,
    ...(price && { price }),
  };
  const keepsCard = news.news === "paid" && metadata?.saveCard === "yes" && payment_intent;
  return keepsCard ? { ...news, cardOf: payment_intent } : news;
}

function newsOf(type: string, { payment_status }: Session): News["news"] {
  if (type.endsWith("async_payment_failed") || type.endsWith("expired")) return "declined";
  return payment_status === "unpaid" ? "pending" : "paid";
}

/** Only of cards that we charged ourselves. */
function ofIntent(event: Event, companyId: string): Read | undefined {
  const intent = Intent.safeParse(event.data.object).data;
  if (!intent) return undefined;
  const paymentId = paymentOf(intent, companyId);
  if (paymentId === undefined || intent.metadata?.by !== "saved_card") return "unrelated";
  const price = ours(intent);
  return {
    ...told(event, outcomeOf(intent), { intent: intent.id, status: intent.status }),
    externalId: intent.id,
    paymentId,
    ...(price && { price }),
  };
}

function ofRefund(event: Event, companyId: string): Read | undefined {
  const refund = Refund.safeParse(event.data.object).data;
  if (!refund) return undefined;
  const { id, status, payment_intent, metadata } = refund;
  const facts = { refund: id, refundStatus: status ?? "", ...sum(refund) };
  const paymentId = paymentOf(refund, companyId);
  const { refundId, externalId } = metadata ?? {};
  if (paymentId !== undefined && refundId !== undefined && externalId !== undefined)
    return { ...told(event, "refunded", { ...facts, refundId }, refund), paymentId, externalId };
  return about(payment_intent, told(event, "reversed", facts, refund));
}

function ofCharge(event: Event): Read | undefined {
  const charge = Charge.safeParse(event.data.object).data;
  if (!charge) return undefined;
  const refunded = { amount: charge.amount_refunded, currency: charge.currency };
  return about(
    charge.payment_intent,
    told(event, "refunded", { charge: charge.id, ...sum(refunded) }, refunded),
  );
}

/** A dispute that was won, or was only a question, leaves the money where our books have it. */
export const HARMLESS = new Set(["won", "warning_closed", "prevented"]);

function ofDispute(event: Event): Read | undefined {
  const dispute = Dispute.safeParse(event.data.object).data;
  if (!dispute) return undefined;
  const { id, status, reason, payment_intent } = dispute;
  const news = HARMLESS.has(status) ? "pending" : "reversed";
  const facts = { dispute: id, disputeStatus: status, disputeReason: reason, ...sum(dispute) };
  return about(payment_intent, told(event, news, facts, dispute));
}

const about = (intent: string | null | undefined, news: About["news"]): Read =>
  intent ? { kind: "about", intent, news } : "unrelated";

const sum = ({ amount, currency }: Theirs): Facts => ({ amount, currency });

function told({ id, type, created }: Event, news: News["news"], facts: Facts, money?: Theirs) {
  const price = money && ours(money);
  return {
    kind: "news" as const,
    key: id,
    news,
    rank: RANKS[news],
    at: new Date(created * 1000).toISOString(),
    facts: { event: id, type, ...facts },
    ...(price && { price }),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
