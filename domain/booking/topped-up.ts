/**
 * Bookings that wait for their customer's wallet: each is confirmed as soon as the wallet covers it, the oldest first, in
 * one transaction with the money (LED-7). Whoever puts credit into a wallet need not know of them; the event of the credit
 * brings this about, and a look when the time is over finds what an event may have missed.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { commit, conflictOf, whileMoving } from "../commit.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import * as Seats from "../seat/seats.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Row from "./row.ts";
import * as Settle from "./settle.ts";
import * as Waiting from "./waiting.ts";

/** What names a wallet: enough of its event. */
export const Purse = z.object({ companyId: z.string(), customerId: z.string(), currency: z.string() });

/** Confirms what the wallet covers; stops at the first that it does not, so that the younger do not overtake. */
export async function confirmAll(purse: Waiting.Purse): Promise<void> {
  for await (const bookingId of Waiting.of(purse))
    if ((await confirm(purse.companyId, bookingId)) === "short") return;
}

type Outcome = "settled" | "short";

const confirm = (companyId: string, bookingId: string): Promise<Outcome> =>
  whileMoving(async () => {
    const booking = await Row.get(companyId, bookingId);
    if (booking.status !== "AWAITING_TOPUP") return "settled";
    try {
      await commit(await seated(booking), undefined);
      return "settled";
    } catch (error) {
      if (conflictOf(error) === "wallet.insufficient_funds") return "short";
      throw error;
    }
  });

async function seated(booking: Row.Booking) {
  const payment = await Payment.get(booking.companyId, booking.paymentId);
  const seating = await Seats.take(Row.seatOf(booking));
  if (typeof seating === "string") {
    const ended = await Settle.end(booking, seating, { paymentStatus: "FAILED" });
    return [...ended, Payment.fail(payment, "booking_cancelled")];
  }
  const spent = await Wallet.debit({ ...Row.spending(booking), against: "booking_sales" });
  return [
    ...seating.writes,
    ...Settle.confirm(booking, seating.pool),
    ...Waiting.leave(booking),
    InHouse.receive(payment).write,
    ...spent.writes,
  ];
}

/** Its time is over: a last look at the wallet, then its seats go back. */
export async function giveUp(payment: Payment.Payment): Promise<void> {
  const { companyId, paymentId, bookingId, status, expiresAt } = payment;
  if (status !== "PENDING" || expiresAt > Clock.iso()) return;
  if ((await confirm(companyId, bookingId!)) === "settled") return;
  await Settle.failed({ companyId, paymentId, report: [] }, "not_topped_up");
}
