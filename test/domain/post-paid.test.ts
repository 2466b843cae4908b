import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Attendance from "../../domain/booking/attendance.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import { DEFAULT_POLICY } from "../../domain/booking/policy.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Cash from "../../domain/booking/cash.ts";
import { settle } from "../../domain/booking/settlement.ts";
import * as Owed from "../../domain/booking/owed.ts";
import * as Row from "../../domain/booking/row.ts";
import * as MoneyRules from "../../domain/company/money-rules.ts";
import * as Callback from "../../domain/payment/callback.ts";
import { chase } from "../../domain/payment/chase.ts";
import * as Payment from "../../domain/payment/payment.ts";
import * as Pool from "../../domain/seat/pool.ts";
import {
  as,
  asSystem,
  codes,
  company,
  HOUR,
  MINUTE,
  pay,
  proveInvariants,
  refusal,
  sandbox,
  travel,
} from "../world.ts";
import { balance, gift } from "./purse.ts";

const PRICE = 45_000;
/** From the booking until the bill: a session in a day, an hour long, and a day to say who came. */
const BILLED = 49 * HOUR + MINUTE;

async function studio({ method = "post_paid", noShowFeePercent = 50 } = {}) {
  const world = await company();
  const { companyId, activityId, owner, ada } = world;
  const policy = { ...DEFAULT_POLICY, noShowFeePercent };
  const terms = { policy, postPaid: method === "post_paid", payOnArrival: method === "on_arrival" };
  await as(owner, () => Activity.edit({ companyId, activityId, ...terms }));
  const { sessionId } = await world.session();
  const { holdId } = await world.hold(ada, sessionId);
  const payment = { method: method as "post_paid" };
  const booked = await as(ada, () => book({ companyId, holdId, payment }));
  const one = { companyId, bookingId: booked.bookingId };
  const { paymentId } = await Row.get(companyId, one.bookingId);
  const sweep = () => asSystem(() => chase(companyId, paymentId));
  const settleWith = (given: Parameters<typeof settle>[0]["payment"], key?: string, who = ada) =>
    as(who, () => settle({ ...one, payment: given }), key === undefined ? {} : { key });
  const now = () => Row.get(companyId, one.bookingId);
  const billed = () => Payment.get(companyId, paymentId);
  const cash = () => as(owner, () => Cash.receive(one));
  const noShow = () => as(owner, () => Attendance.noShow(one));
  return { ...world, one, booked, sessionId, paymentId, sweep, settleWith, now, billed, cash, noShow };
}
type Studio = Awaited<ReturnType<typeof studio>>;

/** Every try is in vain, until it is overdue. */
async function overdue(at: Studio): Promise<void> {
  const { companyId, owner } = at;
  await as(owner, () => MoneyRules.set({ companyId, billingTries: 1 }));
  await at.sweep();
}

/** What the gateway says of a payment that was made there. */
async function told({ companyId }: Studio, paymentId: string): Promise<void> {
  const payment = await Payment.get(companyId, paymentId);
  await pay(payment);
  const news = {
    kind: "news",
    key: `${paymentId}:paid`,
    externalId: payment.externalId!,
    paymentId,
    news: "paid",
    rank: 2,
    at: new Date().toISOString(),
    price: payment.price,
    facts: {},
  } as const;
  await asSystem(() => Callback.receive(companyId, "sandbox", news));
}

describe("a bill after the session", () => {
  it("BKG-8 the booking is certain without money, where that was agreed and nowhere else", async () => {
    const at = await studio();
    expect(at.booked).toMatchObject({
      status: "CONFIRMED",
      paymentMethod: "POST_PAID",
      paymentStatus: "PENDING",
      payment: { gateway: "bill", status: "PENDING", amount: { amount: PRICE } },
    });
    await proveInvariants(at);
    const usual = await company();
    const { companyId, sessionId } = await usual.session();
    const { holdId } = await usual.hold(usual.ada, sessionId);
    const asked = () => book({ companyId, holdId, payment: { method: "post_paid" } });
    expect((await refusal(as(usual.ada, asked))).code).toBe("booking.not_post_paid");
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ held: 1, booked: 0 });
  });

  it("BKG-8 is taken out of the wallet once, a day after the end, however many sweeps there are", async () => {
    const at = await studio();
    const customerId = await gift(at, at.ada, PRICE + 5);
    await at.sweep();
    expect((await at.now()).paymentStatus).toBe("PENDING");
    using _later = travel(BILLED);
    await Promise.all(Array.from({ length: 6 }, at.sweep));
    expect(await at.now()).toMatchObject({ status: "CONFIRMED", paymentStatus: "PAID" });
    expect(await at.billed()).toMatchObject({ status: "SUCCEEDED", gateway: "wallet", refundable: PRICE });
    expect(await balance(at, customerId)).toBe(5);
    await proveInvariants(at);
  });

  it("BKG-8 a wallet that has not enough is asked again after 6, 12 and 24 hours, then it is overdue", async () => {
    const at = await studio();
    const { companyId } = at;
    using _later = travel(BILLED);
    const waits: number[] = [];
    for (let look = 1; look <= 3; look++) {
      const before = Date.now();
      await Promise.all([at.sweep(), at.sweep(), at.sweep()]);
      const { tries, dueSk = "" } = await at.billed();
      expect(tries).toBe(look);
      expect((await at.now()).status).toBe("CONFIRMED");
      const wait = Date.parse(dueSk) - before - waits.reduce((sum, one) => sum + one, 0) - BILLED;
      waits.push(Math.round(wait / HOUR) * HOUR);
      travel(waits.at(-1)! + MINUTE);
    }
    expect(waits).toEqual([6 * HOUR, 12 * HOUR, 24 * HOUR]);
    await Promise.all([at.sweep(), at.sweep()]);
    expect(await at.now()).toMatchObject({
      status: "BILLING_OVERDUE",
      change: { type: "booking.billing_overdue" },
    });
    expect((await at.billed()).dueSk).toBeUndefined();
    await gift(at, at.ada, PRICE);
    await at.sweep();
    expect((await at.now()).status).toBe("BILLING_OVERDUE");
    expect(await Pool.seats(companyId, at.sessionId)).toMatchObject({ booked: 1 });
    await proveInvariants(at);
  });

  it("BKG-8 whoever did not come owes the fee of the policy; none, if there is none", async () => {
    const [at, free] = [await studio({ noShowFeePercent: 30 }), await studio({ noShowFeePercent: 0 })];
    const customerId = await gift(at, at.ada, PRICE);
    await gift(free, free.ada, PRICE);
    using _begun = travel(25 * HOUR);
    await at.noShow();
    await free.noShow();
    using _later = travel(24 * HOUR + MINUTE);
    await at.sweep();
    await free.sweep();
    expect(await at.billed()).toMatchObject({
      status: "SUCCEEDED",
      captured: { amount: 13_500 },
      refundable: 13_500,
    });
    expect(await balance(at, customerId)).toBe(PRICE - 13_500);
    expect(await free.billed()).toMatchObject({ status: "FAILED", failedBecause: "nothing_owed" });
    for (const one of [at, free]) await proveInvariants(one);
  });

  it("BKG-8 who would have paid at the door and did not come is billed for the fee, unless he comes after all", async () => {
    const at = await studio({ method: "on_arrival" });
    const customerId = await gift(at, at.ada, PRICE);
    using _begun = travel(25 * HOUR);
    await at.noShow();
    expect((await at.billed()).dueSk).toBe(Owed.finalAt(await at.now()));
    expect((await as(at.coach, () => Booking.get(at.one))).owed).toMatchObject({ amount: PRICE / 2 });
    await as(at.coach, () => Attendance.checkIn(at.one));
    expect((await at.billed()).dueSk).toBeUndefined();
    await as(at.coach, () => Attendance.undo(at.one));
    await at.noShow();
    using _later = travel(24 * HOUR + MINUTE);
    await at.sweep();
    expect(await balance(at, customerId)).toBe(PRICE - PRICE / 2);
    await proveInvariants(at);
  });

  it("BKG-8 cash for the fee is taken at once, and then it stands that he did not come", async () => {
    const at = await studio();
    using _begun = travel(25 * HOUR);
    await at.noShow();
    expect((await at.cash()).payment).toMatchObject({ gateway: "cash", captured: { amount: PRICE / 2 } });
    expect((await refusal(as(at.owner, () => Attendance.checkIn(at.one)))).code).toBe("booking.no_show_paid");
    await proveInvariants(at);
  });

  it("BKG-8 nothing is billed for what was cancelled", async () => {
    const at = await studio();
    await gift(at, at.ada, PRICE);
    await as(at.ada, () => cancel(at.one));
    using _later = travel(BILLED);
    await at.sweep();
    expect(await at.billed()).toMatchObject({ status: "FAILED", failedBecause: "booking_cancelled" });
    expect((await at.billed()).dueSk).toBeUndefined();
    expect((await refusal(at.cash())).code).toBe("booking.not_owed");
    await proveInvariants(at);
  });
});

describe("settling what is overdue", () => {
  it("BKG-8 out of the wallet: once, and a repeat with the same key is the same answer", async () => {
    const at = await studio();
    using _later = travel(BILLED);
    await overdue(at);
    const wallet = { method: "wallet" } as const;
    expect((await refusal(at.settleWith(wallet))).code).toBe("wallet.insufficient_funds");
    const customerId = await gift(at, at.ada, 2 * PRICE);
    const first = await at.settleWith(wallet, "once");
    expect(first).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      payment: { gateway: "wallet" },
    });
    expect(await at.settleWith(wallet, "once")).toEqual(first);
    expect((await refusal(at.settleWith(wallet))).code).toBe("payment.already_paid");
    expect(await balance(at, customerId)).toBe(PRICE);
    await proveInvariants(at);
  });

  it("BKG-8 wallet, cash and sweeps at the same moment: paid once", async () => {
    const at = await studio();
    const customerId = await gift(at, at.ada, 3 * PRICE);
    using _later = travel(BILLED);
    const wallet = { method: "wallet" } as const;
    const results = await Promise.allSettled([
      at.settleWith(wallet),
      at.cash(),
      at.settleWith(wallet),
      at.cash(),
    ]);
    await at.sweep();
    expect(codes(results)).toEqual({ ok: 1, "payment.already_paid": 3 });
    const { gateway } = await at.billed();
    expect(await balance(at, customerId)).toBe(gateway === "cash" ? 3 * PRICE : 2 * PRICE);
    await proveInvariants(at);
  });

  it("BKG-8 at a gateway: confirmed exactly once, however often the gateway says so", async () => {
    const at = await studio();
    using _later = travel(BILLED);
    await overdue(at);
    const opened = await at.settleWith(sandbox, "card");
    expect(opened).toMatchObject({
      status: "BILLING_OVERDUE",
      payment: { status: "PENDING", amount: { amount: PRICE } },
    });
    expect(await at.settleWith(sandbox, "card")).toEqual(opened);
    expect(await refusal(at.settleWith(sandbox))).toMatchObject({
      code: "booking.settlement_open",
      detail: { checkoutUrl: opened.payment.checkoutUrl },
    });
    const { paymentId } = opened.payment;
    await Promise.all([told(at, paymentId), told(at, paymentId), told(at, paymentId)]);
    expect(await at.now()).toMatchObject({ status: "CONFIRMED", paymentStatus: "PAID", paymentId });
    expect(await at.billed()).toMatchObject({ status: "FAILED", failedBecause: "settled_otherwise" });
    await proveInvariants(at);
  });

  it("PAY-6 what comes through a gateway after the cash goes back, and the booking stays as it is", async () => {
    const at = await studio();
    using _later = travel(BILLED);
    await overdue(at);
    const { payment } = await at.settleWith(sandbox);
    await at.cash();
    await told(at, payment.paymentId);
    expect(await Payment.get(at.companyId, payment.paymentId)).toMatchObject({
      status: "SUCCEEDED",
      refundable: 0,
    });
    expect(await at.now()).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      paymentId: at.paymentId,
    });
    await proveInvariants(at);
  });

  it("BKG-8 is for its customer and staff, when it is due, and says what is missing", async () => {
    const at = await studio();
    const wallet = { method: "wallet" } as const;
    expect((await refusal(at.settleWith(wallet))).code).toBe("booking.not_billed_yet");
    expect((await refusal(at.settleWith(wallet, undefined, at.boris))).code).toBe("booking.not_found");
    expect((await refusal(at.settleWith({}))).code).toBe("request.invalid");
    expect((await refusal(at.settleWith({ ...wallet, gateway: "sandbox" }))).code).toBe("request.invalid");
    const elsewhere = await company();
    const { companyId } = elsewhere;
    const foreign = () => settle({ companyId, bookingId: at.one.bookingId, payment: wallet });
    expect((await refusal(as(elsewhere.owner, foreign))).code).toBe("booking.not_found");
    const paid = await at.booking(at.boris, at.sessionId);
    const other = () => settle({ companyId: at.companyId, bookingId: paid.bookingId, payment: wallet });
    expect((await refusal(as(at.boris, other))).code).toBe("booking.not_owed");
  });
});
