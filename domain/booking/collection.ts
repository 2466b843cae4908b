/**
 * Collecting what is owed for a session that is over: from the wallet, else from the card that the customer has named for it.
 * It begins when nothing more can be said of who came.
 *
 * A card is charged in two steps, because a gateway is no part of a transaction: here the charge is written down, as a
 * payment of its own with an id that the gateway knows it by; who made it then has the gateway asked (`charging.ts`), and so
 * does the sweeper, if he does not live that long. Until it has an outcome, the bill rests.
 */
import * as Clock from "../clock.ts";
import { commit, conflictOf, whileMoving, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import type { Money } from "../money.ts";
import * as Charge from "../payment/charge.ts";
import * as Consent from "../payment/consent.ts";
import * as Payment from "../payment/payment.ts";
import * as Bill from "./bill.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

const MINUTE_MS = 60_000;

type Try = { readonly writes: Write[]; readonly charge?: string };

/** One try, if it is due. What it answers is the payment by which a card has to be charged now. */
export const collect = (companyId: string, paymentId: string): Promise<string | undefined> =>
  whileMoving(async () => {
    const bill = await Payment.get(companyId, paymentId);
    if (bill.status !== "PENDING" || bill.dueSk === undefined || bill.dueSk > Clock.iso()) return undefined;
    assert(bill.bookingId, "a bill is for a booking");
    const booking = await Row.get(companyId, bill.bookingId);
    const { writes, charge } = await tried(booking, bill);
    return commit(writes, charge);
  });

async function tried(booking: Row.Booking, bill: Payment.Payment): Promise<Try> {
  if (!Owed.isOwed(booking)) return { writes: [Bill.put(bill, undefined, "nothing is owed any more")] };
  const later = await notYet(booking);
  if (later) return { writes: [Bill.put(bill, later.at, later.why)] };
  const money = await Bill.owed(booking);
  if (money.amount === 0) return { writes: [Payment.fail(bill, "nothing_owed")] };
  try {
    return { writes: await Bill.fromWallet(booking, bill, money) };
  } catch (error) {
    if (conflictOf(error) !== "wallet.insufficient_funds") throw error;
    return withoutWallet(booking, bill, money);
  }
}

async function withoutWallet(booking: Row.Booking, bill: Payment.Payment, money: Money): Promise<Try> {
  const card = await Consent.standing(bill);
  if (card) return begun(booking, bill, { money, card });
  const why = bill.card ? "the wallet has not enough, and the card is gone" : "the wallet has not enough";
  return { writes: await Bill.inVain(booking, bill, { money, why }) };
}

type Charging = { readonly money: Money; readonly card: Payment.ChargedTo };

/** The charge, the booking that it settles, and the bill, which its outcome wakes again if it must. */
function begun(booking: Row.Booking, bill: Payment.Payment, { money, card }: Charging): Try {
  const paymentId = Bill.settlementIdOf(booking);
  const { description } = bill;
  return {
    charge: paymentId,
    writes: [
      Charge.intend({ ...booking, paymentId, description, price: money, card }),
      Bill.opening(booking, paymentId),
      Bill.put(bill, undefined, "the saved card is charged"),
    ],
  };
}

/** It may have moved to another session; or its customer is paying it at this moment. */
async function notYet(booking: Row.Booking): Promise<{ at: string; why: string } | undefined> {
  const finalAt = Owed.finalAt(booking);
  if (finalAt > Clock.iso()) return { at: finalAt, why: "the session is not over for long enough" };
  const settlement = await Bill.checkoutOf(booking);
  if (!settlement) return undefined;
  const at = new Date(Date.parse(settlement.expiresAt) + MINUTE_MS).toISOString();
  return { at: at > Clock.iso() ? at : Clock.isoAfter(MINUTE_MS), why: "the customer is at a gateway" };
}
