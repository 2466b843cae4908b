/**
 * What a notification can say: a closed list of types, each with the shape of its data. Clients write their own words from
 * type and data; title and body are plain English for those that do not.
 */
import * as z from "zod";
import { BookingId, CompanyId, EntryId, HoldId, RefundId, SessionId } from "../id.ts";
import { Money } from "../money.ts";

const OfBooking = z.object({
  bookingId: BookingId,
  companyId: CompanyId,
  sessionId: SessionId,
  activityName: z.string(),
  startsAt: z.iso.datetime(),
  spots: z.int().positive(),
  price: Money,
});
const OfCancellation = OfBooking.extend({ cancelledBecause: z.string() });
const OfRefund = z.object({
  refundId: RefundId,
  bookingId: BookingId,
  companyId: CompanyId,
  amount: Money,
  destination: z.enum(["CARD", "WALLET", "INVOICE"]),
});

const OfSession = z.object({
  companyId: CompanyId,
  sessionId: SessionId,
  activityName: z.string(),
  startsAt: z.iso.datetime(),
});
const OfTopUp = z.object({ companyId: CompanyId, amount: Money });

const OfOffer = z.object({
  entryId: EntryId,
  holdId: HoldId,
  companyId: CompanyId,
  sessionId: SessionId,
  activityName: z.string(),
  startsAt: z.iso.datetime(),
  spots: z.int().positive(),
  offeredUntil: z.iso.datetime(),
});

const OfLapse = OfOffer.omit({ holdId: true, offeredUntil: true }).extend({
  lapsedBecause: z.string().default("sale_over"),
});

type Words = { title: string; body: string };
type Kind<S extends z.ZodObject> = { data: S; words: (data: z.output<S>) => Words };
const kind = <S extends z.ZodObject>(data: S, words: (data: z.output<S>) => Words): Kind<S> => ({
  data,
  words,
});

const KINDS = {
  BOOKING_CREATED: kind(OfBooking, (booking) => ({
    title: "Your booking waits for its payment",
    body: `${whatAndWhen(booking)}. Pay ${inWords(booking.price)} to make it certain.`,
  })),
  BOOKING_CONFIRMED: kind(OfBooking, (booking) => ({
    title: "Your booking is confirmed",
    body: `${whatAndWhen(booking)}. See you there.`,
  })),
  BOOKING_CANCELLED: kind(OfCancellation, (booking) => ({
    title: "Your booking was cancelled",
    body: `${whatAndWhen(booking)}. ${BECAUSE[booking.cancelledBecause] ?? "It will not take place."}`,
  })),
  BOOKING_RESCHEDULED: kind(OfBooking.extend({ formerStartsAt: z.iso.datetime() }), (booking) =>
    booking.formerStartsAt === booking.startsAt
      ? { title: "Your booking has changed", body: `${whatAndWhen(booking)}. See you there.` }
      : {
          title: "Your booking has moved",
          body: `${whatAndWhen(booking)}, instead of ${CLOCK.format(new Date(booking.formerStartsAt))} UTC. See you there.`,
        },
  ),
  SESSION_REMINDER: kind(OfBooking, (booking) => ({
    title: "Your session is coming up",
    body: `${whatAndWhen(booking)}. See you there.`,
  })),
  BILLING_OVERDUE: kind(OfBooking.extend({ owed: Money }), (booking) => ({
    title: "A booking is not paid",
    body: `${whatAndWhen(booking)}. ${inWords(booking.owed)} are owed.`,
  })),
  SESSION_INSTRUCTOR_CHANGED: kind(OfSession, (session) => ({
    title: "Somebody else leads your session",
    body: `${whatAndWhenIs(session)}. Everything else is as you booked it.`,
  })),
  SESSION_LOCATION_CHANGED: kind(OfSession, (session) => ({
    title: "Your session takes place elsewhere",
    body: `${whatAndWhenIs(session)}. Look where before you come.`,
  })),
  WAITLIST_OFFERED: kind(OfOffer, (offer) => ({
    title: "A seat came free for you",
    body: `${whatAndWhen(offer)}. Book it by ${CLOCK.format(new Date(offer.offeredUntil))} UTC, or it goes to the next.`,
  })),
  WAITLIST_LAPSED: kind(OfLapse, (wait) => ({
    title: "You wait no longer",
    body: `${whatAndWhen(wait)}. ${IN_VAIN[wait.lapsedBecause] ?? "No seat came free."}`,
  })),
  WALLET_TOP_UP: kind(OfTopUp, ({ amount }) => ({
    title: "Your wallet has been topped up",
    body: `${inWords(amount)} are in your wallet now.`,
  })),
  REFUND_REQUESTED: kind(OfRefund, ({ amount }) => ({
    title: "A refund was requested",
    body: `${inWords(amount)}. The company decides, and you will be told.`,
  })),
  REFUND_AUTO_APPROVED: kind(OfRefund, (refund) => ({
    title: "Your money is on its way back",
    body: `${inWords(refund.amount)} ${WAY_BACK[refund.destination]}.`,
  })),
  REFUND_APPROVED: kind(OfRefund, (refund) => ({
    title: "Your refund was approved",
    body: `${inWords(refund.amount)} ${WAY_BACK[refund.destination]}.`,
  })),
  REFUND_REJECTED: kind(OfRefund.extend({ rejectedBecause: z.string() }), (refund) => ({
    title: "Your refund was rejected",
    body: `${inWords(refund.amount)} will not be returned: ${refund.rejectedBecause}`,
  })),
  REFUND_TO_DECIDE: kind(OfRefund, ({ amount }) => ({
    title: "A customer asks for money back",
    body: `${inWords(amount)}. Approve or reject it.`,
  })),
};

export const TYPES = [
  "BOOKING_CREATED",
  "BOOKING_CONFIRMED",
  "BOOKING_CANCELLED",
  "BOOKING_RESCHEDULED",
  "REFUND_REQUESTED",
  "SESSION_REMINDER",
  "BILLING_OVERDUE",
  "SESSION_INSTRUCTOR_CHANGED",
  "SESSION_LOCATION_CHANGED",
  "WAITLIST_OFFERED",
  "WAITLIST_LAPSED",
  "WALLET_TOP_UP",
  "REFUND_AUTO_APPROVED",
  "REFUND_APPROVED",
  "REFUND_REJECTED",
  "REFUND_TO_DECIDE",
] as const;
export type Type = (typeof TYPES)[number];
export type Data = Readonly<Record<string, unknown>>;

/** The data of a notification of this type, and nothing beside it. Wrong data is a bug and throws. */
export const dataOf = (type: Type, given: unknown): Data => KINDS[type].data.parse(given);

export function wordsOf(type: Type, data: Data): Words {
  const { data: shape, words } = KINDS[type] as unknown as Kind<z.ZodObject>;
  return words(shape.parse(data));
}

const WAY_BACK = {
  CARD: "will be returned the way you paid",
  WALLET: "will be credited to your wallet",
  INVOICE: "will be taken off what is owed for your booking by whoever sold it to you",
} as const;

const BECAUSE: Readonly<Record<string, string>> = {
  customer: "You cancelled it.",
  staff: "It was cancelled by the company.",
  session_cancelled: "The company called the session off.",
  payment_declined: "The payment was declined.",
  payment_timeout: "The payment did not arrive in time.",
  no_seats_left: "The payment came after the last seat was taken.",
  amount_differs: "What was paid is not its price; it goes back.",
  rescheduled: "It moved to another time.",
};

const IN_VAIN: Readonly<Record<string, string>> = {
  session_smaller: "The session has fewer seats by now than you waited for.",
  offer_over: "The seat that came free was not booked in time and went to the next.",
  sale_over: "No seat came free before the sale ended.",
  session_cancelled: "The company called the session off.",
  session_withdrawn: "The company does not offer it any more.",
};

type Occasion = { activityName: string; startsAt: string; spots: number };

const whatAndWhen = ({ spots, ...occasion }: Occasion): string =>
  `${whatAndWhenIs(occasion)}, ${spots === 1 ? "1 place" : `${spots} places`}`;

const whatAndWhenIs = ({ activityName, startsAt }: Omit<Occasion, "spots">): string =>
  `${activityName}, ${CLOCK.format(new Date(startsAt))} UTC`;

const CLOCK = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** 45000 minor units of UAH are "450.00 UAH": digits are moved, never divided. */
export function inWords({ amount, currency }: Money): string {
  const style = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  const decimals = style.maximumFractionDigits ?? 2;
  const digits = String(Math.abs(amount)).padStart(decimals + 1, "0");
  const major = digits.slice(0, digits.length - decimals);
  const minor = decimals > 0 ? `.${digits.slice(-decimals)}` : "";
  return `${amount < 0 ? "-" : ""}${major}${minor} ${currency}`;
}
