/**
 * A charge of a card that was kept: a checkout without a payer. What the card does was chosen on the page that it was kept
 * on; one that lets the shop wait is decided on the page of the charge, by its id.
 */
import * as z from "zod";
import * as Clock from "../../domain/clock.ts";
import type { Money } from "../../domain/money.ts";
import { Refusal } from "./answer.ts";
import * as Checkouts from "./checkouts.ts";
import * as Controls from "./controls.ts";
import { announce } from "./due.ts";

export const Asked = Checkouts.Asked.omit({ returnUrl: true, saveCard: true }).extend({
  cardToken: z.string().min(1).max(100),
});

type Made = Money & { checkoutId: string; status: "paid" | "declined" | "pending" };

/** A repeat with the same reference changes nothing. */
export async function make({ cardToken, ...asked }: z.infer<typeof Asked>): Promise<Made> {
  const { charges } = await Controls.of(asked.merchantId);
  if (charges === "unreachable") throw switchedOff();
  const kept = await Checkouts.kept(asked.merchantId, cardToken);
  if (!kept) throw new Refusal(422, "card_unknown", "There is no such card.");
  // Nobody comes back from it.
  const { checkoutId, amount, currency } = await Checkouts.open({ ...asked, returnUrl: asked.callbackUrl });
  const money = { amount, currency };
  const card = charges === "declined" ? "declines" : kept;
  if (card !== "waits") {
    await Checkouts.decide(checkoutId, card === "pays" ? "paid" : "declined", { captured: money });
    if (charges === "lost") throw switchedOff();
    await announce({ checkoutId, dueAt: Clock.iso(), copies: 1, stalePending: false, claim: {} });
  }
  const { outcome = "pending" } = await Checkouts.get(checkoutId);
  return { checkoutId, status: outcome, ...money };
}

const switchedOff = (): Refusal =>
  new Refusal(503, "unreachable", "Charges are switched off by a test control.");
