/**
 * What a new booking is written with, by the way in which it is paid: its first state, its payment, and what happens to
 * the hold. Everything else about a booking is the same, however it is paid.
 *
 *   gateway     AWAITING_GATEWAY; a part of the price may be set aside in the wallet
 *   wallet      CONFIRMED with the money; or AWAITING_TOPUP, if it is not there and may come
 *   on_arrival  CONFIRMED without it
 *   resale      CONFIRMED, and the reseller owes the money
 */
import * as Clock from "../clock.ts";
import { change, again, conflictOf, type Write } from "../commit.ts";
import { unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import * as Journal from "../ledger/journal.ts";
import type { Money } from "../money.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import type { Pool } from "../seat/pool.ts";
import * as Seats from "../seat/seats.ts";
import { due } from "../table.ts";
import * as Wallet from "../wallet/wallet.ts";
import type * as Method from "./method.ts";
import * as Row from "./row.ts";
import * as Waiting from "./waiting.ts";
import * as WalletPart from "./wallet-part.ts";

/** The hold, and the booking but for how it is paid. */
type Taken = {
  readonly pool: Pool;
  readonly key: string;
  readonly booking: Plain;
  readonly description: string;
};
export type Plain = Omit<Row.Booking, "status" | "paymentMethod" | "paymentStatus">;

export function writes(taken: Taken, method: Method.Method): Promise<Write[]> {
  if (method.by === "gateway") return atGateway(taken, method);
  if (method.by === "resale") return onInvoice(taken, method.resellerId);
  return method.by === "wallet" ? fromWallet(taken, method.waits) : atTheDoor(taken);
}

async function atGateway(taken: Taken, method: Method.ByGateway): Promise<Write[]> {
  const { booking: plain, description } = taken;
  const booking = waiting(plain, "AWAITING_GATEWAY");
  const { fromWallet: part, ...through } = method;
  const rest = less(booking.price, part);
  const intent = Payment.intend({ ...booking, ...through, description, price: rest });
  if (part === 0) return [...attach(taken), created(booking), intent];
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
  const { booking: plain, description } = taken;
  const booking = certain(plain, { paymentMethod: "PAY_NOW", paymentStatus: "PAID" });
  try {
    const spent = await Wallet.debit({ ...Row.spending(booking), against: "booking_sales" });
    const paid = InHouse.take({ ...booking, description, gateway: "wallet" });
    return [...seat(taken), confirmed(booking), paid, ...spent.writes];
  } catch (error) {
    if (!waits || conflictOf(error) !== "wallet.insufficient_funds") throw error;
    return untilToppedUp(taken);
  }
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

async function atTheDoor(taken: Taken): Promise<Write[]> {
  const { booking: plain, description } = taken;
  const booking = certain(plain, { paymentMethod: "ON_ARRIVAL", paymentStatus: "PENDING" });
  const expected = { ...booking, description, gateway: "cash" as const };
  return [...seat(taken), confirmed(booking), InHouse.expect(expected, booking.endsAt)];
}

async function onInvoice({ booking: plain, ...taken }: Taken, resellerId: string): Promise<Write[]> {
  const booking = {
    ...certain(plain, { paymentMethod: "INVOICE", paymentStatus: "PAID" }),
    resellerId,
  };
  const owed = { ...booking, description: taken.description, gateway: "reseller" as const };
  return [
    ...seat({ booking: plain, ...taken }),
    confirmed(booking),
    InHouse.take(owed),
    Journal.capture({ ...owed, money: booking.price }),
  ];
}

// Pure rules

const waiting = (plain: Plain, status: "AWAITING_GATEWAY" | "AWAITING_TOPUP"): Row.Booking => ({
  ...plain,
  status,
  paymentMethod: "PAY_NOW",
  paymentStatus: "PENDING",
});

const certain = (plain: Plain, paid: Pick<Row.Booking, "paymentMethod" | "paymentStatus">): Row.Booking => ({
  ...plain,
  ...paid,
  status: "CONFIRMED",
  confirmedAt: plain.createdAt,
});

const attach = ({ pool, key, booking }: Taken, until?: string): Write[] =>
  Seats.attach(pool, key, booking.bookingId, until);
const seat = ({ pool, key, booking }: Taken): Write[] => Seats.takeAtOnce(pool, key, booking.bookingId);
const created = (booking: Row.Booking): Write =>
  change(Events.BookingCreated(), Row.Bookings.create(booking), again);
const confirmed = (booking: Row.Booking): Write =>
  change(Events.BookingConfirmed(), Row.Bookings.create(booking), again);

function less(price: Money, part: number): Money {
  if (part < price.amount) return { ...price, amount: price.amount - part };
  throw unprocessable(
    "booking.wallet_part_too_large",
    "Less than the whole price comes out of the wallet, where a gateway takes the rest.",
    { price },
  );
}
