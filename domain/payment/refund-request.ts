/**
 * Asking for money back: the customer for her own payment, staff for anybody's. Staff who may approve have approved what
 * they ask for; a customer's request waits for them, unless it fits the company's rules.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Actor from "../actor.ts";
import * as Row from "../booking/row.ts";
import * as Clock from "../clock.ts";
import * as MoneyRules from "../company/money-rules.ts";
import { commit } from "../commit.ts";
import { conflict, unprocessable } from "../error.ts";
import { BookingId, CompanyId, PaymentId } from "../id.ts";
import { Price, type Money } from "../money.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Payment from "./payment.ts";
import * as Refund from "./refund.ts";
import * as SetAside from "./set-aside.ts";

const asked = {
  companyId: CompanyId,
  /** Everything that is left, unless it is said how much. */
  amount: Price.optional(),
  reason: Text.Reason,
  /** The way it came, unless the wallet is asked for. */
  destination: z.enum(Refund.CHOICES).optional(),
};
type Asked = {
  amount?: Money | undefined;
  reason: string;
  destination?: Refund.Destination | undefined;
};

/** By the booking: what a customer has, and what a guest's link opens. */
export const ofBooking = verb({
  name: "booking.request_refund",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({ ...asked, bookingId: BookingId }),
  output: Refund.View,
  async run({ companyId, bookingId, ...terms }) {
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    return request(await Payment.get(companyId, booking.paymentId), terms);
  },
});

export const ofPayment = verb({
  name: "payment.request_refund",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({ ...asked, paymentId: PaymentId }),
  output: Refund.View,
  async run({ companyId, paymentId, ...terms }) {
    const payment = await Payment.get(companyId, paymentId);
    await ownOrStaff(payment, "payment");
    return request(payment, terms);
  },
});

async function request(payment: Payment.Payment, { amount, reason, ...wish }: Asked) {
  if (payment.purpose === "TOPUP") {
    throw conflict("refund.in_wallet", "What is in a wallet is paid out from the wallet, by staff.");
  }
  const { parts } = payment;
  if (parts) {
    throw conflict("refund.in_parts", "This was paid for several bookings: each goes back by itself.", {
      parts,
    });
  }
  if (payment.status !== "SUCCEEDED") {
    throw conflict("refund.nothing_captured", "Nothing of this payment was captured; nothing can go back.", {
      state: payment.status,
    });
  }
  const { refundable } = payment;
  const { currency } = Payment.capturedOf(payment);
  if (amount && amount.currency !== currency) {
    throw unprocessable("refund.currency_differs", "A payment goes back in the currency it came in.", {
      currency,
    });
  }
  const money = amount ?? { amount: refundable, currency };
  if (refundable === 0 || money.amount > refundable) throw SetAside.notLeft(payment, money);
  const wayBack = Refund.wayBack(payment);
  const destination = wayBack === "CARD" ? (wish.destination ?? wayBack) : wayBack;
  const status = await decision(payment, { amount: money, destination });
  if (status === "REQUESTED") await mustBeFew(payment);
  const { refund, write } = Refund.asked(payment, { amount: money, why: reason, destination, status });
  // What depends on everything that went back before, or means all that is left, holds for what was seen alone.
  const exactly = status !== "APPROVED" || !amount ? "seen" : undefined;
  return commit([SetAside.reserve(payment, refund, exactly), write], Refund.viewOf(refund));
}

/** Whatever ends the booking decides all of them in one transaction, and those of its other payments. */
const MOST_UNDECIDED = 5;

async function mustBeFew(payment: Payment.Payment): Promise<void> {
  if (SetAside.inFlightOf(payment) === 0) return;
  const all = await Refund.of(payment.companyId, payment.paymentId);
  const undecided = all.filter(({ status }) => status === "REQUESTED").length;
  if (undecided < MOST_UNDECIDED) return;
  throw conflict("refund.undecided", "Several refunds of this payment wait to be decided. Wait for that.", {
    undecided,
  });
}

const DECIDING = new Set(["owner", "admin", "manager"]);

type Part = { readonly amount: Money; readonly destination: Refund.Destination };

async function decision(payment: Payment.Payment, part: Part) {
  const { kind, role = "" } = Actor.current();
  if (kind === "platform" || (kind === "staff" && DECIDING.has(role))) return "APPROVED";
  const rules = await MoneyRules.of(payment.companyId);
  return fits(payment, part, rules, Clock.millis()) ? "AUTO_APPROVED" : "REQUESTED";
}

/** Whether a request needs nobody's approval. The bound is on all that goes back of the payment together. */
export function fits(
  payment: Payment.Payment,
  { amount: { amount }, destination }: Part,
  { autoApprove }: MoneyRules.Rules,
  now: number,
): boolean {
  const { refundable, settledAt, gateway } = payment;
  if (!autoApprove || settledAt === undefined) return false;
  const { upTo, withinHours, gateways, destinations } = autoApprove;
  const captured = Payment.capturedOf(payment);
  return (
    captured.currency === upTo.currency &&
    captured.amount - refundable + amount <= upTo.amount &&
    now - Date.parse(settledAt) <= withinHours * 3600_000 &&
    (gateways === undefined || gateways.some((name) => name === gateway)) &&
    (destinations === undefined || destinations.some((one) => one === destination))
  );
}
