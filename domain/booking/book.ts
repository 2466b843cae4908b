/**
 * Books a hold: seats, booking and its payment in one transaction, then the gateway's checkout if there is one.
 * The hold is checked before any money moves, and in the write itself (CAP-3). A repeat with the same key goes on where
 * the first request stopped, and ends with its answer.
 */
import * as z from "zod";
import { commit } from "../commit.ts";
import * as Customer from "../customer.ts";
import { CompanyId, HoldId } from "../id.ts";
import * as Checkout from "../payment/checkout.ts";
import * as Payment from "../payment/payment.ts";
import { verb } from "../verb.ts";
import * as Attendees from "./attendees.ts";
import * as Method from "./method.ts";
import * as Row from "./row.ts";
import { take } from "./taking.ts";

export const Booked = Row.View.extend({ payment: Payment.View });

export const book = verb({
  name: "booking.book",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    holdId: HoldId,
    payment: Method.Asked,
    contact: Customer.Contact.optional().describe("Who a guest is; whoever is signed in is known."),
    ...Attendees.asked,
  }),
  output: Booked,
  async run({ companyId, holdId, payment, contact, ...said }) {
    const method = await Method.of(companyId, payment);
    const { bookingId } = await take({ companyId, holdId, method, contact, said });
    const [booking, paid] = await Promise.all([
      Row.get(companyId, bookingId),
      Payment.get(companyId, Row.paymentIdOf(bookingId)),
    ]);
    const opened = await Checkout.ready(paid, booking.customerId);
    const answer = { ...Row.viewOf(booking), payment: Payment.viewOf(opened.payment) };
    return commit(opened.writes, answer);
  },
});
