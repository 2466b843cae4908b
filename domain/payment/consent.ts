/**
 * A customer's word that a bill may be charged to a card of his. To have a card kept is not yet to agree to that: he names
 * the card for each booking, and may take his word back until it is charged. What he named is a snapshot on the bill, so that
 * both sides see by its mask what was agreed; whether the card is still there is looked at when it is charged.
 */
import * as Actor from "../actor.ts";
import { again, change, conflictOf, type Write } from "../commit.ts";
import { missing } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import * as Card from "./card.ts";
import * as Payment from "./payment.ts";

/** His own card, at a gateway that the company uses. */
export async function to(companyId: string, cardId: string): Promise<Payment.ChargedTo> {
  const card = await Card.find({ companyId, userId: Actor.currentUser() }, cardId);
  if (!card) throw missing("card");
  await Gateway.mustBeOffered(companyId, card.gateway);
  return Payment.ChargedTo.parse(card);
}

/** The card that a bill may be charged to now, if there still is one. */
export async function standing(bill: Payment.Payment): Promise<Payment.ChargedTo | undefined> {
  const { companyId, card } = bill;
  if (!card || !(await Card.find(bill, card.cardId))) return undefined;
  try {
    await Gateway.mustBeOffered(companyId, card.gateway);
    return card;
  } catch (error) {
    if (conflictOf(error)?.startsWith("gateway.")) return undefined;
    throw error;
  }
}

/** Another card, or none any more. */
export function changed(bill: Payment.Payment, card: Payment.ChargedTo | undefined, reason: string): Write {
  const row = Payment.Payments.patch({ companyId: bill.companyId, paymentId: bill.paymentId });
  const operation = card ? row.set({ card }) : row.set({ tries: bill.tries ?? 0 }).remove(["card"]);
  return change(
    Events.PaymentCardNamed({ reason }),
    operation.where((a, o) => `${o.eq(a.status, "PENDING")} AND ${o.eq(a.version, bill.version!)}`),
    again,
  );
}
