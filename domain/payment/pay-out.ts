/**
 * Pays out what was approved: to the wallet or off an invoice at once, to the card through the gateway, which recognises the refund's id so
 * that asking again is safe; until it answers, the refund stays due and is asked for with growing patience. Money, books,
 * payment and booking change in one write; a booking is REFUNDED only when it was cancelled and everything that was
 * captured went back. Parts of what a gateway knows as one take turns there, because some gateways know parts by their sum.
 */
import * as Row from "../booking/row.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, conflictOf, whileMoving, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import * as Journal from "../ledger/journal.ts";
import * as Metric from "../metric.ts";
import { due } from "../table.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Parts from "./parts.ts";
import * as Payment from "./payment.ts";
import * as Refund from "./refund.ts";
import * as SetAside from "./set-aside.ts";

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3600_000;

const ready = ({ status }: Refund.Refund): boolean => Refund.MOVES[status].includes("PAID");

/** Pays out a refund that is due, and books what the gateway did. A repeat changes nothing. */
export async function payOut(named: Refund.Named): Promise<void> {
  const refund = await Refund.get(named);
  if (!ready(refund)) return;
  if (refund.destination !== "CARD") return book(named, { status: "done" });
  const whole = await Parts.wholeOf(await Payment.get(refund.companyId, refund.paymentId));
  const part = refund.amount.amount < Payment.capturedOf(whole).amount;
  if (part && !(await engaged(whole, refund))) return;
  const answer = await ask(refund, whole, part ? await before(whole) : 0);
  await book(named, answer);
  const next = part && answer.status !== "pending" ? await waiting(whole, refund) : undefined;
  if (next) await payOut(next);
}

/** Whether it is this refund's turn; if it is not, the one whose turn it is, or the sweeper, comes back to it. */
const engaged = (payment: Payment.Payment, { refundId }: Refund.Refund): Promise<boolean> =>
  whileMoving(() => commit([SetAside.engage(payment, refundId)], true)).catch((error: unknown) => {
    if (conflictOf(error) !== "refund.waits") throw error;
    return false;
  });

/** What went back through the gateway already, in the payment's currency. */
async function before(whole: Payment.Payment): Promise<number> {
  const gone = (await Parts.refundsOf(whole)).filter(
    ({ status, destination }) => status === "PAID" && destination === "CARD",
  );
  return gone.reduce((sum, { amount }) => sum + amount.amount, 0);
}

const waiting = async (
  whole: Payment.Payment,
  { refundId }: Refund.Refund,
): Promise<Refund.Refund | undefined> =>
  (await Parts.refundsOf(whole)).find((other) => ready(other) && other.refundId !== refundId);

type Answer = Awaited<ReturnType<Gateway.Gateway["refund"]>>;

async function ask(refund: Refund.Refund, whole: Payment.Payment, gone: number): Promise<Answer> {
  const { paymentId, externalId } = whole;
  assert(externalId, "what was captured has the gateway's id");
  try {
    const gateway = await Gateway.of(refund.companyId, refund.gateway);
    const earlier = { ...refund.amount, amount: gone };
    return await gateway.refund({ ...refund, paymentId, externalId, before: earlier });
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    return { status: "pending", reason: "the gateway could not be reached" };
  }
}

const book = (named: Refund.Named, answer: Answer): Promise<void> =>
  whileMoving(async () => {
    const refund = await Refund.get(named);
    if (!ready(refund)) return;
    if (answer.status === "done") return paid(refund);
    if (answer.status === "refused") return failed(refund, answer.reason ?? "refused by the gateway");
    return delayed(refund, answer.reason ?? "the gateway has not finished");
  });

async function paid(refund: Refund.Refund): Promise<void> {
  const { companyId, paymentId, amount } = refund;
  const payment = await Payment.get(companyId, paymentId);
  // Another booking may have taken the place of the one that the refund was asked for.
  const booking = await Row.get(companyId, payment.bookingId ?? refund.bookingId);
  const everything = payment.refunded + amount.amount === Payment.capturedOf(payment).amount;
  await commit(
    [
      left(refund, Events.RefundPaid(), { ...Refund.moved(refund, "PAID"), paidAt: Clock.iso() }),
      SetAside.wentBack(payment, refund),
      ...(payment.partOf === undefined ? [] : [SetAside.wentBack(await Parts.wholeOf(payment), refund)]),
      ...(await books(refund, payment, booking)),
      // What came twice is no part of what the booking was paid with.
      ...(everything && Row.paymentsOf(booking).includes(paymentId) ? await allBack(booking, refund) : []),
    ],
    undefined,
  );
}

async function books(
  refund: Refund.Refund,
  payment: Payment.Payment,
  { customerId, bookingId }: Row.Booking,
): Promise<Write[]> {
  const { companyId, paymentId, refundId, gateway, why: reason, amount: money } = refund;
  const of = { companyId, money };
  const subject = Payment.subjectOf(payment);
  if (refund.destination !== "WALLET") {
    const { resellerId } = payment;
    return [Journal.refund({ ...of, paymentId, bookingId: subject, refundId, gateway, resellerId })];
  }
  const links = { bookingId, paymentId, refundId };
  const fact = `refund#${refundId}`;
  const terms = {
    ...of,
    customerId,
    source: "REFUND",
    fact,
    against: "booking_sales",
    reason,
    links,
    subject,
  } as const;
  return (await Wallet.credit(terms)).writes;
}

/**
 * Said on the booking, too: whoever cancels it at this moment looks again, and sees that there is nothing left; and of
 * two payments for one booking, the second to go back sees that it is the last.
 */
async function allBack(booking: Row.Booking, refund: Refund.Refund): Promise<Write[]> {
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
  const { companyId, paymentId, refundId } = refund;
  const whole = await Parts.wholeOf(await Payment.get(companyId, paymentId));
  const how = { ...Refund.moved(refund, "FAILED"), lastProblem: problem, attempts: refund.attempts + 1 };
  const turn = whole.refunding === refundId ? [SetAside.disengage(whole, refundId)] : [];
  await commit([left(refund, Events.RefundFailed({ reason: problem }), how), ...turn], undefined);
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

async function delayed(refund: Refund.Refund, problem: string): Promise<void> {
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
