/**
 * Money that a customer brings along, to the door or afterwards: staff record it when they have it in hand. The booking is
 * certain either way; what changes is that it is paid, in one write with the payment and the books (BKG-5, PAY-13).
 */
import * as z from "zod";
import { commit } from "../commit.ts";
import { BookingId, CompanyId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import { verb } from "../verb.ts";
import * as Bill from "./bill.ts";
import { Booked } from "./book.ts";
import * as Owed from "./owed.ts";
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
    const money = await Bill.owed(booking);
    Owed.mustBeOwed(booking, money);
    const received = InHouse.receive(payment, { gateway: "cash", money });
    const paid = { paymentStatus: "PAID", status: "CONFIRMED" } as const;
    return commit(
      [
        Bill.settled(booking),
        received.write,
        Journal.capture({ ...received.payment, bookingId: Payment.subjectOf(payment), money }),
      ],
      {
        ...Row.viewOf({ ...booking, ...paid, version: booking.version! + 1 }),
        payment: Payment.viewOf(received.payment),
      },
    );
  },
});
