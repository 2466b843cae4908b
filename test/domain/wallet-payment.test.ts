import { describe, expect, it } from "vitest";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import { chase } from "../../domain/payment/chase.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Activity from "../../domain/activity/activity.ts";
import { as, asSystem, codes, company, MINUTE, proveInvariants, refusal, travel } from "../world.ts";
import { balance, credited, currency, gift, PRICE, read, reserve, seats, waiting, wallet } from "./purse.ts";

describe("paid from a wallet", () => {
  it("LED-7 money, seat, booking and books in one transaction: certain at once", async () => {
    const world = await company();
    const customerId = await gift(world, world.ada, 60_000);
    const { sessionId } = await world.session();
    const booking = await reserve(world, world.ada, sessionId, wallet);
    expect(booking).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      payment: { gateway: "wallet", status: "SUCCEEDED", amount: { amount: PRICE, currency } },
    });
    expect(await balance(world, customerId)).toBe(60_000 - PRICE);
    expect(await seats(world, sessionId)).toMatchObject({ held: 0, booked: 1 });
    await proveInvariants(world);
  });

  it("LED-2 not enough is a 409 with the balance, and nothing has changed", async () => {
    const world = await company();
    const customerId = await gift(world, world.ada, PRICE - 1);
    const { sessionId } = await world.session();
    const refused = await refusal(reserve(world, world.ada, sessionId, wallet));
    expect(refused).toMatchObject({
      code: "wallet.insufficient_funds",
      detail: { available: { amount: PRICE - 1, currency } },
    });
    expect(await balance(world, customerId)).toBe(PRICE - 1);
    expect(await seats(world, sessionId)).toMatchObject({ held: 1, booked: 0 });
    await proveInvariants(world);
  });

  it("LED-2 ten bookings at once out of a wallet that covers three: exactly three", async () => {
    const world = await company();
    await as(world.owner, () =>
      Activity.edit({
        companyId: world.companyId,
        activityId: world.activityId,
        bookingsPerCustomer: "many",
      }),
    );
    const customerId = await gift(world, world.ada, 3 * PRICE + 1);
    const { sessionId } = await world.session({ capacity: 20 });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => reserve(world, world.ada, sessionId, wallet)),
    );
    expect(codes(results)).toEqual({ ok: 3, "wallet.insufficient_funds": 7 });
    expect(await balance(world, customerId)).toBe(1);
    expect(await seats(world, sessionId)).toMatchObject({ booked: 3 });
    await proveInvariants(world);
  });

  it("PAY-3 a repeat with the same key is the same booking, paid once", async () => {
    const world = await company();
    const customerId = await gift(world, world.ada, 2 * PRICE);
    const { sessionId } = await world.session();
    const { companyId } = world;
    const { holdId } = await world.hold(world.ada, sessionId);
    const ask = () => as(world.ada, () => book({ companyId, holdId, payment: wallet }), { key: "once" });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await balance(world, customerId)).toBe(PRICE);
    await proveInvariants(world);
  });
});

describe("what was paid from a wallet", () => {
  it("PAY-11 goes back into it when the booking is cancelled, once", async () => {
    const world = await company();
    const customerId = await gift(world, world.ada, PRICE);
    const { sessionId } = await world.session();
    const { bookingId } = await reserve(world, world.ada, sessionId, wallet);
    const { companyId } = world;
    const cancelled = await as(world.ada, () => cancel({ companyId, bookingId }));
    expect(cancelled.refund).toMatchObject({ destination: "WALLET", amount: { amount: PRICE, currency } });
    const { paymentId, refundId } = cancelled.refund!;
    await Promise.all([1, 2, 3].map(() => asSystem(() => payOut({ companyId, paymentId, refundId }))));
    expect(await read(world, bookingId)).toMatchObject({
      status: "REFUNDED",
      payment: { refunded: { amount: PRICE } },
    });
    expect(await balance(world, customerId)).toBe(PRICE);
    await proveInvariants(world);
  });
});

describe("a booking that waits for a top-up", () => {
  it("LED-7 keeps its seat while it waits, and is confirmed by the credit", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 1 });
    const booking = await reserve(world, world.ada, sessionId, waiting);
    expect(booking).toMatchObject({ status: "AWAITING_TOPUP", payment: { status: "PENDING" } });
    using _ = travel(20 * MINUTE);
    expect(await seats(world, sessionId)).toMatchObject({ free: 0, held: 1 });
    const customerId = await gift(world, world.ada, PRICE);
    await Promise.all([credited(world, customerId), credited(world, customerId)]);
    expect(await read(world, booking.bookingId)).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      payment: { status: "SUCCEEDED" },
    });
    expect(await balance(world, customerId)).toBe(0);
    await proveInvariants(world);
  });

  it("LED-7 the oldest first, and the younger do not overtake", async () => {
    const world = await company();
    const dear = await world.session({ price: { amount: 3 * PRICE, currency } });
    const cheap = await world.session();
    const first = await reserve(world, world.ada, dear.sessionId, waiting);
    using _ = travel(1000);
    const second = await reserve(world, world.ada, cheap.sessionId, waiting);
    const customerId = await gift(world, world.ada, PRICE);
    await credited(world, customerId);
    const states = async () =>
      Promise.all([first, second].map(async ({ bookingId }) => (await read(world, bookingId)).status));
    expect(await states()).toEqual(["AWAITING_TOPUP", "AWAITING_TOPUP"]);
    await gift(world, world.ada, 2 * PRICE);
    await credited(world, customerId);
    expect(await states()).toEqual(["CONFIRMED", "AWAITING_TOPUP"]);
    await gift(world, world.ada, PRICE);
    await credited(world, customerId);
    expect(await states()).toEqual(["CONFIRMED", "CONFIRMED"]);
    expect(await balance(world, customerId)).toBe(0);
    await proveInvariants(world);
  });

  it("PAY-5 is given up when its time is over, after a last look at the wallet", async () => {
    const world = await company();
    const [one, other] = [await world.session(), await world.session()];
    const lucky = await reserve(world, world.ada, one.sessionId, waiting);
    const poor = await reserve(world, world.boris, other.sessionId, waiting);
    await gift(world, world.ada, PRICE);
    using _ = travel(31 * MINUTE);
    for (const { payment } of [lucky, poor]) await asSystem(() => chase(world.companyId, payment.paymentId));
    expect((await read(world, lucky.bookingId)).status).toBe("CONFIRMED");
    expect(await read(world, poor.bookingId)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "payment_timeout",
      payment: { status: "FAILED", failedBecause: "not_topped_up" },
    });
    expect(await seats(world, other.sessionId)).toMatchObject({ free: 8, held: 0 });
    await proveInvariants(world);
  });

  it("BKG-1 credit and cancellation at the same moment: confirmed and given back, or never paid", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await reserve(world, world.ada, sessionId, waiting);
    const customerId = await gift(world, world.ada, PRICE);
    await Promise.allSettled([
      credited(world, customerId),
      as(world.ada, () => cancel({ companyId: world.companyId, bookingId })),
    ]);
    expect(["CANCELLED", "REFUNDED"]).toContain((await read(world, bookingId)).status);
    await proveInvariants(world);
  });
});
