/**
 * Cancels a booking before its session starts: seats, booking, payment and refund in one write. What goes back is what
 * the policy says under which it was booked, or what staff decide; the answer and the history say how much and why. Of
 * what went back entirely before, the booking is REFUNDED at once.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { ownOrStaff } from "../access.ts";
import * as Clock from "../clock.ts";
import { commit, whileMoving, type Write } from "../commit.ts";
import { invalid, stale } from "../error.ts";
import { BookingId, CompanyId } from "../id.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as Seats from "../seat/seats.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Cancellation from "./cancellation.ts";
import type * as Policy from "./policy.ts";
import * as Row from "./row.ts";
import { cancelled, end, unclaim } from "./settle.ts";

export const Cancelled = Row.View.extend({
  refund: Refund.View.optional(),
  walletRefund: Refund.View.optional().describe("Of the part that came out of the wallet."),
  refunds: z.array(Refund.View).describe("All that go back with this."),
});

export const cancel = verb({
  name: "booking.cancel",
  may: ["customer"],
  idempotency: "accepted",
  input: z.strictObject({
    companyId: CompanyId,
    bookingId: BookingId,
    reason: Text.Reason.optional(),
    refund: Cancellation.Decision.optional(),
  }),
  output: Cancelled,
  async run({ companyId, bookingId, reason, refund: decision }) {
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    const because = Cancellation.whoEnds(decision);
    mustBeExplained(decision, reason);
    mustBeAsRead(booking);
    const at = Clock.iso();
    Cancellation.mustBeCancellable(booking, at);
    const { writes, status, outcome, refunds } = await ending(booking, because, { reason, decision, at });
    const of = (id: string | undefined) => refunds.find(({ paymentId }) => paymentId === id);
    const [refund, walletRefund] = [of(booking.paymentId), of(booking.walletPaymentId)];
    return commit(writes, {
      ...Row.viewOf({
        ...booking,
        status,
        cancelledBecause: because,
        cancelledAt: at,
        paymentStatus: paymentStatusAfter(booking),
        version: booking.version! + 1,
        ...(outcome && { cancellation: outcome }),
      }),
      ...(refund && { refund: Refund.viewOf(refund) }),
      ...(walletRefund && { walletRefund: Refund.viewOf(walletRefund) }),
      refunds: refunds.map(Refund.viewOf),
    });
  },
});

/** Each booking of a cancelled session, exactly once however often this runs (SCH-7). */
export const cancelForSession = (companyId: string, bookingId: string, reason: string): Promise<void> =>
  whileMoving(async () => {
    const booking = await Row.get(companyId, bookingId);
    if (!Row.MOVES[booking.status].includes("CANCELLED")) return;
    const { writes } = await ending(booking, "session_cancelled", { reason, at: Clock.iso() });
    await commit(writes, undefined);
  });

/** What staff decide against the policy has a reason, which the customer can read. */
function mustBeExplained(decision: Policy.Decision | undefined, reason: string | undefined): void {
  if (reason !== undefined || decision === undefined || decision === "policy") return;
  throw invalid("booking.reason_missing", "Say why the policy does not decide what goes back.");
}

/** The write says it again, in its condition. */
export function mustBeAsRead({ version }: Row.Booking): void {
  const { ifMatch } = Actor.current();
  if (ifMatch === undefined || ifMatch === version) return;
  throw stale("booking.changed_meanwhile", "The booking has changed since it was read.", { version });
}

const paymentStatusAfter = ({ status, paymentStatus }: Row.Booking): Row.Booking["paymentStatus"] =>
  Row.AWAITING.includes(status) ? "FAILED" : paymentStatus;

type Ended = {
  readonly writes: Write[];
  readonly status: "CANCELLED" | "REFUNDED";
  readonly outcome?: Row.Outcome;
  readonly refunds: readonly Refund.Refund[];
};
type Said = {
  readonly reason?: string | undefined;
  readonly decision?: Policy.Decision | undefined;
  readonly at: string;
};

const BY = { customer: "customer", staff: "staff", session_cancelled: "session" } as const;

async function ending(
  booking: Row.Booking,
  because: keyof typeof BY,
  { reason, decision, at }: Said,
): Promise<Ended> {
  if (!Row.MOVES[booking.status].includes("CANCELLED")) throw Row.illegal(booking, "CANCELLED");
  const ended = { paymentStatus: paymentStatusAfter(booking), ...(reason !== undefined && { reason }), at };
  if (Row.AWAITING.includes(booking.status)) {
    const payment = await Payment.get(booking.companyId, booking.paymentId);
    const writes = [...(await end(booking, because, ended)), Payment.fail(payment, "booking_cancelled")];
    return { writes, status: "CANCELLED", refunds: [] };
  }
  const { terms, accounts } = await Cancellation.reckon(booking, {
    at,
    by: BY[because],
    decision,
  });
  const payments = accounts.map(({ payment }) => payment);
  const taken = payments.some((payment) => payment.status === "SUCCEEDED");
  const status = taken && payments.every(Payment.isBack) ? "REFUNDED" : "CANCELLED";
  const outcome = Cancellation.outcomeOf(terms);
  const back = accounts.map((one) => Cancellation.giveBack(one, terms, `cancelled_by_${because}`));
  return {
    status,
    outcome,
    refunds: back.flatMap(({ refund }) => refund ?? []),
    writes: [
      cancelled(booking, because, { ...ended, status, outcome }),
      ...(await Seats.free(Row.seatOf(booking))),
      ...unclaim(booking),
      ...back.flatMap(({ writes }) => writes),
    ],
  };
}
