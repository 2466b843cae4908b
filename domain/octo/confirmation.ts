/**
 * Confirming: the hold becomes a booking in the transaction that books any customer's, paid by what the reseller now owes. A
 * repeat answers with the booking that is there. Units that are named anew are changed first, on hold, so a confirmation
 * that fails for want of seats leaves a booking on hold and not half of one.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { take } from "../booking/taking.ts";
import { conflictOf } from "../commit.ts";
import { CompanyId, HoldId } from "../id.ts";
import { verb } from "../verb.ts";
import { changed } from "./amendment.ts";
import * as Booking from "./booking.ts";
import * as Capability from "./capability.ts";
import * as Contact from "./contact.ts";
import { invalidBooking } from "./refusal.ts";
import { notHeld } from "./reservation.ts";
import * as Row from "./resale-row.ts";
import * as Wish from "./wish.ts";

export const confirm = verb({
  name: "octo.confirm",
  may: ["key:resale"],
  input: z.object({
    companyId: CompanyId,
    uuid: z.string(),
    capabilities: Capability.asked,
    unitItems: Wish.Items.nullish(),
    emailReceipt: z.boolean().nullish(),
    ...Wish.said,
  }),
  output: Booking.Booking,
  async run({ companyId, uuid, capabilities, ...asked }) {
    const state = await Booking.stateOf(await Row.get(companyId, uuid));
    if (state.status === "EXPIRED") throw invalidBooking(uuid);
    if (state.status === "CONFIRMED" || state.status === "REDEEMED")
      return Booking.shown(state, capabilities);
    if (state.status !== "ON_HOLD") throw notHeld(state.status);
    const row = await changed(state, asked);
    await sell(row).catch((error: unknown) => {
      throw conflictOf(error) === "hold.expired" ? invalidBooking(uuid) : error;
    });
    return Booking.shown(await Booking.stateOf(row), capabilities);
  },
});

/** Books the hold; its twin may have been faster. */
async function sell(row: Row.Resale): Promise<void> {
  const { resellerId, companyId } = Actor.currentKey();
  const wish = {
    companyId,
    holdId: HoldId.parse(row.holdId),
    method: { by: "resale", resellerId, commissionPercent: row.commissionPercent },
    contact: Contact.known(row.contact),
  } as const;
  try {
    await Actor.onBehalfOf(Row.holderOf(row), () => take(wish));
  } catch (error) {
    const { booking } = await Booking.stateOf(row);
    if (!booking) throw error;
  }
}
