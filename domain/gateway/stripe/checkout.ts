/**
 * A Checkout Session: the page at Stripe where one payment is paid, and what became of it.
 *
 * Everything that is sent is made of the payment alone, so that a repeat has the same bytes under the same key and finds
 * the same session. Stripe keeps a page open for half an hour at least, so it outlives our own patience: a payer who
 * pays after that is late money, which is asked for once more when the page is certainly closed.
 */
import * as z from "zod";
import { refused } from "../answer.ts";
import type { Order, Standing } from "../gateway.ts";
import { theirs } from "./amounts.ts";
import { failureOf, reasonOf, understood, type Api, type Fields } from "./api.ts";
import {
  Intent,
  type Mark,
  page,
  paymentOf,
  Session,
  SessionWithIntent,
  standingOf,
  standingOfIntent,
} from "./objects.ts";

/** Beyond the payment's own end, so that half an hour is left even if it is opened in its last minute. */
const OPEN_BEYOND_SECONDS = 31 * 60;
/** The languages of its page; any other is left to the payer's browser. */
const LANGUAGES = new Set(
  "bg cs da de el en es et fi fil fr hr hu id it ja ko lt lv ms mt nb nl pl pt ro sk sl sv th tr vi zh".split(
    " ",
  ),
);

const Opened = z.object({ id: z.string().min(1), url: z.url() });

export async function open(api: Api, order: Order): Promise<{ externalId: string; checkoutUrl: string }> {
  const answer = await api.post("/v1/checkout/sessions", request(order), `checkout/${order.paymentId}`);
  if (answer.status !== 200) throw refused(reasonOf(failureOf(answer)));
  const { id, url } = understood(Opened, answer);
  return { externalId: id, checkoutUrl: url };
}

export function request(order: Order): Fields {
  const { paymentId, description, returnUrl, expiresAt, saveCard, language = "" } = order;
  const [tongue = ""] = language.split("-");
  return {
    mode: "payment",
    client_reference_id: paymentId,
    line_items: [{ quantity: 1, price_data: { ...priceOf(order), product_data: { name: description } } }],
    success_url: returnUrl,
    cancel_url: returnUrl,
    expires_at: Math.floor(Date.parse(expiresAt) / 1000) + OPEN_BEYOND_SECONDS,
    locale: LANGUAGES.has(tongue) ? tongue : "auto",
    metadata: { ...markOf(order), saveCard: saveCard ? "yes" : undefined },
    payment_intent_data: {
      description,
      metadata: markOf(order),
      setup_future_usage: saveCard ? "off_session" : undefined,
    },
    // A card is kept for a customer, and Stripe makes none for a single payment unless it is asked.
    customer_creation: saveCard ? "always" : undefined,
  };
}

const markOf = ({ companyId, paymentId }: Order) => ({ companyId, paymentId });

function priceOf({ price }: Order) {
  const there = theirs(price);
  if (!there) throw refused("amount_not_representable");
  return { currency: there.currency, unit_amount: there.amount };
}

export async function standing(api: Api, order: Mark & { externalId?: string }): Promise<Standing> {
  const known = order.externalId ?? (await find(api, order));
  if (known === undefined) return { news: "unknown" };
  if (known.startsWith("pi_")) {
    const expand = { expand: ["latest_charge"] };
    const intent = await found(api, `/v1/payment_intents/${known}`, Intent, expand);
    return intent ? standingOfIntent(intent) : { news: "unknown" };
  }
  const expand = { expand: ["payment_intent.latest_charge"] };
  const session = await found(api, `/v1/checkout/sessions/${known}`, SessionWithIntent, expand);
  return session ? standingOf(session) : { news: "unknown" };
}

/** Nothing, where Stripe says itself that there is nothing. */
async function found<S extends z.ZodType>(
  api: Api,
  path: string,
  shape: S,
  query: Fields = {},
): Promise<z.output<S> | undefined> {
  const answer = await api.get(path, query);
  const isMissing = answer.status !== 200 && reasonOf(failureOf(answer)) === "resource_missing";
  return isMissing ? undefined : understood(shape, answer);
}

/** Where our own record of the page was lost: a payment that was paid can be found by its metadata, after a minute. */
async function find(api: Api, mark: Mark): Promise<string | undefined> {
  const intents = await search(api, mark);
  const [intent] = intents.toSorted((one, other) => weight(other) - weight(one));
  if (!intent) return undefined;
  return (await owner(api, intent.id, mark.companyId))?.externalId;
}
const weight = ({ status }: Intent): number => ["processing", "succeeded"].indexOf(status);

/** Ids are of letters, digits, - and _, so nothing in the query needs escaping. */
export async function search(api: Api, { companyId, paymentId }: Mark): Promise<Intent[]> {
  const query = `metadata["paymentId"]:"${paymentId}" AND metadata["companyId"]:"${companyId}"`;
  const answer = await api.get("/v1/payment_intents/search", { query, limit: 100 });
  return understood(page(Intent), answer).data;
}

/** Whose a payment at Stripe is, and by which id it is known here: its page's, or its own where there was none. */
export async function owner(
  api: Api,
  intentId: string,
  companyId: string,
): Promise<{ externalId: string; paymentId: string } | undefined> {
  const pages = await api.get("/v1/checkout/sessions", { payment_intent: intentId, limit: 1 });
  const [session] = understood(page(Session), pages).data;
  const owned = session ?? (await found(api, `/v1/payment_intents/${intentId}`, Intent));
  const paymentId = owned && paymentOf(owned, companyId);
  return owned && paymentId !== undefined ? { externalId: owned.id, paymentId } : undefined;
}

/** The payment that a page led to; there is none before its payer has pressed. */
export async function intentOf(api: Api, externalId: string): Promise<string | undefined> {
  if (externalId.startsWith("pi_")) return externalId;
  const session = await found(api, `/v1/checkout/sessions/${externalId}`, Session);
  return session?.payment_intent ?? undefined;
}
