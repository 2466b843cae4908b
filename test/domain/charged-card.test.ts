import { describe, expect, it } from "vitest";
import * as BillingCard from "../../domain/booking/billing-card.ts";
import * as Booking from "../../domain/booking/booking.ts";
import * as Cash from "../../domain/booking/cash.ts";
import { settle } from "../../domain/booking/settlement.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { livesFor } from "../tapped.ts";
import { as, asSystem, HOUR, MINUTE, proveInvariants, refusal, sandbox, travel } from "../world.ts";
import { BILLED, charges, decide, PRICE, studio, taken, tell } from "./charged-card.ts";
import { balance, gift } from "./purse.ts";

const wallet = { method: "wallet" } as const;

describe("a bill that may be charged to a saved card", () => {
  it("BKG-8 says to which, by its mask; the charge is the booking's payment, once, however many sweeps there are", async () => {
    const at = await studio();
    const card = {
      cardId: at.cardId,
      gateway: "sandbox",
      mask: expect.stringMatching(/^424242\*/) as string,
    };
    expect(at.answer.payment).toMatchObject({ gateway: "bill", card });
    using _later = travel(BILLED);
    await Promise.all(Array.from({ length: 6 }, at.sweep));
    const [charge, ...others] = await at.charges();
    expect(others).toEqual([]);
    expect(charge).toMatchObject({ status: "SUCCEEDED", gateway: "sandbox", refundable: PRICE });
    expect(await at.now()).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      paymentId: charge!.paymentId,
    });
    expect(await at.bill()).toMatchObject({ status: "FAILED", failedBecause: "settled_otherwise" });
    expect((await as(at.ada, () => Booking.get(at.one))).payment).toMatchObject({
      status: "SUCCEEDED",
      card,
    });
    expect(await taken(at)).toBe(PRICE);
    await proveInvariants(at);
  });

  it("BKG-8 asks the wallet first, and takes nothing from the card where the wallet has it", async () => {
    const at = await studio();
    await gift(at, at.ada, PRICE);
    using _later = travel(BILLED);
    await at.sweep();
    expect(await at.bill()).toMatchObject({ status: "SUCCEEDED", gateway: "wallet" });
    expect(await at.charges()).toEqual([]);
    await proveInvariants(at);
  });

  it("BKG-8 is charged once by a process that is killed, after whichever of its writes, and one that comes after it", async () => {
    // The charge, whose turn it is, the gateway's id, the gateway's word, and what follows from it.
    for (const writes of [1, 2, 3, 4]) {
      const at = await studio();
      using _later = travel(BILLED);
      await livesFor(writes, at.sweep);
      expect(await at.now()).toMatchObject({ paymentStatus: "PENDING" });
      using _again = travel(11 * MINUTE);
      await at.sweep();
      expect(await at.charges(), `after ${writes} writes`).toMatchObject([{ status: "SUCCEEDED" }]);
      expect(await at.now()).toMatchObject({ paymentStatus: "PAID" });
      expect(await taken(at)).toBe(PRICE);
      await proveInvariants(at);
    }
  });

  it("BKG-8 is found paid where the answer was lost, and told of by callbacks that come before any answer", async () => {
    const [asked, heard] = [await studio(), await studio()];
    using _later = travel(BILLED);
    for (const at of [asked, heard]) {
      await charges(at.companyId, "lost");
      await at.sweep();
      expect(await at.charges()).toMatchObject([{ status: "CREATED" }]);
      await charges(at.companyId, "ok");
    }
    const [charge] = await heard.charges();
    await Promise.all([tell(heard, charge!, "paid"), tell(heard, charge!, "paid"), heard.sweep()]);
    await asked.sweep();
    expect(await asked.charges(), "it is not time yet").toMatchObject([{ status: "CREATED" }]);
    travel(11 * MINUTE);
    await Promise.all([asked.sweep(), asked.sweep(), heard.sweep()]);
    for (const at of [asked, heard]) {
      expect(await at.charges()).toMatchObject([{ status: "SUCCEEDED" }]);
      expect(await taken(at)).toBe(PRICE);
      await proveInvariants(at);
    }
  });

  it("BKG-8 begins no other try while the gateway may still take this one", async () => {
    const at = await studio({ keptCard: "waits" });
    using _later = travel(BILLED);
    await at.sweep();
    const [charge] = await at.charges();
    expect(charge).toMatchObject({ status: "PENDING", externalId: expect.any(String) as string });
    for (let hour = 0; hour < 40; hour += 8) {
      travel(8 * HOUR);
      await at.sweep();
    }
    expect(await at.charges()).toHaveLength(1);
    expect(await at.bill()).toMatchObject({ status: "PENDING", tries: 0 });
    await decide(charge!, "silent");
    travel(2 * HOUR);
    await at.sweep();
    expect(await at.now()).toMatchObject({ paymentStatus: "PAID", paymentId: charge!.paymentId });
    await proveInvariants(at);
  });

  it("BKG-8 a callback that says pending before the answer did: from then on it is asked about, not begun", async () => {
    const at = await studio({ keptCard: "waits" });
    using _later = travel(BILLED);
    await livesFor(2, at.sweep);
    const [charge] = await at.charges();
    expect(charge).toMatchObject({ status: "CREATED" });
    await tell(at, charge!, "pending");
    expect(await at.charges()).toMatchObject([{ status: "PENDING" }]);
    await charges(at.companyId, "unreachable");
    await decide((await at.charges())[0]!, "silent");
    travel(11 * MINUTE);
    await at.sweep();
    expect(await at.now()).toMatchObject({ paymentStatus: "PAID" });
    await proveInvariants(at);
  });

  it("BKG-8 is tried again when the card was declined, after the usual wait, and paid then", async () => {
    const at = await studio();
    await charges(at.companyId, "declined");
    using _later = travel(BILLED);
    await at.sweep();
    const { tries, dueSk = "" } = await at.bill();
    expect(tries).toBe(1);
    expect(Math.round((Date.parse(dueSk) - Date.now() - BILLED) / HOUR)).toBe(6);
    await tell(at, (await at.charges())[0]!, "declined");
    expect((await at.bill()).tries, "one try is counted once").toBe(1);
    await charges(at.companyId, "ok");
    travel(6 * HOUR + MINUTE);
    await at.sweep();
    expect((await at.charges()).map(({ status }) => status).toSorted()).toEqual(["FAILED", "SUCCEEDED"]);
    expect(await taken(at)).toBe(PRICE);
    await proveInvariants(at);
  });

  it("BKG-8 is overdue when every try was declined; what comes late all the same pays it, once", async () => {
    const at = await studio({ keptCard: "declines", billingTries: 2 });
    using _later = travel(BILLED);
    await at.sweep();
    travel(6 * HOUR + MINUTE);
    await at.sweep();
    expect(await at.now()).toMatchObject({
      status: "BILLING_OVERDUE",
      change: { type: "booking.billing_overdue", data: { owed: { amount: PRICE } } },
    });
    travel(48 * HOUR);
    await at.sweep();
    const tried = await at.charges();
    expect(tried.map(({ failedBecause }) => failedBecause)).toEqual(["declined", "declined"]);
    const named = () => BillingCard.name({ ...at.one, cardId: at.cardId });
    expect((await refusal(as(at.ada, named))).code).toBe("booking.billing_overdue");
    await proveInvariants(at);
    await Promise.all([tell(at, tried[0]!, "paid"), tell(at, tried[0]!, "paid")]);
    expect(await at.now()).toMatchObject({ status: "CONFIRMED", paymentId: tried[0]!.paymentId });
    await proveInvariants(at);
  });

  it("BKG-8 is settled by hand when it is overdue", async () => {
    const at = await studio({ keptCard: "declines", billingTries: 1 });
    using _later = travel(BILLED);
    await at.sweep();
    const customerId = await gift(at, at.ada, PRICE);
    const settled = await as(at.ada, () => settle({ ...at.one, payment: wallet }));
    expect(settled).toMatchObject({ status: "CONFIRMED", paymentStatus: "PAID" });
    expect(await balance(at, customerId)).toBe(0);
    await proveInvariants(at);
  });

  it("PAY-6 what is taken after somebody has settled it goes back, and is explained", async () => {
    const at = await studio({ keptCard: "waits" });
    using _later = travel(BILLED);
    await at.sweep();
    const open = () => settle({ ...at.one, payment: sandbox });
    expect((await refusal(as(at.ada, open))).code).toBe("booking.settlement_open");
    await as(at.owner, () => Cash.receive(at.one));
    const [charge] = await at.charges();
    await decide(charge!, "silent");
    travel(11 * MINUTE);
    await Promise.all([at.sweep(), at.sweep()]);
    const refunds = await Refund.of(at.companyId, charge!.paymentId);
    expect(refunds).toMatchObject([{ why: "paid_already", amount: { amount: PRICE }, destination: "CARD" }]);
    await asSystem(() => payOut(refunds[0]!));
    expect(await taken(at)).toBe(0);
    expect(await at.now()).toMatchObject({ paymentStatus: "PAID", paymentId: (await at.bill()).paymentId });
    await proveInvariants(at);
  });

  it("BKG-8 a charge that nobody has begun yet is not begun when somebody has settled it", async () => {
    const at = await studio();
    using _later = travel(BILLED);
    await charges(at.companyId, "unreachable");
    await at.sweep();
    await as(at.owner, () => Cash.receive(at.one));
    await charges(at.companyId, "ok");
    travel(11 * MINUTE);
    await at.sweep();
    expect(await at.charges()).toMatchObject([{ status: "FAILED", failedBecause: "settled_otherwise" }]);
    expect(await taken(at)).toBe(0);
    await proveInvariants(at);
  });
});
