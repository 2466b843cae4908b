import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Row from "../../domain/booking/row.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { ask, now, paid, pay, reject, uah, type Paid } from "./money-back.ts";
import { outcomes } from "./studio.ts";
import { as, asSystem, company, proveInvariants, type World } from "../world.ts";

const cancelled = ({ companyId, ada }: World, { bookingId }: Paid) =>
  as(ada, () => cancel({ companyId, bookingId }));

describe("cancelling what was partly refunded", () => {
  it("BKG-6 what is left goes back, and what was asked for needs no decision any more", async () => {
    const world = await company();
    const booking = await paid(world);
    const part = await ask(world, world.owner, booking, { amount: uah(5000) });
    await pay(world, part);
    const asked = await ask(world, world.ada, booking, { amount: uah(15_000) });
    const { refund, status } = await cancelled(world, booking);
    expect([status, refund?.amount]).toEqual(["CANCELLED", uah(25_000)]);
    await pay(world, asked);
    await pay(world, refund!);
    expect(await now(world, booking)).toMatchObject({
      status: "REFUNDED",
      payment: { refunded: uah(45_000) },
    });
    await proveInvariants(world);
  });

  it("BKG-1 everything went back before: REFUNDED at once, and nothing goes back again", async () => {
    const world = await company();
    const booking = await paid(world);
    await pay(world, await ask(world, world.owner, booking));
    const answer = await cancelled(world, booking);
    expect(answer.status).toBe("REFUNDED");
    expect(answer.refund).toBe(undefined);
    expect((await now(world, booking)).status).toBe("REFUNDED");
    await proveInvariants(world);
  });

  it("BKG-1 cancelled while the last part is paid out: REFUNDED, whoever was first", async () => {
    for (let round = 0; round < 6; round++) {
      const world = await company();
      const booking = await paid(world);
      const refund = await ask(world, world.owner, booking);
      await Promise.all([pay(world, refund), cancelled(world, booking)]);
      expect((await now(world, booking)).status).toBe("REFUNDED");
      await proveInvariants(world);
    }
  });

  it("PAY-11 cancelled, refunded and rejected at the same moment: never more than was captured", async () => {
    for (let round = 0; round < 4; round++) {
      const world = await company();
      const booking = await paid(world);
      const asked = await ask(world, world.ada, booking, { amount: uah(20_000) });
      const told = await outcomes([
        cancelled(world, booking),
        reject(world, world.owner, asked),
        ask(world, world.owner, booking, { amount: uah(30_000) }),
        ask(world, world.owner, booking),
      ]);
      expect(Object.keys(told).join()).not.toMatch(/bug|unavailable|contended/);
      const { companyId } = world;
      const refunds = await Refund.of(companyId, Row.paymentIdOf(booking.bookingId));
      for (const refund of refunds) await asSystem(() => payOut(refund));
      await proveInvariants(world);
    }
  });
});
