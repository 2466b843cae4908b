/**
 * Bookings that are certain as soon as they are written, because their money is in house or comes to the door: the booking
 * and its payment, to be committed together with its seats.
 *
 *   wallet      paid out of the customer's wallet; several of them in one movement after the other, or none
 *   cash        paid into somebody's hand
 *   on_arrival  to be paid at the door
 *   post_paid   to be billed when the session is over
 *   resale      owed by the reseller who sold it
 */
import { change, again, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import * as Journal from "../ledger/journal.ts";
import { given } from "../given.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import { due } from "../table.ts";
import * as Wallet from "../wallet/wallet.ts";
import type { Drafted, Plain } from "./draft.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

/** What staff take at the desk, and what a customer may have of it without a gateway. */
export type Method =
  | { readonly by: "wallet" | "on_arrival" | "cash" }
  | { readonly by: "post_paid"; readonly card?: Payment.ChargedTo }
  | { readonly by: "resale"; readonly resellerId: string };

export type Made = { readonly booking: Row.Booking; readonly payment: Payment.Payment };
type Sold = { readonly made: readonly Made[]; readonly writes: Write[] };

/** All of them belong to one customer, who pays for all in the same way. */
export async function sell(drafts: readonly Drafted[], method: Method): Promise<Sold> {
  const made = drafts.map((drafted) => make(drafted, method));
  const rows = made.flatMap(({ booking, payment }) => [confirmed(booking), Payment.create(payment)]);
  return { made, writes: [...rows, ...(await moneyOf(made, method))] };
}

function make({ booking: plain, description }: Drafted, method: Method): Made {
  const owner = method.by === "resale" ? { resellerId: method.resellerId } : {};
  const booking = { ...certain(plain, PAID[method.by]), ...owner };
  const wanted = { ...booking, description, gateway: THROUGH[method.by] };
  return { booking, payment: paymentOf(booking, wanted, method) };
}

function paymentOf(booking: Row.Booking, wanted: InHouse.Wanted, method: Method): Payment.Payment {
  if (method.by === "on_arrival") return InHouse.expected(wanted, booking.endsAt);
  if (method.by !== "post_paid") return InHouse.taken(wanted);
  const billed = Owed.finalAt(booking);
  return {
    ...InHouse.expected({ ...wanted, ...given({ card: method.card }) }, billed),
    ...due(booking.paymentId, billed),
  };
}

/** What the books say of it; what comes to the door, or later, is not there yet. */
async function moneyOf(made: readonly Made[], { by }: Method): Promise<Write[]> {
  if (by === "on_arrival" || by === "post_paid") return [];
  if (by === "wallet") {
    return Wallet.debitAll(
      made.map(({ booking }) => Row.spending(booking)),
      "booking_sales",
    );
  }
  return made.map(({ booking: { bookingId }, payment }) =>
    Journal.capture({ ...payment, bookingId, money: payment.price }),
  );
}

// Pure rules

const PAID = {
  wallet: { paymentMethod: "PAY_NOW", paymentStatus: "PAID" },
  cash: { paymentMethod: "ON_ARRIVAL", paymentStatus: "PAID" },
  on_arrival: { paymentMethod: "ON_ARRIVAL", paymentStatus: "PENDING" },
  post_paid: { paymentMethod: "POST_PAID", paymentStatus: "PENDING" },
  resale: { paymentMethod: "INVOICE", paymentStatus: "PAID" },
} as const;
const THROUGH = {
  wallet: "wallet",
  cash: "cash",
  on_arrival: "cash",
  post_paid: "bill",
  resale: "reseller",
} as const;

const certain = (plain: Plain, paid: Pick<Row.Booking, "paymentMethod" | "paymentStatus">): Row.Booking => ({
  ...plain,
  ...paid,
  status: "CONFIRMED",
  confirmedAt: plain.createdAt,
});

const confirmed = (booking: Row.Booking): Write =>
  change(Events.BookingConfirmed(), Row.Bookings.create(booking), again);
