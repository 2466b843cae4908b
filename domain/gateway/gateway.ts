/**
 * A payment gateway, seen from here: four questions that every real one can answer, and the sandbox too.
 *
 *   openCheckout   a page where the payer pays; asking twice for one payment opens one checkout
 *   verify         a callback: whose is it really, and what does it say
 *   status         what became of a payment, when no callback came
 *   refund         money back; asking twice for one refund pays once
 *
 * Whoever gets a GatewayUnreachable keeps the fact and asks again: everything here may be repeated.
 */
import { unprocessable } from "../error.ts";
import type { Money } from "../money.ts";
import { sandbox } from "./sandbox.ts";

export { GatewayUnreachable } from "./unreachable.ts";

export const GATEWAYS = ["sandbox"] as const;
export type Name = (typeof GATEWAYS)[number];

export type Order = {
  readonly companyId: string;
  readonly paymentId: string;
  readonly price: Money;
  readonly description: string;
  readonly returnUrl: string;
  readonly callbackUrl: string;
  readonly expiresAt: string;
};

/** A request as it came: a signature is over these very bytes. Header names are lower-case. */
export type Delivery = {
  readonly companyId: string;
  readonly rawBody: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** `key` names the content: deliveries of the same news have the same key. */
export type Told = News | Unreadable;
export type News = {
  readonly kind: "news";
  readonly key: string;
  readonly externalId: string;
  /** Ours, if the gateway is right; it may be unknown to us. */
  readonly paymentId: string;
  readonly news: "paid" | "declined" | "pending" | "refunded";
  /** Grows with a payment's life at its gateway: news of a lower rank is old, whenever it arrives. */
  readonly rank: number;
  readonly at: string;
  readonly price?: Money;
  /** What the books keep of it. */
  readonly facts: Facts;
};
/** Truly the gateway's, but we do not understand it: for people, never dropped. */
export type Unreadable = {
  readonly kind: "unreadable";
  readonly key: string;
  readonly facts: Facts;
};
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** "unknown": the gateway has no such payment. */
export type Standing = {
  readonly news: "paid" | "declined" | "pending" | "unknown";
  readonly externalId?: string;
  readonly price?: Money;
};

export type Refund = {
  readonly companyId: string;
  readonly refundId: string;
  readonly paymentId: string;
  readonly externalId: string;
  readonly amount: Money;
};

/** "pending": it is on its way; ask again with the same refundId. "refused": it will never be paid like this. */
export type Refunded = { readonly status: "done" | "pending" | "refused"; readonly reason?: string };

export type Gateway = {
  readonly name: Name;
  openCheckout(order: Order): Promise<{ externalId: string; checkoutUrl: string }>;
  verify(callback: Delivery): Promise<Told | "refused">;
  status(order: { companyId: string; paymentId: string; externalId?: string }): Promise<Standing>;
  refund(refund: Refund): Promise<Refunded>;
};

/** Each gateway that this environment is configured for. */
const configured: Record<Name, () => Gateway | undefined> = {
  sandbox: () => (process.env.SANDBOX_URL ? sandbox(process.env.SANDBOX_URL) : undefined),
};

/** Where the configured gateways are, for whoever wants to know whether they answer. */
export const addresses = (): Partial<Record<Name, string>> =>
  process.env.SANDBOX_URL ? { sandbox: process.env.SANDBOX_URL } : {};

export function named(name: string): Gateway {
  const known = GATEWAYS.find((candidate) => candidate === name);
  const gateway = known && configured[known]();
  if (gateway) return gateway;
  throw unprocessable("gateway.unknown", "Payments through this gateway are not possible here.", {
    gateways: GATEWAYS.filter((candidate) => configured[candidate]() !== undefined),
  });
}
