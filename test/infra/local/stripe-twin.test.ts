/** The twin, driven by Stripe's own client: what satisfies it here satisfies it there. */
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERSION } from "../../../domain/gateway/stripe/api.ts";
import { serve, type Call, type Server } from "../../functions/edge.ts";
import { merchantAt, openHouse, type House } from "../../functions/stripe-house.ts";

let house: House;
let shop: Server;
const heard: Call[] = [];
let shopSays = 200;

beforeAll(async () => {
  house = await openHouse();
  shop = await serve((call) => {
    heard.push(call);
    return { status: shopSays };
  });
});
afterAll(() => Promise.all([house.close(), shop.close()]));

const clientFor = (key: string): Stripe => {
  const { hostname, port } = new URL(house.url);
  return new Stripe(key, {
    apiVersion: VERSION,
    host: hostname,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
};
const client = (): Stripe => clientFor(merchantAt(house).secretKey);
const checkout = (given: Partial<Stripe.Checkout.SessionCreateParams> = {}) => ({
  mode: "payment" as const,
  client_reference_id: "pay_1",
  line_items: [
    {
      quantity: 2,
      price_data: { currency: "eur", unit_amount: 1250, product_data: { name: "Yoga" } },
    },
  ],
  success_url: "https://yoga.example/thanks",
  metadata: { paymentId: "pay_1" },
  payment_intent_data: { metadata: { paymentId: "pay_1" } },
  ...given,
});
const press = (url: string | null, outcome: string) =>
  fetch(url ?? "", { method: "POST", body: new URLSearchParams({ outcome }), redirect: "manual" });
const caught = (promise: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  promise.then(
    () => Promise.reject(new Error("not refused")),
    (error: unknown) => error as Stripe.errors.StripeError,
  );

describe("Stripe's own client at the twin", () => {
  it("knows the version that the adapter pins", () => {
    expect(Stripe.API_VERSION).toBe(VERSION);
  });

  it("opens a session, and finds it again with what came of it", async () => {
    const stripe = client();
    const session = await stripe.checkout.sessions.create(checkout());
    expect(session).toMatchObject({
      object: "checkout.session",
      amount_total: 2500,
      currency: "eur",
      status: "open",
      payment_status: "unpaid",
      payment_intent: null,
    });
    expect((await press(session.url, "paid")).status).toBe(303);
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge"],
    });
    const intent = paid.payment_intent as Stripe.PaymentIntent;
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", url: null });
    expect(intent).toMatchObject({
      status: "succeeded",
      amount_received: 2500,
      metadata: { paymentId: "pay_1" },
    });
    expect(intent.latest_charge).toMatchObject({ object: "charge", payment_intent: intent.id });
    const found = await stripe.checkout.sessions.list({ payment_intent: intent.id });
    expect(found.data.map(({ id }) => id)).toEqual([session.id]);
    const searched = await stripe.paymentIntents.search({ query: `metadata["paymentId"]:"pay_1"` });
    expect(searched.data.map(({ id }) => id)).toEqual([intent.id]);
  });

  it("pages through a list, newest first, and narrows it", async () => {
    const stripe = client();
    const made: string[] = [];
    for (let nth = 0; nth < 5; nth += 1) made.push((await stripe.checkout.sessions.create(checkout())).id);
    const read: string[] = [];
    for await (const session of stripe.checkout.sessions.list({ limit: 2 })) read.push(session.id);
    expect(read).toEqual(made.toReversed());
    expect((await stripe.checkout.sessions.list({ status: "expired" })).data).toEqual([]);
    const past = Math.floor(Date.now() / 1000) - 60;
    expect((await stripe.checkout.sessions.list({ created: { lt: past } })).data).toEqual([]);
    expect((await stripe.checkout.sessions.list({ created: { gte: past } })).data).toHaveLength(5);
  });

  it("answers a repeat with the same key as the first, and refuses another body under it", async () => {
    const stripe = client();
    const options = { idempotencyKey: "once" };
    const first = await stripe.checkout.sessions.create(checkout(), options);
    const again = await stripe.checkout.sessions.create(checkout(), options);
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    const other = stripe.checkout.sessions.create(checkout({ client_reference_id: "pay_2" }), options);
    const error = await caught(other);
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error.statusCode).toBe(400);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it("expires a session once, and time does, too", async () => {
    const stripe = client();
    const { id } = await stripe.checkout.sessions.create(checkout());
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({ status: "expired", url: null });
    expect(await caught(stripe.checkout.sessions.expire(id))).toMatchObject({
      code: "checkout_session_not_open",
    });
    const soon = Math.floor(Date.now() / 1000) + 60;
    expect(await caught(stripe.checkout.sessions.create(checkout({ expires_at: soon })))).toMatchObject({
      param: "expires_at",
    });
  });

  it("refunds in parts, never above what was charged", async () => {
    const stripe = client();
    const session = await stripe.checkout.sessions.create(checkout());
    await press(session.url, "paid");
    const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
    const of = { payment_intent: payment_intent as string };
    const part = await stripe.refunds.create({ ...of, amount: 1000, metadata: { refundId: "ref_1" } });
    expect(part).toMatchObject({ status: "succeeded", amount: 1000, metadata: { refundId: "ref_1" } });
    expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ id: part.id });
    expect(await caught(stripe.refunds.create({ ...of, amount: 1501 }))).toMatchObject({ param: "amount" });
    await stripe.refunds.create(of);
    expect(await caught(stripe.refunds.create(of))).toMatchObject({ code: "charge_already_refunded" });
    expect((await stripe.refunds.list(of)).data).toHaveLength(2);
    expect((await stripe.charges.list(of)).data).toMatchObject([{ amount_refunded: 2500, refunded: true }]);
  });

  it.each([
    [
      "an unknown session",
      (s: Stripe) => s.checkout.sessions.retrieve("cs_test_none"),
      404,
      "resource_missing",
    ],
    [
      "an unknown payment",
      (s: Stripe) => s.refunds.create({ payment_intent: "pi_none" }),
      404,
      "resource_missing",
    ],
    [
      "a parameter that is none",
      (s: Stripe) => s.checkout.sessions.create({ ...checkout(), colour: "red" } as never),
      400,
      "parameter_unknown",
    ],
    [
      "no line items",
      (s: Stripe) => s.checkout.sessions.create({ mode: "payment", success_url: "https://yoga.example" }),
      400,
      "parameter_missing",
    ],
  ] as const)("refuses %s in Stripe's words", async (_, ask, statusCode, code) => {
    const error = await caught(ask(client()));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error).toMatchObject({ statusCode, code });
  });

  it("refuses a key that is none, or a live one", async () => {
    for (const key of ["sk_live_0123456789", "sk_test_revoked00", "pk_test_0123456789"])
      expect(await caught(clientFor(key).balance.retrieve())).toBeInstanceOf(
        Stripe.errors.StripeAuthenticationError,
      );
    expect((await client().balance.retrieve()).object).toBe("balance");
    expect((await client().accounts.retrieveCurrent()).object).toBe("account");
  });
});

const listening = async () => {
  const stripe = client();
  const events = ["checkout.session.completed", "charge.refunded"] as const;
  const made = await stripe.webhookEndpoints.create({ url: shop.url, enabled_events: [...events] });
  heard.length = 0;
  return { stripe, secret: made.secret ?? "" };
};

describe("the twin's events", () => {
  it("are taken by the client's own check of the signature, and by nobody with another secret", async () => {
    const { stripe, secret } = await listening();
    const session = await stripe.checkout.sessions.create(checkout());
    await press(session.url, "paid");
    await house.settled();
    expect(heard).toHaveLength(1);
    const [{ body, headers }] = heard as [Call];
    const signature = headers["stripe-signature"] ?? "";
    const event = stripe.webhooks.constructEvent(body, signature, secret);
    expect(event).toMatchObject({ type: "checkout.session.completed", data: { object: { id: session.id } } });
    expect(() => stripe.webhooks.constructEvent(body, signature, "whsec_another")).toThrow(
      "No signatures found",
    );
    expect(await stripe.events.retrieve(event.id)).toMatchObject({ id: event.id });
  });

  it("come again until they are taken, newly signed", async () => {
    const { stripe, secret } = await listening();
    shopSays = 500;
    const session = await stripe.checkout.sessions.create(checkout());
    await press(session.url, "paid");
    await house.settled();
    shopSays = 200;
    expect(heard).toHaveLength(4);
    const ids = heard.map(
      ({ body, headers }) =>
        stripe.webhooks.constructEvent(body, headers["stripe-signature"] ?? "", secret).id,
    );
    expect(new Set(ids).size).toBe(1);
  });
});

describe("the hosted page", () => {
  it("works without script, asks for nothing outside, and says that no money moves", async () => {
    const merchant = merchantAt(house);
    const { checkoutUrl } = await merchant.open();
    const answer = await fetch(checkoutUrl);
    const page = await answer.text();
    expect(page).toContain("no money moves");
    expect(page).toContain("Hatha &lt;b&gt;&amp;&quot;yoga&quot;&lt;/b&gt;");
    expect(page).not.toMatch(/<script|src=|<link|@import|url\(/);
    expect(answer.headers.get("content-security-policy")).toContain(
      "form-action 'self' https://yoga.example;",
    );
    expect(await (await press(checkoutUrl, "declined")).text()).toContain("declined");
    expect((await press(checkoutUrl, "abandoned")).headers.get("location")).toContain("yoga.example");
    expect((await press(checkoutUrl, "free")).status).toBe(400);
    expect((await press(`${house.url}/c/pay/cs_test_none`, "paid")).status).toBe(404);
    await press(checkoutUrl, "paid");
    expect(await (await fetch(checkoutUrl)).text()).toContain("This is paid");
  });
});
