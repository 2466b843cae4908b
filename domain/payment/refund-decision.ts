/**
 * Deciding on a refund: exactly one decision is taken, whoever decides at the same time; the others are told which. What
 * was approved is paid out by its event; what failed can be asked for once more.
 */
import * as z from "zod";
import { change, commit, type Write } from "../commit.ts";
import { missing } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, PaymentId, RefundId } from "../id.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Refund from "./refund.ts";
import * as SetAside from "./set-aside.ts";

const one = z.strictObject({ companyId: CompanyId, paymentId: PaymentId, refundId: RefundId });
const declared = {
  may: ["owner", "admin", "manager"],
  idempotency: "required",
  output: Refund.StaffView,
} as const;

export const approve = verb({
  ...declared,
  name: "refund.approve",
  input: one,
  async run(named) {
    const refund = await inState(named, "REQUESTED");
    return commit([driven(refund, Events.RefundApproved({ reason: refund.why }))], after(refund, "APPROVED"));
  },
});

export const reject = verb({
  ...declared,
  name: "refund.reject",
  input: one.extend({ reason: Text.Reason }),
  async run({ reason, ...named }) {
    const refund = await inState(named, "REQUESTED");
    const rejected = change(
      Events.RefundRejected({ reason, data: { rejectedBecause: reason } }),
      Refund.Refunds.patch(Refund.keyOf(refund))
        .set({ ...Refund.moved(refund, "REJECTED"), rejectedBecause: reason })
        .where((a, o) => o.eq(a.status, "REQUESTED")),
      (old) => Refund.decided(old?.status),
    );
    const answer = { ...after(refund, "REJECTED"), rejectedBecause: reason };
    return commit([rejected, SetAside.release(refund, refund)], answer);
  },
});

/**
 * Approved once more, and the customer is told so. The gateway's refusal was final for that time: nothing went back, so
 * asking again, or another way, pays once.
 */
export const retry = verb({
  ...declared,
  name: "refund.retry",
  input: one.extend({ destination: z.enum(Refund.CHOICES).optional() }),
  async run({ destination, ...named }) {
    const failed = await inState(named, "FAILED");
    const refund = { ...failed, destination: destination ?? failed.destination };
    const reason = destination === undefined ? "asked for once more" : `sent to the ${destination}`;
    const occurrence = Events.RefundApproved({ reason });
    return commit([driven(refund, occurrence)], after(refund, "APPROVED"));
  },
});

/** The write says it again, in its condition. */
async function inState(named: Refund.Named, status: Refund.Status): Promise<Refund.Refund> {
  const refund = await Refund.get(named);
  if (refund.status !== status) throw Refund.decided(refund.status);
  return refund;
}

/** Approved, and due to be paid out. */
const driven = (refund: Refund.Refund, occurrence: ReturnType<typeof Events.RefundApproved>): Write =>
  change(
    occurrence,
    Refund.Refunds.patch(Refund.keyOf(refund))
      .set({
        ...Refund.moved(refund, "APPROVED"),
        ...Refund.dueSoon(refund.refundId),
        destination: refund.destination,
      })
      .where((a, o) => o.eq(a.status, refund.status)),
    (old) => (old ? Refund.decided(old.status) : missing("refund")),
  );

const after = (refund: Refund.Refund, status: Refund.Status) => Refund.StaffView.parse({ ...refund, status });
