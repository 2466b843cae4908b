/**
 * The sandbox gateway: no money moves, everything else is as with a real one. Each company has a key there, made from
 * KMS like all our keys; it signs what we ask (or the path, where there is no body) and what the gateway calls back.
 */
import { createHash } from "node:crypto";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { unprocessable } from "../error.ts";
import * as Key from "../key.ts";
import { Money } from "../money.ts";
import type { Charge, Delivery, Gateway, Order, Refund, Refunded, Standing, Told } from "./gateway.ts";
import { GatewayUnreachable } from "./unreachable.ts";

const PATIENCE_MS = 5000;
/**
 * The window is there to end replays of stolen callbacks, not of late ones: retries go on for days, and news that comes
 * twice changes nothing. So three days back; ahead only as far as clocks differ.
 */
const OLDEST_SECONDS = 3 * 24 * 3600;
const AHEAD_SECONDS = 300;

const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

const Opened = z.object({ checkoutId: z.string().min(1), checkoutUrl: z.url() });
const Found = Money.extend({
  checkoutId: z.string().min(1),
  status: z.enum(["paid", "declined", "pending"]),
  refunded: z.int().min(0),
});
const Charged = Money.extend({
  checkoutId: z.string().min(1),
  status: z.enum(["paid", "declined", "pending"]),
});
const PaidBack = z.object({ status: z.enum(["done", "pending"]) });
const Refused = z.object({ error: z.object({ code: z.string() }) });
/** Not strict: a gateway may add fields on any day. */
const Callback = z.object({
  event: z.literal("payment"),
  checkoutId: z.string().min(1).max(64),
  reference: z.string().min(1).max(64),
  status: z.enum(["paid", "declined", "pending"]),
  amount: z.int(),
  currency: z.string().min(1).max(8),
  occurredAt: z.iso.datetime(),
  rank: z.int().min(0),
  card: z.object({ token: z.string().min(1), mask: z.string().min(1) }).optional(),
});

export const sandbox = (baseUrl: string): Gateway => ({
  name: "sandbox",
  openCheckout: (order) => openCheckout(baseUrl, order),
  verify,
  status: (order) => status(baseUrl, order),
  refund: (refund) => payBack(baseUrl, refund),
  chargeSaved: (charge) => chargeSaved(baseUrl, charge),
  // Its credentials are not the company's to get wrong.
  check: async () => "ok",
});

async function openCheckout(
  baseUrl: string,
  order: Order,
): Promise<{ externalId: string; checkoutUrl: string }> {
  const { companyId, paymentId, price, description, returnUrl, callbackUrl, expiresAt, saveCard } = order;
  const answer = await post(`${baseUrl}/v1/checkouts`, companyId, {
    reference: paymentId,
    amount: price.amount,
    currency: price.currency,
    description,
    returnUrl,
    callbackUrl,
    expiresAt,
    ...(saveCard && { saveCard }),
  });
  if (answer.status !== 201) {
    const reason = reasonOf(answer);
    throw unprocessable("gateway.refused", "The payment gateway does not accept this payment.", { reason });
  }
  const { checkoutId, checkoutUrl } = understood(Opened, answer);
  return { externalId: checkoutId, checkoutUrl };
}

async function verify({ companyId, rawBody, headers }: Delivery): Promise<Told | "refused"> {
  const [, time, signature] = SIGNATURE.exec(headers["x-sandbox-signature"] ?? "") ?? [];
  if (time === undefined || signature === undefined) return "refused";
  const age = Clock.millis() / 1000 - Number(time);
  if (age > OLDEST_SECONDS || age < -AHEAD_SECONDS) return "refused";
  const signed = Buffer.concat([Buffer.from(`${time}.`), rawBody]);
  if (!Key.verify(await keyOf(companyId), signed, signature)) return "refused";
  return read(rawBody);
}

function read(rawBody: Uint8Array): Told {
  // The time of sending is not part of the body, so every delivery of one piece of news has the same bytes.
  const key = createHash("sha256").update(rawBody).digest("base64url");
  const text = Buffer.from(rawBody).toString();
  const parsed = Callback.safeParse(json(text));
  if (!parsed.success) return { kind: "unreadable", key, facts: { body: text.slice(0, 2000) } };
  const { checkoutId, reference, status: news, amount, currency, occurredAt: at, rank } = parsed.data;
  const price = { amount, currency };
  const facts = { checkoutId, reference, status: news, amount, currency, occurredAt: at, rank };
  const { card: savedCard } = parsed.data;
  const told = { key, externalId: checkoutId, paymentId: reference, news, rank, at, price, facts };
  return { kind: "news", ...told, ...(savedCard && { savedCard }) };
}

async function status(baseUrl: string, order: { companyId: string; paymentId: string }): Promise<Standing> {
  const { companyId, paymentId } = order;
  const url = new URL(`${baseUrl}/v1/checkouts/${paymentId}?merchantId=${companyId}`);
  const answer = await ask(url, companyId, { method: "GET", signed: `${url.pathname}${url.search}` });
  if (answer.status !== 200 && reasonOf(answer) === "checkout_unknown") return { news: "unknown" };
  const { checkoutId, status: news, amount, currency, refunded } = understood(Found, answer);
  const price = { amount, currency };
  return { news, externalId: checkoutId, price, ...(news === "paid" && { refunded }) };
}

async function chargeSaved(baseUrl: string, charge: Charge): Promise<Standing> {
  const { companyId, paymentId, price, description, callbackUrl, expiresAt, cardToken } = charge;
  const answer = await post(`${baseUrl}/v1/charges`, companyId, {
    reference: paymentId,
    ...price,
    description,
    callbackUrl,
    expiresAt,
    cardToken,
  });
  if (answer.status !== 200) {
    const reason = reasonOf(answer);
    return { news: "declined", reason, ...(reason === "card_unknown" && { final: true }) };
  }
  const { checkoutId: externalId, status: news, amount, currency } = understood(Charged, answer);
  return { news, externalId, price: { amount, currency } };
}

async function payBack(baseUrl: string, refund: Refund): Promise<Refunded> {
  const { companyId, refundId, paymentId } = refund;
  const { amount, currency } = refund.amount;
  const fields = { refundId, reference: paymentId, amount, currency };
  const answer = await post(`${baseUrl}/v1/refunds`, companyId, fields);
  if (answer.status !== 200) return { status: "refused", reason: reasonOf(answer) };
  return understood(PaidBack, answer);
}

type Answer = { readonly status: number; readonly body: unknown };
type Question = { readonly method: "GET" | "POST"; readonly signed: string };

const post = (url: string, merchantId: string, fields: object): Promise<Answer> =>
  ask(new URL(url), merchantId, { method: "POST", signed: JSON.stringify({ merchantId, ...fields }) });

/** Any answer that says something of what was asked; everything else is as good as none. */
async function ask(url: URL, companyId: string, { method, signed }: Question): Promise<Answer> {
  const headers = {
    "content-type": "application/json",
    "x-sandbox-signature": Key.sign(await keyOf(companyId), signed),
  };
  const body = method === "POST" ? signed : null;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(url, { method, headers, body, signal, redirect: "error" })
    .then(async (response) => ({ status: response.status, body: json(await response.text()) }))
    .catch((error: unknown) => {
      throw new GatewayUnreachable("sandbox", "the connection failed", error);
    });
  if (answer.status >= 500 || answer.status === 429) {
    throw new GatewayUnreachable("sandbox", `status ${answer.status}`);
  }
  if (answer.status === 401) throw new Error("The sandbox gateway does not accept our signature.");
  return answer;
}

function understood<S extends z.ZodType>(shape: S, { status: code, body }: Answer): z.output<S> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new GatewayUnreachable("sandbox", `status ${code} with a body that is not one of its answers`);
}

/** Only the gateway's own words are a refusal: a 404 of something in between says nothing about a payment. */
const reasonOf = (answer: Answer): string => understood(Refused, answer).error.code;

const keyOf = (companyId: string): Promise<Buffer> => Key.keyFor(`sandbox/${companyId}`);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
