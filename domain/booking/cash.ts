/**
 * Money that a customer brings along: staff record it when they have it in hand. The booking is certain either way; what
 * changes is that it is paid, in one write with the payment and the books (BKG-5, PAY-13).
 */
import * as z from "zod";
import { again, change, commit } from "../commit.ts";
import { conflict } from "../error.ts";
import * as Events from "../events.ts";
import { BookingId, CompanyId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import { verb } from "../verb.ts";
import { Booked } from "./book.ts";
import * as Row from "./row.ts";

export const receive = verb({
  name: "booking.receive_cash",
  may: ["staff"],
  idempotency: "required",
  input: z.strictObject({ companyId: CompanyId, bookingId: BookingId }),
  output: Booked,
  async run({ companyId, bookingId }) {
    const booking = await Row.get(companyId, bookingId);
    const payment = await Payment.get(companyId, booking.paymentId);
    mustBeOwed(booking, payment);
    const received = InHouse.receive(payment);
    const paid = { paymentStatus: "PAID" as const };
    const write = Row.Bookings.patch(Row.keyOf(companyId, bookingId))
      .set(paid)
      .where((a, o) => `${o.eq(a.status, booking.status)} AND ${o.eq(a.version, booking.version!)}`);
    return commit(
      [
        change(Events.BookingPaid(), write, again),
        received.write,
        Journal.capture({ ...payment, bookingId: Payment.subjectOf(payment), money: payment.price }),
      ],
      {
        ...Row.viewOf({ ...booking, ...paid, version: booking.version! + 1 }),
        payment: Payment.viewOf(received.payment),
      },
    );
  },
});

/** The writes say it again, in their conditions; here it has a name. */
function mustBeOwed({ status, paymentMethod }: Row.Booking, payment: Payment.Payment): void {
  if (payment.status === "SUCCEEDED")
    throw conflict("payment.already_paid", "This booking is paid.", { paymentId: payment.paymentId });
  if (paymentMethod !== "ON_ARRIVAL" || status !== "CONFIRMED")
    throw conflict("booking.not_owed", "Nothing is to be paid at the door for this booking.", {
      status,
      paymentMethod,
    });
}
