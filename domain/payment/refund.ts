/**
 * A refund: money of one payment on its way back.
 *
 *   REQUESTED ──by rule──▶ AUTO_APPROVED ──┐
 *       ├──by staff──▶ APPROVED ───────────┴─▶ PAID
 *       └──by staff──▶ REJECTED     ▲      └─▶ FAILED (people must act)
 *                                   └──retried──┘
 *
 * Its part of the payment is set aside in the transaction that creates it, and given back in the one that rejects it: so
 * all refunds together never exceed what was captured, whoever asks at the same time. What a rule decides at once is
 * never REQUESTED.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { assert, conflict, missing, type DomainError } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/name.ts";
import { CompanyId, digest, fresh, PaymentId, RefundId } from "../id.ts";
import { Money } from "../money.ts";
import * as Page from "../page.ts";
import { due, dueAttributes, stamped, store } from "../table.ts";
import { verb } from "../verb.ts";
import * as Payment from "./payment.ts";

export const STATUSES = ["REQUESTED", "AUTO_APPROVED", "APPROVED", "REJECTED", "PAID", "FAILED"] as const;
export type Status = (typeof STATUSES)[number];
export const DESTINATIONS = ["CARD", "WALLET", "INVOICE"] as const;
/** Where people may ask for money to go: an invoice is the way back of what was sold on one, and of nothing else. */
export const CHOICES = ["CARD", "WALLET"] as const;
export type Destination = (typeof DESTINATIONS)[number];
/** What came through a gateway goes back the way it came; from a wallet, or by hand at the door, it goes to the wallet. */
export const wayBack = ({ gateway, resellerId }: Payment.Payment): Destination =>
  resellerId !== undefined ? "INVOICE" : cameThrough(gateway) ? "CARD" : "WALLET";
const cameThrough = (gateway: string): boolean => Gateway.GATEWAYS.some((name) => name === gateway);

/** Every move there is. */
export const MOVES: Readonly<Record<Status, readonly Status[]>> = {
  REQUESTED: ["AUTO_APPROVED", "APPROVED", "REJECTED"],
  AUTO_APPROVED: ["PAID", "FAILED"],
  APPROVED: ["PAID", "FAILED"],
  REJECTED: [],
  PAID: [],
  FAILED: ["APPROVED"],
};

export const Refunds = new Entity(
  {
    model: { entity: "refund", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      refundId: { type: "string", required: true },
      paymentId: { type: "string", required: true },
      bookingId: { type: "string", required: true },
      rootId: { type: "string" },
      userId: { type: "string", required: true },
      gateway: { type: Payment.MEANS, required: true },
      destination: { type: DESTINATIONS, required: true },
      amount: { type: CustomAttributeType<Money>("any"), required: true },
      why: { type: "string", required: true },
      status: { type: STATUSES, required: true },
      rejectedBecause: { type: "string" },
      attempts: { type: "number", required: true },
      lastProblem: { type: "string" },
      createdAt: { type: "string", required: true },
      paidAt: { type: "string" },
      /** The company's list of its status; what a rule approves comes onto one with its first attempt. */
      listedIn: { type: "string" },
      listedAt: { type: "string" },
      ...dueAttributes,
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "paymentId"],
          template: "C#${companyId}/PAYMENT#${paymentId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["refundId"], template: "REFUND#${refundId}", casing: "none" },
      },
      listed: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["listedIn"],
          template: "C#${listedIn}",
          casing: "none",
        },
        sk: { field: "byTimeSk", composite: ["listedAt"], template: "${listedAt}", casing: "none" },
      },
    },
  },
  store,
);
export type Refund = EntityItem<typeof Refunds>;

export const View = z.object({
  refundId: RefundId,
  paymentId: PaymentId,
  amount: Money,
  destination: z.enum(DESTINATIONS),
  status: z.enum(STATUSES),
  why: z.string(),
  rejectedBecause: z.string().optional(),
  createdAt: z.string(),
  paidAt: z.string().optional(),
});
export const viewOf = (refund: Refund): z.infer<typeof View> => View.parse(refund);

/** Staff also see how often the gateway was asked, and what it said last. */
export const StaffView = View.extend({
  bookingId: z.string(),
  attempts: z.int(),
  lastProblem: z.string().optional(),
});

/** Oldest first what waits for something to happen; newest first what is over. */
const WAITING: readonly Status[] = ["REQUESTED", "AUTO_APPROVED", "APPROVED", "FAILED"];

export const list = verb({
  name: "refund.list",
  may: ["owner", "admin", "manager"],
  input: z.strictObject({
    companyId: CompanyId,
    status: z.enum(STATUSES).default("REQUESTED"),
    ...Page.asked,
  }),
  output: Page.of(StaffView),
  run: ({ companyId, status, ...page }) =>
    Page.read(
      Refunds.query.listed({ listedIn: listOf(companyId, status) }),
      page,
      `${companyId}/refunds/${status}`,
      {
        order: WAITING.includes(status) ? "asc" : "desc",
      },
    ),
});

const FIRST_LOOK_MS = 60_000;
/** When the sweeper looks after it, should nothing else have paid it out. */
export const dueSoon = (refundId: string) => due(refundId, Clock.isoAfter(FIRST_LOOK_MS));

type Terms = Pick<Refund, "amount" | "why" | "destination">;

/**
 * A refund that a rule has decided; one per payment and cause, so a repeat is the same refund. What can happen to a
 * payment more than once says which time it was.
 */
export function byRule(
  payment: Payment.Payment,
  { cause, ...terms }: Terms & { cause?: string },
): { refund: Refund; write: Write } {
  const { companyId, paymentId } = payment;
  const refundId = `ref_${digest(`${companyId}\n${paymentId}\n${cause ?? terms.why}`, 26)}`;
  const refund = rowOf(payment, { ...terms, refundId, status: "AUTO_APPROVED", ...dueSoon(refundId) });
  return { refund, write: created(refund) };
}

/** A refund that a person asks for; one who may approve it has approved it. */
export function asked(
  payment: Payment.Payment,
  terms: Terms & { status: "REQUESTED" | "AUTO_APPROVED" | "APPROVED" },
): { refund: Refund; write: Write } {
  const refundId = fresh("ref");
  const waits = terms.status === "REQUESTED";
  const driven = waits ? {} : dueSoon(refundId);
  const row = rowOf(payment, { ...terms, refundId, ...driven });
  const refund = { ...row, ...moved(row, terms.status) };
  return { refund, write: created(refund) };
}

type Fields = Terms & Pick<Refund, "refundId" | "status" | "duePk" | "dueSk">;

const rowOf = (payment: Payment.Payment, fields: Fields): Refund => {
  const { companyId, paymentId, bookingId, rootId, userId, gateway } = payment;
  assert(bookingId, "what goes back was paid for a booking");
  return {
    companyId,
    paymentId,
    bookingId,
    ...(rootId !== undefined && { rootId }),
    userId,
    gateway,
    attempts: 0,
    createdAt: Clock.iso(),
    ...fields,
  };
};

const FIRST = {
  REQUESTED: Events.RefundRequested,
  AUTO_APPROVED: Events.RefundAutoApproved,
  APPROVED: Events.RefundApproved,
} as const;

const created = (refund: Refund): Write =>
  change(FIRST[refund.status as keyof typeof FIRST]({ reason: refund.why }), Refunds.create(refund), again);

/** Waits for its decision no longer: what else is left of the payment goes back by the same rule. */
export const approvedByRule = (refund: Refund, reason: string): Write =>
  change(
    Events.RefundAutoApproved({ reason }),
    Refunds.patch(keyOf(refund))
      .set({ ...moved(refund, "AUTO_APPROVED"), ...dueSoon(refund.refundId) })
      .where((a, o) => o.eq(a.status, "REQUESTED")),
    again,
  );

/** Waits no longer: what was agreed gives less. Its part of the payment is released with it. */
export const rejectedByRule = (refund: Refund, rejectedBecause: string): Write =>
  change(
    Events.RefundRejected({ reason: rejectedBecause, data: { rejectedBecause } }),
    Refunds.patch(keyOf(refund))
      .set({ ...moved(refund, "REJECTED"), rejectedBecause })
      .where((a, o) => o.eq(a.status, "REQUESTED")),
    again,
  );

/** What a move sets: the status, and its place on the company's list. */
export const moved = <S extends Status>({ companyId, createdAt }: Refund, status: S) => ({
  status,
  listedIn: listOf(companyId, status),
  listedAt: createdAt,
});

const listOf = (companyId: string, status: Status): string => `${companyId}/REFUNDS#${status}`;

/** What names a refund: enough of its event for whoever pays it out. */
export const Named = z.object({ companyId: z.string(), paymentId: z.string(), refundId: z.string() });
export type Named = z.infer<typeof Named>;
export const keyOf = ({ companyId, paymentId, refundId }: Named): Named => ({
  companyId,
  paymentId,
  refundId,
});

export async function of(companyId: string, paymentId: string): Promise<Refund[]> {
  const { data } = await Refunds.query
    .primary({ companyId, paymentId })
    .go({ consistent: true, pages: "all" });
  return data;
}

export async function get(named: Named): Promise<Refund> {
  const { data } = await Refunds.get(keyOf(named)).go({ consistent: true });
  return data ?? Promise.reject(missing("refund"));
}

/** The 409 for a decision that was taken already, saying which. */
export const decided = (status: unknown): DomainError =>
  conflict("refund.already_decided", `This refund is ${String(status)} already.`, { state: status });
