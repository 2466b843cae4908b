/** Carts: seats in several sessions at once or not at all, and booked at once where the money is in house. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { book as bookOne } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Cart from "../../domain/cart/cart.ts";
import { book } from "../../domain/cart/checkout.ts";
import type { CartId, SessionId } from "../../domain/id.ts";
import { release } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { close } from "../../domain/session/sale.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import {
  as,
  codes,
  company,
  MINUTE,
  person,
  proveInvariants,
  refusal,
  sandbox,
  travel,
  type Person,
} from "../world.ts";

type Line = { sessionId: SessionId; spots?: number; units?: Record<string, number> };

/** A company with one session for each capacity. */
async function sessions(...capacities: number[]) {
  const world = await company();
  const { companyId, activityId, owner } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, payOnArrival: true }));
  const ids: SessionId[] = [];
  for (const capacity of capacities) ids.push((await world.session({ capacity })).sessionId);
  const fill = (who: Person, lines: readonly Line[], key?: string) =>
    as(who, () => Cart.place({ companyId, lines: [...lines] }), key === undefined ? {} : { key });
  const look = (who: Person, cartId: CartId) => as(who, () => Cart.get({ companyId, cartId }));
  const empty = (who: Person, cartId: CartId) => as(who, () => Cart.release({ companyId, cartId }));
  const free = () => Promise.all(ids.map(async (id) => (await Pool.seats(companyId, id)).free));
  return { ...world, ids, fill, look, empty, free };
}
const won = (results: readonly PromiseSettledResult<unknown>[]): number => codes(results).ok ?? 0;
const each = (ids: readonly SessionId[], spots = 1): Line[] => ids.map((sessionId) => ({ sessionId, spots }));

describe("filling a cart", () => {
  it("CAP-7 holds in all its sessions, until one instant", async () => {
    const world = await sessions(8, 82, 1);
    const { ada, ids, fill, look, free } = world;
    const cart = await fill(ada, each(ids));
    expect(cart.holds.map(({ status, spots }) => [status, spots])).toEqual([1, 1, 1].map((n) => ["HELD", n]));
    expect(new Set(cart.holds.map(({ expiresAt }) => expiresAt))).toEqual(new Set([cart.expiresAt]));
    expect(await free()).toEqual([7, 81, 0]);
    expect(await look(ada, cart.cartId)).toMatchObject({
      holds: cart.holds.map(({ holdId }) => ({ holdId })),
    });
    using _ = travel(10 * MINUTE);
    expect(await free()).toEqual([8, 82, 1]);
    expect((await look(ada, cart.cartId)).holds.map(({ status }) => status)).toEqual(
      Array(3).fill("EXPIRED"),
    );
    await proveInvariants(world);
  });

  it("CAP-7 all or none: one session without a seat, and none is held anywhere", async () => {
    const world = await sessions(8, 1, 8);
    const { ada, boris, ids, hold, fill, free } = world;
    await hold(boris, ids[1]!);
    const full = await refusal(fill(ada, each(ids)));
    expect([full.code, full.detail.sessionId]).toEqual(["session.sold_out", ids[1]]);
    expect(await free()).toEqual([8, 0, 8]);
    await as(world.owner, () => close({ companyId: world.companyId, sessionId: ids[2]! }));
    const closed = await refusal(fill(ada, each([ids[0]!, ids[2]!])));
    expect([closed.code, closed.detail.sessionId]).toEqual(["session.closed", ids[2]]);
    expect(await free()).toEqual([8, 0, 8]);
    await proveInvariants(world);
  });

  it("CAP-7 two lines on one session add up: to one hold, and against its bounds", async () => {
    const { ada, ids, fill, free } = await sessions(20, 8);
    const [one, other] = ids as [SessionId, SessionId];
    const lines = [{ sessionId: one, spots: 3 }, { sessionId: other }, { sessionId: one, spots: 4 }];
    expect((await fill(ada, lines)).holds.map(({ spots }) => spots)).toEqual([7, 1]);
    expect(await free()).toEqual([13, 7]);
    const much = await refusal(fill(ada, [lines[2]!, lines[2]!, lines[2]!]));
    expect(much).toMatchObject({ code: "hold.spots_out_of_range", detail: { maxSpots: 8 } });
  });

  it("CAP-7 BKG-13 units add up too, and do not mix with spots", async () => {
    const { owner, ada, companyId, ids, fill, session } = await sessions(8);
    const price = { amount: 100_00, currency: "UAH" };
    const kind = { type: "OTHER" as const, price, weight: 2 };
    const unitKinds = [
      { ...kind, unitKindId: "adult", name: "Adult" },
      { ...kind, unitKindId: "child", name: "Child", weight: 1, accompaniedBy: ["adult"] },
    ];
    const basics = { companyId, name: "Tour", durationMinutes: 60, capacity: 8, price };
    const { activityId } = await as(owner, () => Activity.draft({ ...basics, unitKinds }));
    await as(owner, () => Activity.publish({ companyId, activityId }));
    const { sessionId } = await session({ activityId });
    const [adult, child] = [
      { sessionId, units: { adult: 1 } },
      { sessionId, units: { child: 2 } },
    ];
    const cart = await fill(ada, [child, { sessionId: ids[0]! }, adult]);
    expect(cart.holds).toMatchObject([{ units: { adult: 1, child: 2 }, spots: 4 }, { spots: 1 }]);
    expect((await refusal(fill(ada, [child]))).code).toBe("hold.unit_not_accompanied");
    expect((await refusal(fill(ada, [adult, { sessionId, spots: 1 }]))).code).toBe("hold.spots_and_units");
  });

  it("API-1 a repeat with the same key is the same cart, also at once, and after it was given back", async () => {
    const world = await sessions(3, 3);
    const { ada, ids, fill, empty, free } = world;
    const [cart, ...twins] = await Promise.all([1, 2, 3, 4].map(() => fill(ada, each(ids), "same")));
    for (const twin of twins) expect(twin.holds).toMatchObject(cart!.holds.map(({ holdId }) => ({ holdId })));
    expect(await free()).toEqual([2, 2]);
    expect((await refusal(fill(ada, each(ids, 2), "same"))).code).toBe("idempotency.key_reused");
    await empty(ada, cart!.cartId);
    expect((await fill(ada, each(ids), "same")).cartId).toBe(cart!.cartId);
    expect(await free()).toEqual([3, 3]);
    await proveInvariants(world);
  });

  it("CAP-1 CAP-7 carts and holds race for k seats: exactly k, and no cart in part", async () => {
    const world = await sessions(6, 50);
    const { companyId, ids, fill, hold } = world;
    const [few, many] = ids as [SessionId, SessionId];
    const carts = Array.from({ length: 10 }, (_, n) =>
      fill(person(`cart${n}`), each(n % 2 ? ids : [many, few])),
    );
    const holds = Array.from({ length: 6 }, (_, n) => hold(person(`hold${n}`), few));
    const [carted, held] = await Promise.all([Promise.allSettled(carts), Promise.allSettled(holds)]);
    expect(won(carted) + won(held)).toBe(6);
    expect(codes([...carted, ...held])).toEqual({ ok: 6, "session.sold_out": 10 });
    expect(await Pool.seats(companyId, many)).toMatchObject({ held: won(carted) });
    await proveInvariants(world);
  });

  it("CAP-1 CAP-7 whatever is put into carts and given back, the seats add up", async () => {
    const world = await sessions(4, 6, 41);
    const { ids, fill, empty, free } = world;
    const people = ["one", "two", "three"].map(person);
    const line = fc.record({ sessionId: fc.constantFrom(...ids), spots: fc.integer({ min: 1, max: 4 }) });
    const step = fc.record({
      who: fc.constantFrom(...people),
      lines: fc.array(line, { minLength: 1, maxLength: 4 }),
      back: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const placed: { who: Person; cartId: CartId }[] = [];
        for (const { who, lines, back } of steps) {
          const cart = await fill(who, lines).catch((error: Error) => String(error));
          if (typeof cart === "string") continue;
          if (back) await empty(who, cart.cartId);
          else placed.push({ who, cartId: cart.cartId });
        }
        await proveInvariants(world);
        for (const { who, cartId } of placed) await empty(who, cartId);
        expect(await free()).toEqual([4, 6, 41]);
      }),
      { numRuns: 4 },
    );
  });

  it("TEN-1 a cart is its customer's alone", async () => {
    const { ada, boris, coach, ids, fill, look, empty } = await sessions(8);
    const { cartId } = await fill(ada, each(ids));
    for (const who of [boris, coach])
      for (const attempt of [look, empty])
        expect((await refusal(attempt(who, cartId))).code).toBe("cart.not_found");
  });

  it.each([
    ["request.invalid", () => []],
    ["request.invalid", (id: SessionId) => Array.from({ length: 11 }, () => ({ sessionId: id }))],
    ["session.not_found", (id: SessionId) => [{ sessionId: `${id.slice(0, -4)}AA01` as SessionId }]],
    ["hold.units_unknown", (id: SessionId) => [{ sessionId: id, units: { adult: 1 } }]],
  ])("API-1 %s is refused, and nothing is held", async (code, lines) => {
    const { ada, ids, fill, free } = await sessions(8);
    expect((await refusal(fill(ada, lines(ids[0]!)))).code).toBe(code);
    expect(await free()).toEqual([8]);
  });
});

/** Ada with a cart of one seat in each session, and perhaps with money. */
async function shopping(...capacities: number[]) {
  const world = await sessions(...capacities);
  const { companyId, owner, ada, ids } = world;
  const rich = async (amount: number) => {
    const { customerId } = await world.booking(ada, (await world.session()).sessionId);
    const money = { amount, currency: "UAH" };
    await as(owner, () => ByHand.credit({ companyId, customerId, money, reason: "a gift" }));
    return customerId;
  };
  const { cartId, holds } = await world.fill(ada, each(ids));
  const pay = (method: "wallet" | "on_arrival", key?: string, more: object = {}) =>
    as(
      ada,
      () => book({ companyId, cartId, payment: { method }, ...more }),
      key === undefined ? {} : { key },
    );
  return { ...world, rich, cartId, holds, pay };
}

describe("a cart's checkout", () => {
  it("CAP-7 LED-3 all of it is paid out of the wallet in one write, and each goes back by itself", async () => {
    const world = await shopping(8, 8, 8);
    const { ada, companyId, rich, pay, look, cartId, free, ids } = world;
    const customerId = await rich(140_000);
    const { bookings } = await pay("wallet", "pay");
    expect(bookings.map(({ status, paymentStatus }) => [status, paymentStatus])).toEqual(
      ids.map(() => ["CONFIRMED", "PAID"]),
    );
    const wallet = { companyId, customerId, currency: "UAH" };
    expect(await Wallet.find(wallet)).toMatchObject({ available: 5_000, seq: 4 });
    expect((await look(ada, cartId)).holds.map(({ bookingId }) => bookingId)).toEqual(
      bookings.map(({ bookingId }) => bookingId),
    );
    expect((await pay("wallet", "pay")).bookings).toEqual(bookings);
    expect((await refusal(pay("wallet"))).code).toBe("hold.booked");
    await as(ada, () => cancel({ companyId, bookingId: bookings[1]!.bookingId }));
    expect(await free()).toEqual([7, 8, 7]);
    await proveInvariants(world);
  });

  it("CAP-7 LED-2 not enough for all of it is not enough: nothing is booked, and the seats stay held", async () => {
    const world = await shopping(8, 8);
    await world.rich(89_999);
    expect((await refusal(world.pay("wallet"))).code).toBe("wallet.insufficient_funds");
    const { holds } = await world.look(world.ada, world.cartId);
    expect(holds.map(({ status }) => status)).toEqual(["HELD", "HELD"]);
    await proveInvariants(world);
  });

  it("CAP-7 PAY-13 all of it is paid at the door, once however often it is asked for at once", async () => {
    const world = await shopping(8, 8);
    const results = await Promise.allSettled([1, 2, 3].map(() => world.pay("on_arrival")));
    expect(codes(results)).toEqual({ ok: 1, "hold.booked": 2 });
    expect(await world.free()).toEqual([7, 7]);
    await proveInvariants(world);
  });

  it("BKG-2 CAP-7 a session that is booked already keeps the others from being booked", async () => {
    const world = await shopping(8, 8);
    const { ada, companyId, ids, pay, free } = world;
    await world.booking(ada, ids[0]!);
    const { code, detail } = await refusal(pay("on_arrival"));
    expect([code, detail.sessionId]).toEqual(["booking.already_booked", ids[0]]);
    expect((await free())[1]).toBe(7);
    expect((await Pool.seats(companyId, ids[1]!)).booked).toBe(0);
    await proveInvariants(world);
  });

  it("CAP-7 a hold that was given back, or is over, ends the checkout of all", async () => {
    const world = await shopping(8, 8);
    const { ada, companyId, holds, pay, ids } = world;
    await as(ada, () => release({ companyId, holdId: holds[1]!.holdId }));
    const { code, detail } = await refusal(pay("on_arrival"));
    expect([code, detail.sessionId]).toEqual(["hold.released", ids[1]]);
    using _ = travel(11 * MINUTE);
    expect((await refusal(pay("on_arrival"))).kind).toBe("conflict");
    await proveInvariants(world);
  });

  it("CAP-7 a hold may be booked by itself; what is in a checkout is not given back with the cart", async () => {
    const world = await shopping(8, 8);
    const { ada, companyId, holds, cartId, empty, look } = world;
    const { holdId } = holds[0]!;
    const { bookingId } = await as(ada, () => bookOne({ companyId, holdId, payment: sandbox }));
    expect(await refusal(empty(ada, cartId))).toMatchObject({
      code: "cart.in_checkout",
      detail: { bookingIds: [bookingId] },
    });
    expect((await look(ada, cartId)).holds).toMatchObject([{ status: "IN_CHECKOUT" }, { status: "HELD" }]);
    await proveInvariants(world);
  });

  it("CAP-7 giving a cart back and booking it at once: one or the other, whole", async () => {
    const world = await shopping(8, 8);
    const { ada, cartId, empty, pay, free } = world;
    const results = await Promise.allSettled([pay("on_arrival"), empty(ada, cartId)]);
    expect(codes(results).ok).toBe(1);
    const booked = results[0].status === "fulfilled";
    expect(await free()).toEqual(booked ? [7, 7] : [8, 8]);
    await proveInvariants(world);
  });

  it("BKG-13 who comes is said for each session of the cart, and for no other", async () => {
    const { ids, session, pay } = await shopping(8, 8);
    const lines = [{ sessionId: ids[1]!, attendees: [{ name: "Eve" }] }];
    const wrong = (said: object[]) => refusal(pay("on_arrival", undefined, { lines: said }));
    expect((await wrong([{ sessionId: (await session()).sessionId }])).code).toBe("cart.line_unknown");
    const two = [{ sessionId: ids[1]!, attendees: [{ name: "Eve" }, { name: "Adam" }] }];
    expect((await wrong(two)).detail.sessionId).toBe(ids[1]);
    const { bookings } = await pay("on_arrival", undefined, { lines });
    expect(bookings.map(({ attendees }) => attendees)).toEqual([undefined, [{ name: "Eve" }]]);
  });
});
