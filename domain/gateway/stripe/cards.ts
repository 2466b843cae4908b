/**
 * A saved card at Stripe: a payment method of a customer there. One is of no use without the other, so that our token is
 * both. It is charged without its owner, so a bank that wants to see him declines.
 */
import * as z from "zod";
import { refused, word } from "../answer.ts";
import type { Charge, SavedCard, Standing } from "../gateway.ts";
import { theirs } from "./amounts.ts";
import { failureOf, reasonOf, understood, type Api } from "./api.ts";
import { search } from "./checkout.ts";
import { Intent, standingOfIntent } from "./objects.ts";

const TOKEN = /^(cus_\w+)\/(pm_\w+)$/;

const WithCard = z.object({
  customer: z.string().nullish(),
  payment_method: z
    .object({ id: z.string(), card: z.object({ last4: z.string().regex(/^\d{4}$/) }).nullish() })
    .nullish(),
});

/** The card that a payment was made with; there is none for a payment by bank. */
export async function savedBy(api: Api, intent: string): Promise<SavedCard | undefined> {
  const answer = await api.get(`/v1/payment_intents/${intent}`, { expand: ["payment_method"] });
  const { customer, payment_method: method } = understood(WithCard, answer);
  if (!customer || !method?.card) return undefined;
  return { token: `${customer}/${method.id}`, mask: method.card.last4 };
}

/** Words of banks for a card that will never pay; one that wants to see its owner will not pay without him either. */
const NEVER = new Set([
  "authentication_required",
  "expired_card",
  "highest_risk_level",
  "incorrect_number",
  "invalid_account",
  "lost_card",
  "pickup_card",
  "revocation_of_all_authorizations",
  "revocation_of_authorization",
  "stolen_card",
  "transaction_not_allowed",
]);

/** The key makes a repeat harmless for a day; after that the payment is found by what it carries. */
export async function charge(api: Api, asked: Charge): Promise<Standing> {
  const [, customer, method] = TOKEN.exec(asked.cardToken) ?? [];
  const there = theirs(asked.price);
  if (!there || customer === undefined || method === undefined) throw refused("card_unusable");
  const { companyId, paymentId, description } = asked;
  const [earlier] = await search(api, asked);
  if (earlier) return standingOfIntent(earlier);
  const fields = {
    ...there,
    customer,
    payment_method: method,
    off_session: true,
    confirm: true,
    description,
    metadata: { companyId, paymentId, by: "saved_card" },
  };
  const answer = await api.post("/v1/payment_intents", fields, `charge/${paymentId}`);
  if (answer.status === 200) return standingOfIntent(understood(Intent, answer));
  const failure = failureOf(answer);
  if (failure.type !== "card_error") throw refused(reasonOf(failure));
  const externalId = failure.payment_intent?.id;
  const reason = reasonOf(failure);
  const why = { ...word(reason), ...(NEVER.has(reason) && { final: true }) };
  return { news: "declined", ...(externalId !== undefined && { externalId }), ...why };
}
