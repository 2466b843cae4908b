/**
 * A checkout at the sandbox gateway: one payment of one shop.
 *
 *   pending ──▶ paid (captured, later refunded in parts) | declined
 *
 * The first outcome stands. Expiry is shown but not enforced: with real gateways, too, a payer who was at his bank when
 * the time ran out has paid, and the shop must cope with that.
 */
import * as z from "zod";
import * as Clock from "../../domain/clock.ts";
import * as Key from "../../domain/key.ts";
import { Money, Price } from "../../domain/money.ts";
import { Refusal } from "./answer.ts";
import { Id, keyOf } from "./merchant.ts";
import * as Store from "./store.ts";

const KEPT_DAYS = 90;
const Address = z.url({ protocol: /^https?$/ }).max(2048);

export const Asked = z.strictObject({
  merchantId: Id,
  reference: Id,
  ...Price.shape,
  description: z.string().min(1).max(500),
  returnUrl: Address,
  callbackUrl: Address,
  expiresAt: z.iso.datetime(),
  /** Keeps the card that it is paid with. */
  saveCard: z.boolean().optional(),
});
/** What a card that is kept does later. */
export const CARDS = ["pays", "declines", "waits"] as const;
const Checkout = Asked.extend({
  checkoutId: z.string(),
  createdAt: z.string(),
  outcome: z.enum(["paid", "declined"]).optional(),
  decidedAt: z.string().optional(),
  /** What the payer paid; with the test controls that is not always what was asked. */
  captured: Money.optional(),
  keptCard: z.enum(CARDS).optional(),
  refunded: z.int(),
  refunds: z.record(z.string(), z.int()),
}).strip();
export type Checkout = z.infer<typeof Checkout>;

/** Made of the shop's reference, so that asking twice finds the same; by its key, so that nobody can guess it. */
export const idOf = async (merchantId: string, reference: string): Promise<string> =>
  `sbx_${Key.sign(await keyOf(merchantId), `checkout/${reference}`).slice(0, 32)}`;

export async function open(asked: z.infer<typeof Asked>): Promise<Checkout> {
  const checkoutId = await idOf(asked.merchantId, asked.reference);
  const ttl = Math.floor(Clock.millis() / 1000) + KEPT_DAYS * 24 * 3600;
  const life = { createdAt: Clock.iso(), refunded: 0, refunds: {}, ttl };
  await Store.putNew({ pk: pkOf(checkoutId), checkoutId, ...asked, ...life });
  const checkout = await get(checkoutId);
  if (checkout.amount === asked.amount && checkout.currency === asked.currency) return checkout;
  throw new Refusal(409, "reference_reused", "This reference was used with another amount.");
}

export async function get(checkoutId: string): Promise<Checkout> {
  const item = await Store.get(pkOf(checkoutId));
  if (item) return Checkout.parse(item);
  throw new Refusal(404, "checkout_unknown", "There is no such checkout.");
}

/** A repeat, or another outcome that comes later, changes nothing; the answer says what stands. */
export async function decide(
  checkoutId: string,
  outcome: "paid" | "declined",
  { captured, keptCard }: { captured: Money; keptCard?: Checkout["keptCard"] },
): Promise<Checkout> {
  const paid = { captured, ...(keptCard && { keptCard }) };
  const set = { outcome, decidedAt: Clock.iso(), ...(outcome === "paid" && paid) };
  await Store.update(pkOf(checkoutId), {
    UpdateExpression: `SET ${Object.keys(set)
      .map((name) => `${name} = :${name}`)
      .join(", ")}`,
    ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(outcome)",
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(set).map(([name, value]) => [`:${name}`, value]),
    ),
  });
  return get(checkoutId);
}

/** A card that was kept is called after the checkout that it was kept at. */
const TOKEN = /^card_(sbx_[0-9a-f]{32})$/;
export const cardOf = ({ checkoutId, keptCard }: Checkout) =>
  keptCard && { token: `card_${checkoutId}`, mask: `424242******${checkoutId.slice(-4)}` };

/** What the card of this shop's does; nothing, where there is no such card. */
export async function kept(merchantId: string, token: string): Promise<Checkout["keptCard"]> {
  const [, checkoutId = ""] = TOKEN.exec(token) ?? [];
  const item = Checkout.safeParse(await Store.get(pkOf(checkoutId))).data;
  return item?.merchantId === merchantId ? item.keptCard : undefined;
}

export const pkOf = (checkoutId: string): string => `CHECKOUT#${checkoutId}`;
