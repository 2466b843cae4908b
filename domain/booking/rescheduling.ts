/**
 * What moving a booking to another session takes: whether it may move, what it costs there, and how the difference is
 * settled. The same plan answers the question beforehand and is carried out (`reschedule.ts`).
 *
 *   dearer   the customer's wallet pays the difference, or a reseller's invoice; what is due at the door becomes more
 *   cheaper  the difference goes back as the policy sends money, or less is due at the door
 *
 * Until when it may move, and for which fee, is said by the policy under which it was booked, and stays so however often it
 * moves; the price is the one of the session it moves to. Places that are given back on the way, or without going anywhere,
 * are cancelled: the policy keeps of their price what it keeps then. Staff who say why need not heed it.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Terms from "../activity/terms.ts";
import * as Units from "../activity/units.ts";
import * as Clock from "../clock.ts";
import { conflict, forbidden, invalid } from "../error.ts";
import { BookingId, CompanyId, PaymentId, SessionId } from "../id.ts";
import { Money } from "../money.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as Group from "../seat/group.ts";
import * as Pool from "../seat/pool.ts";
import * as Session from "../session/session.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Cancellation from "./cancellation.ts";
import * as Policy from "./policy.ts";
import * as Price from "./price.ts";
import * as Row from "./row.ts";
import * as Taking from "./taking.ts";

/** Each is a payment that moves along, and all of them move in one transaction. */
const MOST_FURTHER_PAYMENTS = 10;

export const asked = {
  companyId: CompanyId,
  bookingId: BookingId,
  sessionId: SessionId.describe("Where to."),
  reason: Text.Reason.optional().describe("With one, staff need not heed the policy."),
  price: z
    .enum(["new", "kept"])
    .default("new")
    .describe("Staff only, with a reason: `kept` lets it cost what it did."),
};
export type Asked = z.output<z.ZodObject<typeof asked>>;

const Place = z.object({ sessionId: SessionId, startsAt: z.string(), endsAt: z.string() });

/** How the difference is settled. */
export const Settlement = z.object({
  difference: Money.describe("Below zero where the other session is cheaper."),
  fee: Money,
  due: Money.describe("What is paid for moving it: from the wallet, by the reseller, or at the door."),
  dueFrom: z.enum(["wallet", "reseller", "door"]).optional(),
  refund: Money,
  refundTo: z.enum(["origin", "wallet"]),
});

export const preview = verb({
  name: "booking.rescheduling_terms",
  may: ["customer"],
  input: z.strictObject(asked),
  output: Settlement.extend({
    from: Place,
    to: Place.extend({ seatsLeft: z.int() }),
    price: Money,
    short: Money.describe("What has to come into the wallet first."),
    parts: z.array(
      z.object({ paymentId: PaymentId, amount: Money, destination: z.enum(Refund.DESTINATIONS) }),
    ),
  }),
  async run(wish) {
    const booking = await Row.get(wish.companyId, wish.bookingId);
    await ownOrStaff(booking, "booking");
    const plan = await made(booking, wish);
    const [short, seats] = await Promise.all([shortOf(plan), Pool.seats(wish.companyId, wish.sessionId)]);
    return {
      ...plan.settlement,
      from: placeOf(booking),
      to: { ...placeOf(plan.session), seatsLeft: seats.free },
      price: plan.price,
      short,
      parts: plan.payments.flatMap((payment, index) => {
        const { paymentId, amount } = plan.parts[index]!;
        const part = { paymentId: PaymentId.parse(paymentId), amount: { ...plan.price, amount } };
        const destination = Cancellation.destinationOf(payment, plan.settlement);
        return amount === 0 ? [] : [{ ...part, destination }];
      }),
    };
  },
});

export type Plan = {
  readonly booking: Row.Booking;
  readonly session: Session.Session;
  /** Who comes. */
  readonly party: Group.Group;
  /** What it costs in the other session. */
  readonly price: Money;
  readonly retail: Money | undefined;
  readonly payments: readonly Payment.Payment[];
  /** What goes back of each payment. */
  readonly parts: Policy.Terms["parts"];
  readonly settlement: z.infer<typeof Settlement>;
};

/** The plan of this wish as things stand now, or why it can not be; for those who are booked, unless others come. */
export async function made(booking: Row.Booking, wish: Asked, others?: Group.Asked): Promise<Plan> {
  const { companyId } = booking;
  const by = Cancellation.whoEnds();
  mustBeTheirs(wish, by);
  const at = Clock.iso();
  mustBeCertain(booking, at);
  const session = await Session.get(companyId, wish.sessionId);
  const moves = session.sessionId !== booking.sessionId;
  mustBeElsewhere(booking, session, others);
  if (moves) mustBeOnSale(session, at);
  const was: Group.Group = { n: booking.spots, ...(booking.units && { u: booking.units }) };
  const party = others ? await Group.of(companyId, Terms.unitsOf(session.termsId), others) : was;
  const [{ policy }, before, there, payments] = await Promise.all([
    Terms.of(companyId, booking.termsId),
    priceIn(session, was, booking),
    priceIn(session, party, booking),
    Promise.all(Row.paymentsOf(booking).map((paymentId) => Payment.get(companyId, paymentId))),
  ]);
  const { price, retail } = wish.price === "kept" ? booking : there;
  const heeds = by === "customer" || wish.reason === undefined;
  if (heeds && moves) mustBeAllowed(policy, { booking, price: others ? before.price : price, at });
  const owing = payments.find(({ status }) => status === "PENDING");
  if (owing?.gateway === "cash") Taking.mustBeTaken({ by: "on_arrival" }, session);
  const moving = moves && by === "customer" ? (policy.reschedule?.fee ?? 0) : 0;
  const { startsAt } = booking;
  const givenBack = { ...price, amount: before.price.amount - there.price.amount };
  const fee = moving + Policy.keptOf(givenBack, { policy, startsAt, at, by });
  const settlement = settlementOf({ booking, price, fee, payments, owing, refundTo: policy.refundTo });
  const parts = payments.map(({ paymentId, refundable }) => ({ paymentId, held: refundable }));
  return {
    booking,
    session,
    party,
    price,
    retail,
    payments,
    parts: Policy.spread(parts, settlement.refund.amount),
    settlement,
  };
}

/** What the wallet lacks of what it is to pay. */
export async function shortOf({ booking, settlement: { due, dueFrom } }: Plan): Promise<Money> {
  const { companyId, customerId } = booking;
  const nothing = { ...due, amount: 0 };
  if (dueFrom !== "wallet") return nothing;
  const wallet = await Wallet.find({ companyId, customerId, currency: due.currency });
  return { ...due, amount: Math.max(0, due.amount - (wallet?.available ?? 0)) };
}

// Pure rules

type Figures = {
  readonly booking: Row.Booking;
  readonly price: Money;
  readonly fee: number;
  readonly payments: readonly Payment.Payment[];
  readonly owing: Payment.Payment | undefined;
  readonly refundTo: Policy.Policy["refundTo"];
};

/** What was not paid yet changes by all of it; else what is missing is paid now, or what is too much goes back, if it is still there. */
function settlementOf({ booking, price, fee, payments, owing, refundTo }: Figures): Plan["settlement"] {
  const money = (amount: number): Money => ({ ...price, amount });
  const difference = price.amount - booking.price.amount;
  const balance = difference + fee;
  const held = payments.reduce((sum, { refundable }) => sum + refundable, 0);
  const dueFrom = owing ? "door" : booking.resellerId === undefined ? "wallet" : "reseller";
  return {
    difference: money(difference),
    fee: money(fee),
    due: money(owing ? balance : Math.max(0, balance)),
    ...((owing ? balance !== 0 : balance > 0) && { dueFrom }),
    refund: money(owing ? 0 : Math.min(held, Math.max(0, -balance))),
    refundTo,
  };
}

const placeOf = ({
  sessionId,
  startsAt,
  endsAt,
}: {
  sessionId: string;
  startsAt: string;
  endsAt: string;
}) => ({
  sessionId: SessionId.parse(sessionId),
  startsAt,
  endsAt,
});

/** The same people, at what they cost there; of a reseller's, by what he kept when he sold it. */
async function priceIn(
  session: Session.Session,
  group: Group.Group,
  { commissionPercent }: Row.Booking,
): Promise<Price.Priced> {
  const { u: units } = group;
  const { unitKinds } = await Terms.of(session.companyId, session.termsId);
  if ((units === undefined) !== (unitKinds.length === 0))
    throw conflict("reschedule.units_differ", "The other session is sold to other kinds of people.");
  if (units) Units.mustFit(unitKinds, units);
  return Price.of({ ...session, unitKinds }, group, commissionPercent);
}

function mustBeTheirs({ price, reason }: Asked, by: "customer" | "staff"): void {
  if (price === "new") return;
  if (by === "customer")
    throw forbidden("reschedule.price_by_staff", "Only staff let a booking cost what it did.");
  if (reason === undefined)
    throw invalid("booking.reason_missing", "Say why it does not cost what the other session costs.");
}

/** The write says it again, in its condition; here it has a name. */
function mustBeCertain(booking: Row.Booking, at: string): void {
  const { status, startsAt, rescheduledTo, furtherPaymentIds = [] } = booking;
  if (status !== "CONFIRMED") {
    throw conflict("reschedule.not_confirmed", `A booking that is ${status} can not move.`, {
      state: status,
      rescheduledTo,
    });
  }
  if (startsAt <= at)
    throw conflict("booking.session_started", "The session has started; the booking can not move any more.", {
      startsAt,
    });
  Cancellation.mustNotHaveCome(booking);
  if (furtherPaymentIds.length >= MOST_FURTHER_PAYMENTS)
    throw conflict("reschedule.too_often", "This booking has moved too often. Cancel it and book anew.");
}

function mustBeElsewhere(
  booking: Row.Booking,
  { sessionId, activityId, price }: Session.Session,
  others: Group.Asked | undefined,
): void {
  if (sessionId === booking.sessionId && !others)
    throw conflict("reschedule.same_session", "The booking is in this session already.");
  if (activityId !== booking.activityId || price.currency !== booking.price.currency)
    throw conflict("reschedule.other_activity", "A booking moves between sessions of one activity.", {
      activityId: booking.activityId,
    });
}

/** Its seats say it again when they are taken. */
function mustBeOnSale({ status, saleClosedAt, closesAt }: Session.Session, at: string): void {
  if (status === "OPEN" && saleClosedAt === undefined && closesAt > at) return;
  throw conflict("session.closed", "This session is not on sale any more.", { closesAt });
}

type Move = { readonly booking: Row.Booking; readonly price: Money; readonly at: string };

function mustBeAllowed(policy: Policy.Policy, { booking, price, at }: Move): void {
  const { reschedule } = policy;
  if (!reschedule) throw conflict("reschedule.not_allowed", "A booking of this activity does not move.");
  const { startsAt } = booking;
  if (!Policy.mayMove(policy, { startsAt, at })) {
    const { hoursBefore } = reschedule;
    throw conflict("reschedule.too_late", `A booking moves until ${hoursBefore} hours before its start.`, {
      startsAt,
      hoursBefore,
    });
  }
  if (reschedule.difference === "refuse" && price.amount !== booking.price.amount) {
    throw conflict("reschedule.price_differs", "The other session has another price.", {
      price,
      was: booking.price,
    });
  }
}
