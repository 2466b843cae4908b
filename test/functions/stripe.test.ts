/** The adapter against the twin, over HTTP, as it runs everywhere else. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GatewayUnreachable } from "../../domain/gateway/gateway.ts";
import { signatureOf } from "../../infra/local/twins/stripe/callbacks.ts";
import { stripe } from "../../domain/gateway/stripe/stripe.ts";
import { HOUR, MINUTE, travel } from "../world.ts";
import { serve, type Call, type Said, type Server } from "./edge.ts";
import { merchantAt, openHouse, webhookSecret, type House, type Merchant } from "./stripe-house.ts";

let house: House;
let broken: Server;
let says: (call: Call) => Said = () => ({ status: 500 });

beforeAll(async () => {
  house = await openHouse();
  broken = await serve((call) => says(call));
});
afterAll(() => Promise.all([house.close(), broken.close()]));

const paid = async (merchant: Merchant, given: Parameters<Merchant["order"]>[0] = {}) => {
  const order = await merchant.open(merchant.order(given));
  await merchant.happens("paid", order.externalId);
  return order;
};
const refunds = (merchant: Merchant) => merchant.ask<{ data: object[] }>("/v1/refunds");
const charges = (merchant: Merchant) => merchant.ask<{ data: object[] }>("/v1/charges");

const part = (order: object, refundId: string, amount = 100) =>
  ({ ...order, refundId, amount: { amount, currency: "UAH" } }) as Parameters<
    Merchant["gateway"]["refund"]
  >[0];

const told = async ({ companyId, gateway }: Merchant, event: unknown) => {
  const rawBody = Buffer.from(JSON.stringify(event));
  const signature = signatureOf(rawBody.toString(), [webhookSecret], Date.now());
  return gateway.verify({ companyId, rawBody, headers: { "stripe-signature": signature } });
};

const kept = async (merchant: Merchant) => {
  const order = await paid(merchant, { saveCard: true });
  const { data } = await merchant.ask<{ data: { type: string }[] }>("/v1/events?limit=100");
  const event = data.find(({ type }) => type === "checkout.session.completed");
  const news = await told(merchant, event);
  return { order, news };
};

const each = () => {
  const { gateway: _, order, companyId } = merchantAt(house);
  const gateway = stripe({ secretKey: "sk_test_0123456789", webhookSecret }, broken.url);
  const known = { companyId, paymentId: "pay_1", externalId: "cs_test_1" };
  return [
    () => gateway.openCheckout(order()),
    () => gateway.status(known),
    () => gateway.status({ companyId, paymentId: "pay_1" }),
    () => gateway.refund({ ...known, refundId: "ref_1", amount: { amount: 1, currency: "UAH" } }),
    () => gateway.chargeSaved({ ...order(), cardToken: "cus_1/pm_1" }),
  ];
};

describe("a checkout at Stripe", () => {
  it("PAY-3 is opened once, however often it is asked for, even at once", async () => {
    const merchant = merchantAt(house);
    const order = merchant.order();
    const all = await Promise.all(Array.from({ length: 5 }, () => merchant.gateway.openCheckout(order)));
    expect(new Set(all.map(({ externalId }) => externalId)).size).toBe(1);
    const { data } = await merchant.ask<{ data: object[] }>("/v1/checkout/sessions");
    expect(data).toMatchObject([
      { client_reference_id: order.paymentId, amount_total: 58_055, currency: "uah" },
    ]);
  });

  it("PAY-3 can be opened until the last minute of the payment, and is closed before the last look", async () => {
    const merchant = merchantAt(house);
    const order = merchant.order();
    {
      using _ = travel(30 * MINUTE - 1);
      await merchant.open(order);
    }
    const { externalId } = await merchant.open(order);
    expect(await merchant.gateway.status({ ...order, externalId })).toMatchObject({ news: "pending" });
    using _ = travel(30 * MINUTE + HOUR);
    expect(await merchant.gateway.status({ ...order, externalId })).toMatchObject({ news: "declined" });
  });

  it.each([
    ["that Stripe does not take", 100_000_000, "UAH", "amount_too_large"],
    ["that can not be said there", 5_124, "KWD", "amount_not_representable"],
  ])("PAY-1 is refused for an amount %s", async (_, amount, currency, reason) => {
    const merchant = merchantAt(house);
    await expect(merchant.open(merchant.order({ amount, currency }))).rejects.toMatchObject({
      code: "gateway.refused",
      detail: { reason },
    });
  });

  it("PAY-3 is refused for another amount under the same payment", async () => {
    const merchant = merchantAt(house);
    const order = await merchant.open();
    const dearer = { ...order, price: { ...order.price, amount: 1 } };
    await expect(merchant.open(dearer)).rejects.toMatchObject({ detail: { reason: "idempotency_error" } });
  });
});

describe("the status of a payment at Stripe", () => {
  it.each([
    [[], "pending"],
    [["paid"], "paid"],
    [["expired"], "declined"],
    [["paid_later"], "pending"],
    [["paid_later", "succeeded"], "paid"],
    [["paid_later", "failed"], "declined"],
  ] as const)("PAY-5 after %o is %s", async (happenings, news) => {
    const merchant = merchantAt(house);
    const order = await merchant.open();
    for (const what of happenings) await merchant.happens(what, order.externalId);
    const { externalId, price } = order;
    expect(await merchant.gateway.status(order)).toMatchObject({ news, externalId, price });
  });

  it("PAY-5 is found when our own record of the page was lost", async () => {
    const merchant = merchantAt(house);
    const { companyId, paymentId, externalId, price } = await paid(merchant);
    const lost = { companyId, paymentId };
    expect(await merchant.gateway.status(lost)).toEqual({ news: "paid", externalId, price, refunded: 0 });
  });

  it("PAY-5 is unknown of a payment that was never opened there", async () => {
    const { gateway, companyId } = merchantAt(house);
    expect(await gateway.status({ companyId, paymentId: "pay_never" })).toEqual({ news: "unknown" });
    expect(await gateway.status({ companyId, paymentId: "pay_x", externalId: "cs_test_x" })).toEqual({
      news: "unknown",
    });
  });

  it("PAY-7 tells what was captured, not what was asked", async () => {
    const merchant = merchantAt(house);
    const order = await merchant.open();
    await merchant.happens("paid", order.externalId, { amount: 1, currency: "eur" });
    expect(await merchant.gateway.status(order)).toMatchObject({ price: { amount: 1, currency: "EUR" } });
  });
});

describe("a refund at Stripe", () => {
  it("PAY-11 is paid once, however often it is asked for, even at once or days later", async () => {
    const merchant = merchantAt(house);
    const order = await paid(merchant);
    const asked = part(order, "ref_1");
    const all = await Promise.all(Array.from({ length: 5 }, () => merchant.gateway.refund(asked)));
    expect(all).toEqual(Array.from({ length: 5 }, () => ({ status: "done" })));
    // As if Stripe had forgotten the key: the refund itself is found.
    await merchant.control({ forget: true });
    expect(await merchant.gateway.refund(asked)).toEqual({ status: "done" });
    expect((await refunds(merchant)).data).toHaveLength(1);
  });

  it("PAY-11 in parts is never above what was captured", async () => {
    const merchant = merchantAt(house);
    const order = await paid(merchant, { amount: 1000 });
    expect(await merchant.gateway.refund(part(order, "ref_1", 600))).toEqual({ status: "done" });
    expect(await merchant.gateway.refund(part(order, "ref_2", 600))).toMatchObject({ status: "refused" });
    expect(await merchant.gateway.refund(part(order, "ref_3", 400))).toEqual({ status: "done" });
    expect(await merchant.gateway.refund(part(order, "ref_4", 1))).toEqual({
      status: "refused",
      reason: "charge_already_refunded",
    });
  });

  it("PAY-11 on its way is asked about, not repeated; what the bank decides is what it is", async () => {
    const merchant = merchantAt(house);
    await merchant.control({ set: { refunds: "pending" } });
    const order = await paid(merchant);
    for (const [refundId, what, outcome] of [
      ["ref_1", "refund_succeeded", { status: "done" }],
      ["ref_2", "refund_failed", { status: "refused", reason: "lost_or_stolen_card" }],
    ] as const) {
      expect(await merchant.gateway.refund(part(order, refundId))).toMatchObject({ status: "pending" });
      const { data } = await refunds(merchant);
      await merchant.happens(what, (data[0] as { id: string }).id);
      expect(await merchant.gateway.refund(part(order, refundId))).toEqual(outcome);
    }
    expect((await refunds(merchant)).data).toHaveLength(2);
  });

  it("PAY-11 of nothing is refused", async () => {
    const merchant = merchantAt(house);
    const order = await merchant.open();
    expect(await merchant.gateway.refund(part(order, "ref_1"))).toEqual({
      status: "refused",
      reason: "payment_missing",
    });
    expect(await merchant.gateway.refund(part({ ...order, externalId: "cs_test_x" }, "ref_1"))).toMatchObject(
      {
        status: "refused",
      },
    );
  });
});

describe("a card that is kept at Stripe", () => {
  it("PAY-8 comes with the news of the payment, and pays the next one without its owner, once", async () => {
    const merchant = merchantAt(house);
    const { news } = await kept(merchant);
    expect(news).toMatchObject({ news: "paid", savedCard: { token: expect.any(String), mask: "4242" } });
    const { token = "" } = (news as { savedCard?: { token: string } }).savedCard ?? {};
    expect(JSON.stringify((news as { facts: object }).facts)).not.toContain(token.split("/")[1]);
    const next = { ...merchant.order({ amount: 700 }), cardToken: token };
    const [once] = await Promise.all([
      merchant.gateway.chargeSaved(next),
      merchant.gateway.chargeSaved(next),
    ]);
    expect(once).toMatchObject({ news: "paid", price: { amount: 700, currency: "UAH" } });
    await merchant.control({ forget: true });
    expect(await merchant.gateway.chargeSaved(next)).toEqual(once);
    expect((await charges(merchant)).data).toHaveLength(2);
    expect(await merchant.gateway.status({ ...next, externalId: once.externalId! })).toMatchObject(once);
    expect(
      await merchant.gateway.status({ companyId: next.companyId, paymentId: next.paymentId }),
    ).toMatchObject(once);
    const refund = { ...next, externalId: once.externalId!, refundId: "ref_1", amount: next.price };
    expect(await merchant.gateway.refund(refund)).toEqual({ status: "done" });
  });

  it.each([
    ["card_declined", "declined", { reason: "generic_decline" }],
    ["authentication_required", "declined", { reason: "authentication_required", final: true }],
    ["processing", "pending", {}],
  ] as const)("PAY-8 may be answered by its bank with %s", async (cards, outcome, why) => {
    const merchant = merchantAt(house);
    const { news } = await kept(merchant);
    const { token = "" } = (news as { savedCard?: { token: string } }).savedCard ?? {};
    await merchant.control({ set: { cards } });
    const next = { ...merchant.order(), cardToken: token };
    const answer = await merchant.gateway.chargeSaved(next);
    const { price: _, ...said } = answer;
    expect(said).toEqual({ news: outcome, externalId: expect.stringMatching(/^pi_/) as string, ...why });
    expect(await merchant.gateway.chargeSaved(next)).toMatchObject({ news: outcome });
  });

  it("PAY-8 that is none is refused", async () => {
    const merchant = merchantAt(house);
    for (const cardToken of ["", "pm_1", "cus_x/pm_x"])
      await expect(merchant.gateway.chargeSaved({ ...merchant.order(), cardToken })).rejects.toMatchObject({
        code: "gateway.refused",
      });
  });
});

describe("an answer that says nothing", () => {
  it.each([
    ["500", () => ({ status: 500 })],
    ["429", () => ({ status: 429, body: `{"error":{"type":"rate_limit"}}` })],
    ["a request with this key in progress", () => ({ status: 409, body: `{"error":{"type":"x"}}` })],
    [
      "a key that is not accepted",
      () => ({ status: 401, body: `{"error":{"type":"invalid_request_error"}}` }),
    ],
    ["a 404 of something in between", () => ({ status: 404, body: `{"message":"Not Found"}` })],
    ["a 200 that is a page", () => ({ body: "<html>" })],
    ["a redirect", () => ({ status: 302, headers: { location: "https://elsewhere.example/" } })],
  ])("PAY-3 decides nothing: %s", async (_, say) => {
    says = say;
    for (const ask of each()) await expect(ask()).rejects.toThrow(GatewayUnreachable);
  });

  it("PAY-10 whether the credentials are accepted is asked without doing anything", async () => {
    const merchant = merchantAt(house);
    expect(await merchant.gateway.check()).toBe("ok");
    expect(await stripe({ secretKey: "sk_test_revoked00", webhookSecret }, house.url).check()).toBe(
      "refused",
    );
    says = () => ({ status: 503 });
    const away = stripe({ secretKey: "sk_test_0123456789", webhookSecret }, broken.url);
    await expect(away.check()).rejects.toThrow(GatewayUnreachable);
  });
});
