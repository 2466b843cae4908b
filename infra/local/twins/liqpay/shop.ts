/** LiqPay's books: the payments of every merchant, and what happens to them. */
import { createHash } from "node:crypto";
import * as z from "zod";
import * as Envelope from "../../../../domain/gateway/liqpay/envelope.ts";
import { fromDecimal } from "../../../../domain/money.ts";
import { Deliveries } from "../deliveries.ts";
import { isTaken, said, type Payment } from "./payment.ts";

/** A merchant is whoever has the private key to his public one; here the one makes the other. */
export const privateKeyOf = (publicKey: string): string =>
  `sandbox_${createHash("sha256").update(`twin/${publicKey}`).digest("hex").slice(0, 40)}`;

const Text = z.union([z.string(), z.number()]).transform(String);
export const Ordered = z.object({
  public_key: z.string(),
  version: z.union([z.literal(3), z.literal(7)]),
  action: z.string(),
  amount: Text,
  currency: z.enum(["UAH", "USD", "EUR"]),
  description: z.string().min(1),
  order_id: z.string().min(1).max(255),
  server_url: z.string().max(510).default(""),
  result_url: z.string().max(510).default(""),
  recurringbytoken: z.string().optional(),
  card_token: z.string().optional(),
});
export type Ordered = z.infer<typeof Ordered>;

/** How refunds go at a merchant: "lost" pays back and does not say so. */
export const REFUNDS = ["done", "waiting", "refused", "lost"] as const;

/** How charges of saved cards go at a merchant: "lost" takes the money and does not say so. */
export const CHARGES = ["success", "failure", "processing", "lost"] as const;

export class Shop {
  readonly deliveries = new Deliveries();
  readonly refunds = new Map<string, (typeof REFUNDS)[number]>();
  readonly charges = new Map<string, (typeof CHARGES)[number]>();
  readonly #payments = new Map<string, Payment>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  find(publicKey: string, orderId: string): Payment | undefined {
    return this.#payments.get(`${publicKey}/${orderId}`);
  }

  /** The payment of an order, made when the payer, or his saved card, is there. */
  take(asked: Ordered): Payment {
    const { public_key: publicKey, order_id: orderId, currency, server_url, result_url } = asked;
    const known = this.find(publicKey, orderId);
    if (known) return known;
    const { version, action, description } = asked;
    const payment: Payment = {
      id: 2_300_000_000 + this.#payments.size,
      publicKey,
      version,
      action,
      orderId,
      currency,
      description,
      amount: fromDecimal(asked.amount, currency).amount,
      serverUrl: server_url,
      resultUrl: result_url,
      createdAt: this.#now(),
      status: "prepared",
      returned: 0,
      ...(asked.recurringbytoken !== undefined && { cardToken: `card_${publicKey}_${orderId}` }),
    };
    this.#payments.set(`${publicKey}/${orderId}`, payment);
    return payment;
  }

  /** Whatever the status, and whether it could follow or not: the shop has to cope. */
  turn(
    payment: Payment,
    status: string,
    { tell = true, errorCode }: { tell?: boolean; errorCode?: string } = {},
  ) {
    Object.assign(payment, { status, errorCode, endedAt: this.#now() });
    if (status === "reversed") payment.returned = payment.amount;
    if (tell) this.tell(payment);
  }

  payBack(payment: Payment, amount: number): void {
    payment.returned += amount;
    payment.returnedAt = this.#now();
    if (payment.returned === payment.amount) payment.status = "reversed";
    this.tell(payment);
  }

  mayPayBack = (payment: Payment, amount: number): boolean =>
    (isTaken(payment) || payment.status === "wait_reserve") &&
    amount > 0 &&
    payment.returned + amount <= payment.amount;

  isCard = (publicKey: string, token: string): boolean =>
    [...this.#payments.values()].some((one) => one.publicKey === publicKey && one.cardToken === token);

  tell(payment: Payment): void {
    const { publicKey, version } = payment;
    const { data, signature } = Envelope.seal(
      { privateKey: privateKeyOf(publicKey), version },
      said(payment),
    );
    this.deliveries.tell(publicKey, {
      url: payment.serverUrl,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ data, signature }).toString(),
    });
  }
}
