import { describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import * as CallOff from "../../domain/booking/call-off.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import type * as Row from "../../domain/booking/row.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Session from "../../domain/session/session.ts";
import {
  as,
  asSystem,
  codes,
  company,
  HOUR,
  person,
  proveInvariants,
  refusal,
  rowsOf,
  told,
  travel,
  type World,
} from "../world.ts";

const payOutAll = async (world: World) => {
  for (const row of await rowsOf(world.companyId)) {
    if (row.__edb_e__ !== "refund") continue;
    const { companyId, paymentId, refundId } = row as {
      companyId: string;
      paymentId: string;
      refundId: string;
    };
    await asSystem(() => payOut({ companyId, paymentId, refundId }));
  }
};

const read = (world: World, bookingId: Row.Booking["bookingId"]) =>
  as(world.owner, () => Booking.get({ companyId: world.companyId, bookingId: bookingId }));

describe("cancelling", () => {
  it("BKG-6 a paid booking goes back in full: seats free, refund paid through the gateway, books balanced", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId, 2);
    await told(world, bookingId);
    const answer = await as(world.ada, () =>
      cancel({ companyId: world.companyId, bookingId, reason: "I have a cold" }),
    );
    expect(answer).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "customer",
      refund: {
        status: "AUTO_APPROVED",
        amount: { amount: 90_000, currency: "UAH" },
        why: "cancelled_by_customer",
      },
    });
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ free: 8, booked: 0 });
    await payOutAll(world);
    await payOutAll(world);
    expect(await read(world, bookingId)).toMatchObject({
      status: "REFUNDED",
      payment: { refunded: { amount: 90_000 } },
      refunds: [{ status: "PAID" }],
    });
    await proveInvariants(world);
  });

  it("BKG-1 cancelling twice, at once or later, refunds once; the second is told both states", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    await told(world, bookingId);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        as(world.ada, () => cancel({ companyId: world.companyId, bookingId })),
      ),
    );
    expect(codes(results)).toEqual({ ok: 1, "booking.illegal_transition": 9 });
    const again = await refusal(as(world.ada, () => cancel({ companyId: world.companyId, bookingId })));
    expect(again.detail).toEqual({ from: "CANCELLED", to: "CANCELLED" });
    await proveInvariants(world);
  });

  it("BKG-11 If-Match makes cancelling conditional", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId, version } = await world.booking(world.ada, sessionId);
    await told(world, bookingId);
    const ask = (ifMatch: number) =>
      as(world.ada, () => cancel({ companyId: world.companyId, bookingId }), { ifMatch });
    expect(await refusal(ask(version))).toMatchObject({ kind: "stale", code: "booking.changed_meanwhile" });
    expect((await ask(version + 1)).version).toBe(version + 2);
  });

  it("BKG-4 no cancelling once the session has started; TEN-1 nor by a stranger", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    await told(world, bookingId);
    const ask = (who: World["ada"]) => as(who, () => cancel({ companyId: world.companyId, bookingId }));
    expect((await refusal(ask(world.boris))).code).toBe("booking.not_found");
    using _ = travel(25 * HOUR);
    expect((await refusal(ask(world.ada))).code).toBe("booking.session_started");
  });

  it("SCH-7 a cancelled session cancels and refunds each booking once, however often it runs", async () => {
    const world = await company();
    const { companyId } = world;
    const { sessionId } = await world.session();
    const guests = [person("g1"), person("g2"), person("g3")];
    const bookings = await Promise.all(guests.map((guest) => world.booking(guest, sessionId)));
    await told(world, bookings[0]!.bookingId);
    await told(world, bookings[1]!.bookingId);
    await as(world.owner, () => Session.cancel({ companyId, sessionId, reason: "the wall is wet" }));
    expect((await refusal(world.hold(world.ada, sessionId))).code).toBe("session.closed");
    const run = () => asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "the wall is wet"));
    await Promise.all([run(), run(), run()]);
    await payOutAll(world);
    const ended = await Promise.all(bookings.map(({ bookingId }) => read(world, bookingId)));
    expect(ended.map(({ status }) => status)).toEqual(["REFUNDED", "REFUNDED", "CANCELLED"]);
    expect(ended.map(({ refunds }) => refunds.length)).toEqual([1, 1, 0]);
    await proveInvariants(world);
  });
});
