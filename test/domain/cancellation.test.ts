import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { book } from "../../domain/booking/book.ts";
import * as CallOff from "../../domain/booking/call-off.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Cancellation from "../../domain/booking/cancellation.ts";
import * as Cash from "../../domain/booking/cash.ts";
import type * as Policy from "../../domain/booking/policy.ts";
import * as Clock from "../../domain/clock.ts";
import type { BookingId } from "../../domain/id.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import * as Session from "../../domain/session/session.ts";
import { as, asSystem, codes, company, HOUR, proveInvariants, refusal, sandbox, told } from "../world.ts";
import { approve, ask, pay, reject, uah } from "./money-back.ts";
import { balance, gift, PRICE, read, seats, wallet } from "./purse.ts";

/** Everything until two days before, half less 10.00 until one day before, then nothing. */
const stepped = {
  windows: [
    { hoursBefore: 48, refundPercent: 100 },
    { hoursBefore: 24, refundPercent: 50, fee: 1000 },
  ],
};
const HALF = PRICE / 2 - 1000;

type Wanted = Partial<Policy.Policy> & { windows: Policy.Window[] };
/** A company with this policy, and a session so many hours ahead: in the second window, unless it is said. */
async function studio(policy: Wanted = stepped, hours = 30) {
  const world = await company();
  const { companyId, activityId, owner } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, policy, payOnArrival: true }));
  const { sessionId } = await world.session({ startsAt: Clock.isoAfter(hours * HOUR) });
  const customerId = await gift(world, world.ada, 100_000);
  const reserve = async (payment: Parameters<typeof book>[0]["payment"], settled = true) => {
    const { holdId } = await world.hold(world.ada, sessionId);
    const booking = await as(world.ada, () => book({ companyId, holdId, payment }));
    if (settled && booking.status === "AWAITING_GATEWAY") await told(world, booking.bookingId);
    return booking.bookingId;
  };
  const preview = (
    bookingId: BookingId,
    more: { at?: string; refund?: Policy.Decision } = {},
    who = world.ada,
  ) => as(who, () => Cancellation.preview({ companyId, bookingId, ...more }));
  const end = (
    bookingId: BookingId,
    more: { reason?: string; refund?: Policy.Decision } = {},
    who = world.ada,
  ) => as(who, () => cancel({ companyId, bookingId, ...more }));
  const payAll = async (bookingId: BookingId) => {
    const { payment, walletPayment } = await read(world, bookingId);
    for (const paid of [payment, walletPayment])
      for (const refund of paid ? await Refund.of(companyId, paid.paymentId) : [])
        await asSystem(() => payOut(refund));
  };
  return { ...world, sessionId, customerId, reserve, preview, end, payAll };
}
type Studio = Awaited<ReturnType<typeof studio>>;

const mixed = { ...sandbox, fromWallet: 15_000 };
const door = { method: "on_arrival" } as const;
type Ways = [
  way: string,
  payment: Parameters<Studio["reserve"]>[0],
  parts: [destination: string, amount: number][],
  inWallet: number,
];
const ways: Ways[] = [
  ["through a gateway", sandbox, [["CARD", HALF]], 100_000],
  ["from the wallet", wallet, [["WALLET", HALF]], 100_000 - PRICE + HALF],
  ["in two parts: money goes back before credit", mixed, [["CARD", HALF]], 85_000],
];

describe("cancelling by the policy", () => {
  it.each(ways)(
    "BKG-6 paid %s: what was said beforehand is what goes back",
    async (_, payment, parts, left) => {
      const world = await studio();
      const bookingId = await world.reserve(payment);
      const terms = await world.preview(bookingId);
      expect(terms).toMatchObject({
        refund: uah(HALF),
        fee: uah(PRICE - HALF),
        percent: 50,
        refundTo: "origin",
        why: "partial_refund",
        window: stepped.windows[1],
      });
      expect(terms.parts.map(({ destination, amount }) => [destination, amount.amount])).toEqual(parts);
      const answer = await world.end(bookingId);
      const { refund, fee, percent, refundTo, why, sentence } = terms;
      expect(answer.cancellation).toEqual({ refund, fee, percent, refundTo, why, sentence });
      expect(answer.refunds.map(({ destination, amount }) => [destination, amount.amount])).toEqual(parts);
      await world.payAll(bookingId);
      const { cancellation, cancelledAt } = answer;
      expect(await read(world, bookingId)).toMatchObject({ status: "CANCELLED", cancellation, cancelledAt });
      expect(await balance(world, world.customerId)).toBe(left);
      expect(await seats(world, world.sessionId)).toMatchObject({ free: 8, booked: 0 });
      await proveInvariants(world);
    },
  );

  it("BKG-6 a refund larger than the gateway's part takes the rest from the wallet's", async () => {
    const world = await studio({ windows: [{ hoursBefore: 0, refundPercent: 80 }] });
    const bookingId = await world.reserve(mixed);
    const { refunds, refund, walletRefund } = await world.end(bookingId);
    expect(refunds.map(({ amount }) => amount.amount)).toEqual([30_000, 6000]);
    expect([refund?.destination, walletRefund?.destination]).toEqual(["CARD", "WALLET"]);
    await world.payAll(bookingId);
    expect(await read(world, bookingId)).toMatchObject({ status: "CANCELLED" });
    expect(await balance(world, world.customerId)).toBe(100_000 - 15_000 + 6000);
    await proveInvariants(world);
  });

  it("BKG-6 a policy may send everything to the wallet, and the books follow", async () => {
    const world = await studio({ ...stepped, refundTo: "wallet" }, 72);
    const bookingId = await world.reserve(sandbox);
    expect(await world.preview(bookingId)).toMatchObject({ refundTo: "wallet", why: "full_refund" });
    expect((await world.end(bookingId)).refund).toMatchObject({ destination: "WALLET", amount: uah(PRICE) });
    await world.payAll(bookingId);
    expect((await read(world, bookingId)).status).toBe("REFUNDED");
    expect(await balance(world, world.customerId)).toBe(100_000 + PRICE);
    await proveInvariants(world);
  });

  it("BKG-6 what was not paid is not owed: at the door, at the gateway, or set aside in the wallet", async () => {
    const world = await studio();
    const atDoor = await world.reserve(door);
    expect(await world.preview(atDoor)).toMatchObject({
      refund: uah(0),
      fee: uah(0),
      why: "nothing_paid",
      parts: [],
    });
    expect(await world.end(atDoor)).toMatchObject({ status: "CANCELLED", refunds: [] });
    const waiting = await world.reserve(mixed, false);
    expect(await world.preview(waiting)).toMatchObject({ why: "nothing_paid", setAside: uah(15_000) });
    expect(await world.end(waiting)).toMatchObject({ status: "CANCELLED", refunds: [] });
    expect(await balance(world, world.customerId)).toBe(100_000);
    const cash = await world.reserve(door);
    await as(world.owner, () => Cash.receive({ companyId: world.companyId, bookingId: cash }));
    expect((await world.end(cash)).refunds).toMatchObject([{ destination: "WALLET", amount: uah(HALF) }]);
    await proveInvariants(world);
  });

  it("BKG-6 too late for anything: nothing goes back, the booking is cancelled and says so", async () => {
    const world = await studio(stepped, 23);
    const bookingId = await world.reserve(sandbox);
    expect(await world.end(bookingId)).toMatchObject({
      status: "CANCELLED",
      refunds: [],
      cancellation: { refund: uah(0), fee: uah(PRICE), percent: 0, why: "no_refund" },
    });
    await proveInvariants(world);
  });

  it("BKG-3 the policy is the one that was booked under, whatever becomes of the activity", async () => {
    const world = await studio();
    const { companyId, activityId, owner } = world;
    const bookingId = await world.reserve(sandbox);
    const policy = { windows: [{ hoursBefore: 0, refundPercent: 1 }] };
    await as(owner, () => Activity.edit({ companyId, activityId, policy }));
    expect(await world.preview(bookingId)).toMatchObject({ percent: 50 });
    expect((await world.end(bookingId)).refund).toMatchObject({ amount: uah(HALF) });
  });

  it("BKG-6 can be asked for another moment, while the booking is there to be cancelled", async () => {
    const world = await studio(stepped, 72);
    const bookingId = await world.reserve(sandbox);
    const { startsAt } = await read(world, bookingId);
    const at = (hours: number) => new Date(Date.parse(startsAt) - hours * HOUR).toISOString();
    const percents = await Promise.all(
      [60, 48, 47, 24, 23].map(async (hours) => (await world.preview(bookingId, { at: at(hours) })).percent),
    );
    expect(percents).toEqual([100, 100, 50, 50, 0]);
    const code = async (more: object, who = world.ada) =>
      (await refusal(world.preview(bookingId, more, who))).code;
    expect(await code({ at: startsAt })).toBe("booking.session_started");
    expect(await code({ at: at(80) })).toBe("booking.not_made_yet");
    expect(await code({ refund: "full" })).toBe("booking.refund_by_policy");
    expect(await code({}, world.boris)).toBe("booking.not_found");
    await world.end(bookingId);
    expect(await code({})).toBe("booking.illegal_transition");
  });
});

describe("cancelling by staff", () => {
  it("BKG-6 gives everything back unless they decide otherwise, with a reason", async () => {
    const world = await studio();
    const decided = async (refund?: Policy.Decision, reason?: string) => {
      const bookingId = await world.reserve(sandbox);
      const more = { ...(refund && { refund }), ...(reason && { reason }) };
      const said = await world.preview(bookingId, refund ? { refund } : {}, world.coach);
      const { cancellation } = await world.end(bookingId, more, world.coach);
      expect(cancellation).toMatchObject({ refund: said.refund, fee: said.fee, why: said.why });
      return [cancellation?.refund.amount, cancellation?.why];
    };
    expect(await decided()).toEqual([PRICE, "cancelled_by_staff"]);
    expect(await decided("full", "a good customer")).toEqual([PRICE, "staff_gave_all"]);
    expect(await decided("policy")).toEqual([HALF, "partial_refund"]);
    expect(await decided("none", "came drunk")).toEqual([0, "staff_gave_nothing"]);
    await proveInvariants(world);
  });

  it("BKG-6 a decision without a reason, or by the customer, is refused and changes nothing", async () => {
    const world = await studio();
    const bookingId = await world.reserve(sandbox);
    const code = async (more: object, who = world.owner) =>
      (await refusal(world.end(bookingId, more, who))).code;
    expect(await code({ refund: "none" })).toBe("booking.reason_missing");
    expect(await code({ refund: "full" })).toBe("booking.reason_missing");
    expect(await code({ refund: "full", reason: "I want it" }, world.ada)).toBe("booking.refund_by_policy");
    expect((await read(world, bookingId)).status).toBe("CONFIRMED");
  });

  it("SCH-7 a session that is called off gives everything back the way it came, whatever the policy", async () => {
    const world = await studio({ ...stepped, refundTo: "wallet" }, 2);
    const { companyId, sessionId } = world;
    const bookingId = await world.reserve(sandbox);
    await as(world.owner, () => Session.cancel({ companyId, sessionId, reason: "rain" }));
    await asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "rain"));
    expect(await read(world, bookingId)).toMatchObject({
      cancellation: { refund: uah(PRICE), why: "session_cancelled" },
      refunds: [{ destination: "CARD", amount: uah(PRICE) }],
    });
    await proveInvariants(world);
  });
});

describe("what went back or was asked for before", () => {
  it("PAY-11 counts: together never more than the policy gives, and never more than was captured", async () => {
    const world = await studio();
    const bookingId = await world.reserve(sandbox);
    const earlier = await ask(world, world.owner, { bookingId }, { amount: uah(20_000) });
    await pay(world, earlier);
    const { cancellation } = await world.end(bookingId);
    // Of 450.00, 235.00 are kept; 200.00 were back already.
    expect(cancellation).toMatchObject({ refund: uah(HALF - 20_000), fee: uah(PRICE - HALF) });
    await world.payAll(bookingId);
    expect((await read(world, bookingId)).payment.refunded).toEqual(uah(HALF));
    await proveInvariants(world);
  });

  it("PAY-11 a request that fits is approved, and the rest of what is owed goes with it", async () => {
    const world = await studio();
    const bookingId = await world.reserve(sandbox);
    await ask(world, world.ada, { bookingId }, { amount: uah(5000) });
    expect((await world.preview(bookingId)).refund).toEqual(uah(HALF));
    await world.end(bookingId);
    const { refunds } = await read(world, bookingId);
    expect(refunds.map(({ status, amount }) => [status, amount.amount]).toSorted()).toEqual([
      ["AUTO_APPROVED", HALF - 5000],
      ["AUTO_APPROVED", 5000],
    ]);
    await world.payAll(bookingId);
    await proveInvariants(world);
  });

  it("PAY-11 a request for more than is owed is rejected by the policy, with its reason", async () => {
    for (const [refund, owed] of [
      ["policy", HALF],
      ["none", 0],
    ] as const) {
      const world = await studio();
      const bookingId = await world.reserve(sandbox);
      await ask(world, world.ada, { bookingId });
      const { cancellation } = await world.end(bookingId, { refund, reason: "as agreed" }, world.owner);
      expect(cancellation?.refund).toEqual(uah(owed));
      const { refunds } = await read(world, bookingId);
      expect(refunds.find(({ status }) => status === "REJECTED")).toMatchObject({
        amount: uah(PRICE),
        rejectedBecause: cancellation?.sentence,
      });
      await world.payAll(bookingId);
      expect((await read(world, bookingId)).payment.refunded).toEqual(uah(owed));
      await proveInvariants(world);
    }
  });

  it("PAY-11 cancelling and deciding on a request at once: one after the other, never more than was captured", async () => {
    for (const decide of [approve, reject]) {
      const world = await studio();
      const bookingId = await world.reserve(sandbox);
      const request = await ask(world, world.ada, { bookingId }, { amount: uah(30_000) });
      const results = await Promise.allSettled([
        world.end(bookingId),
        decide(world, world.owner, request),
        world.end(bookingId),
      ]);
      const outcome = codes(results);
      expect(outcome.ok).toBeGreaterThanOrEqual(1);
      expect(outcome["booking.illegal_transition"]).toBe(1);
      await world.payAll(bookingId);
      await proveInvariants(world);
    }
  });
});
