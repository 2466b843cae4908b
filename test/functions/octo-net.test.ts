import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Board from "../../domain/dashboard/counted.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { reschedule } from "../../domain/booking/reschedule.ts";
import { BookingId } from "../../domain/id.ts";
import * as Pricing from "../../domain/octo/pricing.ts";
import * as Commission from "../../domain/resale/commission.ts";
import * as Reseller from "../../domain/resale/reseller.ts";
import type { Json } from "../octo/rules.ts";
import * as Rules from "../octo/rules.ts";
import { as, proveInvariants, rowsOf } from "../world.ts";
import { agency } from "./reseller.ts";
import { adults, debt, look, sell, type World } from "./sold.ts";

const money = (amount: number) => ({ amount, currency: "UAH" });
/** Prices of which no percentage is whole. */
const [ADULT, CHILD] = [33_333, 9_999];
const NET = { adult: 29_334, child: 8800, infant: 0 };
const people = {
  unitKinds: [
    { unitKindId: "adult", name: "Adult", type: "ADULT", price: money(ADULT), weight: 1 },
    { unitKindId: "child", name: "Child", type: "CHILD", price: money(CHILD), weight: 1 },
    { unitKindId: "infant", name: "Infant", type: "INFANT", price: money(0), weight: 1 },
  ],
};
const family = { unitItems: ["adult", "adult", "child", "infant"].map((unitId) => ({ unitId })) };
const FAMILY = { original: 76_665, retail: 76_665, net: 67_468 };

const keep = ({ companyId, owner, resellerId }: World, commissionPercent: number) =>
  as(owner, () => Reseller.edit({ companyId, resellerId, commissionPercent }));
const sum = (prices: readonly number[]) => prices.reduce((total, one) => total + one, 0);
const bookingOf = (one: Json) => BookingId.parse(one.voucher.deliveryOptions[0].deliveryValue);

describe("what a reseller owes of what he sells for", () => {
  it("API-2 every price says what his customer pays and, less his commission, what he owes: of products, times, days and units", async () => {
    const world = await agency(people, 12);
    const { sessionId } = await world.session();
    const [{ options }] = (await world.ask("GET /octo/products")).body;
    const from = options[0].units.map(({ id, pricingFrom: [price] }: Json) => [id, price.retail, price.net]);
    expect(from).toEqual([
      ["adult", ADULT, NET.adult],
      ["child", CHILD, NET.child],
      ["infant", 0, 0],
    ]);
    const asked = { productId: world.activityId, optionId: "DEFAULT" };
    const units = [
      { id: "adult", quantity: 2 },
      { id: "child", quantity: 1 },
    ];
    const body = { ...asked, availabilityIds: [sessionId], units };
    const [one] = (await world.ask("POST /octo/availability", { body })).body;
    expect(one).toMatchObject({ pricing: FAMILY });
    expect(one.unitPricing.map(({ net }: Json) => net)).toEqual(Object.values(NET));
    const localDateStart = one.localDateTimeStart.slice(0, 10);
    const period = { ...asked, units, localDateStart, localDateEnd: localDateStart };
    const [day] = (await world.ask("POST /octo/availability/calendar", { body: period })).body;
    expect(day).toMatchObject({ pricingFrom: FAMILY });
    expect(day.unitPricingFrom.map(({ net }: Json) => net)).toEqual(Object.values(NET));
    const uuid = await sell(world, sessionId, family);
    const sold = await look(world, uuid);
    expect(sold).toMatchObject({ pricing: FAMILY, availability: { pricing: FAMILY } });
    const { companyId, owner } = world;
    const booking = await as(owner, () => Booking.get({ companyId, bookingId: bookingOf(sold) }));
    expect(booking).toMatchObject({ price: money(FAMILY.net), retail: money(76_665), commissionPercent: 12 });
    expect(await debt(world)).toBe(FAMILY.net);
    // What the company earns by it is what it is owed.
    const earned = (await rowsOf(companyId)).flatMap((row) => [...Board.of(row, "UTC")]);
    const revenue = earned.filter(([place]) => place.includes("revenue")).map(([, amount]) => amount);
    expect(revenue).toEqual([FAMILY.net]);
    await proveInvariants(world);
  });

  it("API-2 what was agreed when he reserved stays, whatever he is given since, changes, or is moved to", async () => {
    const world = await agency(people, 12);
    const { companyId, owner } = world;
    const { sessionId } = await world.session();
    const { sessionId: there } = await world.session();
    const { uuid } = (await world.reserve(sessionId, family)).body;
    await keep(world, 50);
    await world.on("PATCH", uuid, { unitItems: family.unitItems.slice(1) });
    const sold = (await world.on("confirm", uuid, { contact: {} })).body;
    const fewer = { retail: FAMILY.retail - ADULT, net: FAMILY.net - NET.adult };
    expect(sold).toMatchObject({ status: "CONFIRMED", pricing: fewer });
    expect(await debt(world)).toBe(fewer.net);
    await world.on("PATCH", uuid, { ...family, availabilityId: there });
    expect(await look(world, uuid)).toMatchObject({ availabilityId: there, pricing: FAMILY });
    expect(await debt(world)).toBe(FAMILY.net);
    const bookingId = bookingOf(await look(world, uuid));
    await as(owner, () => reschedule({ companyId, bookingId, sessionId, reason: "rain" }));
    expect(await look(world, uuid)).toMatchObject({ availabilityId: sessionId, pricing: FAMILY });
    expect(await debt(world)).toBe(FAMILY.net);
    const next = await look(world, await sell(world, there, adults(1)));
    expect(next).toMatchObject({ pricing: { retail: ADULT, net: 16_667 } });
    await proveInvariants(world);
  });

  it("BKG-6 the policy gives back of what he owes, and keeps of it; staff may let it cost what it did", async () => {
    const policy = {
      windows: [
        { hoursBefore: 48, refundPercent: 100 },
        { hoursBefore: 1, refundPercent: 50 },
      ],
    };
    const world = await agency({ policy }, 20);
    const { companyId, owner } = world;
    const { sessionId } = await world.session({ price: money(10_001) });
    const dear = await world.session({ price: money(77_777) });
    const uuid = await sell(world, sessionId, adults(3));
    const net = 3 * 8001;
    expect(await look(world, uuid)).toMatchObject({ pricing: { retail: 30_003, net } });
    const bookingId = bookingOf(await look(world, uuid));
    const to = { companyId, bookingId, sessionId: dear.sessionId, reason: "a storm" };
    await as(owner, () => reschedule({ ...to, price: "kept" }));
    expect(await look(world, uuid)).toMatchObject({ pricing: { retail: 30_003, net } });
    expect(await debt(world)).toBe(net);
    const { body } = await world.on("cancel", uuid);
    expect(body).toMatchObject({ cancellation: { refund: "PARTIAL" } });
    expect(await debt(world)).toBe(Math.floor(net / 2));
    await proveInvariants(world);
  });

  it("PAY-1 a net is never more than the price and never nothing of something, and of units it adds up, also where staff let it cost something else", () => {
    const price = fc.oneof(
      fc.nat(5),
      fc.maxSafeNat().map((amount) => amount % 1_000_000_000_000),
    );
    const alone = fc.array(price, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(alone, fc.nat(99), alone, (each, percent, others) => {
        const nets = each.map((amount) => Commission.netOf(money(amount), percent).amount);
        nets.forEach((net, index) => expect(net <= each[index]! && net > 0 === each[index]! > 0).toBe(true));
        const whole = { retail: money(sum(each)), net: money(sum(nets)) };
        const told = Pricing.parts(whole, each.map(money), percent);
        expect(told.map(({ net }) => net)).toEqual(nets);
        const kept = Pricing.parts(whole, others.map(money), percent);
        expect(kept.flatMap((one) => Rules.pricing(one, "kept"))).toEqual([]);
        expect(sum(kept.map(({ retail }) => retail))).toBe(whole.retail.amount);
        expect(sum(kept.map(({ net }) => net!))).toBe(whole.net.amount);
      }),
      { numRuns: 200 },
    );
  });
});
