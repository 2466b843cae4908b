/**
 * LiqPay behind our interface: a checkout page by link, callbacks as signed forms, one endpoint for all questions.
 *
 * The link is the form's own fields as a query: LiqPay documents a POST by the payer's browser and takes the same by GET,
 * so the payer follows a link, as with every gateway, and nothing of ours has to stand in between. It is made of the
 * payment alone, so asking twice gives the same link; LiqPay takes money once per order id, which is our payment's.
 */
import * as z from "zod";
import { jsonNumber } from "../../decimal.ts";
import { assert } from "../../error.ts";
import { toDecimal, type Money } from "../../money.ts";
import * as Answer from "../answer.ts";
import type { Charge, Gateway, Order, Refund, Refunded, Standing } from "../gateway.ts";
import { GatewayUnreachable } from "../unreachable.ts";
import { toldBy } from "./callback.ts";
import * as Envelope from "./envelope.ts";
import * as Message from "./message.ts";
import { meaningOf } from "./statuses.ts";

const Key = z.string().regex(/^\w{4,100}$/, "must be a key as LiqPay shows it");
export const Credentials = z.strictObject({
  publicKey: Key,
  privateKey: Key,
  /** 3 signs with SHA-1, 7 with SHA3-256. */
  version: z.union([z.literal(3), z.literal(7)]).default(3),
});
export type Credentials = z.infer<typeof Credentials>;

const CURRENCIES: readonly string[] = ["UAH", "USD", "EUR"];
/** Of an address; LiqPay takes no longer one. */
const LONGEST_URL = 510;

export function liqpay(credentials: Credentials, baseUrl: string): Gateway {
  const api: Api = { credentials, baseUrl };
  return {
    name: "liqpay",
    openCheckout: async (order) => ({
      externalId: order.paymentId,
      checkoutUrl: linkTo(api, { action: "pay", ...orderOf(order) }),
    }),
    verify: async ({ rawBody }) => {
      const opened = Envelope.open(credentials, rawBody);
      return opened === "refused" ? opened : toldBy(opened, credentials.publicKey);
    },
    status: ({ paymentId }) => status(api, paymentId),
    refund: (refund) => payBack(api, refund),
    chargeSaved: (charge) => chargeSaved(api, charge),
    check: () => check(api),
  };
}

type Api = { readonly credentials: Credentials; readonly baseUrl: string };

function orderOf(order: Order): object {
  const { customerId, returnUrl, expiresAt, language } = order;
  return {
    ...saleOf(order),
    customer: customerId,
    expired_date: expiresAt.slice(0, 19).replace("T", " "),
    result_url: address(returnUrl),
    ...(language && { language: language.startsWith("uk") ? "uk" : "en" }),
    ...(order.saveCard && { recurringbytoken: "1" }),
  };
}

function saleOf({ paymentId, price, description, callbackUrl }: Omit<Order, "returnUrl">): object {
  const { currency } = price;
  if (!CURRENCIES.includes(currency)) throw Answer.refused("currency_unsupported");
  const amount = amountOf(price);
  return { amount, currency, description, order_id: paymentId, server_url: address(callbackUrl) };
}

function address(url: string): string {
  if (url.length > LONGEST_URL) throw Answer.refused("address_too_long");
  return url;
}

const amountOf = (price: Money): unknown => jsonNumber(toDecimal(price));

function linkTo(api: Api, message: object): string {
  return `${api.baseUrl}/api/3/checkout?${new URLSearchParams(sealed(api, message)).toString()}`;
}

const sealed = ({ credentials }: Api, message: object): Record<string, string> => {
  const { version, publicKey: public_key } = credentials;
  return Envelope.seal(credentials, { version, public_key, ...message });
};

/** Every question goes to one address; answers are JSON and not signed. */
async function ask(api: Api, message: object): Promise<Message.Message> {
  const { text } = await Answer.to("liqpay", `${api.baseUrl}/api/request`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(sealed(api, message)).toString(),
  });
  const answer = Message.read(text);
  if (!answer?.result && !answer?.status) throw unreachable("its body is not one of its answers");
  return answer;
}

/** Codes that say something of us and nothing of the payment. */
const OURS = /^(err_)?(signature|invalid_signature|access|api_ip|public_key|public_key_not_found|shop_\w+)$/;

/** The payment in an answer, or the word for why there is none. */
function paymentIn(answer: Message.Message, paymentId: string): Message.Message | { problem: string } {
  if (answer.payment_id && answer.order_id === paymentId) return answer;
  const problem = answer.err_code ?? answer.code ?? "";
  if (problem === "" || OURS.test(problem)) throw unreachable(`it says "${problem}"`);
  return { problem };
}

const hasProblem = (found: Message.Message | { problem: string }): found is { problem: string } =>
  "problem" in found;

async function find(api: Api, paymentId: string): Promise<Message.Message | undefined> {
  const found = paymentIn(await ask(api, { action: "status", order_id: paymentId }), paymentId);
  if (!hasProblem(found)) return found;
  if (found.problem === "payment_not_found") return undefined;
  throw unreachable(`it says "${found.problem}"`);
}

async function status(api: Api, paymentId: string): Promise<Standing> {
  const found = await find(api, paymentId);
  return found ? standingOf(api, found) : { news: "unknown" };
}

function standingOf({ credentials }: Api, found: Message.Message): Standing {
  const meaning = meaningOf(found.status, credentials.publicKey);
  if (!meaning) throw unreachable(`the status is "${found.status}"`);
  const price = Message.moneyIn(found.amount, found.currency);
  const refunded = Message.moneyIn(backIn(found), found.currency);
  const { order_id: externalId } = found;
  return {
    // The payer has it back: nothing is there that could be seated.
    news: meaning.news === "reversed" ? "declined" : meaning.news,
    ...(externalId && { externalId }),
    ...(price !== "not_exact" && { price }),
    ...(refunded !== "not_exact" && refunded.amount > 0 && { refunded: refunded.amount }),
    ...(meaning.news === "declined" && whyIn(found)),
  };
}

const whyIn = ({ err_code: code = "" }: Message.Message) => ({
  ...Answer.word(code || undefined),
  ...(NEVER.test(code) && { final: true }),
});

/**
 * LiqPay knows refunds by no name, only how much of a payment went back. So we look first: what went back beyond the
 * refunds before this one is this one, if it is as much; if it is another amount, somebody else paid it back.
 */
async function payBack(api: Api, { paymentId, amount, before }: Refund): Promise<Refunded> {
  assert(before, "whoever asks for a refund says what went back before");
  const found = await find(api, paymentId);
  if (!found) return { status: "refused", reason: "payment_not_found" };
  const back = returnedIn(found, amount.currency);
  if (back === before.amount + amount.amount) return { status: "done" };
  if (back !== before.amount) return { status: "refused", reason: "returned_otherwise" };
  if (found.status === "wait_reserve") return { status: "pending", reason: "wait_reserve" };
  const asked = { action: "refund", order_id: paymentId, amount: amountOf(amount) };
  const answer = await ask(api, asked);
  if (answer.result === "ok") return { status: answer.wait_amount === "true" ? "pending" : "done" };
  const reason = answer.err_code ?? answer.code ?? "error";
  if (OURS.test(reason)) throw unreachable(`it says "${reason}"`);
  // Refused, perhaps, because the very same request came a moment before.
  const now = await find(api, paymentId);
  const isBack = now && returnedIn(now, amount.currency) === before.amount + amount.amount;
  return isBack ? { status: "done" } : { status: "refused", reason };
}

function returnedIn(found: Message.Message, currency: string): number {
  const returned = Message.moneyIn(backIn(found), currency);
  if (returned === "not_exact") throw unreachable("what it paid back is not an exact amount");
  return returned.amount;
}

/** Where it does not say how much, all of it. */
const backIn = ({ status: now, refund_amount: back, amount }: Message.Message): string | undefined =>
  back ?? (now === "reversed" ? amount : "0");

/** LiqPay takes an order id once; what it refuses without making a payment has taken nothing. */
async function chargeSaved(api: Api, charge: Charge): Promise<Standing> {
  const { paymentId, customerId: customer, cardToken: card_token } = charge;
  const answer = await ask(api, { action: "paytoken", ...saleOf(charge), customer, card_token });
  const found = paymentIn(answer, paymentId);
  if (!hasProblem(found)) return standingOf(api, found);
  const standing = await status(api, paymentId);
  if (standing.news !== "unknown") return standing;
  return { news: "declined", ...whyIn({ err_code: found.problem }) };
}
/** Codes that say that a card will never pay. */
const NEVER = /token|expired|lost|stolen|^err_card/;

/** Asks for a payment that nobody can have made: "not found" is said only to the merchant himself. */
async function check(api: Api): Promise<"ok" | "refused"> {
  const answer = await ask(api, { action: "status", order_id: "holdfast-connection-test" });
  const code = answer.err_code ?? answer.code ?? "";
  if (OURS.test(code)) return "refused";
  if (code === "payment_not_found") return "ok";
  throw unreachable(`it says "${code}"`);
}

const unreachable = (why: string): GatewayUnreachable => new GatewayUnreachable("liqpay", why);
