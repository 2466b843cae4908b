/** One checkout for a cart: all of it is paid at once at a gateway, and from then on each booking lives by itself. */
import { news, settle } from "../streamed.ts";
import { beforeEach, describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import { reschedule } from "../../domain/booking/reschedule.ts";
import * as Cart from "../../domain/cart/cart.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import * as Verification from "../../domain/ledger/verification.ts";
import { chase } from "../../domain/payment/chase.ts";
import * as Payment from "../../domain/payment/payment.ts";
import { ofPayment } from "../../domain/payment/refund-request.ts";
import { tidy } from "../../domain/seat/expiry.ts";
import { livesFor } from "../tapped.ts";
import { as, asSystem, MINUTE, proveInvariants, refusal, rowsOf, sandbox, travel } from "../world.ts";
import { reconcile, type Studio } from "./books.ts";
import { uah } from "./money-back.ts";
import { checkedOut, quarantined, shopper, type Shopping } from "./shopper.ts";

const PRICE = 45_000;
const expired = ({ companyId, ids }: Shopping) =>
  Promise.all(ids.map((sessionId) => asSystem(() => tidy({ companyId, sessionId }, 0))));
const called = ({ ada, companyId, bookings }: Shopping, ...which: number[]) =>
  Promise.all(
    which.map((index) => as(ada, () => cancel({ companyId, bookingId: bookings[index]!.bookingId }))),
  );
const rows = async ({ companyId }: Pick<Shopping, "companyId">, entity: string) =>
  (await rowsOf(companyId)).filter(({ __edb_e__: is }) => is === entity);

const bought = async (...capacities: number[]) => {
  const world = await checkedOut(...capacities);
  await world.tell();
  return world;
};
/** How many payments and refunds were looked at, and what differs between the gateway, the payments and the books. */
const differences = async (world: Shopping) => {
  const { checked, open } = await reconcile({ world } as unknown as Studio);
  return { checked, open };
};
/** What the gateway has given back. */
const back = async ({ companyId, paymentId, whole }: Shopping) => {
  const { externalId = "" } = await whole();
  const at = await Gateway.of(companyId, "sandbox");
  return (await asSystem(() => at.status({ companyId, paymentId, externalId }))).refunded;
};
// What the tests before have done is not followed up.
beforeEach(async () => void (await news()));

describe("one checkout", () => {
  it("CAP-7 PAY-4 ten sessions and one payment: told five times at once, all are booked, once", async () => {
    const world = await checkedOut(...Array.from({ length: 10 }, () => 8));
    const { bookings, payment, tell, states, whole, free } = world;
    expect(payment).toMatchObject({ status: "PENDING", amount: uah(10 * PRICE), gateway: "sandbox" });
    expect(payment.parts).toEqual(bookings.map((booking) => booking.payment.paymentId));
    const { paymentId: partOf, checkoutUrl } = payment;
    for (const { status, payment: part } of await world.now()) {
      expect(status).toBe("AWAITING_GATEWAY");
      expect(part).toMatchObject({ status: "PENDING", amount: uah(PRICE), partOf, checkoutUrl });
    }
    await world.payThere();
    await Promise.all([1, 1, 2, 2, 3].map((key) => tell({ news: "paid", key: `${key}` })));
    expect(await states()).toBe(bookings.map(() => "CONFIRMED").join(" "));
    expect(await free()).toEqual(bookings.map(() => 7));
    expect(await whole()).toMatchObject({ status: "SUCCEEDED", refundable: 0 });
    const { journals, steps, callbacks } = await world.statement();
    expect([journals.length, steps.at(-1)?.held, callbacks.length]).toEqual([10, uah(10 * PRICE), 3]);
    const { companyId, ada, cartId } = world;
    const { holds } = await as(ada, () => Cart.get({ companyId, cartId }));
    expect(new Set(holds.map(({ status }) => status))).toEqual(new Set(["BOOKED"]));
    await proveInvariants(world);
  });

  it("PAY-3 a repeat is the same checkout, also at once; another body or key is refused", async () => {
    const world = await shopper(8, 8);
    const { pay, boris } = world;
    const [first, ...twins] = await Promise.all([1, 2, 3, 4].map(() => pay()));
    for (const twin of twins) expect(twin).toEqual(first);
    expect(first?.payment?.checkoutUrl).toMatch(/^http/);
    expect((await refusal(pay("pay", { ...sandbox, saveCard: true }))).code).toBe("idempotency.key_reused");
    expect((await refusal(pay("other"))).code).toBe("hold.in_checkout");
    expect((await refusal(pay("his", sandbox, boris))).code).toBe("cart.not_found");
    expect(await rows(world, "payment")).toHaveLength(3);
    await proveInvariants(world);
  });

  it.each([
    ["gateway.unknown", { gateway: "stripe", returnUrl: sandbox.returnUrl }],
    ["request.invalid", { method: "gateway", gateway: "sandbox" }],
    ["request.invalid", { ...sandbox, fromWallet: 100 }],
    ["request.invalid", { method: "wallet", gateway: "sandbox" }],
    ["request.invalid", { method: "post_paid" }],
  ])("PAY-3 %s: nothing is booked, and no money is asked for", async (code, payment) => {
    const world = await shopper(8);
    expect((await refusal(world.pay("pay", payment))).code).toBe(code);
    expect(await rows(world, "payment")).toEqual([]);
  });

  it("PAY-3 killed before its checkout was open: the repeat goes on, or the clock does", async () => {
    const world = await shopper(8, 8);
    const { companyId, pay } = world;
    expect(await livesFor(1, () => pay())).toBe(false);
    const [intended] = (await rows(world, "payment")).filter(({ parts }) => parts);
    expect(intended).toMatchObject({ status: "CREATED", duePk: expect.stringMatching(/^DUE#/) });
    await asSystem(() => chase(companyId, String(intended!.paymentId)));
    const { payment, bookings } = await pay();
    expect(payment).toMatchObject({ status: "PENDING", checkoutUrl: expect.stringMatching(/^http/) });
    expect(bookings.map(({ status }) => status)).toEqual(["AWAITING_GATEWAY", "AWAITING_GATEWAY"]);
    await proveInvariants(world);
  });

  it("PAY-2 declined: every booking ends, every seat is free, and the customer may try again", async () => {
    const world = await checkedOut(1, 8);
    await Promise.all([world.tell({ news: "declined" }), world.tell({ news: "declined", key: "again" })]);
    expect(await world.states()).toBe("payment_declined payment_declined");
    expect(await world.free()).toEqual([1, 8]);
    expect(await world.whole()).toMatchObject({ status: "FAILED", failedBecause: "declined" });
    expect((await world.booking(world.ada, world.ids[0]!)).status).toBe("AWAITING_GATEWAY");
    await proveInvariants(world);
  });

  it("PAY-5 after half an hour the gateway is asked: paid there is booked, unpaid has ended", async () => {
    const [paid, unpaid] = [await checkedOut(8, 8), await checkedOut(8, 8)];
    await paid.payThere();
    using _ = travel(31 * MINUTE);
    await Promise.all([paid.chased(), paid.chased(), unpaid.chased(), unpaid.chased()]);
    expect(await paid.states()).toBe("CONFIRMED CONFIRMED");
    expect(await unpaid.states()).toBe("payment_timeout payment_timeout");
    expect(await unpaid.free()).toEqual([8, 8]);
    for (const world of [paid, unpaid]) await proveInvariants(world);
  });
});

describe("late money for a cart", () => {
  it("PAY-6 seats that are free again are taken again, also after all of it was given up", async () => {
    const world = await checkedOut(1, 82);
    using _ = travel(31 * MINUTE);
    await expired(world);
    await world.chased();
    expect(await world.states()).toBe("payment_timeout payment_timeout");
    await world.tell();
    expect(await world.states()).toBe("CONFIRMED CONFIRMED");
    await proveInvariants(world);
  });

  it("PAY-6 what is somebody else's by now goes back with its share; the others are booked", async () => {
    const world = await checkedOut(1, 8, 8);
    using _ = travel(12 * MINUTE);
    await world.hold(world.boris, world.ids[0]!);
    await world.tell();
    expect(await world.states()).toBe("no_seats_left CONFIRMED CONFIRMED");
    expect(await world.refunds()).toMatchObject([{ amount: uah(PRICE), why: "no_seats_left" }]);
    await world.paidOut();
    expect((await world.now())[0]!.status).toBe("REFUNDED");
    expect(await world.whole()).toMatchObject({ refunded: PRICE });
    await proveInvariants(world);
  });

  it("PAY-6 BKG-2 a session that the customer has booked anew is paid for once", async () => {
    const world = await checkedOut(8, 8);
    await world.tell({ news: "declined" });
    await world.booking(world.ada, world.ids[1]!);
    await world.tell();
    expect(await world.states()).toBe("CONFIRMED payment_declined");
    expect(await world.refunds()).toMatchObject([{ why: "paid_after_cancellation" }]);
    await proveInvariants(world);
  });

  it("PAY-6 one of them is cancelled while the others are paid: its share goes back, and no more", async () => {
    const world = await checkedOut(8, 8, 8);
    await called(world, 1);
    await world.tell();
    expect(await world.states()).toBe("CONFIRMED customer CONFIRMED");
    expect(await world.refunds()).toMatchObject([{ amount: uah(PRICE), why: "paid_after_cancellation" }]);
    await proveInvariants(world);
  });

  it("PAY-6 success, refusal, cancelling, the clock and another customer at one moment: whole, whatever comes of it", async () => {
    for (let round = 0; round < 3; round++) {
      const world = await checkedOut(1, 8);
      using _ = travel(round % 2 === 0 ? 31 * MINUTE : 0);
      await Promise.allSettled([
        world.tell(),
        world.tell({ news: "declined" }),
        called(world, 1),
        world.chased(),
        expired(world),
        world.hold(world.boris, world.ids[0]!),
      ]);
      expect((await world.whole()).status).toBe("SUCCEEDED");
      for (const { status, refunds } of await world.now())
        expect([status, refunds.length]).toBeOneOf([
          ["CONFIRMED", 0],
          ["CANCELLED", 1],
        ]);
      await proveInvariants(world);
    }
  });
});

describe("after it is paid", () => {
  it("PAY-11 one of three is cancelled: its share goes back to where it came from; the others stay", async () => {
    const world = await bought(8, 8, 8);
    const [cancelled] = await called(world, 1);
    expect(cancelled?.refund).toMatchObject({ amount: uah(PRICE), destination: "CARD" });
    await world.paidOut();
    await world.paidOut();
    expect((await world.now()).map(({ status }) => status)).toEqual(["CONFIRMED", "REFUNDED", "CONFIRMED"]);
    expect(await back(world)).toBe(PRICE);
    expect(await world.whole()).toMatchObject({ refunded: PRICE });
    const { companyId, owner, paymentId } = world;
    const direct = as(owner, () => ofPayment({ companyId, paymentId, reason: "all of it" }));
    expect(await refusal(direct)).toMatchObject({
      code: "refund.in_parts",
      detail: { parts: world.payment.parts },
    });
    await proveInvariants(world);
  });

  it("PAY-11 two are cancelled at once and paid out at once: taking turns, each once, never more than came", async () => {
    const world = await bought(8, 8);
    await called(world, 0, 1);
    await Promise.all([world.paidOut(), world.paidOut(), world.paidOut()]);
    expect((await world.now()).map(({ status }) => status)).toEqual(["REFUNDED", "REFUNDED"]);
    expect([await back(world), (await world.whole()).refunded]).toEqual([2 * PRICE, 2 * PRICE]);
    expect((await world.whole()).refunding).toBe(undefined);
    await settle();
    const { finding } = await asSystem(() => Verification.whole(world.companyId));
    expect(finding, "LED-6").toBe(undefined);
    expect(await differences(world), "PAY-12").toEqual({ checked: 5, open: 0 });
    await proveInvariants(world);
  });

  it("BKG-9 one of them moves to another session and is cancelled there: with its own share alone", async () => {
    const world = await bought(8, 8);
    const { ada, owner, companyId, activityId, bookings } = world;
    await as(owner, () => Activity.edit({ companyId, activityId, price: uah(30_000) }));
    const { sessionId } = await world.session();
    const { bookingId } = bookings[0]!;
    const moved = await as(ada, () => reschedule({ companyId, bookingId, sessionId }));
    expect(moved.status).toBe("CONFIRMED");
    await world.paidOut();
    await as(ada, () => cancel({ companyId, bookingId: moved.bookingId }));
    await world.paidOut();
    expect(await back(world)).toBe(PRICE);
    expect((await world.now())[1]?.status).toBe("CONFIRMED");
    await proveInvariants(world);
  });
});

describe("other money than the cart costs", () => {
  it("PAY-7 less: quarantined, and when staff accept it nobody is seated and it goes back as it came", async () => {
    const world = await checkedOut(8, 8);
    await world.payThere(2 * PRICE - 1);
    const decide = await quarantined(world, { price: uah(2 * PRICE - 1) });
    expect(await world.states()).toBe("AWAITING_GATEWAY AWAITING_GATEWAY");
    const answers = await Promise.all([decide("a"), decide("a")]);
    expect(answers).toMatchObject([{ status: "APPLIED" }, { status: "APPLIED" }]);
    expect(await world.states()).toBe("amount_differs amount_differs");
    expect(await world.refunds()).toMatchObject([{ amount: uah(2 * PRICE - 1), why: "amount_differs" }]);
    expect(await world.free()).toEqual([8, 8]);
    await world.paidOut();
    expect(await differences(world), "PAY-12").toMatchObject({ open: 0 });
    const bank = await quarantined(world, { news: "reversed", price: uah(2 * PRICE - 1) });
    expect(await bank("b"), "PAY-9 the payer's bank takes it back, too").toMatchObject({ status: "APPLIED" });
    await proveInvariants(world);
  });

  it("PAY-7 more: all are booked, and what is beyond their price goes back", async () => {
    const world = await checkedOut(8, 8);
    await world.payThere(2 * PRICE + 500);
    const decide = await quarantined(world, { price: uah(2 * PRICE + 500) });
    await decide("a");
    expect(await world.states()).toBe("CONFIRMED CONFIRMED");
    expect(await world.refunds()).toMatchObject([{ amount: uah(500), why: "paid_too_much" }]);
    await world.paidOut();
    expect(await differences(world), "PAY-12").toMatchObject({ open: 0 });
    await proveInvariants(world);
  });

  it("PAY-9 taken back by the payer's bank: from what could still have gone back, part by part", async () => {
    const world = await checkedOut(8, 8);
    await world.tell();
    const decide = await quarantined(world, { news: "reversed", price: uah(PRICE + 5_000) });
    await decide("a");
    const parts = await Promise.all(world.payment.parts!.map((id) => Payment.get(world.companyId, id)));
    expect(parts.map(({ refundable, reversed }) => [refundable, reversed])).toEqual([
      [0, PRICE],
      [PRICE - 5_000, 5_000],
    ]);
    expect(await world.whole()).toMatchObject({ reversed: PRICE + 5_000 });
    expect(await differences(world), "PAY-12").toMatchObject({ open: 0 });
    await called(world, 0, 1);
    expect(await world.refunds()).toMatchObject([{ amount: uah(PRICE - 5_000) }]);
    await proveInvariants(world);
  });
});
