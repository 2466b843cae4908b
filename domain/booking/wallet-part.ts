/**
 * The part of a booking that its customer pays from his wallet while a gateway takes the rest (LED-7). It is a payment of
 * its own: set aside when he books, and from then on it shares the fate of the rest.
 *
 *   PENDING (out of the wallet, `wallet_reserved`) ──the rest came──▶ SUCCEEDED
 *      └──it did not──▶ FAILED (back in the wallet) ┄┄late, and still there┄┄▶ SUCCEEDED
 */
import type { Write } from "../commit.ts";
import type * as Accounts from "../ledger/accounts.ts";
import * as Journal from "../ledger/journal.ts";
import type { Money } from "../money.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import * as Wallet from "../wallet/wallet.ts";
import type * as Row from "./row.ts";

const ASIDE = "wallet_reserved" satisfies Accounts.Account;

export const idOf = (paymentId: string): string => `${paymentId}W`;

/** Sets the part aside; refused if the wallet has not that much. */
export async function setAside(booking: Row.Booking, description: string, money: Money): Promise<Write[]> {
  const paymentId = idOf(booking.paymentId);
  const part = { ...booking, paymentId, description, price: money };
  const { writes } = await Wallet.debit({ ...movement(booking, part, `aside#${paymentId}`), against: ASIDE });
  return [...writes, InHouse.expect({ ...part, gateway: "wallet" }, booking.startsAt)];
}

/** The rest came: what was set aside is spent, or taken once more if it went back meanwhile. */
export async function spend(booking: Row.Booking): Promise<Write[]> {
  const part = await of(booking);
  if (!part) return [];
  const { companyId, paymentId, bookingId, price } = part;
  const spent = InHouse.receive(part).write;
  const fact = `capture#${paymentId}`;
  if (part.status === "FAILED") {
    const anew = await Wallet.debit({ ...movement(booking, part, fact), against: "booking_sales" });
    return [...anew.writes, spent];
  }
  const lines = [Journal.debit(ASIDE, price), Journal.credit("booking_sales", price)];
  return [spent, Journal.post({ companyId, subject: bookingId!, fact, lines, bookingId, paymentId })];
}

/** The rest will not come: what was set aside is back in the wallet. */
export async function release(booking: Row.Booking, because: Row.Cause): Promise<Write[]> {
  const part = await of(booking);
  if (part?.status !== "PENDING") return [];
  const back = movement(booking, part, `release#${part.paymentId}`);
  const { writes } = await Wallet.credit({ ...back, reason: because, against: ASIDE });
  return [...writes, Payment.fail(part, "booking_cancelled")];
}

async function of({ companyId, walletPaymentId }: Row.Booking): Promise<Payment.Payment | undefined> {
  return walletPaymentId === undefined ? undefined : Payment.get(companyId, walletPaymentId);
}

const movement = (
  { companyId, customerId, bookingId }: Row.Booking,
  { price, paymentId }: Pick<Payment.Payment, "price" | "paymentId">,
  fact: string,
) => ({
  companyId,
  customerId,
  fact,
  money: price,
  source: "BOOKING" as const,
  links: { bookingId, paymentId },
});
