/**
 * A card that a customer let his gateway keep, so that he need not type it again and a subscription can renew itself.
 *
 *   ACTIVE ──removed by the customer──▶ REMOVED (the token is gone) ──saved again──▶ ACTIVE
 *
 * What may be charged to it without him he says each time (`consent.ts`).
 *
 * The token is as good as the card. It is sealed before the gateway's news is kept, travels sealed in the inbox, and
 * becomes the customer's card in the transaction that applies the news: no card without its payment, none twice, and no
 * second consumer that could fail alone. The inbox forgets it in the same write.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, type Write } from "../commit.ts";
import { assert, missing } from "../error.ts";
import * as Events from "../events.ts";
import type { SavedCard } from "../gateway/gateway.ts";
import { GATEWAYS } from "../gateway/name.ts";
import { CardId, CompanyId, digest } from "../id.ts";
import * as Metric from "../metric.ts";
import { stamped, store } from "../table.ts";
import * as Vault from "../vault.ts";
import { verb } from "../verb.ts";

export const STATUSES = ["ACTIVE", "REMOVED"] as const;

export const Cards = new Entity(
  {
    model: { entity: "card", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      userId: { type: "string", required: true },
      cardId: { type: "string", required: true },
      gateway: { type: GATEWAYS, required: true },
      mask: { type: "string", required: true },
      /** What the gateway calls the customer, where it wants to hear that with the token. */
      walletId: { type: "string" },
      sealed: { type: CustomAttributeType<Vault.Sealed>("any") },
      status: { type: STATUSES, required: true },
      createdAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "userId"],
          template: "C#${companyId}/USER#${userId}/CARDS",
          casing: "none",
        },
        sk: { field: "sk", composite: ["cardId"], template: "${cardId}", casing: "none" },
      },
    },
  },
  store,
);
export type Card = EntityItem<typeof Cards>;

/** A card on its way through the inbox. */
export type SealedCard = Pick<SavedCard, "mask" | "walletId"> & { readonly sealed: Vault.Sealed };

/** If the token can not be sealed now, the payment counts all the same, and the customer is asked for his card again. */
export async function seal(
  { companyId, gateway }: { companyId: string; gateway: string },
  { token, ...card }: SavedCard,
): Promise<SealedCard | undefined> {
  try {
    const sealed = await Vault.seal({ purpose: "saved-card", companyId, gateway }, token);
    return { ...card, sealed };
  } catch {
    Metric.count("SavedCardLost");
    return undefined;
  }
}

type Payer = Pick<Card, "companyId" | "userId">;

/** One of his own that can be charged. */
export async function find(payer: Payer, cardId: string): Promise<Card | undefined> {
  const { data } = await Cards.get({ companyId: payer.companyId, userId: payer.userId, cardId }).go({
    consistent: true,
  });
  return data?.status === "ACTIVE" ? data : undefined;
}

/** The token, for whoever charges it at this moment; it is kept nowhere. */
export async function open({ companyId, gateway, sealed }: Card): Promise<string> {
  assert(sealed, "a card that is active has its token");
  return Vault.open({ purpose: "saved-card", companyId, gateway }, sealed);
}

/** What else is written when a payment's news is applied, so that its card is the payer's. The same card is one card. */
export async function keep(
  { companyId, userId }: Payer,
  gateway: Card["gateway"],
  card: SealedCard,
): Promise<Write> {
  const { mask, walletId, sealed } = card;
  const cardId = `crd_${digest([companyId, userId, gateway, mask].join("\n"), 26)}`;
  const key = { companyId, userId, cardId };
  const fresh = { sealed, ...(walletId !== undefined && { walletId }), status: "ACTIVE" as const };
  const { data: known } = await Cards.get(key).go({ consistent: true });
  const operation = known
    ? Cards.patch(key)
        .set(fresh)
        .where((a, o) => o.eq(a.version, known.version!))
    : Cards.create({ ...key, gateway, mask, createdAt: Clock.iso(), ...fresh });
  return change(Events.CardSaved(), operation, again);
}

const Shown = z.object({
  cardId: CardId,
  gateway: z.enum(GATEWAYS),
  mask: z.string().describe("What the customer knows his card by."),
  createdAt: z.string(),
});

/** One's own cards in a company. */
export const list = verb({
  name: "card.list",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId }),
  output: z.object({ items: z.array(Shown) }),
  async run({ companyId }) {
    const own = Cards.query.primary({ companyId, userId: Actor.currentUser() });
    const { data } = await own.go({ consistent: true, pages: "all" });
    return { items: data.filter(({ status }) => status === "ACTIVE").map((card) => Shown.parse(card)) };
  },
});

/** Forgets the token. */
export const remove = verb({
  name: "card.remove",
  may: ["customer"],
  status: 204,
  input: z.strictObject({ companyId: CompanyId, cardId: CardId }),
  output: z.void(),
  async run({ companyId, cardId }) {
    const key = { companyId, userId: Actor.currentUser(), cardId };
    const card = await find(key, cardId);
    if (!card) throw missing("card");
    const operation = Cards.patch(key)
      .set({ status: "REMOVED" })
      .remove(["sealed", "walletId"])
      .where((a, o) => o.eq(a.version, card.version!));
    return commit([change(Events.CardRemoved(), operation, again)], undefined);
  },
});
