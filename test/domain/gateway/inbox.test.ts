import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancel } from "../../../domain/booking/cancel.ts";
import * as Cart from "../../../domain/cart/cart.ts";
import { book } from "../../../domain/cart/checkout.ts";
import * as Gateway from "../../../domain/gateway/gateway.ts";
import { CallbackId, type SessionId } from "../../../domain/id.ts";
import { accept } from "../../../domain/payment/callback-decision.ts";
import * as Callback from "../../../domain/payment/callback-row.ts";
import { payOut } from "../../../domain/payment/pay-out.ts";
import * as Parts from "../../../domain/payment/parts.ts";
import * as Payment from "../../../domain/payment/payment.ts";
import * as Check from "../../../domain/reconciliation/check.ts";
import * as Difference from "../../../domain/reconciliation/difference.ts";
import * as Twins from "../../twins.ts";
import { livesFor } from "../../tapped.ts";
import { as, asSystem, MINUTE, proveInvariants, travel } from "../../world.ts";
import { open, type Name } from "./merchant.ts";

/** What a gateway may live through with one payment, in the order in which it happens there. */
const LIVES: Record<Name, readonly (readonly string[])[]> = {
  liqpay: [
    ["prepared", "3ds_verify", "processing", "success"],
    ["processing", "wait_accept", "success", "reversed"],
    ["failure", "processing", "success"],
    ["otp_verify", "failure"],
  ],
  monobank: [
    ["created", "processing", "success"],
    ["processing", "hold", "success", "reversed"],
    ["processing", "failure", "processing", "success"],
    ["processing", "failure"],
    ["created", "expired"],
  ],
};

describe.each(["liqpay", "monobank"] as const)("the inbox, when %s tells", (name) => {
  let shop: Awaited<ReturnType<typeof open>>;
  let sessionId: SessionId;

  beforeAll(async () => {
    shop = await open(name);
    ({ sessionId } = await shop.session({ capacity: 200 }));
  });
  afterAll(async () => {
    await proveInvariants(shop);
    await shop.close();
  });

  /** Lives through it while the callbacks are held back, then delivers them in this order. */
  const told = async (life: readonly string[], order: readonly number[]) => {
    const booking = await shop.booked(sessionId);
    await booking.begin();
    await shop.control({ manner: { hold: true } });
    for (const status of life) await booking.turn(status);
    await shop.control({ release: order });
    return shop.state(booking);
  };

  it("PAY-4 in any order and any number of copies, the end is the same", async () => {
    const inOrder: unknown[] = [];
    for (const life of LIVES[name]) inOrder.push(await told(life, [...life.keys()]));
    const delivered = fc.integer({ min: 0, max: LIVES[name].length - 1 }).chain((which) => {
      const all = [...LIVES[name][which]!.keys()];
      const sent = fc
        .array(fc.constantFrom(...all), { maxLength: 3 })
        .map((copies) => [...all, ...copies])
        .chain((letters) => fc.shuffledSubarray(letters, { minLength: letters.length }));
      return fc.tuple(fc.constant(which), sent);
    });
    await fc.assert(
      fc.asyncProperty(delivered, async ([which, order]) => {
        expect(await told(LIVES[name][which]!, order)).toEqual(inOrder[which]);
      }),
      { numRuns: 12 },
    );
  });

  it("PAY-4 in copies that arrive at once, the end is the same", async () => {
    const life = LIVES[name][1]!;
    const expected = await told(life, [...life.keys()]);
    const booking = await shop.booked(sessionId);
    await booking.begin();
    await shop.control({ manner: { copies: 4 } });
    await Promise.all(life.map((status) => booking.turn(status)));
    await shop.settled();
    expect(await shop.state(booking)).toEqual(expected);
  });

  it("PAY-4 an old success that comes again after a reversal changes nothing", async () => {
    const life = ["success", "reversed", "success"];
    const before = await told(life, [0, 1]);
    expect(before).toMatchObject({ payment: "SUCCEEDED", booking: "CONFIRMED", journals: 1 });
    expect(before.callbacks).toContain("reversed QUARANTINED reversed_by_gateway");
    // The very same bytes, and a success in other ones.
    expect(await told(life, [0, 1, 0])).toEqual(before);
    expect(await told(life, [0, 1, 2])).toEqual(before);
  });

  it("PAY-12 what was taken back, and staff have accepted, is no difference any more", async () => {
    const { companyId, owner } = shop;
    const day = "2031-05-04";
    const found = async (paymentId: string) => {
      await asSystem(() => Check.check(companyId, day, "payments", { paymentIds: [paymentId], lines: [] }));
      const { items } = await as(owner, () => Difference.ofDay({ companyId, day }));
      return items.map(({ kind }) => kind);
    };
    await told(["success", "reversed"], [0, 1]);
    const { items } = await as(owner, () => Callback.listQuarantined({ companyId }));
    const { callbackId, paymentId = "" } = items.at(-1)!;
    await as(owner, () => accept({ companyId, callbackId: CallbackId.parse(callbackId) }));
    expect(await found(paymentId)).toEqual([]);
  });

  it("PAY-11 CAP-7 shares of a cart go back in turn, also if one is killed between the gateway and our books", async () => {
    const { companyId, ada } = shop;
    const sessions = await Promise.all(
      [1, 2, 2].map(async (spots) => ({ spots, ...(await shop.session()) })),
    );
    const lines = sessions.map(({ sessionId: id, spots }) => ({ sessionId: id, spots }));
    const { cartId } = await as(ada, () => Cart.place({ companyId, lines }));
    const asked = { gateway: name, returnUrl: "https://app.example.test/back" };
    const { bookings, payment } = await as(ada, () => book({ companyId, cartId, payment: asked }));
    await shop.control({ manner: {} });
    await Twins.choose(payment!.checkoutUrl!, "paid");
    await shop.settled();
    const [one, two] = await Promise.all(
      bookings.slice(0, 2).map(({ bookingId }) => as(ada, () => cancel({ companyId, bookingId }))),
    );
    const { paymentId, externalId = "" } = await Payment.get(companyId, payment!.paymentId);
    const paidOut = ({ refund }: Awaited<ReturnType<typeof cancel>>) =>
      asSystem(() => payOut({ companyId, ...refund! }));
    const now = async () => {
      const whole = await Payment.get(companyId, paymentId);
      const refunds = await Parts.refundsOf(whole);
      const there = await (await Gateway.of(companyId, name)).status({ companyId, paymentId, externalId });
      return [
        whole.refunded,
        there.refunded,
        refunds
          .map(({ status }) => status)
          .toSorted()
          .join(),
      ];
    };
    expect(await livesFor(1, () => paidOut(one!))).toBe(false);
    await paidOut(two!);
    expect(await now()).toEqual([0, 45_000, "AUTO_APPROVED,AUTO_APPROVED"]);
    using _ = travel(2 * MINUTE);
    await Promise.all([paidOut(two!), paidOut(one!), paidOut(one!), paidOut(two!)]);
    expect(await now()).toEqual([135_000, 135_000, "PAID,PAID"]);
  });

  it("PAY-7 PAY-3 another amount, another currency, an order that nobody knows: people look at each", async () => {
    const [less, dollars, unknown] = [
      await shop.booked(sessionId),
      await shop.booked(sessionId),
      await shop.booked(sessionId),
    ];
    await shop.control({ manner: {} });
    await less.pays({ amount: 44_999, currency: "UAH" });
    await dollars.pays({ amount: 45_000, currency: "USD" });
    await unknown.pays({ amount: 45_000, currency: "UAH", paymentId: "pay_nobody" });
    await shop.settled();
    for (const booking of [less, dollars]) {
      const { callbacks, ...end } = await shop.state(booking);
      // At Monobank it is another invoice: money on one that we did not keep is found, too.
      const doubt = name === "liqpay" ? "amount_differs" : "reference_differs";
      expect(callbacks).toContain(`paid QUARANTINED ${doubt}`);
      expect(end).toMatchObject({ payment: "PENDING", booking: "AWAITING_GATEWAY", journals: 0 });
    }
    expect(await shop.state(unknown)).toMatchObject({ payment: "PENDING", callbacks: [] });
    const { callbacks } = await shop.state({
      ...unknown,
      paymentId: unknown.paymentId,
      callbacksOf: "pay_nobody",
    });
    expect(callbacks).toContain("paid QUARANTINED payment_unknown");
  });
});
