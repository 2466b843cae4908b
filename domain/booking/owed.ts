/**
 * What is owed for a booking that was certain before its money: to be paid at the door, or billed after the session.
 *
 *   came, or nobody said otherwise   its price: a booking is a promise to come and to pay
 *   did not come                     the no-show fee of its policy
 *   moved before                     beside either, what moving it has cost: that was due with the rest
 *
 * Whoever had paid before owes nothing more when he does not come, and nothing goes back. Nothing here knows the store.
 */
import { conflict } from "../error.ts";
import type { Money } from "../money.ts";
import * as Policy from "./policy.ts";
import * as Row from "./row.ts";

const HOUR_MS = 3600_000;
const FINAL_MS = 24 * HOUR_MS;
const FIRST_WAIT_MS = 6 * HOUR_MS;

/** From when on nothing more is said of who came, so that what is owed is certain. */
export const finalAt = ({ endsAt }: Pick<Row.Booking, "endsAt">): string =>
  new Date(Date.parse(endsAt) + FINAL_MS).toISOString();

export function amountOf(
  { attendance, price, fees = 0 }: Pick<Row.Booking, "attendance" | "price" | "fees">,
  policy: Policy.Policy,
): Money {
  const due = attendance === "NO_SHOW" ? Policy.noShowFee(policy, price) : price;
  return { ...due, amount: due.amount + fees };
}

/** Whether its money comes after the booking itself is certain. */
export const comesLater = ({ paymentMethod }: Pick<Row.Booking, "paymentMethod">): boolean =>
  paymentMethod === "ON_ARRIVAL" || paymentMethod === "POST_PAID";

export const isOwed = (booking: Row.Booking): boolean =>
  comesLater(booking) && booking.paymentStatus === "PENDING" && Row.SEATED.includes(booking.status);

/** The write says it again, in its condition; here it has a name. */
export function mustBeOwed(booking: Row.Booking, money: Money): void {
  const { status, paymentMethod, paymentStatus, paymentId } = booking;
  if (paymentStatus === "PAID")
    throw conflict("payment.already_paid", "This booking is paid.", { paymentId });
  if (isOwed(booking) && money.amount > 0) return;
  throw conflict("booking.not_owed", "Nothing is owed for this booking.", { state: status, paymentMethod });
}

/** How long to wait after so many vain tries: 6, 12, 24 … hours. */
export const waitAfter = (tries: number): number => FIRST_WAIT_MS * 2 ** (tries - 1);
