import { describe, expect, it } from "vitest";
import * as Member from "../../domain/company/member.ts";
import * as MoneyRules from "../../domain/company/money-rules.ts";
import * as Decision from "../../domain/payment/refund-decision.ts";
import * as Request from "../../domain/payment/refund-request.ts";
import * as Payment from "../../domain/payment/payment.ts";
import * as SetAside from "../../domain/payment/set-aside.ts";
import { commit } from "../../domain/commit.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { approve, ask, now, paid, pay, reject, uah } from "./money-back.ts";
import { outcomes } from "./studio.ts";
import {
  as,
  asSystem,
  codes,
  company,
  HOUR,
  person,
  proveInvariants,
  refusal,
  travel,
  type World,
} from "../world.ts";

const listed = async ({ companyId, owner }: World, status: Refund.Status) =>
  (await as(owner, () => Refund.list({ companyId, status }))).items;
const rules = ({ companyId, owner }: World, given: Omit<Parameters<typeof MoneyRules.set>[0], "companyId">) =>
  as(owner, () => MoneyRules.set({ companyId, ...given }));

async function manager(world: World) {
  const who = person("manager");
  await as(world.owner, () =>
    Member.add({ companyId: world.companyId, userId: who.userId, role: "manager" }),
  );
  return who;
}

const code = async (attempt: Promise<unknown>) => (await refusal(attempt)).code;

describe("asking for money back", () => {
  it("PAY-11 a customer's request waits for staff; her part of the payment is set aside meanwhile", async () => {
    const world = await company();
    const booking = await paid(world);
    const refund = await ask(world, world.ada, booking, { amount: uah(10_000) });
    expect(refund).toMatchObject({ status: "REQUESTED", amount: uah(10_000), why: "I am ill" });
    expect(refund).not.toHaveProperty("lastProblem");
    expect(await listed(world, "REQUESTED")).toMatchObject([{ ...refund, bookingId: booking.bookingId }]);
    await pay(world, refund);
    expect((await now(world, booking)).refunds).toMatchObject([{ status: "REQUESTED" }]);
    await approve(world, world.owner, refund);
    await pay(world, refund);
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { refunded: uah(10_000) },
      refunds: [{ status: "PAID" }],
    });
    expect(await listed(world, "REQUESTED")).toEqual([]);
    expect(await listed(world, "PAID")).toHaveLength(1);
    await proveInvariants(world);
  });

  it("PAY-11 what staff who decide ask for is approved; a coach's request waits", async () => {
    const world = await company();
    const booking = await paid(world);
    const bits = { amount: uah(1000) };
    expect((await ask(world, world.owner, booking, bits)).status).toBe("APPROVED");
    expect((await ask(world, await manager(world), booking, bits)).status).toBe("APPROVED");
    expect((await ask(world, world.coach, booking, bits)).status).toBe("REQUESTED");
    await proveInvariants(world);
  });

  it("PAY-11 a repeat with the same key is the same request; without amount it is all that is left", async () => {
    const world = await company();
    const booking = await paid(world);
    await ask(world, world.ada, booking, { amount: uah(5000) });
    const first = await ask(world, world.ada, booking, { key: "k-1" });
    expect(first.amount).toEqual(uah(40_000));
    expect(await ask(world, world.ada, booking, { key: "k-1" })).toEqual(first);
    expect((await now(world, booking)).refunds).toHaveLength(2);
    await proveInvariants(world);
  });

  it("PAY-11 refused: more than was captured, twice the same money, another currency, nothing captured, a stranger", async () => {
    const world = await company();
    const booking = await paid(world);
    expect(await code(ask(world, world.ada, booking, { amount: uah(45_001) }))).toBe("refund.above_captured");
    const dollars = { amount: { amount: 100, currency: "USD" } };
    expect(await code(ask(world, world.ada, booking, dollars))).toBe("refund.currency_differs");
    expect(await code(ask(world, world.boris, booking))).toBe("booking.not_found");
    const refund = await ask(world, world.ada, booking, { amount: uah(45_000) });
    const again = await refusal(ask(world, world.ada, booking));
    expect(again).toMatchObject({ code: "refund.in_flight", detail: { refundable: 0, inFlight: 45_000 } });
    await approve(world, world.owner, refund);
    await pay(world, refund);
    expect(await code(ask(world, world.ada, booking))).toBe("refund.above_captured");

    const { sessionId } = await world.session();
    const unpaid = await world.booking(world.ada, sessionId);
    expect(await code(ask(world, world.ada, unpaid))).toBe("refund.nothing_captured");
    const elsewhere = await company();
    const foreign = as(elsewhere.owner, () =>
      Request.ofPayment({ companyId: elsewhere.companyId, paymentId: booking.paymentId, reason: "mine" }),
    );
    expect(await code(foreign)).toBe("payment.not_found");
    await proveInvariants(world);
  });

  it("PAY-11 twenty requests at once for a fifth each: five, and never above what was captured", async () => {
    const world = await company();
    const booking = await paid(world);
    const attempts = Array.from({ length: 20 }, (_, at) =>
      ask(world, at % 2 ? world.ada : world.owner, booking, { amount: uah(9000) }),
    );
    const told = await outcomes(attempts);
    expect(told).toEqual({ ok: 5, "refund.in_flight": 15 });
    await proveInvariants(world);
  });
});

describe("deciding", () => {
  it("PAY-11 two staff at once: one decision, the others are told which", async () => {
    for (let round = 0; round < 4; round++) {
      const world = await company();
      const booking = await paid(world);
      const refund = await ask(world, world.ada, booking);
      const maks = await manager(world);
      const results = await Promise.allSettled([
        approve(world, world.owner, refund),
        approve(world, maks, refund),
        reject(world, world.owner, refund),
        reject(world, maks, refund),
      ]);
      expect(codes(results)).toEqual({ ok: 1, "refund.already_decided": 3 });
      await proveInvariants(world);
    }
  });

  it("PAY-11 the same decision by the same key is the same answer", async () => {
    const world = await company();
    const refund = await ask(world, world.ada, await paid(world));
    const first = await approve(world, world.owner, refund, "approve-1");
    await pay(world, refund);
    expect(await approve(world, world.owner, refund, "approve-1")).toEqual(first);
    const late = await refusal(approve(world, world.owner, refund));
    expect(late).toMatchObject({ code: "refund.already_decided", detail: { state: "PAID" } });
  });

  it("PAY-11 rejected with a reason: nothing goes back, and the money may be asked for again", async () => {
    const world = await company();
    const booking = await paid(world);
    const refund = await ask(world, world.ada, booking);
    const answer = await reject(world, world.owner, refund);
    expect(answer).toMatchObject({ status: "REJECTED", rejectedBecause: "too late" });
    await pay(world, refund);
    expect(await now(world, booking)).toMatchObject({
      payment: { refunded: uah(0) },
      refunds: [{ status: "REJECTED", rejectedBecause: "too late" }],
    });
    expect((await ask(world, world.ada, booking)).amount).toEqual(uah(45_000));
    await proveInvariants(world);
  });

  it("PAY-11 coaches and customers do not decide; a refund of another company is not there", async () => {
    const world = await company();
    const refund = await ask(world, world.ada, await paid(world));
    expect((await refusal(approve(world, world.coach, refund))).code).toBe("access.forbidden");
    expect((await refusal(approve(world, world.ada, refund))).code).toBe("company.not_found");
    const elsewhere = await company();
    expect((await refusal(approve(elsewhere, elsewhere.owner, refund))).code).toBe("refund.not_found");
    expect((await refusal(reject(elsewhere, elsewhere.owner, refund))).code).toBe("refund.not_found");
  });
});

describe("the company's rules", () => {
  const upTo = { autoApprove: { upTo: uah(20_000), withinHours: 24 } };

  it("PAY-11 off by default; what fits is approved at once, all refunds of the payment together", async () => {
    const world = await company();
    await rules(world, upTo);
    const booking = await paid(world);
    const bits = { amount: uah(15_000) };
    expect((await ask(world, world.ada, booking, bits)).status).toBe("AUTO_APPROVED");
    expect((await ask(world, world.ada, booking, bits)).status).toBe("REQUESTED");
    await proveInvariants(world);
  });

  it("PAY-11 ten small requests at once: no more is approved than the rule allows together", async () => {
    const world = await company();
    await rules(world, upTo);
    const booking = await paid(world);
    const results = await Promise.all(
      Array.from({ length: 6 }, () => ask(world, world.ada, booking, { amount: uah(7000) })),
    );
    const approved = results.filter(({ status }) => status === "AUTO_APPROVED");
    expect(approved).toHaveLength(2);
    await proveInvariants(world);
  });

  it.each([
    ["too much", { upTo: uah(44_999), withinHours: 24 }, 0],
    ["too late", { upTo: uah(45_000), withinHours: 23 }, 23 * HOUR + 60_000],
    ["another currency", { upTo: { amount: 45_000, currency: "EUR" }, withinHours: 24 }, 0],
  ])("PAY-11 %s for the rule: staff decide", async (_, autoApprove, later) => {
    const world = await company();
    await rules(world, { autoApprove });
    const booking = await paid(world);
    using _time = travel(later);
    expect((await ask(world, world.ada, booking)).status).toBe("REQUESTED");
  });

  it("PAY-11 are set by owner and admin alone, and shown to those who decide", async () => {
    const world = await company();
    const { companyId } = world;
    const set = as(world.coach, () => MoneyRules.set({ companyId, ...upTo }));
    expect((await refusal(set)).code).toBe("access.forbidden");
    await rules(world, upTo);
    const shown = await as(await manager(world), () => MoneyRules.show({ companyId }));
    expect(shown).toMatchObject(upTo);
    const nonsense = { autoApprove: { upTo: uah(0), withinHours: 0 } };
    expect((await refusal(rules(world, nonsense))).code).toBe("request.invalid");
  });
});

describe("paying out", () => {
  it("PAY-11 a gateway that does not answer is asked again with patience, and the list says so", async () => {
    const world = await company();
    const booking = await paid(world);
    const refund = await ask(world, world.owner, booking);
    const url = process.env.SANDBOX_URL;
    process.env.SANDBOX_URL = "http://127.0.0.1:9";
    await pay(world, refund)
      .then(() => pay(world, refund))
      .finally(() => Object.assign(process.env, { SANDBOX_URL: url }));
    expect(await listed(world, "APPROVED")).toMatchObject([
      { attempts: 2, lastProblem: "the gateway could not be reached" },
    ]);
    await Promise.all(Array.from({ length: 5 }, () => pay(world, refund)));
    expect((await now(world, booking)).payment.refunded).toEqual(uah(45_000));
    await proveInvariants(world);
  });

  it("PAY-11 a part is asked for by one process at a time, and goes on after the one that fell silent", async () => {
    const world = await company();
    const booking = await paid(world);
    const refund = await ask(world, world.owner, booking, { amount: uah(5000) });
    const payment = await Payment.get(world.companyId, booking.paymentId);
    await asSystem(() => commit([SetAside.engage(payment, refund.refundId)], undefined));
    await Promise.all([pay(world, refund), pay(world, refund)]);
    expect((await now(world, booking)).refunds).toMatchObject([{ status: "APPROVED" }]);
    using _ = travel(61_000);
    await Promise.all([pay(world, refund), pay(world, refund)]);
    expect((await now(world, booking)).payment.refunded).toEqual(uah(5000));
    await proveInvariants(world);
  });

  it("PAY-11 refused by the gateway: FAILED, on the list with the reason, and asked for once more by staff", async () => {
    const world = await company();
    const { companyId } = world;
    const booking = await paid(world, { captured: false });
    const refund = await ask(world, world.owner, booking);
    await pay(world, refund);
    expect(await listed(world, "FAILED")).toMatchObject([{ lastProblem: "not_captured", attempts: 1 }]);
    expect((await refusal(ask(world, world.ada, booking))).code).toBe("refund.in_flight");
    const { paymentId, refundId } = refund;
    const retry = () => as(world.owner, () => Decision.retry({ companyId, paymentId, refundId }));
    const results = await Promise.allSettled([retry(), retry(), retry()]);
    expect(codes(results)).toEqual({ ok: 1, "refund.already_decided": 2 });
    await pay(world, refund);
    expect(await listed(world, "FAILED")).toMatchObject([{ attempts: 2 }]);
    await proveInvariants(world);
  });

  it("PAY-11 several parts, paid out at once, are counted one after the other", async () => {
    const world = await company();
    const booking = await paid(world);
    const parts = await Promise.all(
      [5000, 10_000, 30_000].map((amount) => ask(world, world.owner, booking, { amount: uah(amount) })),
    );
    await Promise.all([...parts, ...parts].map((refund) => pay(world, refund)));
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { refunded: uah(45_000) },
    });
    await proveInvariants(world);
  });
});
