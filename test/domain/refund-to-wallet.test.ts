import { describe, expect, it } from "vitest";
import * as MoneyRules from "../../domain/company/money-rules.ts";
import * as Decision from "../../domain/payment/refund-decision.ts";
import { approve, ask, inWallet, now, paid, pay, uah } from "./money-back.ts";
import { as, codes, company, proveInvariants } from "../world.ts";

describe("money back to the wallet", () => {
  it("PAY-11 asked for so: wallet, entry, journal, payment and refund in one write, once", async () => {
    const world = await company();
    const booking = await paid(world);
    const refund = await ask(world, world.ada, booking, { amount: uah(10_000), destination: "WALLET" });
    expect(refund).toMatchObject({ status: "REQUESTED", destination: "WALLET" });
    await approve(world, world.owner, refund);
    await Promise.all(Array.from({ length: 5 }, () => pay(world, refund)));
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { refunded: uah(10_000) },
      refunds: [{ status: "PAID" }],
    });
    expect(await inWallet(world, booking)).toBe(10_000);
    await proveInvariants(world);
  });

  it("PAY-11 what the gateway refuses can go to the wallet; two staff at once decide once", async () => {
    const world = await company();
    const { companyId } = world;
    const booking = await paid(world, { captured: false });
    const refund = await ask(world, world.owner, booking);
    await pay(world, refund);
    const { paymentId, refundId } = refund;
    const retry = (destination: "CARD" | "WALLET") =>
      as(world.owner, () => Decision.retry({ companyId, paymentId, refundId, destination }));
    const results = await Promise.allSettled([retry("WALLET"), retry("WALLET"), retry("WALLET")]);
    expect(codes(results)).toEqual({ ok: 1, "refund.already_decided": 2 });
    await Promise.all([pay(world, refund), pay(world, refund)]);
    expect(await inWallet(world, booking)).toBe(45_000);
    expect((await now(world, booking)).refunds).toMatchObject([{ status: "PAID", destination: "WALLET" }]);
    await proveInvariants(world);
  });

  it("PAY-11 a part to the wallet and a part to the card: the gateway is told what went back through it", async () => {
    const world = await company();
    const booking = await paid(world);
    const parts = await Promise.all([
      ask(world, world.owner, booking, { amount: uah(5000), destination: "WALLET" }),
      ask(world, world.owner, booking, { amount: uah(15_000) }),
      ask(world, world.owner, booking, { amount: uah(25_000) }),
    ]);
    await Promise.all(parts.map((refund) => pay(world, refund)));
    expect(await now(world, booking)).toMatchObject({ payment: { refunded: uah(45_000) } });
    expect(await inWallet(world, booking)).toBe(5000);
    await proveInvariants(world);
  });

  it("PAY-11 a refused part gives its turn to the others", async () => {
    const world = await company();
    const booking = await paid(world, { captured: false });
    const parts = await Promise.all(
      [5000, 15_000].map((amount) => ask(world, world.owner, booking, { amount: uah(amount) })),
    );
    await Promise.all(parts.map((refund) => pay(world, refund)));
    expect((await now(world, booking)).refunds.map(({ status }) => status)).toEqual(["FAILED", "FAILED"]);
    await proveInvariants(world);
  });

  it("PAY-11 rules may hold for the wallet alone", async () => {
    const world = await company();
    const { companyId } = world;
    const autoApprove = { upTo: uah(45_000), withinHours: 24, destinations: ["WALLET" as const] };
    await as(world.owner, () => MoneyRules.set({ companyId, autoApprove }));
    const booking = await paid(world);
    const part = { amount: uah(1000) };
    expect((await ask(world, world.ada, booking, part)).status).toBe("REQUESTED");
    const toWallet = await ask(world, world.ada, booking, { ...part, destination: "WALLET" });
    expect(toWallet.status).toBe("AUTO_APPROVED");
    await proveInvariants(world);
  });
});
