import { describe, expect, it } from "vitest";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Cash from "../../domain/booking/cash.ts";
import * as Row from "../../domain/booking/row.ts";
import type { SessionId } from "../../domain/id.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import { as, asSystem, proveInvariants, refusal, sandbox } from "../world.ts";
import { ask, uah } from "./money-back.ts";
import { CREDIT, door, mixed, studio, type Paying } from "./movable.ts";
import { balance, PRICE, read, seats, wallet } from "./purse.ts";

describe("moving a booking", () => {
  it("BKG-7 at the same price: seats, payment and place move at once, and the old booking says where to", async () => {
    const world = await studio();
    const [there] = world.there as [SessionId];
    const old = await world.reserve(sandbox);
    const { endsAt, version } = await read(world, old);
    const moved = await world.move(old, there, { reason: "a meeting" }, { ifMatch: version });
    expect(moved).toMatchObject({
      sessionId: there,
      status: "CONFIRMED",
      paymentStatus: "PAID",
      price: uah(PRICE),
      rescheduledFrom: old,
      rootId: old,
      settlement: { difference: uah(0), due: uah(0), refund: uah(0) },
      refunds: [],
    });
    expect(moved.endsAt > endsAt).toBe(true);
    expect(await read(world, old)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "rescheduled",
      rescheduledTo: moved.bookingId,
      refunds: [],
    });
    const { payment } = await read(world, moved.bookingId);
    expect(payment).toMatchObject({ paymentId: Row.paymentIdOf(old), status: "SUCCEEDED" });
    expect(await seats(world, world.here)).toMatchObject({ free: 8, held: 0, booked: 0 });
    expect(await seats(world, there)).toMatchObject({ free: 7, held: 0, booked: 1 });
    // BKG-2: the place in the old session is free for her, the one in the new is taken.
    await world.reserve(wallet);
    const { holdId } = await world.hold(world.ada, there);
    const twice = as(world.ada, () => book({ companyId: world.companyId, holdId, payment: wallet }));
    expect((await refusal(twice)).code).toBe("booking.already_booked");
    await proveInvariants(world);
  });

  const dearer = PRICE + 12_000;
  it.each([
    ["through a gateway", sandbox, 12_000],
    ["from the wallet", wallet, PRICE + 12_000],
    ["in two parts", mixed, 15_000 + 12_000],
  ] as [string, Paying, number][])(
    "BKG-7 dearer, paid %s: the wallet pays the difference, and all of it goes back with a cancellation",
    async (_, payment, spent) => {
      const world = await studio([dearer]);
      const old = await world.reserve(payment);
      const [there] = world.there as [SessionId];
      const terms = await world.preview(old, there);
      expect(terms).toMatchObject({ difference: uah(12_000), due: uah(12_000), dueFrom: "wallet" });
      expect(terms).toMatchObject({ price: uah(dearer), short: uah(0), to: { seatsLeft: 8 }, parts: [] });
      const { bookingId, settlement } = await world.move(old, there);
      expect(terms).toMatchObject(settlement);
      expect(await balance(world, world.customerId)).toBe(CREDIT - spent);
      expect((await read(world, bookingId)).furtherPayments).toMatchObject([{ amount: uah(12_000) }]);
      await proveInvariants(world);
      const { cancellation } = await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
      expect(cancellation).toMatchObject({ refund: uah(dearer), fee: uah(0) });
      await world.payAll();
      expect((await read(world, bookingId)).status).toBe("REFUNDED");
      expect(await balance(world, world.customerId)).toBe(CREDIT);
      await proveInvariants(world);
    },
  );

  it.each([
    ["the way it came", "origin", "CARD", 0],
    ["to the wallet, if the policy says so", "wallet", "WALLET", 9000],
  ] as const)(
    "BKG-7 cheaper: the difference goes back %s, and no more than once",
    async (_, refundTo, to, credited) => {
      const world = await studio([PRICE - 9000, PRICE - 9000, PRICE], { refundTo });
      const [there, further, back] = world.there as [SessionId, SessionId, SessionId];
      const first = await world.move(await world.reserve(sandbox), there);
      expect(first.refunds).toMatchObject([{ amount: uah(9000), destination: to, why: "rescheduled" }]);
      const second = await world.move(first.bookingId, further);
      expect(second.refunds).toEqual([]);
      await world.payAll();
      expect(await balance(world, world.customerId)).toBe(CREDIT + credited);
      await proveInvariants(world);
      const third = await world.move(second.bookingId, back);
      expect(third).toMatchObject({ settlement: { due: uah(9000) }, rootId: first.rescheduledFrom });
      const again = await world.move(third.bookingId, world.here);
      expect(again.settlement).toMatchObject({ due: uah(0), refund: uah(0) });
      await world.payAll();
      await proveInvariants(world);
    },
  );

  it("BKG-7 to be paid at the door: what is due there changes, and is taken there", async () => {
    const world = await studio([dearer, PRICE - 9000]);
    const old = await world.reserve(door);
    expect(await world.preview(old, world.there[0]!)).toMatchObject({
      due: uah(12_000),
      dueFrom: "door",
      short: uah(0),
    });
    const first = await world.move(old, world.there[0]!);
    expect((await read(world, first.bookingId)).payment).toMatchObject({
      status: "PENDING",
      amount: uah(dearer),
    });
    const { bookingId } = await world.move(first.bookingId, world.there[1]!);
    await as(world.owner, () => Cash.receive({ companyId: world.companyId, bookingId }));
    expect((await read(world, bookingId)).payment).toMatchObject({
      status: "SUCCEEDED",
      amount: uah(PRICE - 9000),
    });
    expect(await balance(world, world.customerId)).toBe(CREDIT);
    await proveInvariants(world);
  });

  it("BKG-7 a fee for moving is paid with the difference, and kept when the policy decides", async () => {
    const policy = { reschedule: { hoursBefore: 2, difference: "settle", fee: 3000 } } as const;
    const world = await studio([PRICE, PRICE - 9000], policy);
    const first = await world.move(await world.reserve(sandbox), world.there[0]!);
    expect(first.settlement).toMatchObject({ difference: uah(0), fee: uah(3000), due: uah(3000) });
    const second = await world.move(first.bookingId, world.there[1]!);
    expect(second.settlement).toMatchObject({ difference: uah(-9000), due: uah(0), refund: uah(6000) });
    const { bookingId } = second;
    const { cancellation } = await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
    expect(cancellation).toMatchObject({ refund: uah(PRICE - 9000), fee: uah(6000) });
    await world.payAll();
    await proveInvariants(world);
  });

  it("PAY-11 refunds that were asked for move along: paid out later, they are of the new booking", async () => {
    const world = await studio();
    const old = await world.reserve(sandbox);
    const asked = await ask(world, world.owner, { bookingId: old });
    const { bookingId } = await world.move(old, world.there[0]!);
    await asSystem(() => payOut({ companyId: world.companyId, ...asked }));
    expect(await read(world, bookingId)).toMatchObject({
      status: "CONFIRMED",
      refunds: [{ status: "PAID" }],
    });
    expect((await read(world, old)).status).toBe("CANCELLED");
    await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
    expect((await read(world, bookingId)).status).toBe("REFUNDED");
    await proveInvariants(world);
  });
});
