/**
 * Cancelling: what is on hold is let go, what is sold is cancelled like any booking, as long as its policy gives something
 * back. A repeat answers with what is cancelled already.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { cancel as cancelBooking } from "../booking/cancel.ts";
import { change, commit } from "../commit.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import { BookingId, CompanyId } from "../id.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import { lettingGo } from "./amendment.ts";
import * as Booking from "./booking.ts";
import * as Capability from "./capability.ts";
import { meanwhile, notHeld, put } from "./reservation.ts";
import * as Row from "./resale-row.ts";

export const cancel = verb({
  name: "octo.cancel",
  may: ["key:resale"],
  input: z.object({
    companyId: CompanyId,
    uuid: z.string(),
    capabilities: Capability.asked,
    reason: Text.line({ least: 0, most: 500 }).nullish(),
    force: z.boolean().nullish(),
  }),
  output: Booking.Booking,
  async run({ companyId, uuid, capabilities, reason }) {
    const row = await Row.get(companyId, uuid);
    const state = await Booking.stateOf(row);
    if (state.status === "CANCELLED") return Booking.shown(state, capabilities);
    const noted = {
      cancelledAt: Clock.iso(),
      updatedAt: Clock.iso(),
      ...(reason && { cancelReason: reason }),
    };
    if (state.status === "ON_HOLD")
      return Booking.shown(await Booking.stateOf(await giveUp(row, noted)), capabilities);
    if (state.status !== "CONFIRMED") throw notHeld(state.status);
    await undo(state, reason || undefined);
    return Booking.shown(await Booking.stateOf(await put(row, noted)), capabilities);
  },
});

type Noted = { cancelledAt: string; updatedAt: string; cancelReason?: string };

async function giveUp(row: Row.Resale, noted: Noted): Promise<Row.Resale> {
  const write = change(
    Events.ResaleGivenUp(noted.cancelReason === undefined ? {} : { reason: noted.cancelReason }),
    Row.Resales.patch(Row.keyOf(row))
      .set(noted)
      .where((a, o) => o.eq(a.version, row.version!)),
    meanwhile,
  );
  await commit([write, ...(await lettingGo(row))], undefined);
  return { ...row, ...noted, version: row.version! + 1 };
}

/** The booking itself, in its own transaction: seats, booking, payment and what is owed. */
async function undo(state: Booking.State, reason: string | undefined): Promise<void> {
  const { row, booking } = state;
  assert(booking, "what is confirmed has a booking");
  await Booking.mustBeInTime(state);
  const asked = {
    companyId: CompanyId.parse(row.companyId),
    bookingId: BookingId.parse(booking.bookingId),
    ...(reason !== undefined && { reason }),
  };
  await Actor.onBehalfOf(Row.holderOf(row), () => cancelBooking(asked));
}
