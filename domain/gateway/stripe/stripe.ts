/**
 * Stripe behind our interface: a hosted Checkout page, signed events, refunds and saved cards.
 *
 * What a company brings is a secret (or better, a restricted) key and the secret of its webhook endpoint.
 */
import * as z from "zod";
import type { Delivery, Gateway, News, Verdict } from "../gateway.ts";
import { api as apiAt, isAccepted, type Api } from "./api.ts";
import * as Cards from "./cards.ts";
import * as Checkout from "./checkout.ts";
import { read, type About } from "./events.ts";
import * as Refunds from "./refunds.ts";
import * as Statement from "./statement.ts";
import { isGenuine } from "./signature.ts";

export const Credentials = z.strictObject({
  secretKey: z.string().regex(/^(sk|rk)_(test|live)_\w{8,250}$/, "must be a secret key: sk_… or rk_…"),
  webhookSecret: z
    .string()
    .regex(/^whsec_[\w+/=]{8,250}$/, "must be a secret of a webhook endpoint: whsec_…"),
});
export type Credentials = z.infer<typeof Credentials>;

export function stripe(credentials: Credentials, baseUrl: string): Gateway {
  const api = apiAt(baseUrl, credentials.secretKey);
  return {
    name: "stripe",
    openCheckout: (order) => Checkout.open(api, order),
    verify: (delivery) => verify(api, credentials, delivery),
    status: (order) => Checkout.standing(api, order),
    statement: (asked) => Statement.read(api, asked),
    refund: (refund) => Refunds.pay(api, refund),
    chargeSaved: (charge) => Cards.charge(api, charge),
    check: async () => ((await isAccepted(baseUrl, credentials.secretKey)) ? "ok" : "refused"),
  };
}

async function verify(
  api: Api,
  { webhookSecret }: Credentials,
  { companyId, rawBody, headers }: Delivery,
): Promise<Verdict> {
  if (!isGenuine(headers["stripe-signature"], rawBody, webhookSecret)) return "refused";
  const told = read(rawBody, companyId);
  if (told === "unrelated" || told.kind === "unreadable") return told;
  if (told.kind === "about") return resolved(api, companyId, told);
  return "cardOf" in told ? withCard(api, told) : told;
}

/** If Stripe can not be asked now, the event is not taken and comes again: it may be of other business. */
async function resolved(api: Api, companyId: string, { intent, news }: About): Promise<News | "unrelated"> {
  const owner = await Checkout.owner(api, intent, companyId);
  return owner ? { ...news, ...owner } : "unrelated";
}

/** That it is paid must not wait for the card: if that can not be had now, the customer saves it another time. */
async function withCard(api: Api, { cardOf, ...news }: News & { readonly cardOf: string }): Promise<News> {
  const savedCard = await Cards.savedBy(api, cardOf).catch(() => undefined);
  return savedCard ? { ...news, savedCard } : news;
}
