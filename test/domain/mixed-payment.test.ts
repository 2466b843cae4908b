import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import { chase } from "../../domain/payment/chase.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import { as, asSystem, company, MINUTE, proveInvariants, refusal, sandbox, told, travel } from "../world.ts";
import { balance, currency, gift, PRICE, read, reserve, wallet } from "./purse.ts";

const mixed = (fromWallet: number) => ({ ...sandbox, fromWallet });

describe("a part from the wallet, the rest by gateway", () => {
  it("LED-7 is set aside at once and spent when the rest comes", async () => {
    const world = await company();
    const customerId = await gift(world, world.ada, 20_000);
    const { sessionId } = await world.session();
    const booking = await reserve(world, world.ada, sessionId, mixed(15_000));
    expect(booking.payment.amount).toEqual({ amount: PRICE - 15_000, currency });
    expect(await balance(world, customerId)).toBe(5000);
    await proveInvariants(world);
    await told(world, booking.bookingId);
    expect(await read(world, booking.bookingId)).toMatchObject({
      status: "CONFIRMED",
      payment: { status: "SUCCEEDED" },
      walletPayment: { status: "SUCCEEDED", amount: { amount: 15_000, currency } },
    });
    expect(await balance(world, customerId)).toBe(5000);
    await proveInvariants(world);
  });

  it.each(["declined", "timed out", "called off"] as const)(
    "LED-7 %s: it is back in the wallet, once",
    async (how) => {
      const world = await company();
      const customerId = await gift(world, world.ada, 20_000);
      const { sessionId } = await world.session();
      const { bookingId, payment } = await reserve(world, world.ada, sessionId, mixed(15_000));
      const { companyId } = world;
      if (how === "declined")
        await Promise.all(["a", "b"].map((key) => told(world, bookingId, { news: "declined", key })));
      if (how === "called off") await as(world.ada, () => cancel({ companyId, bookingId }));
      using _ = travel(31 * MINUTE);
      if (how === "timed out")
        await Promise.all([1, 2].map(() => asSystem(() => chase(companyId, payment.paymentId))));
      expect(await read(world, bookingId)).toMatchObject({
        status: "CANCELLED",
        payment: { status: "FAILED" },
        walletPayment: { status: "FAILED" },
      });
      expect(await balance(world, customerId)).toBe(20_000);
      await proveInvariants(world);
    },
  );

  it("PAY-6 the rest comes late: both are taken if the wallet still has its part", async () => {
    const world = await company();
    const customerId = await gift(world, world.ada, 20_000);
    const { sessionId } = await world.session();
    const { bookingId, payment } = await reserve(world, world.ada, sessionId, mixed(15_000));
    using _ = travel(31 * MINUTE);
    await asSystem(() => chase(world.companyId, payment.paymentId));
    expect(await balance(world, customerId)).toBe(20_000);
    await told(world, bookingId);
    expect(await read(world, bookingId)).toMatchObject({
      status: "CONFIRMED",
      walletPayment: { status: "SUCCEEDED" },
    });
    expect(await balance(world, customerId)).toBe(5000);
    await proveInvariants(world);
  });

  it("PAY-6 the rest comes late and the wallet's part is gone: what came goes back", async () => {
    const world = await company();
    const customerId = await gift(world, world.ada, PRICE);
    const [{ sessionId }, other] = [await world.session(), await world.session()];
    const { bookingId, payment } = await reserve(world, world.ada, sessionId, mixed(15_000));
    using _ = travel(31 * MINUTE);
    await asSystem(() => chase(world.companyId, payment.paymentId));
    await reserve(world, world.ada, other.sessionId, wallet);
    await told(world, bookingId);
    const late = await read(world, bookingId);
    expect(late).toMatchObject({ status: "CANCELLED", payment: { status: "SUCCEEDED" } });
    expect(late.refunds).toHaveLength(1);
    expect(await balance(world, customerId)).toBe(0);
    await proveInvariants(world);
  });

  it("PAY-11 cancelled, each part goes back the way it came; REFUNDED when both are there", async () => {
    const world = await company();
    const { companyId } = world;
    const customerId = await gift(world, world.ada, 20_000);
    const { sessionId } = await world.session();
    const { bookingId } = await reserve(world, world.ada, sessionId, mixed(15_000));
    await told(world, bookingId);
    const { refund, walletRefund } = await as(world.ada, () => cancel({ companyId, bookingId }));
    expect(refund).toMatchObject({ destination: "CARD", amount: { amount: PRICE - 15_000 } });
    expect(walletRefund).toMatchObject({ destination: "WALLET", amount: { amount: 15_000 } });
    const both = [refund!, walletRefund!].flatMap((one) => [one, one]);
    await Promise.all(
      both.map(({ paymentId, refundId }) => asSystem(() => payOut({ companyId, paymentId, refundId }))),
    );
    expect((await read(world, bookingId)).status).toBe("REFUNDED");
    expect(await balance(world, customerId)).toBe(20_000);
    await proveInvariants(world);
  });

  it("PAY-1 the whole price from the wallet is not a part, and more than it holds is refused", async () => {
    const world = await company();
    await gift(world, world.ada, 10_000);
    const { sessionId } = await world.session();
    const code = async (part: number) =>
      (await refusal(reserve(world, world.ada, sessionId, mixed(part)))).code;
    expect(await code(PRICE)).toBe("booking.wallet_part_too_large");
    expect(await code(10_001)).toBe("wallet.insufficient_funds");
    await proveInvariants(world);
  });
});
