/**
 * A payment gateway, seen from here: questions that every real one can answer, and the sandbox too.
 *
 *   openCheckout   a page where the payer pays; asking twice for one payment opens one checkout
 *   verify         a callback: whose is it really, and what does it say
 *   status         what became of a payment, when no callback came
 *   refund         money back; asking twice for one refund pays once
 *   chargeSaved    takes money from a card that was saved, without its owner; asking twice for one payment takes it once
 *   check          whether the company's credentials are accepted; asks something harmless
 *
 * Whoever gets a GatewayUnreachable keeps the fact and asks again: everything here may be repeated.
 */
import type { Money } from "../money.ts";
import type { Name } from "./name.ts";

export { GATEWAYS, type Name } from "./name.ts";
export { addresses, configured, mustBeOffered, of, offered } from "./registry.ts";
export { GatewayUnreachable } from "./unreachable.ts";

export type Order = {
  readonly companyId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly price: Money;
  readonly description: string;
  readonly returnUrl: string;
  readonly callbackUrl: string;
  readonly expiresAt: string;
  /** Asks the gateway to keep the card; its token comes with the news. */
  readonly saveCard?: boolean | undefined;
  /** What the payer reads, as a BCP 47 tag. */
  readonly language?: string | undefined;
};

/** Nobody is there who could be sent to a page. */
export type Charge = Omit<Order, "returnUrl" | "saveCard" | "language"> & {
  readonly cardToken: string;
  readonly walletId?: string;
};

/** A request as it came: a signature is over these very bytes. Header names are lower-case. */
export type Delivery = {
  readonly companyId: string;
  readonly rawBody: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** `key` names the content: deliveries of the same news have the same key. */
export type Told = News | Unreadable;
/** "refused": not the gateway's. "unrelated": its own, of business that is none of ours; nobody needs to look at it. */
export type Verdict = Told | "refused" | "unrelated";
export type News = {
  readonly kind: "news";
  readonly key: string;
  readonly externalId: string;
  /** Ours, if the gateway is right; it may be unknown to us. */
  readonly paymentId: string;
  readonly news: (typeof NEWS)[number];
  /** Grows with a payment's life at its gateway: news of a lower rank is old, whenever it arrives. */
  readonly rank: number;
  readonly at: string;
  readonly price?: Money;
  readonly savedCard?: SavedCard;
  /** What the books keep of it. */
  readonly facts: Facts;
};
/**
 * refunded: a refund that we asked for. reversed: captured money that the gateway took or gave back without us; for
 * people and reconciliation, it silently changes nothing.
 */
export const NEWS = ["paid", "declined", "pending", "refunded", "reversed"] as const;
/** The token is as good as the card: never among the facts, never logged, encrypted before it is stored. */
export type SavedCard = {
  readonly token: string;
  /** What the customer knows his card by: "4242", or "444403******1902". */
  readonly mask: string;
  readonly walletId?: string;
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
  /** Of what was paid: how much has gone back or is on its way, in the price's currency. Nothing said is nothing. */
  readonly refunded?: number;
  /** Why it was declined, in the gateway's word for it, and whether this card will never pay. */
  readonly reason?: string;
  readonly final?: boolean;
};

/** A line of the gateway's own books that carries our mark. */
export type Line = {
  readonly lineId: string;
  /** The id that the payment must have here, where the gateway says it. */
  readonly externalId?: string;
  /** reversed: taken back by the payer's bank. */
  readonly kind: "captured" | "refunded" | "reversed";
  readonly paymentId: string;
  readonly price?: Money;
};
export type Statement = { readonly lines: readonly Line[]; readonly next?: string };

export type Refund = {
  readonly companyId: string;
  readonly refundId: string;
  readonly paymentId: string;
  readonly externalId: string;
  readonly amount: Money;
  /** What earlier refunds of this payment have paid back. The next one is asked for only when this one is decided. */
  readonly before?: Money;
};

/** "pending": it is on its way; ask again with the same refundId. "refused": it will never be paid like this. */
export type Refunded = { readonly status: "done" | "pending" | "refused"; readonly reason?: string };

export type Gateway = {
  readonly name: Name;
  openCheckout(order: Order): Promise<{ externalId: string; checkoutUrl: string }>;
  /** Takes a checkout away that was opened in vain, where opening twice makes two; if it can not now, it leaves it. */
  discard?(externalId: string): Promise<void>;
  verify(callback: Delivery): Promise<Verdict>;
  /** `externalId` is not known of what was asked for and not answered. */
  status(order: {
    companyId: string;
    paymentId: string;
    externalId?: string;
    expiresAt?: string;
  }): Promise<Standing>;
  refund(refund: Refund): Promise<Refunded>;
  check(): Promise<"ok" | "refused">;
  /** What it has in its books between two instants, page by page. */
  statement?(asked: {
    companyId: string;
    from: string;
    to: string;
    cursor?: string | undefined;
  }): Promise<Statement>;
  chargeSaved(charge: Charge): Promise<Standing>;
};
