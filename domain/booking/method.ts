/**
 * How a customer wants to pay for a booking:
 *
 *   gateway     on a gateway's page, before the hold is over; a part of it from his wallet if he likes
 *   wallet      from his wallet, at once; or as soon as it has been topped up, if he may wait for that
 *   on_arrival  at the door, where the activity allows it: the booking is certain at once, its money is not
 *   post_paid   after the session, by a bill, where that is what was agreed; to a saved card, if he names one
 *
 * A reseller's customer has paid him; what he owes for it is his affair with the company (`resale`), and not asked for.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { invalid } from "../error.ts";
import * as Gateway from "../gateway/gateway.ts";
import { CardId } from "../id.ts";
import { ReturnUrl } from "../payment/checkout.ts";
import * as Consent from "../payment/consent.ts";
import type { ChargedTo } from "../payment/payment.ts";

const METHODS = ["gateway", "wallet", "on_arrival", "post_paid"] as const;

const page = {
  gateway: z.string().max(40).optional().describe("Whose page, for the method gateway."),
  returnUrl: ReturnUrl.optional().describe("For the method gateway."),
  saveCard: z
    .literal(true)
    .optional()
    .describe("For the method gateway: keeps the card there, for another time."),
};
const examples = [{ gateway: "sandbox", returnUrl: "https://shop.example/thanks" }];

export const Asked = z
  .strictObject({
    method: z.enum(METHODS).default("gateway"),
    ...page,
    fromWallet: z
      .int()
      .positive()
      .optional()
      .describe("For the method gateway: minor units that come out of the wallet; the page takes the rest."),
    waitForTopUp: z
      .boolean()
      .optional()
      .describe("For the method wallet: if it has not enough, wait until it has been topped up."),
    cardId: CardId.optional().describe(
      "For the method post_paid: a saved card of one's own that the bill may be charged to.",
    ),
  })
  .superRefine(mustFit)
  .meta({ examples });

/** For all bookings of a cart at once: what waits, is billed or comes in two parts is booked one by one. */
export const AskedTogether = z
  .strictObject({ method: z.enum(["gateway", "wallet", "on_arrival"]).default("gateway"), ...page })
  .superRefine(mustFit)
  .meta({ examples });

type Given = { readonly method: string; readonly gateway?: unknown; readonly returnUrl?: unknown };

function mustFit({ method, ...given }: Given, context: z.RefinementCtx): void {
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined || MEANT_FOR[field as keyof typeof MEANT_FOR] === method) continue;
    context.addIssue({ code: "custom", path: [field], message: `has no meaning for ${method}` });
  }
  if (method !== "gateway") return;
  for (const field of ["gateway", "returnUrl"] as const) {
    if (given[field] !== undefined) continue;
    context.addIssue({ code: "custom", path: [field], message: "is needed to pay through a gateway" });
  }
}

const MEANT_FOR = {
  gateway: "gateway",
  returnUrl: "gateway",
  saveCard: "gateway",
  fromWallet: "gateway",
  waitForTopUp: "wallet",
  cardId: "post_paid",
};

export type ByGateway = {
  readonly by: "gateway";
  readonly gateway: Gateway.Name;
  readonly returnUrl: string;
  readonly saveCard: boolean;
  /** Minor units. */
  readonly fromWallet: number;
};
export type Method =
  | ByGateway
  | { readonly by: "wallet"; readonly waits: boolean }
  | { readonly by: "on_arrival" }
  | { readonly by: "post_paid"; readonly card?: ChargedTo }
  | {
      readonly by: "resale";
      readonly resellerId: string;
      readonly commissionPercent?: number | undefined;
    };

/** What was asked, with the gateway's own name; a gateway that is not there is refused before anything is touched. */
export async function of(companyId: string, asked: z.output<typeof Asked>): Promise<Method> {
  const { method, gateway: wanted = "", returnUrl = "", fromWallet = 0, waitForTopUp = false } = asked;
  if (method === "on_arrival") return { by: method };
  if (method === "post_paid") {
    const { cardId } = asked;
    return { by: method, ...(cardId !== undefined && { card: await Consent.to(companyId, cardId) }) };
  }
  if (method === "wallet") return { by: "wallet", waits: waitForTopUp };
  const saveCard = asked.saveCard ?? false;
  if (saveCard && Actor.current().guest)
    throw invalid("booking.guest_saves_no_card", "Sign in to have a card kept.");
  const gateway = await Gateway.mustBeOffered(companyId, wanted);
  return { by: "gateway", gateway, returnUrl, saveCard, fromWallet };
}
