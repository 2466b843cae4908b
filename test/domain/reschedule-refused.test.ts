import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as CallOff from "../../domain/booking/call-off.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import type { BookingId, SessionId } from "../../domain/id.ts";
import * as Session from "../../domain/session/session.ts";
import * as Sale from "../../domain/session/sale.ts";
import { as, asSystem, codes, proveInvariants, refusal, sandbox, type Person } from "../world.ts";
import { uah } from "./money-back.ts";
import { certain, CREDIT, studio, type Paying, type Studio, type Wish } from "./movable.ts";
import { balance, gift, PRICE, read, seats, wallet } from "./purse.ts";

/** Says the code, and that nothing has changed: neither seats nor money nor bookings. */
const refused = async (
  world: Studio,
  attempt: (old: BookingId) => Promise<unknown>,
  payment: Paying = sandbox,
) => {
  const old = await world.reserve(payment);
  const before = [await read(world, old), await balance(world, world.customerId)];
  const { code, detail } = await refusal(attempt(old));
  expect([await read(world, old), await balance(world, world.customerId)]).toEqual(before);
  expect(await certain(world)).toHaveLength(1);
  for (const there of world.there) expect(await seats(world, there)).toMatchObject({ held: 0 });
  await proveInvariants(world);
  return { code, detail };
};

describe("a booking does not move", () => {
  it("BKG-7 to a session that is full: it keeps the seat that it has", async () => {
    const world = await studio([]);
    const { sessionId } = await world.at(50, PRICE, { capacity: 1 });
    await world.hold(world.boris, sessionId);
    expect((await refused(world, (old) => world.move(old, sessionId))).code).toBe("session.sold_out");
  });

  it("BKG-7 where the wallet does not cover the difference: says how much is missing; a top-up is enough", async () => {
    const world = await studio([PRICE + CREDIT + 700]);
    const [there] = world.there as [SessionId];
    const { code, detail } = await refused(world, (old) => world.move(old, there));
    expect([code, detail]).toEqual([
      "reschedule.difference_due",
      { due: uah(CREDIT + 700), short: uah(700) },
    ]);
    const [{ bookingId }] = (await certain(world)) as [{ bookingId: BookingId }];
    expect((await world.preview(bookingId, there)).short).toEqual(uah(700));
    await gift(world, world.ada, 700);
    await world.move(bookingId, there);
    expect(await balance(world, world.customerId)).toBe(0);
    await proveInvariants(world);
  });

  it("BKG-7 to the same session, another activity, another company, or one that is not on sale", async () => {
    const world = await studio();
    const { companyId, owner } = world;
    const other = await as(owner, () =>
      Activity.draft({ companyId, name: "Yoga", durationMinutes: 60, capacity: 8, price: uah(PRICE) }),
    );
    await as(owner, () => Activity.publish({ companyId, activityId: other.activityId }));
    const [elsewhere, closed, off] = await Promise.all([
      world.session({ activityId: other.activityId }),
      world.at(60, PRICE),
      world.at(61, PRICE),
    ]);
    await as(owner, () => Sale.close({ companyId, sessionId: closed.sessionId }));
    await as(owner, () => Session.cancel({ companyId, sessionId: off.sessionId, reason: "rain" }));
    const { here: foreign } = await studio();
    const old = await world.reserve(sandbox);
    const code = async (sessionId: SessionId) => (await refusal(world.move(old, sessionId))).code;
    expect(await code(world.here)).toBe("reschedule.same_session");
    expect(await code(elsewhere.sessionId)).toBe("reschedule.other_activity");
    expect(await code(closed.sessionId)).toBe("session.closed");
    expect(await code(off.sessionId)).toBe("session.closed");
    expect(await code(foreign)).toBe("session.not_found");
    expect((await refusal(world.move(old, world.there[0]!, {}, { who: world.boris }))).code).toBe(
      "booking.not_found",
    );
    expect((await refusal(world.move(old, world.there[0]!, {}, { ifMatch: 1 }))).code).toBe(
      "booking.changed_meanwhile",
    );
  });

  it("BKG-2 to a session in which the customer has a booking: the seat that was held is free again", async () => {
    const world = await studio();
    await world.reserve(wallet, world.ada, world.there[0]);
    const old = await world.reserve(sandbox);
    expect((await refusal(world.move(old, world.there[0]!))).code).toBe("booking.already_booked");
    expect(await seats(world, world.there[0]!)).toMatchObject({ held: 0, booked: 1 });
    await proveInvariants(world);
  });

  it.each([
    ["never, if the policy says so", null, PRICE, "reschedule.not_allowed"],
    ["too late", { hoursBefore: 31, difference: "settle" }, PRICE, "reschedule.too_late"],
    ["to another price", { hoursBefore: 0, difference: "refuse" }, PRICE - 1, "reschedule.price_differs"],
  ] as const)("BKG-7 %s; staff may let it, with a reason", async (_, policy, price, code) => {
    const world = await studio([price], { reschedule: policy });
    const [there] = world.there as [SessionId];
    const old = await world.reserve(sandbox);
    const by = async (who: Person, wish: Wish = {}) =>
      (await refusal(world.move(old, there, wish, { who }))).code;
    expect(await by(world.ada)).toBe(code);
    expect(await by(world.ada, { reason: "please" })).toBe(code);
    expect(await by(world.coach)).toBe(code);
    expect((await refusal(world.preview(old, there))).code).toBe(code);
    const moved = await world.move(old, there, { reason: "our mistake" }, { who: world.coach });
    expect(moved).toMatchObject({ status: "CONFIRMED", settlement: { fee: uah(0) } });
    await proveInvariants(world);
  });

  it("BKG-7 at its old price only by staff, with a reason", async () => {
    const world = await studio([PRICE + 9000]);
    const [there] = world.there as [SessionId];
    const old = await world.reserve(sandbox);
    const by = async (who: Person, wish: Wish) => (await refusal(world.move(old, there, wish, { who }))).code;
    expect(await by(world.ada, { price: "kept", reason: "please" })).toBe("reschedule.price_by_staff");
    expect(await by(world.owner, { price: "kept" })).toBe("booking.reason_missing");
    const wish = { price: "kept", reason: "the coach is ill" } as const;
    expect(await world.move(old, there, wish, { who: world.owner })).toMatchObject({
      price: uah(PRICE),
      settlement: { due: uah(0) },
    });
    await proveInvariants(world);
  });

  it("BKG-1 once it has moved, was cancelled, or waits for its money", async () => {
    const world = await studio([PRICE, PRICE]);
    const [there, further] = world.there as [SessionId, SessionId];
    const old = await world.reserve(sandbox);
    const { bookingId } = await world.move(old, there);
    const { code, detail } = await refusal(world.move(old, further));
    expect([code, detail]).toEqual([
      "reschedule.not_confirmed",
      { state: "CANCELLED", rescheduledTo: bookingId },
    ]);
    expect(
      (await refusal(as(world.ada, () => cancel({ companyId: world.companyId, bookingId: old })))).code,
    ).toBe("booking.illegal_transition");
    await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
    expect((await refusal(world.move(bookingId, further))).code).toBe("reschedule.not_confirmed");
    const waiting = await world.booking(world.boris, there);
    expect((await refusal(world.move(waiting.bookingId, further, {}, { who: world.boris }))).code).toBe(
      "reschedule.not_confirmed",
    );
  });
});

describe("at the same moment", () => {
  it("BKG-7 the same request twice moves once; another one is told that it has moved", async () => {
    const world = await studio([PRICE + 500, PRICE + 500]);
    const [there, further] = world.there as [SessionId, SessionId];
    const old = await world.reserve(sandbox);
    const same = () => world.move(old, there, {}, { key: "the-same" });
    const results = await Promise.allSettled([same(), same(), same(), world.move(old, further)]);
    const outcome = codes(results);
    expect([outcome.ok, outcome["reschedule.not_confirmed"]].toSorted()).toEqual([1, 3]);
    expect(await certain(world)).toHaveLength(1);
    expect(await balance(world, world.customerId)).toBe(CREDIT - 500);
    for (const sessionId of world.there) expect(await seats(world, sessionId)).toMatchObject({ held: 0 });
    await proveInvariants(world);
  });

  it("CAP-1 two people move to the last seat: one has it, the other keeps his own", async () => {
    const world = await studio([]);
    const { sessionId } = await world.at(50, PRICE, { capacity: 1 });
    await gift(world, world.boris, CREDIT);
    const [ada, boris] = await Promise.all([world.reserve(wallet), world.reserve(wallet, world.boris)]);
    const results = await Promise.allSettled([
      world.move(ada, sessionId),
      world.move(boris, sessionId, {}, { who: world.boris }),
    ]);
    expect(codes(results)).toEqual({ ok: 1, "session.sold_out": 1 });
    expect(await certain(world)).toHaveLength(2);
    await proveInvariants(world);
  });

  it("BKG-7 moving and cancelling: one of them happens, and the money is where it belongs", async () => {
    for (let round = 0; round < 3; round++) {
      const world = await studio([PRICE + 500]);
      const bookingId = await world.reserve(sandbox);
      const results = await Promise.allSettled([
        world.move(bookingId, world.there[0]!),
        as(world.ada, () => cancel({ companyId: world.companyId, bookingId })),
      ]);
      expect(codes(results).ok).toBe(1);
      await world.payAll();
      await proveInvariants(world);
    }
  });

  it("SCH-7 moving into a session that is called off: cancelled with it, or never there", async () => {
    for (let round = 0; round < 3; round++) {
      const world = await studio();
      const { companyId } = world;
      const [sessionId] = world.there as [SessionId];
      const old = await world.reserve(sandbox);
      const calledOff = as(world.owner, () => Session.cancel({ companyId, sessionId, reason: "rain" })).then(
        () => asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "rain")),
      );
      const [moved] = await Promise.allSettled([world.move(old, sessionId), calledOff]);
      await asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "rain"));
      expect(await certain(world)).toHaveLength(moved.status === "fulfilled" ? 0 : 1);
      await world.payAll();
      await proveInvariants(world);
    }
  });
});
