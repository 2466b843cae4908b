import { describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Clock from "../../domain/clock.ts";
import { chase } from "../../domain/payment/chase.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import { tidy } from "../../domain/seat/expiry.ts";
import { seatFor } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import {
  as,
  asSystem,
  company,
  MINUTE,
  pay,
  person,
  proveInvariants,
  rowsOf,
  told,
  travel,
  type Person,
  type World,
} from "../world.ts";

type Booked = Awaited<ReturnType<World["booking"]>>;

async function booked(world: World, capacity = 1) {
  const { sessionId } = await world.session({ capacity });
  const booking = await world.booking(world.ada, sessionId);
  return { booking, ...booking };
}

const now = (world: World, { bookingId }: Pick<Booked, "bookingId">) =>
  as(world.owner, () => Booking.get({ companyId: world.companyId, bookingId }));
const expireHold = (world: World, sessionId: string) =>
  asSystem(() => tidy({ companyId: world.companyId, sessionId }, 0));
const chased = (world: World, { bookingId }: Pick<Booked, "bookingId">) =>
  asSystem(() => chase(world.companyId, Row.paymentIdOf(bookingId)));
const rows = async (world: World, entity: string) =>
  (await rowsOf(world.companyId)).filter(({ __edb_e__: is }) => is === entity);

/** A key whose hold is taken in this pool. */
function keyInto({ userId }: Person, place: Pool.Place, index: number): string {
  for (let count = 0; ; count++) {
    const key = `key-${count}`;
    if (seatFor({ ...place, by: userId, key }).home === index) return key;
  }
}

describe("late money", () => {
  it("PAY-5 after half an hour the gateway is asked; nothing paid there: failed as webhook_timeout, seats back", async () => {
    const world = await company();
    const { booking, sessionId } = await booked(world);
    using _ = travel(31 * MINUTE);
    await chased(world, booking);
    expect(await now(world, booking)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "payment_timeout",
      payment: { status: "FAILED", failedBecause: "webhook_timeout" },
    });
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ free: 1, held: 0, booked: 0 });
    await proveInvariants(world);
  });

  it("PAY-5 paid there without a word to us: the question finds it, and the booking is confirmed", async () => {
    const world = await company();
    const { booking } = await booked(world);
    await pay(booking.payment);
    using _ = travel(31 * MINUTE);
    await Promise.all([chased(world, booking), chased(world, booking)]);
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { status: "SUCCEEDED" },
    });
    await proveInvariants(world);
  });

  it("PAY-5 a gateway that does not answer gives nothing up", async () => {
    const world = await company();
    const { booking } = await booked(world);
    const url = process.env.SANDBOX_URL;
    process.env.SANDBOX_URL = "http://127.0.0.1:9";
    {
      using _ = travel(31 * MINUTE);
      await chased(world, booking).finally(() => Object.assign(process.env, { SANDBOX_URL: url }));
    }
    expect((await now(world, booking)).status).toBe("AWAITING_GATEWAY");
  });

  it("PAY-6 the hold is over but the seat is free: seated again", async () => {
    const world = await company();
    const { booking, sessionId } = await booked(world);
    using _ = travel(12 * MINUTE);
    await expireHold(world, sessionId);
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ free: 1 });
    await told(world, booking.bookingId);
    expect((await now(world, booking)).status).toBe("CONFIRMED");
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ free: 0, booked: 1 });
    await proveInvariants(world);
  });

  it("PAY-6 the seats that are free are in several pools: seated again", async () => {
    const world = await company();
    const { companyId, ada } = world;
    const { sessionId } = await world.session({ capacity: 2 * Pool.SEATS_PER_POOL });
    const { bookingId } = await world.booking(ada, sessionId, 4);
    using _ = travel(11 * MINUTE);
    const freeIn = async (index: number) => {
      const pools = await Pool.all({ companyId, sessionId });
      return Pool.count(pools.slice(index, index + 1), Clock.millis()).free;
    };
    for (let guest = 0; (await Pool.seats(companyId, sessionId)).free > 4; guest++) {
      const who = person(`guest${guest}`);
      const key = keyInto(who, { companyId, sessionId }, (await freeIn(0)) > 2 ? 0 : 1);
      await world.hold(who, sessionId, 1, key);
    }
    expect([await freeIn(0), await freeIn(1)]).toEqual([2, 2]);
    await told(world, bookingId);
    expect(await now(world, { bookingId })).toMatchObject({ status: "CONFIRMED" });
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ free: 0, booked: 4 });
    await proveInvariants(world);
  });

  it("PAY-6 the seat is somebody else's: the money goes back, nobody is oversold, and the history says why", async () => {
    const world = await company();
    const { booking, sessionId } = await booked(world);
    using _ = travel(12 * MINUTE);
    await world.hold(world.boris, sessionId);
    await told(world, booking.bookingId);
    expect(await now(world, booking)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "no_seats_left",
      refunds: [{ status: "AUTO_APPROVED", why: "no_seats_left", amount: { amount: 45_000 } }],
    });
    const [refund] = await rows(world, "refund");
    await asSystem(() => payOut(refund as { companyId: string; paymentId: string; refundId: string }));
    expect((await now(world, booking)).status).toBe("REFUNDED");
    await proveInvariants(world);
  });

  it("PAY-6 paid after the booking timed out: revived while there is a seat; the customer's new booking keeps it otherwise", async () => {
    const world = await company();
    const revived = await booked(world, 2);
    using _ = travel(31 * MINUTE);
    await chased(world, revived);
    await told(world, revived.bookingId);
    expect((await now(world, revived)).status).toBe("CONFIRMED");

    const second = await booked(world, 2);
    using __ = travel(32 * MINUTE);
    await chased(world, second);
    const anew = await world.booking(world.ada, second.sessionId);
    await told(world, second.bookingId);
    expect((await now(world, second)).refunds).toHaveLength(1);
    await told(world, anew.bookingId);
    expect((await now(world, anew)).status).toBe("CONFIRMED");
    await proveInvariants(world);
  });

  it("PAY-6 paid after the customer cancelled: refunded, never confirmed again", async () => {
    const world = await company();
    const { booking } = await booked(world);
    await as(world.ada, () => cancel({ companyId: world.companyId, bookingId: booking.bookingId }));
    await told(world, booking.bookingId);
    expect(await now(world, booking)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "customer",
      refunds: [{ why: "paid_after_cancellation" }],
    });
    await proveInvariants(world);
  });

  it.each(["cancelled by the customer", "timed out"])(
    "PAY-6 %s while the payer pays, and the gateway never tells: the last look finds the money",
    async (how) => {
      const world = await company();
      const { booking, bookingId } = await booked(world);
      using _ = travel(how === "timed out" ? 31 * MINUTE : 0);
      if (how === "timed out") await chased(world, booking);
      else await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
      await pay(booking.payment);
      const [failed] = await rows(world, "payment");
      expect(failed).toMatchObject({ status: "FAILED", duePk: expect.stringMatching(/^DUE#/) });
      await chased(world, booking);
      const [found] = await rows(world, "payment");
      expect(found).toMatchObject({ status: "SUCCEEDED" });
      expect((await now(world, booking)).status).toBe(how === "timed out" ? "CONFIRMED" : "CANCELLED");
      expect((await now(world, booking)).refunds).toHaveLength(how === "timed out" ? 0 : 1);
      await proveInvariants(world);
    },
  );

  it("PAY-5 given up, and nothing was paid: after the last look time has nothing more to do with it", async () => {
    const world = await company();
    const { booking, bookingId } = await booked(world);
    await as(world.ada, () => cancel({ companyId: world.companyId, bookingId }));
    await chased(world, booking);
    const [failed] = await rows(world, "payment");
    expect(failed).toMatchObject({ status: "FAILED", version: 3 });
    expect(failed?.duePk).toBe(undefined);
  });

  it("PAY-6 success, cancelling and the sweep at the same moment: one outcome, and it is whole", async () => {
    for (let round = 0; round < 8; round++) {
      const world = await company();
      const { booking, sessionId } = await booked(world);
      using _ = travel(round % 2 === 0 ? 31 * MINUTE : 0);
      await Promise.allSettled([
        told(world, booking.bookingId),
        as(world.ada, () => cancel({ companyId: world.companyId, bookingId: booking.bookingId })),
        chased(world, booking),
        expireHold(world, sessionId),
        world.hold(world.boris, sessionId),
      ]);
      const { status, refunds } = await now(world, booking);
      expect([status, refunds.length]).toBeOneOf([
        ["CONFIRMED", 0],
        ["CANCELLED", 1],
      ]);
      await proveInvariants(world);
    }
  });
});
