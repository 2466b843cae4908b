/**
 * What a cart is written with that is paid for at a gateway: one payment of all its bookings, which the gateway is asked to
 * take, and a part of it for each, which the booking lives with from then on. Ten sessions, each with its hold and perhaps an
 * offer that is taken, are some fifty writes: a cart of any size is one transaction.
 */
import { MOST_LETTERS } from "../booking/draft.ts";
import type * as Method from "../booking/method.ts";
import * as Opening from "../booking/opening.ts";
import type { Write } from "../commit.ts";
import { assert } from "../error.ts";
import type { Money } from "../money.ts";
import * as Payment from "../payment/payment.ts";

type Order = {
  readonly paymentId: string;
  readonly customerId: string;
  readonly method: Method.ByGateway;
};

export function writes(taken: readonly Opening.Taken[], { paymentId, customerId, method }: Order): Write[] {
  const [{ booking }] = taken as [Opening.Taken];
  const whole = Payment.intend({
    ...method,
    companyId: booking.companyId,
    userId: booking.userId,
    paymentId,
    customerId,
    parts: taken.map((one) => one.booking.paymentId),
    price: sumOf(taken.map((one) => one.booking.price)),
    description: describe(taken),
  });
  const parts = taken.map(({ booking: each, description }) =>
    Payment.intendPart({ ...each, gateway: method.gateway, partOf: paymentId, description }),
  );
  return [...taken.flatMap(Opening.awaitingGateway), whole, ...parts];
}

// Pure rules

function sumOf(prices: readonly Money[]): Money {
  const [{ currency }] = prices as [Money];
  assert(
    prices.every((price) => price.currency === currency),
    "a company sells in one currency",
  );
  return { amount: prices.reduce((sum, { amount }) => sum + amount, 0), currency };
}

/** What the payer reads at the gateway: all of it, as far as there is room. */
const describe = (taken: readonly Opening.Taken[]): string =>
  taken
    .map(({ description }) => description)
    .join("; ")
    .slice(0, MOST_LETTERS);
