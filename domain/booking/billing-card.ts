/**
 * The saved card that a bill is charged to, until it is paid: its customer names one, another one, or none any more. Nobody
 * else does, not even staff: it is his word (`consent.ts`). What is being charged at this moment has its own card; the next
 * try is with the new one.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { commit } from "../commit.ts";
import { conflict, missing } from "../error.ts";
import { BookingId, CardId, CompanyId } from "../id.ts";
import * as Consent from "../payment/consent.ts";
import * as Payment from "../payment/payment.ts";
import { verb } from "../verb.ts";
import { Booked } from "./book.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

const one = z.strictObject({ companyId: CompanyId, bookingId: BookingId });
const declared = { may: ["customer"], idempotency: "accepted", output: Booked } as const;

/** The card that is named already stays; a repeat changes nothing. */
export const name = verb({
  ...declared,
  name: "booking.name_card",
  input: one.extend({ cardId: CardId }),
  async run({ companyId, bookingId, cardId }) {
    const { booking, bill } = await mine(companyId, bookingId);
    const card = await Consent.to(companyId, cardId);
    const named = bill.card?.cardId === card.cardId;
    const writes = named ? [] : [Consent.changed(bill, card, "named by its customer")];
    return commit(writes, { ...Row.viewOf(booking), payment: Payment.viewOf({ ...bill, card }) });
  },
});

/** What is owed stays owed; a repeat changes nothing. */
export const withdraw = verb({
  ...declared,
  name: "booking.withdraw_card",
  input: one,
  async run({ companyId, bookingId }) {
    const { booking, bill } = await mine(companyId, bookingId);
    const { card, ...without } = bill;
    const writes = card ? [Consent.changed(bill, undefined, "withdrawn by its customer")] : [];
    return commit(writes, { ...Row.viewOf(booking), payment: Payment.viewOf(without) });
  },
});

async function mine(companyId: string, bookingId: string) {
  const booking = await Row.get(companyId, bookingId);
  if (booking.userId !== Actor.currentUser()) throw missing("booking");
  const bill = await Payment.get(companyId, booking.paymentId);
  const isOver = bill.status !== "PENDING";
  Owed.mustBeOwed(booking, isOver ? { ...booking.price, amount: 0 } : booking.price);
  if (booking.status === "BILLING_OVERDUE")
    throw conflict("booking.billing_overdue", "No card is charged any more: settle what is owed.");
  return { booking, bill };
}
