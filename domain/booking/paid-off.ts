/**
 * What becomes of a checkout at which somebody pays what is owed, or of a charge of his card. When its money comes, it is the
 * booking's payment, and the bill came to nothing; all of it is one write with whatever reported it. Money for a booking that
 * was paid meanwhile, or called off, goes back. If no money comes, what is owed is owed; of a charge, that was a try in vain.
 */
import { commit, whileMoving, type Write } from "../commit.ts";
import * as MoneyRules from "../company/money-rules.ts";
import { assert } from "../error.ts";
import * as Journal from "../ledger/journal.ts";
import type { Money } from "../money.ts";
import * as Charge from "../payment/charge.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as Bill from "./bill.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";
import * as Settle from "./settle.ts";

/** The gateway has the money: what was owed is paid, or it goes back. */
export const paid = (
  { companyId, paymentId, report, answer }: Settle.Settling,
  { externalId, money }: Settle.Came,
): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status === "SUCCEEDED") return void (await commit(report, answer));
    assert(payment.bookingId, "what is settled is a booking");
    const booking = await Row.get(companyId, payment.bookingId);
    const captured = { externalId, money: money ?? payment.price };
    const enough = Settle.covers(captured.money, payment.price);
    const outcome =
      enough && Owed.isOwed(booking)
        ? [...Settle.keepPrice(payment, captured), ...(await insteadOfBill(booking, paymentId))]
        : [
            ...(await sendBack(payment, captured, whyNot(booking, enough))),
            ...(await triedInVain(payment, "amount_differs")),
          ];
    const subject = Payment.subjectOf(payment);
    const journal = Journal.capture({ ...payment, bookingId: subject, money: captured.money });
    await commit([...outcome, journal, ...report], answer);
  });

async function insteadOfBill(booking: Row.Booking, paymentId: string): Promise<Write[]> {
  const bill = await Payment.get(booking.companyId, booking.paymentId);
  return [Payment.fail(bill, "settled_otherwise"), Bill.settled(booking, paymentId)];
}

const whyNot = ({ paymentStatus }: Row.Booking, enough: boolean): string =>
  paymentStatus === "PAID" ? "paid_already" : enough ? "paid_after_cancellation" : "amount_differs";

async function sendBack(
  payment: Payment.Payment,
  { externalId, money }: { externalId: string; money: Money },
  why: string,
): Promise<Write[]> {
  const { lateMoney } = await MoneyRules.of(payment.companyId);
  const destination = lateMoney === "wallet" ? "WALLET" : "CARD";
  const { write } = Refund.byRule(payment, { amount: money, why, destination });
  return [...Payment.succeed(payment, { externalId, money, refundable: 0 }), write];
}

/** `reason`: the gateway's word, for the history. */
export const failed = (
  { companyId, paymentId, report }: Settle.Settling,
  because: Exclude<Payment.Failure, "booking_cancelled" | "nothing_owed">,
  reason?: string,
): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status === "SUCCEEDED" || payment.status === "FAILED") return commit(report, undefined);
    const why = reason === undefined ? because : `${because}: ${reason}`;
    const next = await triedInVain(payment, why);
    await commit([Payment.fail(payment, because, why), ...next, ...report], undefined);
  });

/** The bill rested for the charge's sake, until it had an outcome: now it waits for the next try, or there is none. */
async function triedInVain(charge: Payment.Payment, why: string): Promise<Write[]> {
  if (!Charge.is(charge) || charge.status === "FAILED") return [];
  assert(charge.bookingId, "what is settled is a booking");
  const booking = await Row.get(charge.companyId, charge.bookingId);
  const bill = await Payment.get(charge.companyId, booking.paymentId);
  if (!Owed.isOwed(booking) || bill.status !== "PENDING") return [];
  return Bill.inVain(booking, bill, { money: charge.price, why });
}
