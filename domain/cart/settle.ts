/**
 * What becomes of the bookings of a cart when the money for all of them is certain: paid, or not coming.
 *
 *   paid     one transaction: each booking is seated with its own hold, or with seats that are free again; what can not be
 *            seated any more has its share on the way back, as any late money (PAY-4, PAY-6)
 *   failed   every booking ends, and all seats are free: one transaction, unless more people wait for the seats than one
 *            can serve; then the whole is the last to end, so that a repeat goes on
 *
 * From then on each booking and its payment live by themselves.
 */
import * as Row from "../booking/row.ts";
import * as Settle from "../booking/settle.ts";
import { again, commit, commitApart, conflictOf, whileMoving, type Write } from "../commit.ts";
import type { Money } from "../money.ts";
import * as Parts from "../payment/parts.ts";
import * as Payment from "../payment/payment.ts";
import * as Packing from "./packing.ts";

type Share = { readonly payment: Payment.Payment; readonly booking: Row.Booking };

/** The gateway has the money: every booking that can be seated is, and the money of the others goes back. */
export const paid = (
  { companyId, paymentId, report, answer }: Settle.Settling,
  { externalId, money }: Settle.Came,
): Promise<void> =>
  whileMoving(async () => {
    const whole = await Payment.get(companyId, paymentId);
    if (whole.status === "SUCCEEDED") return void (await commit(report, answer));
    const came = { externalId, money: money ?? whole.price };
    const enough = Settle.covers(came.money, whole.price);
    if (!enough) await end(whole, "amount_differs");
    const outcome = enough ? await divided(whole, came) : await undivided(whole, came);
    const succeeded = Payment.succeed(whole, { ...came, refundable: 0 });
    await commit([...succeeded, ...outcome, ...report], answer).catch((error: unknown) => {
      // The customer has booked a session anew while we looked: his place there is the one that counts.
      throw conflictOf(error) === "booking.already_booked" ? again() : error;
    });
  });

type Came = { externalId: string; money: Money };

/** Each has its price; what came beyond all of them is with the first, and goes back from there. */
async function divided(whole: Payment.Payment, { externalId, money }: Came): Promise<Write[]> {
  const shares = await sharesOf(whole);
  const beyond = money.amount - whole.price.amount;
  const outcomes = shares.map(async (share, index) => {
    const { price } = share.payment;
    const captured = { externalId, money: { ...price, amount: price.amount + (index === 0 ? beyond : 0) } };
    return Settle.outcomeOf(share, captured, await seatFor(share.booking, mostFor(shares.length)));
  });
  return (await Promise.all(outcomes)).flat();
}

/** Less than all of them cost, or other money, is nobody's share: it is with the first, and goes back from there as it came. */
async function undivided(whole: Payment.Payment, came: Came): Promise<Write[]> {
  const [first] = await sharesOf(whole);
  return Settle.outcomeOf(first!, came, "amount_differs");
}

async function seatFor(booking: Row.Booking, most: number): Promise<Settle.Seating> {
  if (booking.status === "CANCELLED" && (await Row.isBookedAnew(booking))) return "paid_after_cancellation";
  const seating = await Settle.seatFor(booking);
  return typeof seating === "object" && seating.writes.length > most ? "no_seats_left" : seating;
}

/** The whole, its reference, the report, a card that is kept, and what goes back where too much came. */
const COMMON_WRITES = 5;
/** Beside its seats: a booking, its payment, its journal, and its place among the customer's live ones. */
const OWN_WRITES = 4;

/** All of it is one transaction: of late money, seats that lie in more pools than this are too scattered to be had again. */
const mostFor = (bookings: number): number =>
  Math.floor((Packing.MOST_WRITES - COMMON_WRITES) / bookings) - OWN_WRITES;

/** No money will come: all bookings end. Whatever was settled before is left as it is. */
export const failed = ({ companyId, paymentId, report }: Settle.Settling, because: Because): Promise<void> =>
  whileMoving(async () => {
    const whole = await Payment.get(companyId, paymentId);
    if (whole.status === "SUCCEEDED" || whole.status === "FAILED") return commit(report, undefined);
    await end(whole, because, [Payment.fail(whole, because), ...report]);
  });

const CAUSES = {
  declined: "payment_declined",
  webhook_timeout: "payment_timeout",
  amount_differs: "amount_differs",
} as const;
type Because = keyof typeof CAUSES;

/** Ends what waits for this money; the last transaction has what ends with it. */
async function end(whole: Payment.Payment, because: Because, last: readonly Write[] = []): Promise<void> {
  const waiting = (await sharesOf(whole)).filter(({ payment }) => payment.status === "PENDING");
  const endings = waiting.map(async ({ payment, booking }) => [
    Payment.fail(payment, because),
    ...(Row.AWAITING.includes(booking.status)
      ? await Settle.end(booking, CAUSES[because], { paymentStatus: "FAILED" })
      : []),
  ]);
  for (const pack of Packing.packed([...(await Promise.all(endings)), last])) await commitApart(pack);
}

const sharesOf = async (whole: Payment.Payment): Promise<Share[]> =>
  Promise.all(
    (await Parts.of(whole)).map(async (payment) => ({
      payment,
      booking: await Row.get(payment.companyId, Settle.bookingOf(payment)),
    })),
  );
