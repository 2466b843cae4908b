/**
 * A booking: one customer's places in one session.
 *
 *   AWAITING_GATEWAY ──paid──▶ CONFIRMED ──cancel──▶ CANCELLED ──all money back──▶ REFUNDED
 *   AWAITING_TOPUP  ──┘  └──declined, timed out, called off──▶ CANCELLED ┄┄paid late, seats free┄┄▶ CONFIRMED
 *
 *   CONFIRMED ──not paid after its session──▶ BILLING_OVERDUE ──settled──▶ CONFIRMED
 *
 * What is paid from a wallet, at the door or after the session is confirmed as soon as it is booked.
 * Money follows the state: payment, seats, journal and booking change in one write. Price and times are snapshots; what
 * becomes of the activity or the session later changes nothing that was bought (BKG-3).
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { conflict, missing, type DomainError } from "../error.ts";
import { ActivityId, BookingId, CompanyId, CustomerId, HoldId, SessionId } from "../id.ts";
import { Money } from "../money.ts";
import type { Item } from "../send.ts";
import { stamped, store } from "../table.ts";
import { Answer, Attendee } from "./attendees.ts";
import * as Policy from "./policy.ts";
import {
  ATTENDANCES,
  CAUSES,
  METHODS,
  PAYMENT_STATUSES,
  STATUSES,
  type Attendance,
  type Status,
} from "./states.ts";

export * from "./states.ts";

/** What goes back when a booking is cancelled, and why. */
export const Outcome = z.object({
  refund: Money,
  fee: Money.describe("What the company keeps of what it held."),
  percent: z.int().describe("Of the price."),
  refundTo: z.enum(["origin", "wallet"]).describe("The way it was paid, or all of it to the wallet."),
  why: z.enum(Policy.WHY),
  sentence: z.string(),
});
export type Outcome = z.infer<typeof Outcome>;

export const Bookings = new Entity(
  {
    model: { entity: "booking", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      bookingId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      activityName: { type: "string", required: true },
      customerId: { type: "string", required: true },
      userId: { type: "string", required: true },
      holdId: { type: "string", required: true },
      pool: { type: "number", required: true },
      spots: { type: "number", required: true },
      startsAt: { type: "string", required: true },
      endsAt: { type: "string", required: true },
      /** The company's local date of the start. */
      day: { type: "string", required: true },
      price: { type: CustomAttributeType<Money>("any"), required: true },
      /** What was agreed; the usual terms, where there is none. */
      termsId: { type: "string" },
      /** How many of each unit kind the spots are taken by, where the terms have some. */
      units: { type: CustomAttributeType<Record<string, number>>("any") },
      attendees: { type: CustomAttributeType<Attendee[]>("any") },
      answers: { type: CustomAttributeType<Answer[]>("any") },
      /** Whether this customer may have only this live booking in the session. */
      exclusive: { type: "boolean", required: true },
      paymentId: { type: "string", required: true },
      /** The part that comes out of the customer's wallet, where a gateway takes the rest. */
      walletPaymentId: { type: "string" },
      /** Who sold it, if it was not the company itself. */
      resellerId: { type: "string" },
      /** Of what his customer pays, which is `retail`, what he keeps; the price is what he owes. */
      commissionPercent: { type: "number" },
      retail: { type: CustomAttributeType<Money>("any") },
      paymentMethod: { type: METHODS, required: true },
      paymentStatus: { type: PAYMENT_STATUSES, required: true },
      status: { type: STATUSES, required: true },
      /** The checkout at which what is owed is being paid off. */
      settlementId: { type: "string" },
      attendance: { type: ATTENDANCES },
      /** When staff said that somebody came, and for how many of its places. */
      attendedAt: { type: "string" },
      attended: { type: "number" },
      cancelledBecause: { type: CAUSES },
      /** What went back when it was cancelled, and why. */
      cancellation: { type: CustomAttributeType<Outcome>("any") },
      /** Of fees for what was done with it, in minor units: paid beside the price, and not given back by the policy. */
      fees: { type: "number" },
      /** What moving it to dearer sessions has cost beside its price, a payment each. */
      furtherPaymentIds: { type: CustomAttributeType<readonly string[]>("any") },
      /** The first of the bookings that have taken each other's place; each knows the one before and the one after. */
      rootId: { type: "string" },
      rescheduledFrom: { type: "string" },
      rescheduledTo: { type: "string" },
      /** How often those before it had changed: so a calendar sees one entry that only grows newer. */
      earlierVersions: { type: "number" },
      createdAt: { type: "string", required: true },
      confirmedAt: { type: "string" },
      cancelledAt: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "sessionId"],
          template: "C#${companyId}/SESSION#${sessionId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["bookingId"], template: "BOOKING#${bookingId}", casing: "none" },
      },
      ofUser: {
        index: "mine",
        pk: {
          field: "minePk",
          composite: ["userId"],
          template: "USER#${userId}/BOOKINGS",
          casing: "none",
        },
        sk: { field: "mineSk", composite: ["startsAt"], template: "${startsAt}", casing: "none" },
      },
      ofDay: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["companyId", "day"],
          template: "C#${companyId}/BOOKINGS#${day}",
          casing: "none",
        },
        sk: { field: "byTimeSk", composite: ["startsAt"], template: "${startsAt}", casing: "none" },
      },
    },
  },
  store,
);
export type Booking = EntityItem<typeof Bookings>;

/** One row per (session, customer) with a live booking: the store itself refuses the second (BKG-2). */
export const LiveBookings = new Entity(
  {
    model: { entity: "liveBooking", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      customerId: { type: "string", required: true },
      bookingId: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "sessionId"],
          template: "C#${companyId}/SESSION#${sessionId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["customerId"], template: "LIVE#${customerId}", casing: "none" },
      },
    },
  },
  store,
);

export const View = z.object({
  bookingId: BookingId,
  companyId: CompanyId,
  sessionId: SessionId,
  activityId: ActivityId,
  activityName: z.string(),
  customerId: CustomerId,
  holdId: HoldId,
  spots: z.int(),
  units: z.record(z.string(), z.int()).optional(),
  attendees: z.array(Attendee).optional(),
  answers: z.array(Answer).optional(),
  startsAt: z.string(),
  endsAt: z.string(),
  price: Money,
  status: z.enum(STATUSES),
  paymentMethod: z.enum(METHODS),
  paymentStatus: z.enum(PAYMENT_STATUSES),
  resellerId: z.string().optional().describe("Who sold it, if it was not the company itself."),
  commissionPercent: z.int().optional().describe("What that reseller keeps of what his customer pays."),
  retail: Money.optional().describe("What his customer pays; the price is what he owes for it."),
  attendance: z
    .enum(ATTENDANCES)
    .optional()
    .describe("What staff have said; nothing yet, if it is not there."),
  attendedAt: z.string().optional(),
  attended: z.int().optional().describe("For how many of its places somebody came."),
  checkInCode: z.string().describe("What a customer tells at the door of his session."),
  cancelledBecause: z.enum(CAUSES).optional(),
  cancellation: Outcome.optional(),
  rootId: BookingId.optional().describe("The first booking, where this one has taken its place."),
  rescheduledFrom: BookingId.optional().describe("The booking whose place this one has taken."),
  rescheduledTo: BookingId.optional().describe("The booking that has taken the place of this one."),
  createdAt: z.string(),
  confirmedAt: z.string().optional(),
  cancelledAt: z.string().optional(),
  version: z.int(),
});

/** As stored, with its brands: what the output schemas read. */
export const viewOf = (booking: Booking): z.infer<typeof View> =>
  View.parse({ version: 1, ...booking, checkInCode: codeOf(booking.bookingId) });

/** A booking's id carries its session: `bkg_` session (28) hold key (16). */
export const idOf = (sessionId: string, holdKey: string): BookingId =>
  BookingId.parse(`bkg_${sessionId.slice(4)}${holdKey}`);

/** Enough of its own part of the id to be the only one in its session, and little enough to be said aloud. */
const CODE_LENGTH = 8;
export const codeOf = (bookingId: string): string => bookingId.slice(32, 32 + CODE_LENGTH);

export function keyOf(companyId: string, bookingId: string) {
  if (!/^bkg_[0-9A-Z]{44}$/.test(bookingId)) throw missing("booking");
  return { companyId, sessionId: `ses_${bookingId.slice(4, 32)}`, bookingId };
}

export const paymentIdOf = (bookingId: string): string => `pay_${bookingId.slice(4)}`;

/** The whole price out of the customer's wallet, as a movement of it. */
export const spending = ({ companyId, customerId, bookingId, paymentId, price }: Booking) => ({
  companyId,
  customerId,
  money: price,
  source: "BOOKING" as const,
  fact: `capture#${paymentId}`,
  links: { bookingId, paymentId },
});

/** Its payment; its part from the wallet, if there is one; what it cost to move it. In the order in which money goes back. */
export const paymentsOf = ({ paymentId, walletPaymentId, furtherPaymentIds = [] }: Booking): string[] => [
  paymentId,
  ...(walletPaymentId === undefined ? [] : [walletPaymentId]),
  ...furtherPaymentIds,
];

/** What its history and its books are kept under: its own name, or that of the first whose place it has. */
export const rootOf = ({ rootId, bookingId }: Pick<Booking, "rootId" | "bookingId">): string =>
  rootId ?? bookingId;

/** Where it is now: itself, or what has taken its place since. */
export async function latest(booking: Booking): Promise<Booking> {
  let now = booking;
  while (now.rescheduledTo !== undefined) now = await get(now.companyId, now.rescheduledTo);
  return now;
}

/** Where its seats are. */
export const seatOf = ({ companyId, sessionId, bookingId, spots, pool }: Booking) => ({
  companyId,
  sessionId,
  bookingId,
  spots,
  pool,
  hold: bookingId.slice(32),
});

export async function find(companyId: string, bookingId: string): Promise<Booking | undefined> {
  const { data } = await Bookings.get(keyOf(companyId, bookingId)).go({ consistent: true });
  return data ?? undefined;
}

/** Whether its customer has another booking in its session meanwhile, where there may be only one. */
export async function isBookedAnew(booking: Booking): Promise<boolean> {
  const { exclusive, bookingId } = booking;
  if (!exclusive) return false;
  const { data } = await LiveBookings.get(booking).go({ consistent: true });
  return data !== null && data.bookingId !== bookingId;
}

export async function get(companyId: string, bookingId: string): Promise<Booking> {
  return (await find(companyId, bookingId)) ?? Promise.reject(missing("booking"));
}

/** The one of a session that has this code; none, too, if several had. */
export async function ofCode(
  { companyId, sessionId }: { companyId: string; sessionId: string },
  code: string,
): Promise<Booking | undefined> {
  if (code.length !== CODE_LENGTH) return undefined;
  const { data } = await Bookings.query
    .primary({ companyId, sessionId })
    .begins({ bookingId: `bkg_${sessionId.slice(4)}${code}` })
    .go({ consistent: true, limit: 2 });
  return data.length === 1 ? data[0] : undefined;
}

/** The 409 for a move that is not there, naming both states. */
export const illegal = (from: Item | undefined, to: Status | Attendance | "EXPECTED"): DomainError =>
  conflict("booking.illegal_transition", `A booking that is ${String(from?.status)} can not become ${to}.`, {
    from: from?.status,
    to,
  });
