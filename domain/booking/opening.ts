/**
 * What a new booking is written with, by the way in which it is paid: its first state, its payment, and what happens to
 * the hold. Everything else about a booking is the same, however it is paid.
 *
 *   gateway     AWAITING_GATEWAY; a part of the price may be set aside in the wallet
 *   wallet      CONFIRMED with the money; or AWAITING_TOPUP, if it is not there and may come
 *   on_arrival  CONFIRMED without it
 *   post_paid   CONFIRMED without it; billed when the session is over
 *   resale      CONFIRMED, and the reseller owes the money
 */
import * as Terms from "../activity/terms.ts";
import * as Clock from "../clock.ts";
import { change, again, conflictOf, type Write } from "../commit.ts";
import { unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import type { Money } from "../money.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import type { Pool } from "../seat/pool.ts";
import * as Seats from "../seat/seats.ts";
import { due } from "../table.ts";
import * as AtOnce from "./at-once.ts";
import type { Drafted, Plain } from "./draft.ts";
import type * as Method from "./method.ts";
import * as Row from "./row.ts";
import * as Waiting from "./waiting.ts";
import * as WalletPart from "./wallet-part.ts";

/** The hold, and the booking but for how it is paid. */
export type Taken = Drafted & { readonly pool: Pool; readonly key: string };

export async function writes(taken: Taken, method: Method.Method): Promise<Write[]> {
  if (method.by === "gateway") return atGateway(taken, method);
  return method.by === "wallet" ? fromWallet(taken, method.waits) : atOnce(taken, method);
}

/** The booking waits for what a gateway takes, and its hold for the booking. */
export const awaitingGateway = (taken: Taken): Write[] => [
  ...attach(taken),
  created(waiting(taken.booking, "AWAITING_GATEWAY")),
];

async function atGateway(taken: Taken, method: Method.ByGateway): Promise<Write[]> {
  const { booking: plain, description } = taken;
  const booking = waiting(plain, "AWAITING_GATEWAY");
  const { fromWallet: part, ...through } = method;
  const rest = less(booking.price, part);
  const intent = Payment.intend({ ...booking, ...through, description, price: rest });
  if (part === 0) return [...awaitingGateway(taken), intent];
  const mixed = { ...booking, walletPaymentId: WalletPart.idOf(booking.paymentId) };
  const money = { ...booking.price, amount: part };
  return [
    ...attach(taken),
    created(mixed),
    intent,
    ...(await WalletPart.setAside(mixed, description, money)),
  ];
}

async function fromWallet(taken: Taken, waits: boolean): Promise<Write[]> {
  try {
    return await atOnce(taken, { by: "wallet" });
  } catch (error) {
    if (!waits || conflictOf(error) !== "wallet.insufficient_funds") throw error;
    return untilToppedUp(taken);
  }
}

async function atOnce(taken: Taken, method: AtOnce.Method): Promise<Write[]> {
  if (method.by === "post_paid") await mustBeBilledLater(taken.booking);
  const { writes: sold } = await AtOnce.sell([taken], method);
  return [...seat(taken), ...sold];
}

/** What was agreed says whether the money may come after the session. */
async function mustBeBilledLater({ companyId, termsId }: Plain): Promise<void> {
  const { postPaid } = await Terms.of(companyId, termsId);
  if (postPaid) return;
  throw unprocessable("booking.not_post_paid", "This session is not billed afterwards.");
}

function untilToppedUp(taken: Taken): Write[] {
  const { booking: plain, description } = taken;
  const booking = waiting(plain, "AWAITING_TOPUP");
  const until = Clock.isoAfter(Payment.TIMEOUT_MS);
  const expected = { ...booking, description, gateway: "wallet" as const };
  return [
    ...attach(taken, until),
    created(booking),
    InHouse.expect(expected, until, due(booking.paymentId, until)),
    Waiting.join(booking),
  ];
}

// Pure rules

const waiting = (plain: Plain, status: "AWAITING_GATEWAY" | "AWAITING_TOPUP"): Row.Booking => ({
  ...plain,
  status,
  paymentMethod: "PAY_NOW",
  paymentStatus: "PENDING",
});

const attach = ({ pool, key, booking }: Taken, until?: string): Write[] =>
  Seats.attach(pool, key, booking.bookingId, until);
const seat = ({ pool, key, booking }: Taken): Write[] => Seats.takeAtOnce(pool, key, booking.bookingId);
const created = (booking: Row.Booking): Write =>
  change(Events.BookingCreated(), Row.Bookings.create(booking), again);

function less(price: Money, part: number): Money {
  if (part < price.amount) return { ...price, amount: price.amount - part };
  throw unprocessable(
    "booking.wallet_part_too_large",
    "Less than the whole price comes out of the wallet, where a gateway takes the rest.",
    { price },
  );
}
