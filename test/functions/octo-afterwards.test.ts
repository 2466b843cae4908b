import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Attendance from "../../domain/booking/attendance.ts";
import * as CallOff from "../../domain/booking/call-off.ts";
import { reschedule } from "../../domain/booking/reschedule.ts";
import { BookingId, type SessionId } from "../../domain/id.ts";
import * as Pricing from "../../domain/octo/pricing.ts";
import * as Session from "../../domain/session/session.ts";
import * as Standing from "../../domain/session/standing.ts";
import type { Json } from "../octo/rules.ts";
import { as, asSystem, HOUR, proveInvariants, refusal, travel } from "../world.ts";
import { agency } from "./reseller.ts";
import { adults, debt, look } from "./sold.ts";

const money = (amount: number) => ({ amount, currency: "UAH" });

/** What was sold, and what a program is told of it, in its form. */
async function sale(terms?: object, more: object = {}) {
  const world = await agency(terms);
  const { sessionId } = await world.session();
  const { uuid } = (await world.reserve(sessionId, more)).body;
  const { body: sold } = await world.on("confirm", uuid, { contact: { fullName: "Zoe" } });
  const bookingId = BookingId.parse(sold.voucher.deliveryOptions[0].deliveryValue);
  const now = () => look(world, uuid);
  return { ...world, sessionId, uuid, sold, bookingId, now };
}

describe("what happens to a reseller's booking afterwards", () => {
  it("API-2 staff move it: it is told where it is now, with another voucher, and can still be cancelled", async () => {
    const world = await sale();
    const { companyId, owner, bookingId, uuid, sold } = world;
    const { sessionId: there } = await world.session({ price: money(30_001) });
    const moved = await as(owner, () =>
      reschedule({ companyId, bookingId, sessionId: there, reason: "a storm" }),
    );
    const { sessionId: further } = await world.session({ price: money(99_000) });
    const { bookingId: last } = await as(owner, () =>
      reschedule({
        companyId,
        bookingId: moved.bookingId,
        sessionId: further,
        reason: "rain",
        price: "kept",
      }),
    );
    const now = await world.now();
    expect(now).toMatchObject({
      status: "CONFIRMED",
      cancellable: true,
      availabilityId: further,
      availability: { id: further },
      utcConfirmedAt: sold.utcConfirmedAt,
      voucher: { deliveryOptions: [{ deliveryValue: last }] },
      pricing: { retail: 60_002 },
    });
    const prices = now.unitItems.map(({ pricing }: Json) => pricing.retail);
    expect(prices).toEqual([30_001, 30_001]);
    const confirmed = await world.on("confirm", uuid, { contact: {} });
    expect(confirmed.body).toMatchObject({ status: "CONFIRMED", availabilityId: further });
    const said = await world.on("PATCH", uuid, { availabilityId: further, notes: "late" });
    expect(said.body).toMatchObject({ notes: "late", availabilityId: further });
    const cancelled = await world.on("cancel", uuid);
    expect(cancelled.body).toMatchObject({ status: "CANCELLED", cancellation: { refund: "FULL" } });
    await proveInvariants(world);
  });

  it("API-2 prices of units add up to what the booking costs, whatever each would cost by itself", () => {
    const weights = fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.maxSafeNat(), weights, (amount, each) => {
        const shares = Pricing.shares(money(amount), each).map((share) => share.amount);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });

  it("BKG-8 who has come is REDEEMED, and whose coming is taken back, is not; nobody knows which of two came", async () => {
    const world = await sale();
    const { companyId, owner, bookingId } = world;
    using _ = travel(24 * HOUR);
    const staff = (verb: typeof Attendance.noShow) => as(owner, () => verb({ companyId, bookingId }));
    await as(owner, () => Attendance.checkIn({ companyId, bookingId, attended: 1 }));
    const half = await world.now();
    expect(half).toMatchObject({ status: "REDEEMED", cancellable: false });
    expect(half.unitItems.map(({ status }: Json) => status)).toEqual(["CONFIRMED", "CONFIRMED"]);
    await staff(Attendance.undo);
    expect(await world.now()).toMatchObject({ status: "CONFIRMED", utcRedeemedAt: null });
    const { attendedAt } = await staff(Attendance.checkIn);
    expect(await world.now()).toMatchObject({
      status: "REDEEMED",
      utcRedeemedAt: attendedAt,
      utcUpdatedAt: attendedAt,
      voucher: { utcRedeemedAt: attendedAt, deliveryOptions: [{ deliveryValue: bookingId }] },
      unitItems: [
        { status: "REDEEMED", utcRedeemedAt: attendedAt },
        { status: "REDEEMED", utcRedeemedAt: attendedAt },
      ],
    });
    for (const verb of ["PATCH", "cancel", "extend"] as const) {
      const refused = await world.on(verb, world.uuid, { notes: "x" });
      expect(refused).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
    }
    const again = await world.on("confirm", world.uuid, { contact: {} });
    expect(again).toMatchObject({ status: 200, body: { status: "REDEEMED" } });
  });

  it("BKG-8 at the door the voucher from before it was changed opens it, as what it is now; not at another door", async () => {
    const world = await sale();
    const { companyId, owner, bookingId, sessionId } = world;
    const { sessionId: there } = await world.session();
    await world.on("PATCH", world.uuid, adults(3));
    const { deliveryValue: changed } = (await world.now()).voucher.deliveryOptions[0];
    using _ = travel(23 * HOUR);
    const come = (code: string, door: SessionId = sessionId) =>
      as(owner, () => Attendance.checkInByCode({ companyId, code, sessionId: door }));
    expect((await refusal(come(bookingId, there))).code).toBe("booking.not_found");
    expect(await come(bookingId.slice(32, 40))).toMatchObject({ bookingId: changed, attended: 3 });
    expect((await world.now()).unitItems).toMatchObject([1, 2, 3].map(() => ({ status: "REDEEMED" })));
  });

  it("BKG-7 what the policy asks for moving is owed by the reseller, and after its time only units change", async () => {
    const moving = { hoursBefore: 12, difference: "settle", fee: 700 };
    const world = await sale({
      policy: { windows: [{ hoursBefore: 0, refundPercent: 100 }], reschedule: moving },
    });
    const { sessionId: there } = await world.session();
    await world.on("PATCH", world.uuid, { availabilityId: there });
    expect(await world.now()).toMatchObject({ availabilityId: there, pricing: { net: 90_000 } });
    expect(await debt(world)).toBe(90_700);
    using _ = travel(15 * HOUR);
    const late = await world.on("PATCH", world.uuid, { availabilityId: world.sessionId });
    expect(late).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
    await world.on("PATCH", world.uuid, adults(1));
    expect(await debt(world)).toBe(45_700);
    await proveInvariants(world);
  });

  it("BKG-8 whoever did not come has a booking that was not redeemed", async () => {
    const world = await sale();
    const { companyId, owner, bookingId } = world;
    using _ = travel(25 * HOUR);
    await as(owner, () => Attendance.noShow({ companyId, bookingId }));
    expect(await world.now()).toMatchObject({ status: "CONFIRMED", utcRedeemedAt: null, cancellable: false });
  });

  it("SCH-7 a session is called off: what was sold in it is CANCELLED, with all of its money and the reason", async () => {
    const policy = { windows: [{ hoursBefore: 1, refundPercent: 50 }] };
    const world = await sale({ policy });
    const { companyId, owner, sessionId } = world;
    const held = (await world.reserve(sessionId)).body;
    await as(owner, () => Session.cancel({ companyId, sessionId, reason: "The wall is wet." }));
    // What is about to be called off takes nobody's place any more.
    const { sessionId: there } = await world.session();
    for (const change of [adults(1), adults(3), { unitItems: world.sold.unitItems, notes: "x" }])
      expect((await world.on("PATCH", world.uuid, change)).status).toBe("notes" in change ? 200 : 400);
    await asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "The wall is wet."));
    expect((await world.on("PATCH", world.uuid, { availabilityId: there })).status).toBe(400);
    expect(await world.now()).toMatchObject({
      status: "CANCELLED",
      cancellable: false,
      availability: { status: "CLOSED", available: false },
      cancellation: { refund: "FULL", reason: "The wall is wet." },
      voucher: { deliveryOptions: [] },
    });
    const late = await world.on("confirm", held.uuid, { contact: {} });
    expect(late).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
    const gone = await world.reserve(sessionId);
    expect(gone.body).toMatchObject({ error: "INVALID_AVAILABILITY_ID", availabilityId: sessionId });
    await proveInvariants(world);
  });

  it("SCH-4 what the schedule has no more is not on offer; what was reserved and sold in it is honoured", async () => {
    const world = await sale();
    const { companyId, sessionId, activityId } = world;
    const held = (await world.reserve(sessionId)).body;
    await asSystem(async () => Standing.settle(await Session.get(companyId, sessionId), undefined));
    const offered = await world.ask("POST /octo/availability", {
      body: { productId: activityId, optionId: "DEFAULT", availabilityIds: [sessionId] },
    });
    expect(offered.body).toEqual([]);
    expect((await world.ask("GET /octo/products")).body).toEqual([]);
    expect((await world.reserve(sessionId)).body.error).toBe("INVALID_AVAILABILITY_ID");
    expect(await world.now()).toMatchObject({ status: "CONFIRMED", cancellable: true });
    const confirmed = await world.on("confirm", held.uuid, { contact: {} });
    expect(confirmed.body).toMatchObject({ status: "CONFIRMED", availabilityId: sessionId });
    expect((await world.on("cancel", held.uuid)).body).toMatchObject({ status: "CANCELLED" });
    await proveInvariants(world);
  });
});
