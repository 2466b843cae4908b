/**
 * A payment: money we mean to take, through a gateway or at the door.
 *
 *   CREATED ──checkout opened──▶ PENDING ──▶ SUCCEEDED ──▶ (refunds)
 *      └───────────┴──declined, timed out, called off──▶ FAILED ┄┄late success┄┄▶ SUCCEEDED
 *
 * The intent is written before the gateway is asked, with an id the gateway recognises, so a repeat never opens a second
 * checkout. FAILED is our last word only until the gateway says that the money did move: money is never dropped (PAY-6).
 * `refundable` is what may still go back; each refund takes its part of it in the write that creates it.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, when, type Write } from "../commit.ts";
import { conflict, missing } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/name.ts";
import { given } from "../given.ts";
import { CardId, PaymentId } from "../id.ts";
import { Money, same } from "../money.ts";
import { due, dueAttributes, stamped, store } from "../table.ts";

export const STATUSES = ["CREATED", "PENDING", "SUCCEEDED", "FAILED"] as const;
export const PURPOSES = [
  "BOOKING",
  "ORDER",
  "TOPUP",
  "PASS_PURCHASE",
  "SUBSCRIPTION_PAYMENT",
  "DEAL",
] as const;
/** How the money comes. */
export const MEANS = [...Gateway.GATEWAYS, "wallet", "cash", "bill", "reseller"] as const;
const isGateway = (means: string): boolean => Gateway.GATEWAYS.some((name) => name === means);
export const FAILURES = [
  "declined",
  "webhook_timeout",
  "not_topped_up",
  "booking_cancelled",
  "nothing_owed",
  "settled_otherwise",
  "amount_differs",
  "card_removed",
] as const;
export type Failure = (typeof FAILURES)[number];

/** How long a payer may take before the gateway is asked and the payment given up (PAY-5). */
export const TIMEOUT_MS = 30 * 60_000;
/** A payment that was intended but not opened is looked after this soon. */
const STUCK_MS = 60_000;
/** The payer may have been paying while we gave up, and the gateway's word may be lost: so long after, it is asked once more. */
const LAST_LOOK_MS = 60 * 60_000;

/** A saved card of the customer's, as he named it for this payment. */
export const ChargedTo = z.object({
  cardId: CardId,
  gateway: z.enum(Gateway.GATEWAYS),
  mask: z.string().describe("What the customer knows his card by."),
});
export type ChargedTo = z.infer<typeof ChargedTo>;

export const Payments = new Entity(
  {
    model: { entity: "payment", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      paymentId: { type: "string", required: true },
      /** What is paid for; or, for a top-up, whose wallet. The booking knows its customer. */
      bookingId: { type: "string" },
      /** The booking that it was made for, where another has taken its place: history and books stay with the first. */
      rootId: { type: "string" },
      customerId: { type: "string" },
      /** The payments that it is made of, one for each booking; and of each of those, what its gateway knows it as a part of. */
      parts: { type: CustomAttributeType<readonly string[]>("any") },
      partOf: { type: "string" },
      /** Who owes it, where that is not the customer. */
      resellerId: { type: "string" },
      userId: { type: "string", required: true },
      purpose: { type: PURPOSES, required: true },
      gateway: { type: MEANS, required: true },
      price: { type: CustomAttributeType<Money>("any"), required: true },
      description: { type: "string", required: true },
      status: { type: STATUSES, required: true },
      returnUrl: { type: "string" },
      saveCard: { type: "boolean" },
      /** Pays off what is owed for a session that is over. */
      settles: { type: "boolean" },
      /** How often a bill was asked for in vain. */
      tries: { type: "number" },
      /** Of a bill: what its customer has agreed to have charged. Of what settles one: what is being charged. */
      card: { type: CustomAttributeType<ChargedTo>("any") },
      expiresAt: { type: "string", required: true },
      externalId: { type: "string" },
      checkoutUrl: { type: "string" },
      failedBecause: { type: FAILURES },
      refundable: { type: "number", required: true },
      refunded: { type: "number", required: true },
      /** What came, where that is not the price. */
      captured: { type: CustomAttributeType<Money>("any") },
      /** What the gateway took back by itself. */
      reversed: { type: "number" },
      /** The refund that is with the gateway, and until when somebody asks for it: partial ones take turns. */
      refunding: { type: "string" },
      refundingUntil: { type: "string" },
      settledAt: { type: "string" },
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
        sk: { field: "sk", composite: [], template: "PAYMENT", casing: "none" },
      },
    },
  },
  store,
);
export type Payment = EntityItem<typeof Payments>;

/** A gateway's own id belongs to one payment, for ever (PAY-4). */
const References = new Entity(
  {
    model: { entity: "gatewayReference", version: "1", service: "holdfast" },
    attributes: {
      gateway: { type: "string", required: true },
      externalId: { type: "string", required: true },
      companyId: { type: "string", required: true },
      paymentId: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["gateway", "externalId"],
          template: "GATEWAY#${gateway}#${externalId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "REFERENCE", casing: "none" },
      },
    },
  },
  store,
);

/** What a payment looks like from outside. */
export const View = z.object({
  paymentId: PaymentId,
  gateway: z.enum(MEANS).describe("The gateway, or `wallet`, `cash`, `bill` or `reseller`."),
  status: z.enum(STATUSES),
  amount: Money,
  captured: Money.optional(),
  refunded: Money,
  checkoutUrl: z.string().optional(),
  expiresAt: z.string(),
  failedBecause: z.enum(FAILURES).optional(),
  parts: z.array(PaymentId).optional().describe("Of what several bookings cost: the payment of each."),
  partOf: PaymentId.optional().describe("The payment for several bookings that this one is a part of."),
  card: ChargedTo.optional().describe(
    "The saved card that it is charged to, where the wallet has not enough.",
  ),
});
export type View = z.infer<typeof View>;

/** Only what it shows: an answer that is remembered for a repeat holds nothing else. */
export const viewOf = (payment: Payment): View =>
  View.parse({
    ...payment,
    amount: payment.price,
    refunded: { amount: payment.refunded, currency: capturedOf(payment).currency },
  });

export type Wanted = Pick<Payment, "companyId" | "paymentId" | "userId" | "price" | "description"> &
  Partial<Pick<Payment, "resellerId" | "rootId" | "settles" | "card">> &
  (
    | { readonly bookingId: string; readonly partOf?: string }
    | { readonly customerId: string; readonly parts?: readonly string[] }
  );

type Through = { gateway: Gateway.Name; returnUrl: string; saveCard?: boolean };

/** The intent to take money through a gateway. */
export const intend = (wanted: Wanted & Through): Write =>
  create({
    ...basisOf(wanted),
    gateway: wanted.gateway,
    returnUrl: wanted.returnUrl,
    ...(wanted.saveCard && { saveCard: true }),
    status: "CREATED",
    expiresAt: Clock.isoAfter(TIMEOUT_MS),
    ...due(wanted.paymentId, Clock.isoAfter(STUCK_MS)),
  });

/** The intent to take a part of what is paid at a gateway with others at once: only the whole is known there. */
export const intendPart = (wanted: Wanted & { gateway: Gateway.Name; partOf: string }): Write =>
  create({
    ...basisOf(wanted),
    gateway: wanted.gateway,
    status: "PENDING",
    expiresAt: Clock.isoAfter(TIMEOUT_MS),
  });

/** Nothing has been taken, so nothing may go back. */
export const basisOf = (wanted: Wanted) => {
  const { companyId, paymentId, userId, price, description, resellerId, rootId, settles, card } = wanted;
  const more = given({ resellerId, rootId, settles, card });
  const about = aboutOf(wanted);
  return { companyId, paymentId, userId, price, description, ...more, ...about, refundable: 0, refunded: 0 };
};

function aboutOf(wanted: Wanted) {
  if ("bookingId" in wanted) {
    const { bookingId, partOf } = wanted;
    return { purpose: "BOOKING" as const, bookingId, ...given({ partOf }) };
  }
  const { customerId, parts } = wanted;
  return { purpose: parts ? ("ORDER" as const) : ("TOPUP" as const), customerId, ...given({ parts }) };
}

export const create = (payment: Payment): Write =>
  change(Events.PaymentCreated(), Payments.create(payment), again);

/** Makes the gateway's id ours; that of another payment is refused. */
export const claim = ({ gateway, companyId, paymentId }: Payment, externalId: string): Write =>
  when(
    References.put({ gateway, externalId, companyId, paymentId }).where(
      (a, o) => `${o.notExists(a.paymentId)} OR ${o.eq(a.paymentId, paymentId)}`,
    ),
    () => conflict("payment.reference_taken", "This reference of the gateway belongs to another payment."),
  );

/** What came of it; it may be more or less than its price. */
export const capturedOf = ({ captured, price }: Pick<Payment, "captured" | "price">): Money =>
  captured ?? price;

/** The gateway has the money. `refundable` is what may go back from now on. */
export function succeed(
  payment: Payment,
  { externalId, money, refundable }: { externalId: string; money: Money; refundable: number },
): Write[] {
  const { companyId, paymentId, status, price } = payment;
  const captured = same(money, price) ? {} : { captured: money };
  const write = change(
    Events.PaymentSucceeded(status === "FAILED" ? { reason: `late: it was ${payment.failedBecause}` } : {}),
    Payments.patch({ companyId, paymentId })
      .set({ status: "SUCCEEDED", settledAt: Clock.iso(), externalId, refundable, ...captured })
      .remove(["duePk", "dueSk", "failedBecause"])
      .where((a, o) => o.eq(a.status, status)),
    again,
  );
  const claimed = payment.externalId === externalId || payment.partOf !== undefined;
  return claimed ? [write] : [write, claim(payment, externalId)];
}

export function fail(
  { companyId, paymentId, status, gateway, partOf }: Payment,
  because: Failure,
  reason: string = because,
): Write {
  const failed = { status: "FAILED" as const, settledAt: Clock.iso(), failedBecause: because };
  const row = Payments.patch({ companyId, paymentId });
  const operation =
    isGateway(gateway) && partOf === undefined
      ? row
          .set({ ...failed, ...due(paymentId, Clock.isoAfter(LAST_LOOK_MS)) })
          .where((a, o) => o.eq(a.status, status))
      : row
          .set(failed)
          .remove(["duePk", "dueSk"])
          .where((a, o) => o.eq(a.status, status));
  return change(Events.PaymentFailed({ data: { failedBecause: because }, reason }), operation, again);
}

/** What its journals are about: its booking, or the first of those that have taken each other's place. */
export const subjectOf = ({ rootId, bookingId, paymentId }: Payment): string =>
  rootId ?? bookingId ?? paymentId;

/** Nothing of it is ours any more, or nothing ever was. */
export const isBack = (payment: Payment): boolean =>
  payment.status !== "SUCCEEDED" || payment.refunded === capturedOf(payment).amount;

export async function find(companyId: string, paymentId: string): Promise<Payment | undefined> {
  const { data } = await Payments.get({ companyId, paymentId }).go({ consistent: true });
  return data ?? undefined;
}

export async function get(companyId: string, paymentId: string): Promise<Payment> {
  return (await find(companyId, paymentId)) ?? Promise.reject(missing("payment"));
}
