import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Cash from "../../domain/booking/cash.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Pool from "../../domain/seat/pool.ts";
import type { BookingId } from "../../domain/id.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import { as, asSystem, codes, company, proveInvariants, refusal, type Person, type World } from "../world.ts";

const atTheDoor = { method: "on_arrival" } as const;

async function studio() {
  const world = await company();
  const { companyId, activityId, owner } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, payOnArrival: true }));
  const { sessionId } = await world.session();
  const reserve = async (who: Person, spots = 1) => {
    const { holdId } = await world.hold(who, sessionId, spots);
    return as(who, () => book({ companyId, holdId, payment: atTheDoor }));
  };
  return { ...world, sessionId, reserve };
}

const pay = ({ companyId }: World, who: Person, bookingId: BookingId, key?: string) =>
  as(who, () => Cash.receive({ companyId, bookingId }), key === undefined ? {} : { key });
const read = ({ companyId, owner }: World, bookingId: BookingId) =>
  as(owner, () => Booking.get({ companyId, bookingId }));

describe("pay on arrival", () => {
  it("PAY-13 BKG-5 the booking is certain at once, its money pending, and its seats are booked", async () => {
    const world = await studio();
    const booking = await world.reserve(world.ada, 2);
    expect(booking).toMatchObject({
      status: "CONFIRMED",
      paymentMethod: "ON_ARRIVAL",
      paymentStatus: "PENDING",
      payment: { gateway: "cash", status: "PENDING", amount: { amount: 90_000, currency: "UAH" } },
    });
    expect(booking.payment.checkoutUrl).toBeUndefined();
    expect(await Pool.seats(world.companyId, world.sessionId)).toMatchObject({ held: 0, booked: 2, free: 6 });
    await proveInvariants(world);
  });

  it("PAY-13 is refused where the activity does not allow it, and nothing is taken", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    const { companyId } = world;
    const refused = await refusal(as(world.ada, () => book({ companyId, holdId, payment: atTheDoor })));
    expect(refused.code).toBe("booking.not_payable_on_arrival");
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ held: 1, booked: 0 });
  });

  it("PAY-13 staff record the cash once, however many of them do it at the same time", async () => {
    const world = await studio();
    const { bookingId } = await world.reserve(world.ada);
    const results = await Promise.allSettled(
      [world.owner, world.coach, world.owner, world.coach].map((who) => pay(world, who, bookingId)),
    );
    expect(codes(results)).toEqual({ ok: 1, "payment.already_paid": 3 });
    expect(await read(world, bookingId)).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      payment: { status: "SUCCEEDED" },
    });
    await proveInvariants(world);
  });

  it("PAY-13 a repeat with the same key is the same answer", async () => {
    const world = await studio();
    const { bookingId } = await world.reserve(world.ada);
    const first = await pay(world, world.coach, bookingId, "cash");
    expect(await pay(world, world.coach, bookingId, "cash")).toEqual(first);
    await proveInvariants(world);
  });

  it("PAY-13 only staff record cash, and only what is owed at the door", async () => {
    const world = await studio();
    const { bookingId } = await world.reserve(world.ada);
    expect((await refusal(pay(world, world.ada, bookingId))).code).toBe("company.not_found");
    const online = await world.booking(world.boris, world.sessionId);
    expect((await refusal(pay(world, world.coach, online.bookingId))).code).toBe("booking.not_owed");
    await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
    expect((await refusal(pay(world, world.coach, bookingId))).code).toBe("booking.not_owed");
  });

  it("BKG-5 cancelled before it is paid: no refund, the seats are free, and nothing is expected any more", async () => {
    const world = await studio();
    const { bookingId } = await world.reserve(world.ada);
    const cancelled = await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
    expect(cancelled.refund).toBeUndefined();
    expect(await read(world, bookingId)).toMatchObject({
      status: "CANCELLED",
      paymentStatus: "PENDING",
      payment: { status: "FAILED", failedBecause: "booking_cancelled" },
    });
    expect(await Pool.seats(world.companyId, world.sessionId)).toMatchObject({ booked: 0, free: 8 });
    await proveInvariants(world);
  });

  it("BKG-5 cash and cancellation at the same moment: paid and refunded, or never paid", async () => {
    const world = await studio();
    const { companyId } = world;
    const { bookingId } = await world.reserve(world.ada);
    await Promise.allSettled([
      pay(world, world.coach, bookingId),
      as(world.ada, () => cancel({ companyId, bookingId })),
      pay(world, world.owner, bookingId),
    ]);
    const { status, paymentStatus, refunds } = await read(world, bookingId);
    expect(status).toBe("CANCELLED");
    expect(refunds).toHaveLength(paymentStatus === "PAID" ? 1 : 0);
    await proveInvariants(world);
  });

  it("PAY-13 paid in cash and cancelled: what was paid is in the customer's wallet", async () => {
    const world = await studio();
    const { companyId } = world;
    const { bookingId } = await world.reserve(world.ada);
    await pay(world, world.coach, bookingId);
    const { refund, customerId } = await as(world.ada, () => cancel({ companyId, bookingId }));
    const { paymentId, refundId } = refund!;
    await asSystem(() => payOut({ companyId, paymentId, refundId }));
    expect((await read(world, bookingId)).status).toBe("REFUNDED");
    expect(await Wallet.find({ companyId, customerId, currency: "UAH" })).toMatchObject({
      available: 45_000,
    });
    await proveInvariants(world);
  });

  it("BKG-2 two bookings at once in one session: one of them", async () => {
    const world = await studio();
    const results = await Promise.allSettled([world.reserve(world.ada), world.reserve(world.ada)]);
    expect(codes(results)).toEqual({ ok: 1, "booking.already_booked": 1 });
    await proveInvariants(world);
  });

  it.each([
    [{ method: "on_arrival", gateway: "sandbox" }],
    [{ method: "on_arrival", returnUrl: "https://app.example.test" }],
    [{ method: "gateway" }],
    [{ gateway: "sandbox" }],
    [{ method: "iou" }],
  ])("API-1 %o is refused with the field that is wrong", async (payment) => {
    const world = await studio();
    const { companyId } = world;
    const { holdId } = await world.hold(world.ada, world.sessionId);
    const wrong = { companyId, holdId, payment } as unknown as Parameters<typeof book>[0];
    const refused = await refusal(as(world.ada, () => book(wrong)));
    expect(refused.code).toBe("request.invalid");
    expect(JSON.stringify(refused.detail)).toMatch(/payment\.(gateway|returnUrl|method)/);
  });
});
