/**
 * Monobank acquiring behind our interface: invoices, callbacks signed with the bank's key, refunds by our own reference.
 *
 * Nothing there is idempotent by itself. A second invoice for one payment is taken away again by whoever made it in vain
 * (`discard`); a refund is looked for by its reference before it is asked for, and so is the charge of a saved card.
 */
import * as z from "zod";
import * as Clock from "../../clock.ts";
import { numberOf } from "../../currency.ts";
import * as Decimal from "../../decimal.ts";
import * as Answer from "../answer.ts";
import { PaymentId } from "../../id.ts";
import type * as Of from "../gateway.ts";
import type { Charge, Delivery, Gateway, Order, Refund, Refunded, Standing, Told } from "../gateway.ts";
import { GatewayUnreachable } from "../unreachable.ts";
import { toldBy } from "./callback.ts";
import * as Invoice from "./invoice.ts";
import { isGenuine, keyIn, ownerOf } from "./signature.ts";

export const Credentials = z.strictObject({
  token: z.string().regex(/^[\w-]{10,200}$/, "must be a token as Monobank shows it"),
});
export type Credentials = z.infer<typeof Credentials>;

/** Monobank wants to have a minute at least. */
const SHORTEST_SECONDS = 60;
/** The charge of a saved card is looked for from so long before its end on; what is asked for later is not older. */
const LOOK_BACK_SECONDS = 24 * 3600;

export function monobank({ token }: Credentials, baseUrl: string): Gateway {
  const api: Api = { token, baseUrl };
  return {
    name: "monobank",
    openCheckout: (order) => openCheckout(api, order),
    discard: (externalId) => discard(api, externalId),
    verify: (delivery) => verify(api, delivery),
    status: (order) => status(api, order),
    refund: (refund) => payBack(api, refund),
    chargeSaved: (charge) => chargeSaved(api, charge),
    statement: (day) => statement(api, day),
    check: () => check(api),
  };
}

type Api = { readonly token: string; readonly baseUrl: string };
type Said = { readonly status: number; readonly body: unknown };

const Opened = z.object({ invoiceId: z.string().min(1).max(64), pageUrl: z.url() });
const Problem = z.object({ errCode: z.string().optional(), errText: z.string().optional() });
const Cancelled = z.object({ status: z.enum(["processing", "success", "failure"]) });
const PublicKey = z.object({ key: z.string().min(1).max(2000) });
const Charged = z.object({
  invoiceId: z.string().min(1).max(64),
  status: z.enum(Invoice.STATUSES),
  errCode: z.string().optional(),
  amount: z.int(),
  ccy: z.int(),
});
const Statement = z.object({
  list: z.array(Charged.extend({ reference: z.string().optional() })),
});

async function openCheckout(api: Api, order: Order): Promise<{ externalId: string; checkoutUrl: string }> {
  const { customerId, returnUrl, expiresAt, saveCard } = order;
  const seconds = Math.floor((Date.parse(expiresAt) - Clock.millis()) / 1000);
  const answer = await post(api, "/api/merchant/invoice/create", {
    ...invoiceOf(order),
    redirectUrl: returnUrl,
    validity: Math.max(SHORTEST_SECONDS, seconds),
    paymentType: "debit",
    ...(saveCard && { saveCardData: { saveCard: true, walletId: customerId } }),
  });
  if (answer.status === 400) throw Answer.refused(reasonOf(answer));
  const { invoiceId, pageUrl } = understood(Opened, answer);
  return { externalId: invoiceId, checkoutUrl: pageUrl };
}

function invoiceOf({ paymentId, price, description, callbackUrl }: Omit<Order, "returnUrl">): object {
  const ccy = numberOf(price.currency);
  if (ccy === undefined) throw Answer.refused("currency_unsupported");
  return {
    amount: price.amount,
    ccy,
    merchantPaymInfo: { reference: paymentId, destination: description },
    webHookUrl: callbackUrl,
  };
}

/** An invoice that nobody was shown. If it can not be removed now, it expires by itself, and money on it is for people. */
async function discard(api: Api, invoiceId: string): Promise<void> {
  await post(api, "/api/merchant/invoice/remove", { invoiceId }).catch((error: unknown) => {
    if (!(error instanceof GatewayUnreachable)) throw error;
  });
}

async function verify(api: Api, { rawBody, headers }: Delivery): Promise<Told | "refused"> {
  const genuine = await isGenuine(rawBody, headers["x-sign"], {
    owner: ownerOf(api.baseUrl, api.token),
    fetchKey: async () => {
      const key = keyIn(understood(PublicKey, await get(api, "/api/merchant/pubkey")).key);
      if (key) return key;
      throw new GatewayUnreachable("monobank", "its key is not one that it documents");
    },
  });
  return genuine ? toldBy(rawBody) : "refused";
}

type Known = { paymentId: string; externalId?: string; expiresAt?: string };

/** What was asked for and not answered is known by our reference alone. */
async function status(api: Api, order: Known): Promise<Standing> {
  const { externalId } = order;
  if (externalId === undefined) return (await chargeOf(api, order)) ?? { news: "unknown" };
  const invoice = await find(api, externalId);
  return invoice ? standingOf(invoice) : { news: "unknown" };
}

async function find(api: Api, invoiceId: string): Promise<Invoice.Invoice | undefined> {
  const answer = await get(
    api,
    `/api/merchant/invoice/status?${new URLSearchParams({ invoiceId }).toString()}`,
  );
  if (answer.status === 404 && understood(Problem, answer).errCode) return undefined;
  return understood(Invoice.Invoice, answer);
}

function standingOf(invoice: Invoice.Invoice): Standing {
  const news = Invoice.newsIn(invoice);
  const price = Invoice.priceOf(invoice);
  const refunded = Invoice.returnedIn(invoice);
  return {
    // The payer has it back: nothing is there that could be seated.
    news: news === "refunded" || news === "reversed" ? "declined" : news,
    externalId: invoice.invoiceId,
    ...(price && { price }),
    ...(refunded > 0 && { refunded }),
    ...(news === "declined" && Answer.word(invoice.errCode)),
  };
}

async function payBack(api: Api, { refundId, externalId, amount }: Refund): Promise<Refunded> {
  const invoice = await find(api, externalId);
  if (!invoice) return { status: "refused", reason: "invoice_unknown" };
  const known = Invoice.refundIn(invoice, refundId);
  if (known) return { status: known };
  const answer = await post(api, "/api/merchant/invoice/cancel", {
    invoiceId: externalId,
    extRef: refundId,
    amount: amount.amount,
  });
  if (answer.status !== 200) return lookedAgain(api, { refundId, externalId }, reasonOf(answer));
  const { status: outcome } = understood(Cancelled, answer);
  if (outcome === "failure") return { status: "refused", reason: "failure" };
  return { status: outcome === "success" ? "done" : "pending" };
}

/** Refused, perhaps, because the very same request came a moment before. */
async function lookedAgain(
  api: Api,
  { refundId, externalId }: Pick<Refund, "refundId" | "externalId">,
  reason: string,
): Promise<Refunded> {
  const invoice = await find(api, externalId);
  const known = invoice && Invoice.refundIn(invoice, refundId);
  return known ? { status: known } : { status: "refused", reason };
}

async function chargeSaved(api: Api, charge: Charge): Promise<Standing> {
  const earlier = await chargeOf(api, charge);
  if (earlier) return earlier;
  const { cardToken } = charge;
  const asked = { ...invoiceOf(charge), cardToken, initiationKind: "merchant", paymentType: "debit" };
  const answer = await post(api, "/api/merchant/wallet/payment", asked);
  if (answer.status === 200) return standingOf(understood(Charged, answer));
  const reason = reasonOf(answer);
  return { news: "declined", ...Answer.word(reason), ...(/card|token/i.test(reason) && { final: true }) };
}

/** What was taken lately under our reference: the statement is the only list that is kept by it. */
async function chargeOf(api: Api, { paymentId, expiresAt }: Known): Promise<Standing | undefined> {
  const until = Math.min(Clock.millis(), expiresAt === undefined ? Infinity : Date.parse(expiresAt));
  const from = String(Math.floor(until / 1000) - LOOK_BACK_SECONDS);
  const answer = await get(api, `/api/merchant/statement?${new URLSearchParams({ from }).toString()}`);
  const { list } = understood(Statement, answer);
  const found = list.find(({ reference }) => reference === paymentId);
  return found && standingOf(found);
}

/** A day comes whole. A reference that is none of our ids is other business of the same merchant. */
async function statement(api: Api, { from, to }: { from: string; to: string }): Promise<Of.Statement> {
  const span = { from: String(seconds(from)), to: String(seconds(to) - 1) };
  const answer = await get(api, `/api/merchant/statement?${new URLSearchParams(span).toString()}`);
  const { list } = understood(Statement, answer);
  const lines = list.flatMap((invoice) => {
    const { invoiceId, reference: paymentId } = invoice;
    const price = Invoice.priceOf(invoice);
    if (!PaymentId.safeParse(paymentId).success || paymentId === undefined) return [];
    if (invoice.status !== "success" && invoice.status !== "reversed") return [];
    const named = { lineId: invoiceId, externalId: invoiceId, paymentId };
    return [{ ...named, kind: "captured" as const, ...(price && { price }) }];
  });
  return { lines };
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

async function check(api: Api): Promise<"ok" | "refused"> {
  const { status: code } = await said(api, "GET", "/api/merchant/details");
  return code === 401 || code === 403 ? "refused" : "ok";
}

const get = (api: Api, path: string): Promise<Said> => ours(said(api, "GET", path));
const post = (api: Api, path: string, body: object): Promise<Said> => ours(said(api, "POST", path, body));

async function said(
  { token, baseUrl }: Api,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<Said> {
  const headers = { "x-token": token, "content-type": "application/json" };
  const question = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const { status: code, text } = await Answer.to("monobank", `${baseUrl}${path}`, question);
  return { status: code, body: json(text) };
}

/** A token that is not accepted says nothing of a payment: the fact is kept until the company has put it right. */
async function ours(asked: Promise<Said>): Promise<Said> {
  const answer = await asked;
  if (answer.status !== 401 && answer.status !== 403) return answer;
  throw new GatewayUnreachable("monobank", "the company's token is not accepted");
}

const understood = <S extends z.ZodType>(shape: S, { body }: Said): z.output<S> =>
  Answer.understood("monobank", shape, body);

/** Only the bank's own words are a refusal: a 404 of something in between says nothing about a payment. */
const reasonOf = (answer: Said): string => {
  const { errCode, errText } = understood(Problem, answer);
  const word = errCode ?? errText;
  if (word) return word.slice(0, 100);
  throw new GatewayUnreachable("monobank", `status ${answer.status} without a reason`);
};

function json(text: string): unknown {
  try {
    return Decimal.parseJson(text);
  } catch {
    return undefined;
  }
}
