/**
 * The queue of bookings that wait for their customer's wallet to be topped up: a row each beside the wallet, in the order
 * in which they were made (LED-7). A row is put with its booking and leaves with its end; nobody overtakes.
 */
import { Entity } from "electrodb";
import { again, when, type Write } from "../commit.ts";
import * as Page from "../page.ts";
import { store } from "../table.ts";
import type * as Row from "./row.ts";

const Waiting = new Entity(
  {
    model: { entity: "waitingBooking", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      customerId: { type: "string", required: true },
      currency: { type: "string", required: true },
      since: { type: "string", required: true },
      bookingId: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "customerId"],
          template: "C#${companyId}/WALLET#${customerId}",
          casing: "none",
        },
        sk: {
          field: "sk",
          composite: ["currency", "since", "bookingId"],
          template: "WAITING#${currency}#${since}#${bookingId}",
          casing: "none",
        },
      },
    },
  },
  store,
);

export type Purse = { readonly companyId: string; readonly customerId: string; readonly currency: string };

export const purseOf = ({ companyId, customerId, price }: Row.Booking): Purse => ({
  companyId,
  customerId,
  currency: price.currency,
});

const placeOf = (booking: Row.Booking) => ({
  ...purseOf(booking),
  since: booking.createdAt,
  bookingId: booking.bookingId,
});

export const join = (booking: Row.Booking): Write => when(Waiting.create(placeOf(booking)), again);

export const leave = (booking: Row.Booking): Write[] =>
  booking.status === "AWAITING_TOPUP" ? [when(Waiting.delete(placeOf(booking)), again)] : [];

/** The oldest first. */
export async function* of(purse: Purse): AsyncGenerator<string> {
  for await (const { bookingId } of Page.each(Waiting.query.primary(purse))) yield bookingId;
}
