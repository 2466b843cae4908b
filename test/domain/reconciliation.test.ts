import { settle } from "../streamed.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Clock from "../../domain/clock.ts";
import * as Settings from "../../domain/gateway/settings.ts";
import * as Metric from "../../domain/metric.ts";
import * as Payment from "../../domain/payment/payment.ts";
import * as Difference from "../../domain/reconciliation/difference.ts";
import * as Reconciliation from "../../domain/reconciliation/reconciliation.ts";
import * as Sweep from "../../domain/time/sweep.ts";
import { openHouse, type House } from "../functions/stripe-house.ts";
import { as, asSystem, HOUR, MINUTE, refusal, travel } from "../world.ts";
import {
  booked,
  cartPaid,
  externalIdOf,
  paid,
  reconcile,
  say,
  studio,
  tamper,
  today,
  type Studio,
} from "./books.ts";
import * as Back from "./money-back.ts";

let house: House;
const counted: [string, number][] = [];
let disconnect = () => {};
beforeAll(async () => {
  house = await openHouse();
  process.env.STRIPE_URL = house.url;
  // The relay connects its own.
  await settle();
  disconnect = Metric.connect({ count: (name, value) => counted.push([name, value]), ring: () => {} });
});
afterAll(async () => {
  disconnect();
  delete process.env.STRIPE_URL;
  await house.close();
});

type Cart = Awaited<ReturnType<typeof cartPaid>>["bookings"][number];

const open = ({ world: { companyId, owner } }: Studio) =>
  as(owner, () => Difference.list({ companyId })).then(({ items }) => items);
/** What the clock finds due. */
const sweep = () => asSystem(() => Sweep.sweep(Sweep.EVIDENCE, Clock.millis() + MINUTE));
const kinds = async (at: Studio) => (await open(at)).map(({ kind }) => kind).toSorted();

/** Refunds through the verbs of staff, paid out. */
async function refunded(at: Studio, booking: { bookingId: string; paymentId: string }, amount: number) {
  const asked = await Back.ask(at.world, at.world.owner, booking as Back.Paid, { amount: Back.uah(amount) });
  await Back.pay(at.world, asked);
}

describe("a day on which all is well", () => {
  it("PAY-12 has no difference: paid, refunded in part, declined, given up, still open", async () => {
    const at = await studio(house);
    const whole = await paid(at);
    await refunded(at, whole, 10_000);
    const closed = await booked(at);
    await at.merchant.happens("expired", closed.session);
    await booked(at);
    const sandbox = await booked(at, "sandbox");
    await fetch(sandbox.checkoutUrl, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ outcome: "silent" }),
    });
    const { companyId } = at.world;
    const price = { amount: 45_000, currency: "UAH" };
    const externalId = await externalIdOf(companyId, sandbox.paymentId);
    await asSystem(() => say(companyId, sandbox.paymentId, { externalId, price }, "sandbox"));
    const done = await reconcile(at);
    expect(done).toMatchObject({ status: "DONE", run: 1, kinds: {}, open: 0, lines: 2 });
    expect(done.checked).toBeGreaterThanOrEqual(4);
    expect(await open(at)).toEqual([]);
  });

  it("PAY-12 CAP-7 has no difference where a cart was paid for, and one of it paid back; a lost journal is one", async () => {
    const at = await studio(house);
    const { companyId, ada } = at.world;
    const { paymentId, bookings } = await cartPaid(at);
    const [kept, { bookingId }] = bookings as [Cart, Cart];
    const { refund } = await as(ada, () => cancel({ companyId, bookingId }));
    await Back.pay(at.world, refund!);
    const { refunded: back, status } = await Payment.get(companyId, paymentId);
    expect([status, back]).toEqual(["SUCCEEDED", 45_000]);
    expect(await reconcile(at)).toMatchObject({ status: "DONE", kinds: {}, open: 0, lines: 2 });
    await tamper(at, kept.payment, "lose");
    await reconcile(at);
    expect(await open(at)).toMatchObject([{ kind: "journal_missing", paymentId }]);
  });
});

describe("a difference", () => {
  const price = { amount: 45_000, currency: "UAH" };

  it("PAY-12 paid there and unknown here is found by the gateway's statement", async () => {
    const at = await studio(house);
    const order = await at.merchant.open(at.merchant.order({ paymentId: "pay_of_nobody" }));
    await at.merchant.happens("paid", order.externalId);
    await reconcile(at);
    expect(await open(at)).toMatchObject([
      {
        kind: "unknown_here",
        gateway: "stripe",
        paymentId: "pay_of_nobody",
        theirs: order.price,
        status: "OPEN",
      },
    ]);
  });

  it("PAY-12 paid there and given up here", async () => {
    const at = await studio(house);
    const { who, bookingId, paymentId, session } = await booked(at);
    await as(who, () => cancel({ companyId: at.world.companyId, bookingId }));
    await at.merchant.happens("paid", session);
    await reconcile(at);
    expect(await open(at)).toMatchObject([{ kind: "not_settled_here", paymentId, theirs: price }]);
  });

  it("PAY-12 success here and not there", async () => {
    const at = await studio(house);
    const { paymentId } = await booked(at);
    const { companyId } = at.world;
    const externalId = await externalIdOf(companyId, paymentId);
    await asSystem(() => say(companyId, paymentId, { externalId, price }));
    await reconcile(at);
    expect(await open(at)).toMatchObject([{ kind: "missing_there", paymentId, ours: price }]);
  });

  it("PAY-12 another amount there than here, once for the payment and its line", async () => {
    const at = await studio(house);
    const { paymentId, session } = await booked(at);
    await at.merchant.happens("paid", session, { amount: 44_999 });
    const { companyId } = at.world;
    await asSystem(() => say(companyId, paymentId, { externalId: session, price }));
    await reconcile(at);
    expect(await open(at)).toMatchObject([
      { kind: "amount_differs", paymentId, ours: price, theirs: { ...price, amount: 44_999 } },
    ]);
  });

  it("PAY-12 refunded twice: here, and once more by hand in the gateway's dashboard", async () => {
    const at = await studio(house);
    const booking = await paid(at);
    await refunded(at, booking, 10_000);
    await at.merchant.happens("refunded", booking.session, { amount: 10_000 });
    await reconcile(at);
    expect(await open(at)).toMatchObject([
      { kind: "refunded_twice", ours: { amount: 10_000 }, theirs: { amount: 20_000 } },
    ]);
  });

  it("PAY-12 refunded here, and the bank sent it back", async () => {
    const at = await studio(house);
    const booking = await paid(at);
    await refunded(at, booking, 10_000);
    const { data } = await at.merchant.ask<{ data: { id: string }[] }>("/v1/refunds");
    await at.merchant.happens("refund_failed", data[0]!.id);
    await reconcile(at);
    expect(await open(at)).toMatchObject([
      { kind: "refund_missing_there", ours: { amount: 10_000 }, theirs: { amount: 0 } },
    ]);
  });

  it("PAY-12 taken back by the payer's bank", async () => {
    const at = await studio(house);
    const { session, paymentId } = await paid(at);
    await at.merchant.happens("disputed", session);
    await reconcile(at);
    expect(await open(at)).toMatchObject([{ kind: "reversed_there", paymentId, theirs: price }]);
  });

  it("PAY-12 a journal that is missing, and one that says something else", async () => {
    const at = await studio(house);
    await tamper(at, await paid(at), "lose");
    await tamper(at, await paid(at), "bend");
    await reconcile(at);
    expect(await kinds(at)).toEqual(["journal_differs", "journal_missing"]);
  });

  it("PAY-12 a payment whose gateway can not be asked any more is said, not passed over", async () => {
    const at = await studio(house);
    const { paymentId } = await paid(at);
    const { companyId, owner } = at.world;
    await as(owner, () => Settings.remove({ companyId, gateway: "stripe" }));
    await reconcile(at);
    const { status } = await Payment.get(companyId, paymentId);
    expect(status).toBe("SUCCEEDED");
    expect((await open(at)).map(({ kind }) => kind)).toEqual(["not_checkable"]);
  });
});

describe("a reconciliation", () => {
  it("PAY-12 that is run again, or by two at once, finds nothing twice; what staff resolved stays so", async () => {
    const at = await studio(house);
    const { session } = await paid(at);
    await at.merchant.happens("disputed", session);
    await tamper(at, await paid(at), "lose");
    counted.length = 0;
    await Promise.all([reconcile(at), reconcile(at), reconcile(at)]);
    expect(await kinds(at)).toEqual(["journal_missing", "reversed_there"]);
    expect(counted).toContainEqual(["DifferencesOpen", 2]);
    const [first] = await open(at);
    const { companyId, owner } = at.world;
    const { day, differenceId } = first!;
    const resolve = () =>
      as(owner, () => Difference.resolve({ companyId, day, differenceId, reason: "answered the bank" }));
    const [one, other] = await Promise.allSettled([resolve(), resolve()]);
    expect([one.status, other.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await refusal(resolve())).code).toBe("difference.already_resolved");
    const asks = [Reconciliation.run, Reconciliation.show].map((ask) => () => ask({ companyId, day }));
    for (const ask of asks)
      expect(await as(owner, ask), "not what the last one came to").not.toHaveProperty("finishedAt");
    const again = await reconcile(at);
    expect(again).toMatchObject({ kinds: { journal_missing: 1, reversed_there: 1 }, open: 1 });
    expect(again.run).toBeGreaterThan(1);
    const { items } = await as(owner, () => Difference.ofDay({ companyId, day }));
    expect(items.map(({ status }) => status).toSorted()).toEqual(["OPEN", "RESOLVED"]);
    expect(items.find(({ status }) => status === "RESOLVED")).toMatchObject({
      resolvedBecause: "answered the bank",
    });
  });

  it("PAY-12 that stops in the middle goes on from there, page by page, and leaves nothing out", async () => {
    const at = await studio(house);
    const bookings = await Promise.all(Array.from({ length: 16 }, () => paid(at)));
    await settle();
    const last = bookings.at(-1)!;
    await at.merchant.happens("disputed", last.session);
    const { companyId, owner } = at.world;
    const day = today();
    await as(owner, () => Reconciliation.run({ companyId, day }));
    // One page, and the function's time is over.
    let looks = 0;
    const clock = Clock.replace(() => Date.now() + (looks++ > 20 ? HOUR : 0));
    await asSystem(() => Reconciliation.goOn({ companyId, day }, Date.now() + MINUTE)).finally(clock);
    expect((await as(owner, () => Reconciliation.show({ companyId, day }))).status).toBe("RUNNING");
    // The gateway is away in the middle of another.
    process.env.STRIPE_URL = "http://127.0.0.1:9";
    await asSystem(() => Reconciliation.goOn({ companyId, day }, Date.now() + MINUTE)).finally(() => {
      process.env.STRIPE_URL = house.url;
    });
    expect(counted).toContainEqual(["ReconciliationDelayed", 1]);
    expect((await as(owner, () => Reconciliation.show({ companyId, day }))).status).toBe("RUNNING");
    // What the clock finds due, two at once.
    using _ = travel(10 * MINUTE);
    for (let round = 0; round < 3; round += 1) await Promise.all([sweep(), sweep()]);
    const done = await as(owner, () => Reconciliation.show({ companyId, day }));
    expect(done).toMatchObject({ status: "DONE", lines: 17, kinds: { reversed_there: 1 } });
  });

  it("PAY-12 is begun by the clock for each day that is over, also for days that were missed", async () => {
    const at = await studio(house);
    await paid(at);
    await settle();
    const first = today();
    const { companyId, owner } = at.world;
    await sweep();
    const runs = () => as(owner, () => Reconciliation.list({ companyId }));
    expect((await runs()).items).toEqual([]);
    using _ = travel(3 * 24 * HOUR + 6 * HOUR);
    for (let round = 0; round < 6; round += 1) await sweep();
    const { items } = await runs();
    expect(items.length).toBeGreaterThanOrEqual(3);
    expect(items.at(-1)).toMatchObject({ day: first });
    expect(items.every(({ day }) => day < today())).toBe(true);
  });

  it("PAY-12 is for managers and those above, of the company itself, and of no day that is to come", async () => {
    const at = await studio(house);
    const stranger = await studio(house);
    const { companyId, owner, coach } = at.world;
    const day = today();
    const run = (who: typeof owner, asked: string) =>
      as(who, () => Reconciliation.run({ companyId, day: asked }));
    expect((await refusal(run(owner, "2999-01-01"))).code).toBe("reconciliation.day_to_come");
    expect((await refusal(run(coach, day))).code).toBe("access.forbidden");
    expect((await refusal(run(stranger.world.owner, day))).kind).toBe("missing");
    expect((await refusal(as(owner, () => Reconciliation.show({ companyId, day })))).kind).toBe("missing");
    const differenceId = "dif_none";
    const resolve = as(owner, () => Difference.resolve({ companyId, day, differenceId, reason: "x" }));
    expect((await refusal(resolve)).code).toBe("difference.not_found");
  });
});
