import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import * as Clock from "../../domain/clock.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Metric from "../../domain/metric.ts";
import * as Callback from "../../domain/payment/callback-row.ts";
import * as PayOut from "../../domain/payment/pay-out.ts";
import * as Statement from "../../domain/payment/statement.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { TABLE, writer } from "../../domain/table.ts";
import { MONEY_AND_SEATS, sweep } from "../../domain/time/sweep.ts";
import {
  as,
  asSystem,
  company,
  MINUTE,
  proveInvariants,
  refusal,
  rowsOf,
  told,
  travel,
  type World,
} from "../world.ts";

type Booked = Awaited<ReturnType<World["booking"]>>;

async function booked(world: World, capacity = 1) {
  const { sessionId } = await world.session({ capacity });
  const booking = await world.booking(world.ada, sessionId);
  return { booking, sessionId };
}

const now = (world: World, { bookingId }: Pick<Booked, "bookingId">) =>
  as(world.owner, () => Booking.get({ companyId: world.companyId, bookingId }));
const rows = async (world: World, entity: string) =>
  (await rowsOf(world.companyId)).filter(({ __edb_e__: is }) => is === entity);
const payOut = async (world: World) => {
  const [refund] = await rows(world, "refund");
  await asSystem(() => PayOut.payOut(refund as { companyId: string; paymentId: string; refundId: string }));
};

describe("callbacks", () => {
  it("PAY-7 a wrong amount or currency is quarantined, visible to staff, and changes nothing", async () => {
    const world = await company();
    const { booking } = await booked(world);
    const wrong = [
      { key: "less", price: { amount: 44_999, currency: "UAH" } },
      { key: "more", price: { amount: 45_001, currency: "UAH" } },
      { key: "dollars", price: { amount: 45_000, currency: "USD" } },
    ];
    for (const given of wrong) {
      expect(await told(world, booking.bookingId, given)).toEqual({ outcome: "quarantined" });
    }
    const listed = await as(world.owner, () => Callback.listQuarantined({ companyId: world.companyId }));
    expect(listed.items.map(({ quarantinedBecause }) => quarantinedBecause)).toEqual(
      Array(3).fill("amount_differs"),
    );
    expect((await now(world, booking)).status).toBe("AWAITING_GATEWAY");
    expect(await told(world, booking.bookingId)).toEqual({ outcome: "applied" });
    expect((await now(world, booking)).status).toBe("CONFIRMED");
    await proveInvariants(world);
  });

  it("PAY-9 news of an unknown payment, or under another reference, is kept for people", async () => {
    const world = await company();
    const { booking } = await booked(world);
    const unknown = await told(world, booking.bookingId, { key: "u", paymentId: "pay_unknown" });
    const foreign = await told(world, booking.bookingId, { key: "r", externalId: "sbx_other" });
    expect([unknown, foreign]).toEqual([{ outcome: "quarantined" }, { outcome: "quarantined" }]);
    expect((await rows(world, "callback")).map((row) => row.quarantinedBecause).toSorted()).toEqual([
      "payment_unknown",
      "reference_differs",
    ]);
    const coach = as(world.coach, () => Callback.listQuarantined({ companyId: world.companyId }));
    expect((await refusal(coach)).code).toBe("access.forbidden");
  });

  it("PAY-9 money that the gateway took back is for people: they see it, and nothing changes by itself", async () => {
    const world = await company();
    const { booking } = await booked(world);
    const counted: string[] = [];
    const disconnect = Metric.connect({ count: (name) => counted.push(name), ring: () => {} });
    await told(world, booking.bookingId, { news: "paid" });
    expect(await told(world, booking.bookingId, { news: "reversed" })).toEqual({ outcome: "quarantined" });
    expect(await told(world, booking.bookingId, { news: "paid", key: "old" })).toEqual({
      outcome: "applied",
    });
    disconnect();
    expect(counted).toContain("PaymentReversed");
    const { items } = await as(world.owner, () => Callback.listQuarantined({ companyId: world.companyId }));
    expect(items).toMatchObject([{ news: "reversed", quarantinedBecause: "reversed_by_gateway" }]);
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { status: "SUCCEEDED", refunded: { amount: 0 } },
    });
    await proveInvariants(world);
  });

  it("PAY-2 declined: payment failed, booking cancelled, seats and customer free to try again", async () => {
    const world = await company();
    const { booking, sessionId } = await booked(world);
    await told(world, booking.bookingId, { news: "declined" });
    expect(await now(world, booking)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "payment_declined",
      paymentStatus: "FAILED",
      payment: { status: "FAILED", failedBecause: "declined" },
    });
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ free: 1, held: 0 });
    expect((await world.booking(world.ada, sessionId)).status).toBe("AWAITING_GATEWAY");
    await proveInvariants(world);
  });

  const orders = [
    ["pending", "paid", "declined"],
    ["paid", "pending", "declined"],
    ["paid", "declined", "pending"],
    ["pending", "declined", "paid"],
    ["declined", "pending", "paid"],
    ["declined", "paid", "pending"],
  ] as const;
  it.each(orders)("PAY-4 in the order %s, %s, %s news ends in the same state", async (...order) => {
    const world = await company();
    const { booking } = await booked(world);
    for (const news of order) await told(world, booking.bookingId, { news });
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      payment: { status: "SUCCEEDED" },
    });
    await proveInvariants(world);
  });

  it("PAY-4 the callback may come before we know that the checkout is open", async () => {
    const world = await company();
    const { booking } = await booked(world);
    // The state in which a crash between the gateway's answer and our second write leaves the payment.
    await writer.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk: `C#${world.companyId}/PAYMENT#${booking.payment.paymentId}`, sk: "PAYMENT" },
        UpdateExpression: "SET #s = :created REMOVE externalId, checkoutUrl",
        ExpressionAttributeNames: { "#s": "status" },
        ExpressionAttributeValues: { ":created": "CREATED" },
      }),
    );
    await told(world, booking.bookingId, { externalId: "sbx_known_only_there", news: "paid" });
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { status: "SUCCEEDED" },
    });
    await proveInvariants(world);
  });
});

describe("time and books", () => {
  it("PAY-9 the sweeper finds by itself what is due: pools, payments, refunds and callbacks", async () => {
    const world = await company();
    const { booking, sessionId } = await booked(world, 2);
    const other = await world.booking(world.boris, sessionId);
    await told(world, other.bookingId);
    await as(world.boris, () => cancel({ companyId: world.companyId, bookingId: other.bookingId }));
    using _ = travel(45 * MINUTE);
    // The others in the table have not travelled: their holds are not over.
    const ours = MONEY_AND_SEATS.map(({ key, run }) => ({
      key: new RegExp(key.source.replace("C#(.+)", `C#(${world.companyId})`)),
      run,
    }));
    await asSystem(() => sweep(ours, Clock.millis() + 20_000));
    expect((await now(world, booking)).status).toBe("CANCELLED");
    expect((await now(world, other)).status).toBe("REFUNDED");
    const pool = await Pool.get({ companyId: world.companyId, sessionId }, 0);
    expect(pool).toMatchObject({ remaining: 2, holds: {} });
    await proveInvariants(world);
  });

  it("LED-1 finance sees a payment with its refund and the journals that say so; others do not", async () => {
    const world = await company();
    const { booking } = await booked(world);
    await told(world, booking.bookingId);
    const { bookingId } = booking;
    await as(world.owner, () => cancel({ companyId: world.companyId, bookingId, reason: "closed" }));
    await payOut(world);
    const ask = (who: World["ada"]) =>
      as(who, () => Statement.get({ companyId: world.companyId, paymentId: booking.payment.paymentId }));
    const { journals } = await ask(world.owner);
    expect(journals.map(({ lines }) => lines.map(({ amount }) => amount))).toEqual([
      [45_000, -45_000],
      [45_000, -45_000],
    ]);
    const accounts = journals.map(({ lines }) => lines[0]?.account);
    expect(accounts.toSorted()).toEqual(["booking_sales", "gateway_clearing:sandbox"]);
    expect((await refusal(ask(world.ada))).code).toBe("company.not_found");
  });
});
