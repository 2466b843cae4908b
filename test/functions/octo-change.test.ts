import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Clock from "../../domain/clock.ts";
import { reschedule } from "../../domain/booking/reschedule.ts";
import { BookingId } from "../../domain/id.ts";
import * as Message from "../../domain/notification/message.ts";
import * as Outbox from "../../domain/outbox/outbox.ts";
import * as Sale from "../../domain/session/sale.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import type { Json } from "../octo/rules.ts";
import { as, HOUR, proveInvariants, rowsOf, travel } from "../world.ts";
import { agency } from "./reseller.ts";
import { adults, debt, look, PRICE, refused, seats, sell, UNPROCESSABLE } from "./sold.ts";

describe("changing what a reseller has sold", () => {
  it("API-2 fewer units, and more, in a session that is full: its own seats are free for it, and he owes what it costs", async () => {
    const world = await agency();
    const { sessionId } = await world.session({ capacity: 3 });
    const uuid = await sell(world, sessionId, adults(3));
    const before = await look(world, uuid);
    const kept = {
      unitItems: before.unitItems.slice(0, 2).map(({ uuid: own, unitId }: Json) => ({ uuid: own, unitId })),
    };
    expect((await world.on("PATCH", uuid, kept)).status).toBe(200);
    const fewer = await look(world, uuid);
    expect(fewer).toMatchObject({
      status: "CONFIRMED",
      unitItems: kept.unitItems,
      pricing: { retail: 2 * PRICE },
    });
    expect(fewer.utcConfirmedAt).toBe(before.utcConfirmedAt);
    expect(fewer.voucher.deliveryOptions).not.toEqual(before.voucher.deliveryOptions);
    expect(await seats(world, sessionId)).toMatchObject({ booked: 2, held: 0, free: 1 });
    expect(await debt(world)).toBe(2 * PRICE);
    const again = await world.on("PATCH", uuid, { ...kept, notes: "again" });
    expect(again.body).toMatchObject({ notes: "again", voucher: fewer.voucher });
    await world.on("PATCH", uuid, adults(3));
    expect(await look(world, uuid)).toMatchObject({ pricing: { retail: 3 * PRICE } });
    expect(refused(await world.on("PATCH", uuid, adults(4)))).toEqual(UNPROCESSABLE);
    expect((await look(world, uuid)).unitItems).toHaveLength(3);
    expect(await seats(world, sessionId)).toMatchObject({ booked: 3, held: 0, free: 0 });
    expect(await debt(world)).toBe(3 * PRICE);
    await proveInvariants(world);
    // Whoever is told of it has not moved.
    const { deliveryValue: bookingId } = (await look(world, uuid)).voucher.deliveryOptions[0];
    const changed = (await rowsOf(world.companyId)).find(({ sk }) => sk === `BOOKING#${bookingId}`)!;
    const data = Message.dataOf("BOOKING_RESCHEDULED", Outbox.envelopeOf(changed)!.data);
    expect(Message.wordsOf("BOOKING_RESCHEDULED", data)).toMatchObject({
      title: "Your booking has changed",
      body: expect.stringContaining("3 places"),
    });
    const cancelled = await world.on("cancel", uuid);
    expect(cancelled.body).toMatchObject({ status: "CANCELLED", cancellation: { refund: "FULL" } });
    expect(await debt(world)).toBe(0);
    await proveInvariants(world);
  });

  it("BKG-7 another time, with other units at once, or not at all: where it is full, it stays where it was", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const dear = await world.session({ price: { amount: 50_000, currency: "UAH" } });
    const small = await world.session({ capacity: 2 });
    const uuid = await sell(world, sessionId, adults(3));
    const full = await world.on("PATCH", uuid, { availabilityId: small.sessionId });
    expect(refused(full)).toEqual(UNPROCESSABLE);
    expect(await look(world, uuid)).toMatchObject({ availabilityId: sessionId, status: "CONFIRMED" });
    await world.on("PATCH", uuid, { availabilityId: small.sessionId, ...adults(2) });
    expect(await look(world, uuid)).toMatchObject({
      availabilityId: small.sessionId,
      pricing: { retail: 2 * PRICE },
    });
    await world.on("PATCH", uuid, { availabilityId: dear.sessionId, contact: { fullName: "Yan" } });
    expect(await look(world, uuid)).toMatchObject({
      availabilityId: dear.sessionId,
      contact: { fullName: "Yan" },
      pricing: { retail: 100_000 },
    });
    const all = await Promise.all([sessionId, small.sessionId].map((id) => seats(world, id)));
    expect(all).toMatchObject([
      { booked: 0, held: 0 },
      { booked: 0, held: 0 },
    ]);
    expect(await debt(world)).toBe(100_000);
    await proveInvariants(world);
  });

  it("BKG-6 places that are given back are cancelled by the policy: it keeps of their price what it keeps then", async () => {
    const policy = {
      windows: [
        { hoursBefore: 20, refundPercent: 100 },
        { hoursBefore: 10, refundPercent: 50, fee: 1000 },
      ],
      reschedule: null,
    };
    const world = await agency({ policy });
    const { sessionId } = await world.session();
    const { sessionId: there } = await world.session();
    const uuid = await sell(world, sessionId, adults(4));
    await world.on("PATCH", uuid, adults(3));
    expect(await debt(world)).toBe(3 * PRICE);
    // Its company lets nobody move, which the specification's word for what can be changed does not know.
    expect((await look(world, uuid)).cancellable).toBe(true);
    expect(refused(await world.on("PATCH", uuid, { availabilityId: there }))).toEqual(UNPROCESSABLE);
    {
      using _ = travel(10 * HOUR);
      await world.on("PATCH", uuid, adults(2));
      expect(await look(world, uuid)).toMatchObject({ pricing: { retail: 2 * PRICE } });
      expect(await debt(world)).toBe(2 * PRICE + PRICE / 2 + 1000);
      await proveInvariants(world);
    }
    using _ = travel(15 * HOUR);
    for (const late of [adults(1), adults(3)])
      expect(refused(await world.on("PATCH", uuid, late))).toEqual(UNPROCESSABLE);
    expect((await world.on("PATCH", uuid, { notes: "still said" })).body).toMatchObject({
      notes: "still said",
    });
  });

  it("API-2 what is wrong with a change is named, and nothing changes: unknown ids, another product, no units, a closed sale", async () => {
    const world = await agency();
    const { companyId, owner } = world;
    const { sessionId } = await world.session();
    const uuid = await sell(world, sessionId);
    const other = await as(owner, () =>
      Activity.draft({
        companyId,
        name: "Yoga",
        durationMinutes: 60,
        capacity: 8,
        price: { amount: PRICE, currency: "UAH" },
      }),
    );
    await as(owner, () => Activity.publish({ companyId, activityId: other.activityId }));
    const yoga = await world.session({ activityId: other.activityId });
    const to = (body: object) => world.on("PATCH", uuid, body).then(refused);
    expect(await to({ productId: "x" })).toEqual([400, "INVALID_PRODUCT_ID"]);
    expect(await to({ optionId: "x" })).toEqual([400, "INVALID_OPTION_ID"]);
    expect(await to({ availabilityId: "x" })).toEqual([400, "INVALID_AVAILABILITY_ID"]);
    expect(await to({ availabilityId: yoga.sessionId })).toEqual([400, "INVALID_AVAILABILITY_ID"]);
    expect(await to({ unitItems: [{ unitId: "x" }] })).toEqual([400, "INVALID_UNIT_ID"]);
    expect(await to({ unitItems: [] })).toEqual(UNPROCESSABLE);
    for (const elsewhere of [{}, { availabilityId: yoga.sessionId }, { optionId: "x" }]) {
      const { body } = await world.on("PATCH", uuid, { productId: other.activityId, ...elsewhere });
      expect(body.error).toBe("UNPROCESSABLE_ENTITY");
      expect(body.errorMessage).toContain("Cancel it, and book the other product.");
    }
    await as(owner, () => Sale.close({ companyId, sessionId }));
    expect(await to(adults(3))).toEqual(UNPROCESSABLE);
    expect(await look(world, uuid)).toMatchObject({ availabilityId: sessionId, productId: world.activityId });
    expect(await seats(world, sessionId)).toMatchObject({ booked: 2, held: 0 });
    // Whoever gives places back does not need the sale.
    expect((await world.on("PATCH", uuid, adults(1))).status).toBe(200);
    await proveInvariants(world);
  });

  it("BKG-13 other kinds of people in the same seats, at their prices; and nobody alone who does not come alone", async () => {
    const kind = { weight: 1, type: "ADULT" as const };
    const unitKinds = [
      { ...kind, unitKindId: "adult", name: "Adult", price: { amount: 40_000, currency: "UAH" } },
      {
        ...kind,
        unitKindId: "child",
        name: "Child",
        price: { amount: 10_000, currency: "UAH" },
        accompaniedBy: ["adult"],
      },
    ];
    const world = await agency({ unitKinds, bookingsPerCustomer: "one" });
    const { sessionId } = await world.session({ capacity: 2 });
    const uuid = await sell(world, sessionId);
    await world.on("PATCH", uuid, { unitItems: [{ unitId: "adult" }, { unitId: "child" }] });
    const now = await look(world, uuid);
    expect(now).toMatchObject({ pricing: { retail: 50_000 } });
    expect(now.unitItems.map(({ pricing }: Json) => pricing.retail)).toEqual([40_000, 10_000]);
    expect(refused(await world.on("PATCH", uuid, { unitItems: [{ unitId: "child" }] }))).toEqual(
      UNPROCESSABLE,
    );
    expect(await debt(world)).toBe(50_000);
    await world.on("cancel", uuid);
    expect(await debt(world)).toBe(0);
    await proveInvariants(world);
  });

  it("BKG-9 what it gives back is for those who wait, and while they wait it gets no more", async () => {
    const world = await agency();
    const { companyId, ada } = world;
    const { sessionId } = await world.session({ capacity: 3 });
    const uuid = await sell(world, sessionId, adults(3));
    await as(ada, () => Waitlist.join({ companyId, sessionId, spots: 2 }));
    await world.on("PATCH", uuid, adults(2));
    expect(await seats(world, sessionId)).toMatchObject({ booked: 2, held: 0, free: 1 });
    expect(refused(await world.on("PATCH", uuid, adults(3)))).toEqual(UNPROCESSABLE);
    await world.on("PATCH", uuid, adults(1));
    expect(await seats(world, sessionId)).toMatchObject({ booked: 1, held: 2, free: 0 });
    await proveInvariants(world);
  });

  it("CAP-1 CAP-4 in a large session that counts its bookings: seats come from its other pools, and it stays one booking", async () => {
    const world = await agency({ minSpots: 2, maxSpots: 35, bookingCapacity: 3 });
    const { sessionId } = await world.session({ capacity: 90 });
    const uuid = await sell(world, sessionId, adults(2));
    const others = [await sell(world, sessionId, adults(30)), await sell(world, sessionId, adults(18))];
    expect(refused(await world.reserve(sessionId, adults(2)))).toEqual(UNPROCESSABLE);
    expect((await world.on("PATCH", uuid, adults(35))).status).toBe(200);
    expect(await seats(world, sessionId)).toMatchObject({ booked: 83, held: 0, free: 7 });
    for (const other of others) await world.on("cancel", other);
    for (const beyond of [adults(36), adults(1)])
      expect(refused(await world.on("PATCH", uuid, beyond))).toEqual(UNPROCESSABLE);
    await world.on("PATCH", uuid, adults(2));
    expect(await seats(world, sessionId)).toMatchObject({ booked: 2, held: 0, free: 88 });
    await proveInvariants(world);
  });

  it("CAP-1 changes race with each other, with staff and with a cancellation: one booking with its seats, or none", async () => {
    const world = await agency();
    const { companyId, owner } = world;
    const [here, there] = await Promise.all([world.session({ capacity: 4 }), world.session({ capacity: 4 })]);
    const uuid = await sell(world, here.sessionId, adults(2));
    const move = { availabilityId: there.sessionId };
    const twins = await Promise.all([1, 2, 3].map(() => world.on("PATCH", uuid, { ...move, ...adults(3) })));
    expect(twins.map(({ status }) => status)).toContain(200);
    expect(await look(world, uuid)).toMatchObject({ availabilityId: there.sessionId });
    const { voucher } = await look(world, uuid);
    const bookingId = BookingId.parse(voucher.deliveryOptions[0].deliveryValue);
    await Promise.all([
      world.on("PATCH", uuid, adults(4)),
      world.on("PATCH", uuid, adults(1)),
      world.on("PATCH", uuid, { availabilityId: here.sessionId }),
      as(owner, () => reschedule({ companyId, bookingId, sessionId: here.sessionId, reason: "rain" })).catch(
        () => undefined,
      ),
    ]);
    const now = await look(world, uuid);
    const [a, b] = await Promise.all([seats(world, here.sessionId), seats(world, there.sessionId)]);
    expect(now.status).toBe("CONFIRMED");
    expect([a.held, b.held, a.booked + b.booked]).toEqual([0, 0, now.unitItems.length]);
    await proveInvariants(world);
    await Promise.all([
      world.on("cancel", uuid),
      world.on("PATCH", uuid, adults(2)),
      world.on("PATCH", uuid, adults(1)),
    ]);
    const end = await look(world, uuid);
    const left = await seats(world, now.availabilityId);
    const places = end.status === "CONFIRMED" ? end.unitItems.length : 0;
    expect([left.held, left.booked]).toEqual([0, places]);
    await proveInvariants(world);
  });

  it("CAP-1 PAY-2 whatever is changed in whatever order: its units, its seats and what is owed agree", async () => {
    const step = fc.record({
      units: fc.option(fc.integer({ min: 1, max: 4 })),
      place: fc.option(fc.nat(2)),
      staff: fc.constantFrom("new" as const, "kept" as const, null),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), fc.nat(99), async (steps, percent) => {
        const world = await agency({}, percent);
        const { companyId, owner } = world;
        const places = await Promise.all(
          [PRICE, 30_000, 60_001].map((amount, n) =>
            world.session({
              capacity: 3 + n,
              price: { amount, currency: "UAH" },
              startsAt: Clock.isoAfter((24 + n) * HOUR),
            }),
          ),
        );
        const ids = places.map(({ sessionId }) => sessionId);
        const uuid = await sell(world, ids[0]!, adults(2));
        for (const { units, place, staff } of steps) {
          const body = {
            ...(units !== null && adults(units)),
            ...(place !== null && { availabilityId: ids[place] }),
          };
          const { voucher } = await look(world, uuid);
          const bookingId = BookingId.parse(voucher.deliveryOptions[0].deliveryValue);
          if (staff && place !== null)
            await as(owner, () =>
              reschedule({ companyId, bookingId, sessionId: ids[place]!, reason: "rain", price: staff }),
            ).catch(() => undefined);
          else expect([200, 400]).toContain((await world.on("PATCH", uuid, body)).status);
          const now = await look(world, uuid);
          const all = await Promise.all(ids.map((id) => seats(world, id)));
          expect(all.map(({ booked }) => booked)).toEqual(
            ids.map((id) => (id === now.availabilityId ? now.unitItems.length : 0)),
          );
          expect(all.map(({ held }) => held)).toEqual([0, 0, 0]);
          expect(await debt(world)).toBe(now.pricing.net);
        }
        await proveInvariants(world);
      }),
      { numRuns: 4 },
    );
  });
});
