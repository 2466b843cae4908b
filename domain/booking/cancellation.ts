/**
 * What cancelling a booking gives, and what it writes. The same reckoning answers the question beforehand and decides the
 * refund, so the two can not disagree: the policy under which it was booked, what it costs, and what the company still
 * holds of each of its payments.
 *
 * What somebody has asked to have back, and nobody has decided, counts as held: as far as the policy gives it back it is
 * approved, the rest is rejected, because the booking ends now and the policy is what was agreed.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Terms from "../activity/terms.ts";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import type { Write } from "../commit.ts";
import { conflict, forbidden, unprocessable } from "../error.ts";
import { BookingId, CompanyId, PaymentId } from "../id.ts";
import { Money } from "../money.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as SetAside from "../payment/set-aside.ts";
import { Instant } from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Policy from "./policy.ts";
import * as Row from "./row.ts";

export const Decision = z
  .enum(Policy.DECISIONS)
  .describe(
    "Staff only: by the policy, all of it or nothing. Unless they say so, staff give everything back.",
  );

export const View = Row.Outcome.extend({
  at: z.string(),
  window: z.object({ hoursBefore: z.int(), refundPercent: z.int(), fee: z.int().optional() }).optional(),
  parts: z
    .array(z.object({ paymentId: PaymentId, amount: Money, destination: z.enum(Refund.DESTINATIONS) }))
    .describe("What goes back of each payment, and where to."),
  setAside: Money.optional().describe(
    "Waits in the wallet for the rest of the money; all of it is free again.",
  ),
});

export const preview = verb({
  name: "booking.cancellation_terms",
  may: ["customer"],
  input: z.strictObject({
    companyId: CompanyId,
    bookingId: BookingId,
    at: Instant.optional().describe("When it would be cancelled; now, unless it is said."),
    refund: Decision.optional(),
  }),
  output: View,
  async run({ companyId, bookingId, at = Clock.iso(), refund }) {
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    const by = whoEnds(refund);
    mustBeCancellable(booking, at);
    if (at < booking.createdAt) {
      throw unprocessable("booking.not_made_yet", "The booking was made after this moment.", {
        createdAt: booking.createdAt,
      });
    }
    const { terms, accounts } = await reckon(booking, { at, by, decision: refund });
    const aside = accounts.find(({ payment: { status, paymentId } }) => {
      return status === "PENDING" && paymentId === booking.walletPaymentId;
    });
    return {
      ...outcomeOf(terms),
      at,
      ...(terms.window && { window: terms.window }),
      parts: accounts.flatMap(({ payment, give }) => {
        const amount = { ...booking.price, amount: give };
        const destination = destinationOf(payment, terms);
        return give === 0 ? [] : [{ paymentId: PaymentId.parse(payment.paymentId), amount, destination }];
      }),
      ...(aside && { setAside: aside.payment.price }),
    };
  },
});

/** Whoever acts for himself is a customer, also if he works there. */
export function whoEnds(decision?: Policy.Decision): "customer" | "staff" {
  if (!["customer", "key"].includes(Actor.current().kind)) return "staff";
  if (decision === undefined) return "customer";
  throw forbidden("booking.refund_by_policy", "What goes back is decided by the policy, or by staff.");
}

/** The write says it again, in its condition; here it has a name. */
export function mustBeCancellable(booking: Row.Booking, at: string): void {
  if (!Row.MOVES[booking.status].includes("CANCELLED")) throw Row.illegal(booking, "CANCELLED");
  if (booking.startsAt <= at)
    throw conflict(
      "booking.session_started",
      "The session has started; the booking can not be cancelled any more.",
      { startsAt: booking.startsAt },
    );
  mustNotHaveCome(booking);
}

/** Whoever is there has what he booked. Nobody is marked between reading and writing: that would be another version. */
export function mustNotHaveCome({ attendance, attended, spots }: Row.Booking): void {
  if (attendance !== "ATTENDED") return;
  throw conflict(
    "booking.attended",
    "The customer is checked in. Staff take that back before the booking is cancelled or moved.",
    { state: attendance, attended, spots },
  );
}

/** A payment of a booking, with what was asked back of it and is not decided, and what it is to give. */
export type Account = {
  readonly payment: Payment.Payment;
  readonly requested: readonly Refund.Refund[];
  readonly give: number;
};
export type Reckoning = { readonly terms: Policy.Terms; readonly accounts: readonly Account[] };

type Ending = Pick<Policy.Case, "at" | "by" | "decision">;

/** What cancelling gives at this instant, as the money stands now. */
export async function reckon(booking: Row.Booking, ending: Ending): Promise<Reckoning> {
  const { companyId, termsId, price, fees, startsAt } = booking;
  const [{ policy }, paid] = await Promise.all([
    Terms.of(companyId, termsId),
    Promise.all(Row.paymentsOf(booking).map((paymentId) => look(companyId, paymentId))),
  ]);
  const parts = paid.map(({ payment, requested }) => ({
    paymentId: payment.paymentId,
    held: payment.refundable + sum(requested),
  }));
  const terms = Policy.termsAt({ policy, price, parts, startsAt, ...ending, ...(fees && { fees }) });
  return { terms, accounts: paid.map((one, index) => ({ ...one, give: terms.parts[index]!.amount })) };
}

async function look(companyId: string, paymentId: string) {
  const payment = await Payment.get(companyId, paymentId);
  const inFlight = SetAside.inFlightOf(payment) > 0 ? await Refund.of(companyId, paymentId) : [];
  return { payment, requested: inFlight.filter(({ status }) => status === "REQUESTED") };
}

type Back = { readonly writes: Write[]; readonly refund?: Refund.Refund };

/** What one payment gives back: what was asked for as far as it fits, and the rest by rule. */
export function giveBack({ payment, requested, give }: Account, terms: Policy.Terms, why: string): Back {
  // To be paid at the door: nothing was taken, and nothing is expected any more.
  if (payment.status !== "SUCCEEDED") return { writes: [Payment.fail(payment, "booking_cancelled")] };
  const { fit, rest, left } = fitting(requested, give);
  const decided = [
    ...fit.map((refund) => Refund.approvedByRule(refund, why)),
    ...rest.map((refund) => Refund.rejectedByRule(refund, terms.why.sentence)),
  ];
  const released = sum(rest);
  if (left === 0) {
    const free = { refundId: rest[0]?.refundId ?? "", amount: { ...payment.price, amount: released } };
    return { writes: released === 0 ? decided : [...decided, SetAside.release(payment, free)] };
  }
  const amount = { ...Payment.capturedOf(payment), amount: left };
  const { refund, write } = Refund.byRule(payment, {
    amount,
    why,
    destination: destinationOf(payment, terms),
  });
  return { refund, writes: [...decided, SetAside.reserve(payment, { ...refund, released }, "seen"), write] };
}

export const outcomeOf = ({ refund, fee, percent, refundTo, why }: Policy.Terms): Row.Outcome => ({
  refund,
  fee,
  percent,
  refundTo,
  why: why.code,
  sentence: why.sentence,
});

/** A policy may keep money out of gateways; what a reseller owes comes off his invoice all the same. */
export function destinationOf(
  payment: Payment.Payment,
  { refundTo }: Pick<Policy.Terms, "refundTo">,
): Refund.Destination {
  const wayBack = Refund.wayBack(payment);
  return refundTo === "wallet" && wayBack === "CARD" ? "WALLET" : wayBack;
}

/** The oldest first. */
function fitting(requested: readonly Refund.Refund[], give: number) {
  const [fit, rest]: [Refund.Refund[], Refund.Refund[]] = [[], []];
  let left = give;
  for (const refund of requested.toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1))) {
    const fits = refund.amount.amount <= left;
    (fits ? fit : rest).push(refund);
    if (fits) left -= refund.amount.amount;
  }
  return { fit, rest, left };
}

const sum = (refunds: readonly Refund.Refund[]): number =>
  refunds.reduce((total, { amount }) => total + amount.amount, 0);
