/** Stripe's events through the real inbox: whatever order they come in, and however often, they end in the same state. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import * as Settings from "../../domain/gateway/settings.ts";
import * as Journal from "../../domain/ledger/journal.ts";
import * as Quarantine from "../../domain/payment/callback-row.ts";
import * as Callback from "../../domain/payment/callback.ts";
import { chase } from "../../domain/payment/chase.ts";
import { signatureOf } from "../../infra/local/twins/stripe/callbacks.ts";
import {
  merchantAt,
  openHouse,
  webhookSecret,
  type House,
  type Merchant,
} from "../functions/stripe-house.ts";
import { as, asSystem, company, MINUTE, person, proveInvariants, travel, type World } from "../world.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  process.env.STRIPE_URL = house.url;
});
afterAll(async () => {
  delete process.env.STRIPE_URL;
  await house.close();
});

type Studio = { world: World; merchant: Merchant; sessionId: Parameters<World["hold"]>[1] };
async function studio(): Promise<Studio> {
  const world = await company();
  const { companyId, owner } = world;
  const merchant = merchantAt(house, companyId);
  const credentials = { secretKey: merchant.secretKey, webhookSecret };
  await as(owner, () => Settings.put({ companyId, gateway: "stripe", credentials }));
  const { sessionId } = await world.session({ capacity: 400 });
  return { world, merchant, sessionId };
}

async function booked({ world, sessionId }: Studio) {
  const { companyId, hold } = world;
  const who = person("payer");
  const { holdId } = await hold(who, sessionId);
  const payment = { gateway: "stripe", returnUrl: "https://yoga.example/thanks" };
  const { bookingId } = await as(who, () => book({ companyId, holdId, payment }));
  return { bookingId, paymentId: Row.paymentIdOf(bookingId) };
}
type Booked = Awaited<ReturnType<typeof booked>>;

type Event = { id: string; type: string; created: number; data: { object: { id: string; object: string } } };

/** Makes it happen at Stripe, and gives what Stripe tells of it, in its order. */
async function happened({ merchant, world }: Studio, { bookingId }: Booked, steps: readonly Step[]) {
  const { payment } = await as(world.owner, () => Booking.get({ companyId: world.companyId, bookingId }));
  const session = /cs_test_\w+/.exec(payment?.checkoutUrl ?? "")?.[0] ?? "";
  const before = await eventsOf(merchant);
  for (const step of steps) {
    const on = step === "won" || step === "lost" ? await lastOf(merchant, "dispute") : session;
    await merchant.happens(step, on);
  }
  const known = new Set(before.map(({ id }) => id));
  return (await eventsOf(merchant)).filter(({ id }) => !known.has(id));
}
type Step =
  | "paid"
  | "paid_later"
  | "succeeded"
  | "failed"
  | "expired"
  | "refunded"
  | "disputed"
  | "won"
  | "lost";
const eventsOf = async ({ ask }: Merchant): Promise<Event[]> =>
  (await ask<{ data: Event[] }>("/v1/events?limit=100")).data.toReversed();
const lastOf = async ({ ask }: Merchant, kind: string): Promise<string> =>
  (await ask<{ data: { id: string }[] }>(`/v1/${kind}s`)).data[0]?.id ?? "";

/** What the webhook does with a body. */
const deliver = ({ world }: Studio, event: Event): Promise<string> =>
  asSystem(async () => {
    const { companyId } = world;
    const rawBody = Buffer.from(JSON.stringify(event));
    const signature = signatureOf(rawBody.toString(), [webhookSecret], Date.now());
    const gateway = await Gateway.of(companyId, "stripe");
    const told = await gateway.verify({ companyId, rawBody, headers: { "stripe-signature": signature } });
    if (typeof told === "string") return told;
    return (await Callback.receive(companyId, "stripe", told)).outcome;
  });

async function stateOf({ world }: Studio, { bookingId, paymentId }: Booked) {
  const { companyId, owner } = world;
  const [booking, journals, quarantined] = await Promise.all([
    as(owner, () => Booking.get({ companyId, bookingId })),
    Journal.of(companyId, paymentId),
    as(owner, () => Quarantine.listQuarantined({ companyId })),
  ]);
  const { status, paymentStatus, payment, refunds } = booking;
  return {
    status,
    paymentStatus,
    payment: payment?.status,
    refunded: payment?.refunded.amount,
    refunds: refunds.length,
    journals: journals.map(({ fact }) => fact.split("#")[0]),
    toLookAt: quarantined.items
      .filter((one) => one.paymentId === paymentId)
      .map(({ quarantinedBecause, facts }) => `${quarantinedBecause} ${String(facts.type)}`)
      .toSorted(),
  };
}

const LIVES: readonly [Step[], { status: string; payment: string; toLookAt: number }][] = [
  [["paid"], { status: "CONFIRMED", payment: "SUCCEEDED", toLookAt: 0 }],
  [["paid_later", "succeeded"], { status: "CONFIRMED", payment: "SUCCEEDED", toLookAt: 0 }],
  [["paid_later", "failed"], { status: "CANCELLED", payment: "FAILED", toLookAt: 0 }],
  [["expired"], { status: "CANCELLED", payment: "FAILED", toLookAt: 0 }],
  [["paid", "refunded"], { status: "CONFIRMED", payment: "SUCCEEDED", toLookAt: 1 }],
  [["paid", "disputed", "lost"], { status: "CONFIRMED", payment: "SUCCEEDED", toLookAt: 2 }],
  [["paid", "disputed", "won"], { status: "CONFIRMED", payment: "SUCCEEDED", toLookAt: 1 }],
  [["paid_later", "succeeded", "refunded"], { status: "CONFIRMED", payment: "SUCCEEDED", toLookAt: 1 }],
];

describe("Stripe's events", () => {
  it.each(LIVES)("PAY-4 of %o end in the same state in any order and any number", async (steps, expected) => {
    const at = await studio();
    const first = await booked(at);
    for (const event of await happened(at, first, steps)) await deliver(at, event);
    const inOrder = await stateOf(at, first);
    const { status, payment } = inOrder;
    expect({ status, payment, toLookAt: inOrder.toLookAt.length }).toEqual(expected);
    const copies = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 12, maxLength: 12 });
    const order = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 36, maxLength: 36 });
    await fc.assert(
      fc.asyncProperty(copies, order, fc.boolean(), async (many, places, atOnce) => {
        const another = await booked(at);
        const events = await happened(at, another, steps);
        const sent = events
          .flatMap((event, nth) => Array.from({ length: many[nth] ?? 1 }, () => event))
          .map((event, nth) => ({ event, place: places[nth] ?? 0 }))
          .toSorted((one, other) => one.place - other.place);
        if (atOnce) await Promise.all(sent.map(({ event }) => deliver(at, event)));
        else for (const { event } of sent) await deliver(at, event);
        expect(await stateOf(at, another)).toEqual(inOrder);
      }),
      { numRuns: 4, seed: 20_261_121 },
    );
    await proveInvariants(at.world);
  });

  it("PAY-4 an old success that is replayed after a reversal changes nothing", async () => {
    const at = await studio();
    const booking = await booked(at);
    const events = await happened(at, booking, ["paid", "disputed", "lost"]);
    for (const event of events) await deliver(at, event);
    const reversed = await stateOf(at, booking);
    const success = events.find(({ type }) => type === "checkout.session.completed")!;
    expect(await deliver(at, success)).toBe("duplicate");
    // Stripe may tell the same once more as another event.
    expect(await deliver(at, { ...success, id: "evt_anew" })).toBe("applied");
    expect(await stateOf(at, booking)).toEqual(reversed);
  });

  it("PAY-5 a payment that no event tells of is found by asking, and its event may come after that", async () => {
    const at = await studio();
    const booking = await booked(at);
    const events = await happened(at, booking, ["paid"]);
    {
      using _ = travel(31 * MINUTE);
      await asSystem(() => chase(at.world.companyId, booking.paymentId));
    }
    const found = await stateOf(at, booking);
    expect(found).toMatchObject({ status: "CONFIRMED", payment: "SUCCEEDED" });
    for (const event of events) await deliver(at, event);
    expect(await stateOf(at, booking)).toEqual(found);
    await proveInvariants(at.world);
  });

  it("PAY-7 another amount or currency is for people, and nothing is confirmed", async () => {
    const at = await studio();
    for (const money of [{ amount: 1 }, { currency: "eur" }]) {
      const booking = await booked(at);
      const before = await eventsOf(at.merchant);
      const { payment } = await as(at.world.owner, () =>
        Booking.get({ companyId: at.world.companyId, bookingId: booking.bookingId }),
      );
      await at.merchant.happens("paid", /cs_test_\w+/.exec(payment?.checkoutUrl ?? "")![0], money);
      const events = (await eventsOf(at.merchant)).slice(before.length);
      const outcomes = [];
      for (const event of events) outcomes.push(await deliver(at, event));
      expect(outcomes).toContain("quarantined");
      expect(await stateOf(at, booking)).toMatchObject({ status: "AWAITING_GATEWAY", payment: "PENDING" });
    }
  });

  it("PAY-9 of other business at the same account leave nothing", async () => {
    const at = await studio();
    const booking = await booked(at);
    const [event] = (await happened(at, booking, ["paid"])).filter(({ type }) => type.startsWith("checkout"));
    const other = { ...event!, data: { object: { ...event!.data.object, metadata: {} } } };
    expect(await deliver(at, { ...other, id: "evt_other" })).toBe("unrelated");
    const dispute = {
      id: "dp_1",
      object: "dispute",
      amount: 1,
      currency: "uah",
      status: "lost",
      reason: "x",
    };
    const about = { ...dispute, payment_intent: "pi_none" };
    expect(
      await deliver(at, { ...other, id: "evt_dp", type: "charge.dispute.closed", data: { object: about } }),
    ).toBe("unrelated");
  });
});
