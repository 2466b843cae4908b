/** CAP-4: a session that bounds its bookings as well as its seats, as of 3 orders and 12 bouquets. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import type { SessionId } from "../../domain/id.ts";
import { tidy } from "../../domain/seat/expiry.ts";
import { release } from "../../domain/seat/hold.ts";
import * as Fold from "../../domain/seat/fold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { recount } from "../../domain/seat/recount.ts";
import * as Session from "../../domain/session/session.ts";
import { metered } from "../bench/meter.ts";
import {
  as,
  asSystem,
  codes,
  company,
  MINUTE,
  person,
  proveInvariants,
  refusal,
  travel,
  type World,
} from "../world.ts";

const onArrival = { method: "on_arrival" } as const;

/** A workshop that takes so many orders of its bouquets. */
async function florist(capacity: number, bookingCapacity: number) {
  const world = await company();
  const { companyId, owner } = world;
  const terms = {
    name: "Bouquets",
    durationMinutes: 60,
    maxSpots: Math.min(capacity, 40),
    payOnArrival: true,
  };
  const price = { amount: 90_000, currency: "UAH" };
  const { activityId } = await as(owner, () =>
    Activity.draft({ companyId, ...terms, price, capacity, bookingCapacity, bookingsPerCustomer: "many" }),
  );
  await as(owner, () => Activity.publish({ companyId, activityId }));
  const { sessionId } = await world.session({ activityId });
  return { ...world, sessionId };
}

const bookings = async ({ companyId }: World, sessionId: SessionId) =>
  (await Pool.all({ companyId, sessionId })).reduce(
    (sum, pool) => ({
      left: sum.left + pool.bookingsLeft!,
      taken: sum.taken + pool.bookingsTaken!,
      seats: sum.seats + pool.remaining,
    }),
    { left: 0, taken: 0, seats: 0 },
  );
const crowd = (count: number) => Array.from({ length: count }, (_, index) => person(`guest${index}`));

describe("bookings and units", () => {
  it("CAP-4 100 people at once for 3 bookings of a dozen: exactly 3, and seats are left over", async () => {
    const world = await florist(12, 3);
    const { sessionId } = world;
    const results = await Promise.allSettled(crowd(100).map((guest) => world.hold(guest, sessionId)));
    expect(codes(results)).toEqual({ ok: 3, "session.sold_out": 97 });
    expect(await bookings(world, sessionId)).toEqual({ left: 0, taken: 0, seats: 9 });
    const { code, detail } = await refusal(world.hold(world.ada, sessionId));
    expect({ code, detail }).toMatchObject({
      code: "session.sold_out",
      detail: { seatsLeft: 9, bookingsLeft: 0, retryAfter: expect.any(Number) },
    });
    expect(await as(world.ada, () => Session.show({ companyId: world.companyId, sessionId }))).toMatchObject({
      status: "FULL",
      seatsLeft: 0,
    });
    await proveInvariants(world);
  });

  it("CAP-4 the units run out before the bookings do, and the refusal says which", async () => {
    const world = await florist(12, 3);
    const { sessionId } = world;
    for (const guest of crowd(2)) await world.hold(guest, sessionId, 5);
    const { detail } = await refusal(world.hold(world.ada, sessionId, 3));
    expect(detail).toMatchObject({ seatsLeft: 2, bookingsLeft: 1 });
    await world.hold(world.ada, sessionId, 2);
    expect((await refusal(world.hold(world.boris, sessionId))).detail).toMatchObject({
      seatsLeft: 0,
      bookingsLeft: 0,
    });
    await proveInvariants(world);
  });

  it("CAP-4 60 people at once for 7 bookings across three pools: exactly 7, wherever the bookings are", async () => {
    const world = await florist(100, 7);
    const { sessionId } = world;
    expect(Pool.countOf(sessionId)).toBe(3);
    const results = await Promise.allSettled(
      crowd(60).map((guest, turn) => world.hold(guest, sessionId, 1 + (turn % 9))),
    );
    expect(codes(results)).toEqual({ ok: 7, "session.sold_out": 53 });
    expect(await bookings(world, sessionId)).toMatchObject({ left: 0 });
    await proveInvariants(world);
  });

  it("CAP-4 what is given back, runs out, is booked or cancelled is counted once, in both", async () => {
    const world = await florist(12, 3);
    const { companyId, sessionId, ada, boris } = world;
    const count = () => bookings(world, sessionId);
    const first = await world.hold(ada, sessionId, 4);
    const second = await world.hold(boris, sessionId, 2);
    await as(ada, () => release({ companyId, holdId: first.holdId }));
    expect(await count()).toEqual({ left: 2, taken: 0, seats: 10 });
    const { bookingId } = await as(boris, () =>
      book({ companyId, holdId: second.holdId, payment: onArrival }),
    );
    expect(await count()).toEqual({ left: 2, taken: 1, seats: 10 });
    const third = await world.hold(ada, sessionId, 1);
    {
      using _ = travel(11 * MINUTE);
      // Its time is over: whoever comes next has its booking, before any timer has looked.
      for (const guest of crowd(2)) await world.hold(guest, sessionId, 5);
      expect(third.status).toBe("HELD");
      expect(await count()).toEqual({ left: 0, taken: 1, seats: 0 });
    }
    using _ = travel(22 * MINUTE);
    await asSystem(() => tidy({ companyId, sessionId }, 0));
    expect(await count()).toEqual({ left: 2, taken: 1, seats: 10 });
    const session = await Session.get(companyId, sessionId);
    expect(await asSystem(() => recount(session))).toBe(undefined);
    await as(boris, () => cancel({ companyId, bookingId }));
    expect(await count()).toEqual({ left: 3, taken: 0, seats: 12 });
    expect(await asSystem(() => recount(session))).toBe(undefined);
    await proveInvariants(world);
  });

  it("CAP-4 a holder's own hold gives way with its booking, and a repeat is the same hold", async () => {
    const world = await florist(12, 1);
    const { sessionId, ada } = world;
    await world.hold(ada, sessionId, 3);
    const second = await world.hold(ada, sessionId, 5, "again");
    expect((await world.hold(ada, sessionId, 5, "again")).holdId).toBe(second.holdId);
    expect(await bookings(world, sessionId)).toEqual({ left: 0, taken: 0, seats: 7 });
    await proveInvariants(world);
  });

  it("CAP-4 costs one request a hold, once a process knows that bookings are counted; calendars show it full", async () => {
    const world = await florist(12, 2);
    const { companyId, sessionId } = world;
    await world.hold(world.ada, sessionId);
    const held = await metered(() => world.hold(world.boris, sessionId));
    expect(held.requests.map(({ operation }) => operation)).toEqual(["Update"]);
    for (const pool of await Pool.all({ companyId, sessionId })) await asSystem(() => Fold.fold(pool));
    expect(Session.seatsOf(await Session.get(companyId, sessionId))).toBe(0);
  });
});
