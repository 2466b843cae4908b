import { describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import type * as Row from "../../domain/booking/row.ts";
import * as Activity from "../../domain/activity/activity.ts";
import * as Callback from "../../domain/payment/callback.ts";
import * as Pool from "../../domain/seat/pool.ts";
import {
  as,
  asSystem,
  codes,
  company,
  MINUTE,
  proveInvariants,
  refusal,
  rowsOf,
  sandbox,
  told,
  travel,
  type World,
} from "../world.ts";

const read = (world: World, bookingId: Row.Booking["bookingId"]) =>
  as(world.owner, () => Booking.get({ companyId: world.companyId, bookingId: bookingId }));

describe("booking", () => {
  it("BKG-1 BKG-3 hold, checkout, paid: the booking is confirmed, its price a snapshot, and the seats are booked", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const booking = await world.booking(world.ada, sessionId, 2);
    expect(booking).toMatchObject({
      status: "AWAITING_GATEWAY",
      paymentMethod: "PAY_NOW",
      paymentStatus: "PENDING",
      price: { amount: 90_000, currency: "UAH" },
      payment: { status: "PENDING", amount: { amount: 90_000, currency: "UAH" } },
    });
    expect(booking.payment.checkoutUrl).toMatch(/^http.*\/checkout\/sbx_/);
    await as(world.owner, () =>
      Activity.edit({
        companyId: world.companyId,
        activityId: world.activityId,
        price: { amount: 1, currency: "UAH" },
      }),
    );
    expect(await told(world, booking.bookingId)).toEqual({ outcome: "applied" });
    expect(await read(world, booking.bookingId)).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      price: { amount: 90_000 },
      payment: { status: "SUCCEEDED" },
    });
    expect(await Pool.seats(world.companyId, sessionId)).toEqual({
      capacity: 8,
      free: 6,
      held: 0,
      booked: 2,
    });
    await proveInvariants(world);
  });

  it("PAY-4 the same news twenty times at once, and again later, has one effect", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => told(world, bookingId)));
    expect(codes(results)).toEqual({ ok: 20 });
    const different = await Promise.all(["a", "b", "c"].map((key) => told(world, bookingId, { key })));
    expect(different.map(({ outcome }) => outcome)).toEqual(["applied", "applied", "applied"]);
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ booked: 1 });
    await proveInvariants(world);
  });

  it("PAY-4 different news of one success, all at once, have one effect", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    await Promise.all(["a", "b", "c", "d", "e"].map((key) => told(world, bookingId, { key })));
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ booked: 1 });
    const kept = (await rowsOf(world.companyId)).filter((row) => row.__edb_e__ === "callback");
    for (const row of kept) await asSystem(() => Callback.retry(world.companyId, String(row.callbackId)));
    expect((await read(world, bookingId)).status).toBe("CONFIRMED");
    await proveInvariants(world);
  });

  it("PAY-3 a repeat with the same key is answered as the first time, whatever has happened since", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    const ask = (returnUrl = sandbox.returnUrl) =>
      as(world.ada, () => book({ companyId: world.companyId, holdId, payment: { ...sandbox, returnUrl } }), {
        key: "k",
      });
    const first = await ask();
    expect(await ask()).toEqual(first);
    await told(world, first.bookingId);
    expect(await ask()).toEqual(first);
    expect((await refusal(ask("https://else.where/"))).code).toBe("idempotency.key_reused");
    await proveInvariants(world);
  });

  it("PAY-3 five equal requests at once open one checkout", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        as(world.ada, () => book({ companyId: world.companyId, holdId, payment: sandbox }), { key: "once" }),
      ),
    );
    expect(codes(results)).toEqual({ ok: 5 });
    const rows = await rowsOf(world.companyId);
    expect(rows.filter(({ __edb_e__: is }) => is === "payment")).toHaveLength(1);
    expect(rows.filter(({ __edb_e__: is }) => is === "booking")).toHaveLength(1);
  });

  it("PAY-3 a refusal is remembered with its key: a retry can not change the outcome", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const first = await world.booking(world.ada, sessionId);
    const { holdId } = await world.hold(world.ada, sessionId);
    const ask = (key: string) =>
      as(world.ada, () => book({ companyId: world.companyId, holdId, payment: sandbox }), { key });
    expect((await refusal(ask("second"))).code).toBe("booking.already_booked");
    await as(world.ada, () => cancel({ companyId: world.companyId, bookingId: first.bookingId }));
    expect((await refusal(ask("second"))).code).toBe("booking.already_booked");
    expect((await ask("third")).status).toBe("AWAITING_GATEWAY");
  });

  it("BKG-2 one live booking per session and customer, also when ten are tried at once; free again after cancelling", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 20 });
    const holds = await Promise.all(Array.from({ length: 10 }, () => world.hold(world.ada, sessionId)));
    const results = await Promise.allSettled(
      holds.map(({ holdId }) =>
        as(world.ada, () => book({ companyId: world.companyId, holdId, payment: sandbox })),
      ),
    );
    expect(codes(results)).toEqual({ ok: 1, "booking.already_booked": 9 });
    const won = results.find((result) => result.status === "fulfilled")!.value;
    await told(world, won.bookingId);
    await as(world.ada, () => cancel({ companyId: world.companyId, bookingId: won.bookingId }));
    expect((await world.booking(world.ada, sessionId)).status).toBe("AWAITING_GATEWAY");
    await proveInvariants(world);
  });

  it("TEN-3 two first bookings of one person at once make one customer", async () => {
    const world = await company();
    const sessions = await Promise.all([world.session(), world.session()]);
    const bookings = await Promise.all(sessions.map(({ sessionId }) => world.booking(world.ada, sessionId)));
    expect(bookings[0]!.customerId).toBe(bookings[1]!.customerId);
  });

  it("CAP-3 an expired hold is not booked, and no money moves", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    using _ = travel(10 * MINUTE);
    const late = as(world.ada, () => book({ companyId: world.companyId, holdId, payment: sandbox }));
    expect((await refusal(late)).code).toBe("hold.expired");
    expect((await rowsOf(world.companyId)).some(({ __edb_e__: is }) => is === "payment")).toBe(false);
  });

  it("a booking through a gateway that is not there, or back to something that is no web address, is refused before anything is written", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    const ask = (payment: { gateway: string; returnUrl: string }) =>
      as(world.ada, () => book({ companyId: world.companyId, holdId, payment }));
    expect((await refusal(ask({ ...sandbox, gateway: "liqpay" }))).code).toBe("gateway.unknown");
    expect((await refusal(ask({ ...sandbox, returnUrl: "javascript:alert(1)" }))).code).toBe(
      "request.invalid",
    );
  });
});
