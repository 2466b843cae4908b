/**
 * A refund: money of one payment on its way back.
 *
 *   AUTO_APPROVED ──gateway did it──▶ PAID
 *        └──gateway refuses──▶ FAILED (people must act)
 *
 * Its part of the payment is set aside in the transaction that creates it. The gateway recognises the refund's id, so
 * asking again is safe; until it answers the refund stays due and is asked for with growing patience.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { Bookings, keyOf as bookingKey } from "../booking/row.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, whileMoving, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import { digest, RefundId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import { Money } from "../money.ts";
import { due, dueAttributes, stamped, store } from "../table.ts";
import * as Payment from "./payment.ts";

export const STATUSES = ["AUTO_APPROVED", "PAID", "FAILED"] as const;

export const Refunds = new Entity(
  {
    model: { entity: "refund", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      refundId: { type: "string", required: true },
      paymentId: { type: "string", required: true },
      bookingId: { type: "string", required: true },
      userId: { type: "string", required: true },
      gateway: { type: Gateway.GATEWAYS, required: true },
      amount: { type: CustomAttributeType<Money>("any"), required: true },
      why: { type: "string", required: true },
      status: { type: STATUSES, required: true },
      attempts: { type: "number", required: true },
      lastProblem: { type: "string" },
      createdAt: { type: "string", required: true },
      paidAt: { type: "string" },
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
    },
  },
  store,
);
export type Refund = EntityItem<typeof Refunds>;

export const View = z.object({
  refundId: RefundId,
  amount: Money,
  status: z.enum(STATUSES),
  why: z.string(),
  createdAt: z.string(),
  paidAt: z.string().optional(),
});
export const viewOf = (refund: Refund): z.infer<typeof View> => View.parse(refund);

const FIRST_LOOK_MS = 60_000;
const LONGEST_WAIT_MS = 3600_000;

/** A refund in full that a rule has decided; one per payment and cause, so a repeat is the same refund. */
export function approve(payment: Payment.Payment, why: string): { refund: Refund; write: Write } {
  const { companyId, paymentId, bookingId, userId, gateway, price } = payment;
  const refundId = `ref_${digest(`${companyId}\n${paymentId}\n${why}`, 26)}`;
  const refund: Refund = {
    companyId,
    refundId,
    paymentId,
    bookingId,
    userId,
    gateway,
    amount: price,
    why,
    status: "AUTO_APPROVED",
    attempts: 0,
    createdAt: Clock.iso(),
    ...due(refundId, Clock.isoAfter(FIRST_LOOK_MS)),
  };
  return { refund, write: change(Events.RefundAutoApproved({ reason: why }), Refunds.create(refund), again) };
}

export async function of(companyId: string, paymentId: string): Promise<Refund[]> {
  const { data } = await Refunds.query
    .primary({ companyId, paymentId })
    .go({ consistent: true, pages: "all" });
  return data;
}

const keyOf = ({ companyId, paymentId, refundId }: Named): Named => ({ companyId, paymentId, refundId });
/** What names a refund: enough of its event for whoever pays it out. */
export const Named = z.object({ companyId: z.string(), paymentId: z.string(), refundId: z.string() });
type Named = z.infer<typeof Named>;

/** Asks the gateway for a refund that is due, and books what it did. A repeat changes nothing. */
export const payOut = (named: Named): Promise<void> =>
  whileMoving(async () => {
    const { data: refund } = await Refunds.get(named).go({ consistent: true });
    assert(refund, "a refund that is due exists");
    if (refund.status !== "AUTO_APPROVED") return;
    const payment = await Payment.get(refund.companyId, refund.paymentId);
    assert(payment.externalId, "what was captured has the gateway's id");
    const answer = await ask(refund, payment.externalId);
    if (answer.status === "done") return paid(refund);
    if (answer.status === "refused") return failed(refund, answer.reason ?? "refused by the gateway");
    return delayed(refund, answer.reason ?? "the gateway has not finished");
  });

type Answer = Awaited<ReturnType<Gateway.Gateway["refund"]>>;

async function ask(refund: Refund, externalId: string): Promise<Answer> {
  try {
    const gateway = await Gateway.of(refund.companyId, refund.gateway);
    return await gateway.refund({ ...refund, externalId });
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    return { status: "pending", reason: "the gateway could not be reached" };
  }
}

async function paid(refund: Refund): Promise<void> {
  const { companyId, paymentId, refundId, bookingId, gateway, amount } = refund;
  const booking = await Bookings.get(bookingKey(companyId, bookingId)).go({ consistent: true });
  const writes = [
    change(
      Events.RefundPaid(),
      Refunds.patch({ companyId, paymentId, refundId })
        .set({ status: "PAID", paidAt: Clock.iso() })
        .remove(["duePk", "dueSk"])
        .where((a, o) => o.eq(a.status, "AUTO_APPROVED")),
      again,
    ),
    change(
      Events.PaymentRefunded({ data: { refundId } }),
      Payment.Payments.patch({ companyId, paymentId }).add({ refunded: amount.amount }),
      again,
    ),
    Journal.refund({ companyId, paymentId, bookingId, refundId, gateway, money: amount }),
  ];
  if (booking.data?.status === "CANCELLED") {
    writes.push(
      change(
        Events.BookingRefunded({ reason: refund.why }),
        Bookings.patch(bookingKey(companyId, bookingId))
          .set({ status: "REFUNDED" })
          .where((a, o) => o.eq(a.status, "CANCELLED")),
        again,
      ),
    );
  }
  await commit(writes, undefined);
}

const failed = (refund: Refund, problem: string): Promise<void> =>
  commit(
    [
      change(
        Events.RefundFailed({ reason: problem }),
        Refunds.patch(keyOf(refund))
          .set({ status: "FAILED", lastProblem: problem, attempts: refund.attempts + 1 })
          .remove(["duePk", "dueSk"])
          .where((a, o) => o.eq(a.status, "AUTO_APPROVED")),
        again,
      ),
    ],
    undefined,
  );

function delayed(refund: Refund, problem: string): Promise<void> {
  const attempts = refund.attempts + 1;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_LOOK_MS * 2 ** (attempts - 1));
  const write = change(
    Events.RefundDelayed({ reason: problem }),
    Refunds.patch(keyOf(refund))
      .set({ attempts, lastProblem: problem, ...due(refund.refundId, Clock.isoAfter(wait)) })
      .where((a, o) => `${o.eq(a.status, "AUTO_APPROVED")} AND ${o.eq(a.attempts, refund.attempts)}`),
    again,
  );
  return commit([write], undefined);
}
