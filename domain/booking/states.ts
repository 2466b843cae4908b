/**
 * The states of a booking, how it is paid, what ended it, and what became of it at the door; and every move there is
 * between states. Entity, schemas and types are made of these.
 */

export const STATUSES = [
  "AWAITING_GATEWAY",
  "AWAITING_TOPUP",
  "CONFIRMED",
  "BILLING_OVERDUE",
  "CANCELLED",
  "REFUNDED",
] as const;
export type Status = (typeof STATUSES)[number];
/** Whether the money comes with the booking, with the customer, after the session, or from the reseller who sold it. */
export const METHODS = ["PAY_NOW", "ON_ARRIVAL", "POST_PAID", "INVOICE"] as const;
export const PAYMENT_STATUSES = ["PENDING", "PAID", "FAILED"] as const;
export const CAUSES = [
  "customer",
  "staff",
  "session_cancelled",
  "payment_declined",
  "payment_timeout",
  "no_seats_left",
  "amount_differs",
  "rescheduled",
] as const;
export type Cause = (typeof CAUSES)[number];

/** What became of it at the door; a booking that nobody has said anything of is EXPECTED. */
export const ATTENDANCES = ["ATTENDED", "NO_SHOW"] as const;
export type Attendance = (typeof ATTENDANCES)[number];

/** Every move there is. A late success revives only what money, not a person, has ended. */
export const MOVES: Readonly<Record<Status, readonly Status[]>> = {
  AWAITING_GATEWAY: ["CONFIRMED", "CANCELLED"],
  AWAITING_TOPUP: ["CONFIRMED", "CANCELLED"],
  // REFUNDED at once where everything had gone back before it was cancelled.
  CONFIRMED: ["CANCELLED", "REFUNDED", "BILLING_OVERDUE"],
  BILLING_OVERDUE: ["CONFIRMED", "CANCELLED"],
  CANCELLED: ["REFUNDED", "CONFIRMED"],
  REFUNDED: [],
};
/** Seats are its own. */
export const SEATED: readonly Status[] = ["CONFIRMED", "BILLING_OVERDUE"];
/** Seats are kept, money is not there. */
export const AWAITING: readonly Status[] = ["AWAITING_GATEWAY", "AWAITING_TOPUP"];
export const REVIVABLE: readonly Cause[] = ["payment_declined", "payment_timeout"];
