/**
 * Pays out what was approved. The gateway recognises the refund's id, so asking again is safe; until it answers, the
 * refund stays due and is asked for with growing patience. Money, books, payment and booking change in one write; a
 * booking is REFUNDED only when it was cancelled and everything that was captured went back.
 */
import * as Row from "../booking/row.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, whileMoving, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import * as Journal from "../ledger/journal.ts";
import * as Metric from "../metric.ts";
import { due } from "../table.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Payment from "./payment.ts";
import * as Refund from "./refund.ts";

type Booking = Row.Booking;

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3600_000;

const ready = ({ status }: Refund.Refund): boolean => status === "AUTO_APPROVED" || status === "APPROVED";

/** Asks the gateway for a refund that is due, and books what it did. A repeat changes nothing. */
export async function payOut(named: Refund.Named): Promise<void> {
  const refund = await Refund.get(named);
  if (!ready(refund)) return;
  const answer = await ask(refund);
  await whileMoving(async () => {
    const now = await Refund.get(named);
    if (!ready(now)) return;
    if (answer.status === "done") return paid(now);
    if (answer.status === "refused") return failed(now, answer.reason ?? "refused by the gateway");
    return delayed(now, answer.reason ?? "the gateway has not finished");
  });
}

type Answer = Awaited<ReturnType<Gateway.Gateway["refund"]>>;

async function ask(refund: Refund.Refund): Promise<Answer> {
  if (refund.destination === "WALLET") return { status: "done" };
  const { externalId } = await Payment.get(refund.companyId, refund.paymentId);
  assert(externalId, "what was captured has the gateway's id");
  try {
    const gateway = await Gateway.of(refund.companyId, refund.gateway);
    return await gateway.refund({ ...refund, externalId });
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    return { status: "pending", reason: "the gateway could not be reached" };
  }
}

async function paid(refund: Refund.Refund): Promise<void> {
  const { companyId, paymentId, bookingId, amount: money } = refund;
  const [payment, booking] = await Promise.all([
    Payment.get(companyId, paymentId),
    Row.get(companyId, bookingId),
  ]);
  await commit(
    [
      left(refund, Events.RefundPaid(), { ...Refund.moved(refund, "PAID"), paidAt: Clock.iso() }),
      Payment.refunded(payment, refund),
      ...(await posted(refund, booking)),
      ...(payment.refunded + money.amount === payment.price.amount ? await allBack(booking, refund) : []),
    ],
    undefined,
  );
}

/** Out of the gateway's account, or into the customer's. */
async function posted(refund: Refund.Refund, { customerId }: Booking): Promise<Write[]> {
  const { companyId, paymentId, bookingId, refundId, gateway, amount: money, why: reason } = refund;
  if (refund.destination === "CARD")
    return [Journal.refund({ companyId, paymentId, bookingId, refundId, gateway, money })];
  const links = { bookingId, paymentId, refundId };
  const back = { companyId, customerId, money, reason, links, fact: `refund#${refundId}` };
  return (await Wallet.credit({ ...back, source: "REFUND", against: "booking_sales" })).writes;
}

/**
 * Said on the booking, too: whoever cancels it at this moment looks again, and sees that there is nothing left; and of
 * two payments for one booking, the second to go back sees that it is the last.
 */
async function allBack(booking: Booking, refund: Refund.Refund): Promise<Write[]> {
  const { status, version, companyId, bookingId } = booking;
  const told = { reason: refund.why };
  const others = Row.paymentsOf(booking).filter((paymentId) => paymentId !== refund.paymentId);
  const kept = await Promise.all(others.map((paymentId) => Payment.get(companyId, paymentId)));
  const cancelled = status === "CANCELLED" && kept.every(Payment.isBack);
  return [
    change(
      cancelled ? Events.BookingRefunded(told) : Events.BookingPaidBack(told),
      Row.Bookings.patch(Row.keyOf(companyId, bookingId))
        .set({ status: cancelled ? "REFUNDED" : status })
        .where((a, o) => `${o.eq(a.status, status)} AND ${o.eq(a.version, version!)}`),
      again,
    ),
  ];
}

/** Refused for good: people must find another way. */
async function failed(refund: Refund.Refund, problem: string): Promise<void> {
  const how = { ...Refund.moved(refund, "FAILED"), lastProblem: problem, attempts: refund.attempts + 1 };
  await commit([left(refund, Events.RefundFailed({ reason: problem }), how)], undefined);
  Metric.count("RefundFailed");
}

type Set = Parameters<ReturnType<typeof Refund.Refunds.patch>["set"]>[0];

/** Out of the sweeper's hands. */
const left = (refund: Refund.Refund, occurrence: ReturnType<typeof Events.RefundPaid>, set: Set): Write =>
  change(
    occurrence,
    Refund.Refunds.patch(Refund.keyOf(refund))
      .set(set)
      .remove(["duePk", "dueSk"])
      .where((a, o) => o.eq(a.status, refund.status)),
    again,
  );

function delayed(refund: Refund.Refund, problem: string): Promise<void> {
  const attempts = refund.attempts + 1;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 10));
  const write = change(
    Events.RefundDelayed({ reason: problem }),
    Refund.Refunds.patch(Refund.keyOf(refund))
      .set({
        ...Refund.moved(refund, refund.status),
        attempts,
        lastProblem: problem,
        ...due(refund.refundId, Clock.isoAfter(wait)),
      })
      .where((a, o) => `${o.eq(a.status, refund.status)} AND ${o.eq(a.attempts, refund.attempts)}`),
    again,
  );
  return commit([write], undefined);
}
