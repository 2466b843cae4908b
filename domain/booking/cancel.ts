/**
 * Cancels a booking before its session starts: seats, booking, payment and refund in one write. What was paid goes back
 * in full through the gateway, less what went back before; the answer says how much and why. Of what went back
 * entirely before, the booking is REFUNDED at once.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { ownOrStaff } from "../access.ts";
import * as Clock from "../clock.ts";
import { commit, whileMoving, type Write } from "../commit.ts";
import { conflict, stale } from "../error.ts";
import { BookingId, CompanyId } from "../id.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as SetAside from "../payment/set-aside.ts";
import * as Seats from "../seat/seats.ts";
import { verb } from "../verb.ts";
import * as Row from "./row.ts";
import { cancelled, end, unclaim } from "./settle.ts";

export const Cancelled = Row.View.extend({
  refund: Refund.View.optional(),
  walletRefund: Refund.View.optional().describe("Of the part that came out of the wallet."),
});

export const cancel = verb({
  name: "booking.cancel",
  may: ["customer"],
  idempotency: "accepted",
  input: z.strictObject({
    companyId: CompanyId,
    bookingId: BookingId,
    reason: z.string().trim().min(1).max(500).optional(),
  }),
  output: Cancelled,
  async run({ companyId, bookingId, reason }) {
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    const { ifMatch } = Actor.current();
    if (ifMatch !== undefined && ifMatch !== booking.version) {
      throw stale("booking.changed_meanwhile", "The booking has changed since it was read.", {
        version: booking.version,
      });
    }
    mustNotHaveStarted(booking);
    const because = ["customer", "key"].includes(Actor.current().kind) ? "customer" : "staff";
    const { writes, refund, walletRefund, status } = await ending(booking, because, reason);
    return commit(writes, {
      ...Row.viewOf({
        ...booking,
        status,
        cancelledBecause: because,
        cancelledAt: Clock.iso(),
        paymentStatus: paymentStatusAfter(booking),
        version: booking.version! + 1,
      }),
      ...(refund && { refund: Refund.viewOf(refund) }),
      ...(walletRefund && { walletRefund: Refund.viewOf(walletRefund) }),
    });
  },
});

/** Each booking of a cancelled session, exactly once however often this runs (SCH-7). */
export const cancelForSession = (companyId: string, bookingId: string, reason: string): Promise<void> =>
  whileMoving(async () => {
    const booking = await Row.get(companyId, bookingId);
    if (!Row.MOVES[booking.status].includes("CANCELLED")) return;
    const { writes } = await ending(booking, "session_cancelled", reason);
    await commit(writes, undefined);
  });

/** The write says it again, in its condition; here it has a name. */
function mustNotHaveStarted({ startsAt }: Row.Booking): void {
  if (startsAt > Clock.iso()) return;
  throw conflict(
    "booking.session_started",
    "The session has started; the booking can not be cancelled any more.",
    {
      startsAt,
    },
  );
}

const paymentStatusAfter = ({ status, paymentStatus }: Row.Booking): Row.Booking["paymentStatus"] =>
  Row.AWAITING.includes(status) ? "FAILED" : paymentStatus;

type Ended = {
  readonly writes: Write[];
  readonly status: "CANCELLED" | "REFUNDED";
  readonly refund?: Refund.Refund;
  readonly walletRefund?: Refund.Refund;
};

async function ending(booking: Row.Booking, because: Row.Cause, reason: string | undefined): Promise<Ended> {
  if (!Row.MOVES[booking.status].includes("CANCELLED")) throw Row.illegal(booking, "CANCELLED");
  const { companyId } = booking;
  const payments = await Promise.all(Row.paymentsOf(booking).map((id) => Payment.get(companyId, id)));
  const ended = { paymentStatus: paymentStatusAfter(booking), ...(reason !== undefined && { reason }) };
  if (Row.AWAITING.includes(booking.status)) {
    const writes = [...(await end(booking, because, ended)), Payment.fail(payments[0]!, "booking_cancelled")];
    return { writes, status: "CANCELLED" };
  }
  const taken = payments.some((payment) => payment.status === "SUCCEEDED");
  const status = taken && payments.every(Payment.isBack) ? "REFUNDED" : "CANCELLED";
  const back = await Promise.all(payments.map((payment) => moneyBack(payment, `cancelled_by_${because}`)));
  const [refund, walletRefund] = back.map((one) => one.refund);
  return {
    status,
    ...(refund && { refund }),
    ...(walletRefund && { walletRefund }),
    writes: [
      cancelled(booking, because, { ...ended, status }),
      ...(await Seats.free(Row.seatOf(booking))),
      ...unclaim(booking),
      ...back.flatMap(({ writes }) => writes),
    ],
  };
}

type Back = { readonly writes: Write[]; readonly refund?: Refund.Refund };

/** What is left of the payment goes back; so does what the customer has asked for and nobody has decided. */
async function moneyBack(payment: Payment.Payment, why: string): Promise<Back> {
  // To be paid at the door: nothing was taken, and nothing is expected any more.
  if (payment.status !== "SUCCEEDED") return { writes: [Payment.fail(payment, "booking_cancelled")] };
  const { companyId, paymentId, refundable } = payment;
  const inFlight = SetAside.inFlightOf(payment) > 0 ? await Refund.of(companyId, paymentId) : [];
  const requested = inFlight.filter(({ status }) => status === "REQUESTED");
  const writes = requested.map((refund) => Refund.approvedByRule(refund, why));
  if (refundable === 0) return { writes };
  const amount = { ...Payment.capturedOf(payment), amount: refundable };
  const { refund, write } = Refund.byRule(payment, { amount, why, destination: Refund.wayBack(payment) });
  return { refund, writes: [...writes, SetAside.reserve(payment, refund, "seen"), write] };
}
