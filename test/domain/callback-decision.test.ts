/** What staff do about news that did not fit the books. The gateway has what was chosen on its page, whatever calls claim. */
import { describe, expect, it } from "vitest";
import * as Decision from "../../domain/payment/callback-decision.ts";
import * as Callback from "../../domain/payment/callback-row.ts";
import { chase } from "../../domain/payment/chase.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Payment from "../../domain/payment/payment.ts";
import * as Refund from "../../domain/payment/refund.ts";
import * as Statement from "../../domain/payment/statement.ts";
import type { News } from "../../domain/gateway/gateway.ts";
import { CallbackId, PaymentId } from "../../domain/id.ts";
import * as Metric from "../../domain/metric.ts";
import * as Inbox from "../../domain/payment/callback.ts";
import { ask, now, pay, uah } from "./money-back.ts";
import {
  as,
  asSystem,
  codes,
  company,
  HOUR,
  MINUTE,
  proveInvariants,
  refusal,
  told,
  travel,
  type Person,
  type World,
} from "../world.ts";

type Booked = Awaited<ReturnType<World["booking"]>>;

async function booked(world: World) {
  const { sessionId } = await world.session();
  return world.booking(world.ada, sessionId);
}
/** The payer pays this much on the gateway's page. */
async function paidThere({ payment: { checkoutUrl = "" } }: Booked, amount?: number): Promise<void> {
  const claim = amount === undefined ? {} : { amount: String(amount) };
  const body = new URLSearchParams({ outcome: "silent", ...claim });
  await fetch(checkoutUrl, { method: "POST", body, redirect: "manual" });
}
const quarantined = async (world: World, { bookingId }: Booked, given: Partial<News>) => {
  expect(await told(world, bookingId, { news: "paid", ...given })).toEqual({ outcome: "quarantined" });
  const { items } = await as(world.owner, () => Callback.listQuarantined({ companyId: world.companyId }));
  return CallbackId.parse(items[0]!.callbackId);
};
const accept = ({ companyId }: World, who: Person, callbackId: CallbackId, key?: string) =>
  as(who, () => Decision.accept({ companyId, callbackId }), key === undefined ? {} : { key });
const dismiss = ({ companyId }: World, who: Person, callbackId: CallbackId) =>
  as(who, () => Decision.dismiss({ companyId, callbackId, reason: "a test of the gateway" }));
const waiting = async ({ companyId, owner }: World) =>
  (await as(owner, () => Callback.listQuarantined({ companyId }))).items.length;
const statement = ({ companyId, owner }: World, { payment }: Booked) =>
  as(owner, () => Statement.get({ companyId, paymentId: PaymentId.parse(payment.paymentId) }));

describe("accepting", () => {
  it("PAY-7 the gateway has the price, whatever its call said: booked and confirmed, once", async () => {
    const world = await company();
    const booking = await booked(world);
    const callbackId = await quarantined(world, booking, { price: uah(1) });
    await paidThere(booking);
    const first = await accept(world, world.owner, callbackId, "accept-1");
    expect(first).toMatchObject({ callbackId, status: "APPLIED" });
    expect(await accept(world, world.owner, callbackId, "accept-1")).toEqual(first);
    expect((await refusal(accept(world, world.owner, callbackId))).code).toBe("callback.already_decided");
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { amount: uah(45_000) },
    });
    expect(await waiting(world)).toBe(0);
    await proveInvariants(world);
  });

  it("PAY-7 less than the price: what came is booked and goes back; nobody is seated for it", async () => {
    const world = await company();
    const booking = await booked(world);
    const callbackId = await quarantined(world, booking, { price: uah(44_999) });
    await paidThere(booking, 44_999);
    await accept(world, world.owner, callbackId);
    expect(await now(world, booking)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "amount_differs",
      payment: { status: "SUCCEEDED", captured: uah(44_999) },
      refunds: [{ amount: uah(44_999), why: "amount_differs", status: "AUTO_APPROVED" }],
    });
    const [refund] = await Refund.of(world.companyId, booking.payment.paymentId);
    await asSystem(() => payOut(refund!));
    expect((await now(world, booking)).status).toBe("REFUNDED");
    await proveInvariants(world);
  });

  it("PAY-7 more than the price: seated, and the rest goes back", async () => {
    const world = await company();
    const booking = await booked(world);
    const callbackId = await quarantined(world, booking, { price: uah(50_000) });
    await paidThere(booking, 50_000);
    await accept(world, world.owner, callbackId);
    const [rest] = await Refund.of(world.companyId, booking.payment.paymentId);
    await asSystem(() => payOut(rest!));
    expect(await now(world, booking)).toMatchObject({
      status: "CONFIRMED",
      payment: { captured: uah(50_000), refunded: uah(5000) },
      refunds: [{ amount: uah(5000), why: "paid_too_much", status: "PAID" }],
    });
    await proveInvariants(world);
  });

  it("PAY-7 refused: the gateway has no money, news of no payment of ours, and news that is not of money", async () => {
    const world = await company();
    const booking = await booked(world);
    const code = async (callbackId: CallbackId) =>
      (await refusal(accept(world, world.owner, callbackId))).code;
    expect(await code(await quarantined(world, booking, { price: uah(1) }))).toBe("callback.not_confirmed");
    const unknown = { key: "u", paymentId: "pay_unknown" };
    expect(await code(await quarantined(world, booking, unknown))).toBe("callback.nothing_to_book");
    const foreign = { key: "r", externalId: "sbx_other", news: "declined" } as const;
    expect(await code(await quarantined(world, booking, foreign))).toBe("callback.nothing_to_book");
    const elsewhere = { key: "e", externalId: "sbx_other" };
    await paidThere(booking);
    expect(await code(await quarantined(world, booking, elsewhere))).toBe("callback.not_confirmed");
    expect(await waiting(world)).toBe(4);
    expect((await now(world, booking)).status).toBe("AWAITING_GATEWAY");
    await proveInvariants(world);
  });

  it("PAY-7 what is booked already is accepted without effect; other money is refused", async () => {
    const world = await company();
    const booking = await booked(world);
    const callbackId = await quarantined(world, booking, { price: uah(1) });
    await told(world, booking.bookingId);
    expect((await accept(world, world.owner, callbackId)).status).toBe("APPLIED");
    const other = await booked(world);
    const late = await quarantined(world, other, { price: uah(1) });
    await told(world, other.bookingId, { news: "paid" });
    await paidThere(other, 50_000);
    expect((await refusal(accept(world, world.owner, late))).code).toBe("callback.booked_otherwise");
    await proveInvariants(world);
  });

  it("PAY-7 a gateway that does not answer: 503, and nothing is decided", async () => {
    const world = await company();
    const booking = await booked(world);
    const callbackId = await quarantined(world, booking, { price: uah(1) });
    const url = process.env.SANDBOX_URL;
    process.env.SANDBOX_URL = "http://127.0.0.1:9";
    const error = await refusal(accept(world, world.owner, callbackId)).finally(() =>
      Object.assign(process.env, { SANDBOX_URL: url }),
    );
    expect(error).toMatchObject({ kind: "unavailable", code: "gateway.unreachable" });
    expect(await waiting(world)).toBe(1);
  });

  it("PAY-7 accepted, dismissed and told right at the same moment: one decision, and the money is booked once", async () => {
    for (let round = 0; round < 4; round++) {
      const world = await company();
      const booking = await booked(world);
      const callbackId = await quarantined(world, booking, { price: uah(1) });
      await paidThere(booking);
      const results = await Promise.allSettled([
        accept(world, world.owner, callbackId),
        accept(world, world.owner, callbackId),
        dismiss(world, world.owner, callbackId),
      ]);
      await told(world, booking.bookingId, { news: "paid" });
      expect(codes(results)).toEqual({ ok: 1, "callback.already_decided": 2 });
      expect((await now(world, booking)).status).toBe("CONFIRMED");
      await proveInvariants(world);
    }
  });
});

describe("dismissing", () => {
  it("PAY-9 with a reason, once; the row stays, and nothing else changes", async () => {
    const world = await company();
    const booking = await booked(world);
    const callbackId = await quarantined(world, booking, { price: uah(1) });
    const results = await Promise.allSettled([
      dismiss(world, world.owner, callbackId),
      dismiss(world, world.owner, callbackId),
    ]);
    expect(codes(results)).toEqual({ ok: 1, "callback.already_decided": 1 });
    expect(await waiting(world)).toBe(0);
    const { callbacks, status } = await statement(world, booking);
    expect(callbacks).toMatchObject([
      { callbackId, status: "DISMISSED", dismissedBecause: "a test of the gateway" },
    ]);
    expect(status).toBe("PENDING");
    expect(await told(world, booking.bookingId, { news: "paid", price: uah(1) })).toEqual({
      outcome: "dismissed",
    });
    await proveInvariants(world);
  });

  it("PAY-5 what we asked ourselves and people dismissed ends the payment instead of asking for ever", async () => {
    const world = await company();
    const { companyId } = world;
    const booking = await booked(world);
    const { paymentId } = booking.payment;
    await paidThere(booking, 1);
    using _ = travel(31 * MINUTE);
    await asSystem(() => chase(companyId, paymentId));
    const { items } = await as(world.owner, () => Callback.listQuarantined({ companyId }));
    await dismiss(world, world.owner, CallbackId.parse(items[0]!.callbackId));
    await asSystem(() => chase(companyId, paymentId));
    expect(await now(world, booking)).toMatchObject({ status: "CANCELLED", payment: { status: "FAILED" } });
    await asSystem(() => chase(companyId, paymentId));
    expect((await Payment.get(companyId, paymentId)).duePk).toBe(undefined);
    await proveInvariants(world);
  });

  it("PAY-9 is for those who decide, and for the company whose callback it is", async () => {
    const world = await company();
    const callbackId = await quarantined(world, await booked(world), { price: uah(1) });
    expect((await refusal(dismiss(world, world.coach, callbackId))).code).toBe("access.forbidden");
    expect((await refusal(accept(world, world.ada, callbackId))).code).toBe("company.not_found");
    const elsewhere = await company();
    expect((await refusal(accept(elsewhere, elsewhere.owner, callbackId))).code).toBe("callback.not_found");
    expect((await refusal(dismiss(elsewhere, elsewhere.owner, callbackId))).code).toBe("callback.not_found");
  });

  it("PAY-9 how long people let one wait is told at every sweep", async () => {
    const world = await company();
    const { companyId } = world;
    const callbackId = await quarantined(world, await booked(world), { price: uah(1) });
    const heard: Record<string, number> = {};
    const silence = Metric.connect({ count: (name, value) => void (heard[name] = value), ring: () => {} });
    using _ = travel(25 * HOUR);
    await asSystem(() => Inbox.retry(companyId, callbackId)).finally(silence);
    expect(heard.OldestQuarantinedSeconds).toBeGreaterThanOrEqual(25 * 3600);
  });
});

const reversal = (world: World, booking: Booked, amount: number, key = `taken ${amount}`) =>
  quarantined(world, booking, { news: "reversed", key, price: uah(amount) });

describe("money that the gateway took back", () => {
  it("LED-1 accepting books it once, and it can not be refunded any more", async () => {
    const world = await company();
    const booking = await booked(world);
    await told(world, booking.bookingId);
    const callbackId = await reversal(world, booking, 45_000);
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => accept(world, world.owner, callbackId)),
    );
    expect(codes(results)).toEqual({ ok: 1, "callback.already_decided": 3 });
    const { journals, status } = await statement(world, booking);
    const [, taken] = journals;
    expect(taken?.lines).toEqual([
      { account: "chargebacks", amount: 45_000, currency: "UAH" },
      { account: "gateway_clearing:sandbox", amount: -45_000, currency: "UAH" },
    ]);
    expect([journals.length, status]).toEqual([2, "SUCCEEDED"]);
    expect((await refusal(ask(world, world.ada, booking))).code).toBe("refund.above_captured");
    await proveInvariants(world);
  });

  it("LED-1 refused: more than there is, other money, and while a refund is under way", async () => {
    const world = await company();
    const booking = await booked(world);
    await told(world, booking.bookingId);
    const code = async (callbackId: CallbackId) =>
      (await refusal(accept(world, world.owner, callbackId))).code;
    expect(await code(await reversal(world, booking, 45_001))).toBe("callback.amount_impossible");
    await ask(world, world.ada, booking, { amount: uah(5000) });
    expect(await code(await reversal(world, booking, 45_000))).toBe("callback.refunds_first");
    await accept(world, world.owner, await reversal(world, booking, 40_000));
    await proveInvariants(world);
  });

  it("LED-1 taken back although we had refunded it: the loss is in the books", async () => {
    const world = await company();
    const booking = await booked(world);
    await told(world, booking.bookingId);
    await pay(world, await ask(world, world.owner, booking));
    await accept(world, world.owner, await reversal(world, booking, 45_000));
    const { steps } = await statement(world, booking);
    expect(steps.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      "callback paid",
      "journal capture",
      "refund I am ill",
      "journal refund",
      "callback reversed",
      "journal reversal",
    ]);
    expect(steps.at(-1)).toMatchObject({ amount: uah(45_000), held: uah(-45_000) });
    await proveInvariants(world);
  });
});
