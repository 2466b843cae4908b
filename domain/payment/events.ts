/** What can happen to money on its way: payments, refunds, and what gateways tell of them. Part of the one catalogue. */
import * as z from "zod";
import { published, recorded } from "../event.ts";
import { Money } from "../money.ts";

const companyId = z.string();
const bookingId = z.string();
const ofPayment = z.object({
  companyId,
  paymentId: z.string(),
  purpose: z.string(),
  bookingId: bookingId.optional(),
  /** What was paid for several bookings is told of as a whole, an ORDER, and part by part: whoever adds up takes one of them. */
  partOf: z.string().optional(),
  gateway: z.string(),
  price: Money,
});
const ofRefund = z.object({
  companyId,
  refundId: z.string(),
  paymentId: z.string(),
  bookingId,
  userId: z.string(),
  gateway: z.string(),
  destination: z.string(),
  amount: Money,
});
const ofCallback = z.object({ companyId, gateway: z.string(), callbackId: z.string() });

export const PaymentCreated = recorded(
  "payment.created",
  "A payment is intended; no money has moved.",
  ofPayment,
);
export const PaymentOpened = recorded("payment.opened", "The gateway waits for the payer.", ofPayment);
export const PaymentAwaited = recorded(
  "payment.awaited",
  "The gateway was asked; it has no outcome yet.",
  ofPayment,
);
export const PaymentCardNamed = recorded(
  "payment.card_named",
  "What a bill is charged to is another card, or none any more.",
  ofPayment,
);
export const PaymentSucceeded = published("payment.succeeded", "Money was captured.", ofPayment);
export const PaymentFailed = published(
  "payment.failed",
  "A payment came to nothing.",
  ofPayment.extend({ failedBecause: z.string() }),
);
export const PaymentReserved = recorded(
  "payment.refund_reserved",
  "A part of a captured payment is set aside to be refunded.",
  ofPayment.extend({ refundId: z.string() }),
);
export const PaymentReleased = recorded(
  "payment.refund_released",
  "A refund was rejected; its part of the payment is free again.",
  ofPayment.extend({ refundId: z.string() }),
);
export const PaymentRefunding = recorded(
  "payment.refunding",
  "The gateway is asked for a part of a payment; other parts wait for their turn.",
  ofPayment.extend({ refundId: z.string() }),
);
export const PaymentNotRefunded = recorded(
  "payment.not_refunded",
  "The gateway refused to give a part of a payment back; other parts have their turn.",
  ofPayment.extend({ refundId: z.string() }),
);
export const PaymentRefunded = recorded(
  "payment.refunded",
  "A part of a captured payment went back.",
  ofPayment.extend({ refundId: z.string() }),
);

export const PaymentHandedOver = recorded(
  "payment.handed_over",
  "A payment belongs to the booking that has taken the place of its own.",
  ofPayment,
);

export const PaymentReversed = published(
  "payment.reversed",
  "A gateway took captured money back; the books say so.",
  ofPayment.extend({ callbackId: z.string() }),
);

export const RefundRequested = published(
  "refund.requested",
  "Somebody asked for money back; staff decide.",
  ofRefund,
);
export const RefundApproved = published(
  "refund.approved",
  "Staff decided that money goes back; it will be paid out.",
  ofRefund,
);
export const RefundRejected = published(
  "refund.rejected",
  "Staff decided that no money goes back.",
  ofRefund.extend({ rejectedBecause: z.string() }),
);
export const RefundAutoApproved = published(
  "refund.auto_approved",
  "A refund was decided by rule and will be paid out.",
  ofRefund,
);
export const RefundPaid = published("refund.paid", "The gateway has given the money back.", ofRefund);
export const RefundFailed = published(
  "refund.failed",
  "The gateway refuses to give the money back; people must act.",
  ofRefund,
);
export const RefundDelayed = published(
  "refund.delayed",
  "The gateway did not take the refund; it is tried again.",
  ofRefund,
);

export const CallbackReceived = recorded(
  "callback.received",
  "A gateway told us something; it is kept.",
  ofCallback,
);
export const CallbackApplied = recorded(
  "callback.applied",
  "What a gateway told had its effect, or none was due.",
  ofCallback,
);
export const CallbackDelayed = recorded(
  "callback.delayed",
  "What a gateway told could not be applied yet.",
  ofCallback,
);
export const CallbackQuarantined = published(
  "callback.quarantined",
  "What a gateway told does not fit our books; people must look.",
  ofCallback.extend({ quarantinedBecause: z.string() }),
);
export const CallbackAccepted = published(
  "callback.accepted",
  "Staff accepted what a gateway told, after asking it again.",
  ofCallback,
);
export const CallbackDismissed = published(
  "callback.dismissed",
  "Staff decided that what a gateway told has no effect.",
  ofCallback,
);
