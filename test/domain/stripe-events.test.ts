import fc from "fast-check";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import { ours, theirs } from "../../domain/gateway/stripe/amounts.ts";
import { encoded } from "../../domain/gateway/stripe/api.ts";
import { read } from "../../domain/gateway/stripe/events.ts";
import { Credentials, stripe } from "../../domain/gateway/stripe/stripe.ts";

const companyId = "cmp_YOGA";
const webhookSecret = "whsec_of_the_endpoint";
/** Nobody is there: what an event says is decided without asking anyone. */
const gateway = stripe({ secretKey: "sk_test_0123456789", webhookSecret }, "http://127.0.0.1:9");

const session = {
  id: "cs_test_1",
  object: "checkout.session",
  status: "complete",
  payment_status: "paid",
  amount_total: 58_055,
  currency: "uah",
  client_reference_id: "pay_1",
  payment_intent: "pi_1",
  metadata: { companyId, paymentId: "pay_1" },
};
const event = (type: string, object: unknown) => ({
  id: "evt_1",
  object: "event",
  type,
  created: 1_777_629_599,
  data: { object },
});
const completed = (given: object = {}) => event("checkout.session.completed", { ...session, ...given });
const told = (shown: unknown, company = companyId) => read(Buffer.from(JSON.stringify(shown)), company);

type Signing = { secret?: string; secondsAgo?: number; scheme?: string };
const sign = (
  payload: string,
  { secret = webhookSecret, secondsAgo = 0, scheme = "v1" }: Signing = {},
): string => {
  const timestamp = Math.floor(Clock.millis() / 1000) - secondsAgo;
  return new Stripe("sk_test_0").webhooks.generateTestHeaderString({ payload, secret, timestamp, scheme });
};
const verify = (body: string, signature: string | undefined) =>
  gateway.verify({ companyId, rawBody: Buffer.from(body), headers: { "stripe-signature": signature } });

describe("a signature of Stripe's", () => {
  const body = JSON.stringify(completed());
  const [time = "", v1 = ""] = sign(body).split(",");

  it.each([
    ["as Stripe's own client makes it", () => sign(body)],
    ["by two secrets while one is being replaced", () => `${time},v1=${"0".repeat(64)},${v1}`],
    ["beside one of another scheme", () => `${time},v0=${"0".repeat(64)},${v1}`],
    ["of five minutes ago", () => sign(body, { secondsAgo: 299 })],
    ["of a clock that is ahead", () => sign(body, { secondsAgo: -299 })],
  ])("PAY-8 is accepted %s", async (_, signature) => {
    expect(await verify(body, signature())).toMatchObject({ kind: "news", news: "paid" });
  });

  const offByOne = sign(body).replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  it.each([
    ["none", body, undefined],
    ["an empty one", body, ""],
    ["one that is off by a byte", body, offByOne],
    ["one that is cut short", body, sign(body).slice(0, -2)],
    ["one in capitals", body, `${time},${v1.toUpperCase()}`],
    ["one of another scheme only", body, sign(body, { scheme: "v0" })],
    ["one without a time", body, v1],
    ["the time of another one", body, `t=${Number(time.slice(2)) - 1},${v1}`],
    ["two times", body, `${time},t=1,${v1}`],
    ["another secret", body, sign(body, { secret: "whsec_of_somebody" })],
    ["a body of one byte more", `${body} `, sign(body)],
    ["a body that was parsed and written again", JSON.stringify(completed(), null, 2), sign(body)],
    ["a time of more than five minutes ago", body, sign(body, { secondsAgo: 301 })],
    ["a time that is to come", body, sign(body, { secondsAgo: -302 })],
  ])("PAY-9 is refused: %s", async (_, sent, signature) => {
    expect(await verify(sent, signature)).toBe("refused");
  });
});

describe("an event", () => {
  it.each([
    ["checkout.session.completed", {}, "paid", 30],
    ["checkout.session.completed", { payment_status: "unpaid" }, "pending", 10],
    ["checkout.session.async_payment_succeeded", {}, "paid", 30],
    ["checkout.session.async_payment_failed", { payment_status: "unpaid" }, "declined", 20],
    ["checkout.session.expired", { status: "expired", payment_status: "unpaid" }, "declined", 20],
  ])("PAY-8 %s %o is %s", (type, given, news, rank) => {
    expect(told(event(type, { ...session, ...given }))).toEqual({
      kind: "news",
      key: "evt_1",
      externalId: "cs_test_1",
      paymentId: "pay_1",
      news,
      rank,
      at: "2026-05-01T09:59:59.000Z",
      price: { amount: 58_055, currency: "UAH" },
      facts: { event: "evt_1", type, session: "cs_test_1", paymentStatus: expect.any(String) },
    });
  });

  const refund = {
    id: "re_1",
    amount: 100,
    currency: "uah",
    status: "succeeded",
    payment_intent: "pi_1",
    metadata: { companyId, paymentId: "pay_1", refundId: "ref_1", externalId: "cs_test_1" },
  };
  const dispute = { id: "dp_1", amount: 100, currency: "uah", reason: "fraudulent", payment_intent: "pi_1" };
  it.each([
    [
      "refund.updated",
      refund,
      { kind: "news", news: "refunded", paymentId: "pay_1", externalId: "cs_test_1" },
    ],
    ["refund.failed", { ...refund, status: "failed" }, { kind: "news", news: "refunded" }],
    [
      "refund.created",
      { ...refund, metadata: {} },
      { kind: "about", intent: "pi_1", news: { news: "reversed" } },
    ],
    [
      "charge.refunded",
      { id: "ch_1", amount_refunded: 100, currency: "uah", payment_intent: "pi_1" },
      { kind: "about", news: { news: "refunded" } },
    ],
    ["charge.dispute.created", { ...dispute, status: "needs_response" }, { news: { news: "reversed" } }],
    ["charge.dispute.closed", { ...dispute, status: "lost" }, { news: { news: "reversed" } }],
    ["charge.dispute.closed", { ...dispute, status: "won" }, { news: { news: "pending" } }],
  ])("PAY-11 %s says what became of captured money", (type, object, expected) => {
    expect(told(event(type, object))).toMatchObject(expected);
  });

  it.each([
    ["of another kind", event("customer.created", { id: "cus_1" })],
    ["of a page that is not ours", completed({ metadata: {} })],
    [
      "of another company at the same account",
      completed({ metadata: { companyId: "cmp_X", paymentId: "pay_1" } }),
    ],
    [
      "of a payment that has a page",
      event("payment_intent.succeeded", { ...intent(), metadata: session.metadata }),
    ],
    [
      "of a dispute about no payment",
      event("charge.dispute.created", { ...dispute, status: "x", payment_intent: null }),
    ],
  ])("is nobody's business here: %s", (_, shown) => {
    expect(told(shown)).toBe("unrelated");
  });

  it.each([
    ["a broken amount", completed({ amount_total: 580.55 })],
    ["an amount as text", completed({ amount_total: "58055" })],
    ["a negative amount", completed({ amount_total: -1 })],
    ["an amount beyond what numbers hold", completed({ amount_total: 1e300 })],
    ["a status that it never had", completed({ payment_status: "maybe" })],
    ["no object", event("checkout.session.completed", undefined)],
    ["no id", { ...completed(), id: undefined }],
    ["a list", []],
  ])("PAY-7 is kept for people when it is truly signed but has %s", async (_, shown) => {
    const body = JSON.stringify(shown);
    expect(await verify(body, sign(body))).toMatchObject({ kind: "unreadable", facts: { body } });
  });

  it("PAY-7 without an amount, or in a currency that is none, has no price", () => {
    expect(told(completed({ amount_total: null }))).not.toHaveProperty("price");
    expect(told(completed({ currency: "zzz" }))).not.toHaveProperty("price");
  });
});

const intent = () => ({ id: "pi_1", amount: 100, currency: "uah", status: "succeeded" });

describe("an amount", () => {
  it.each([
    ["UAH", 58_055, 58_055],
    ["JPY", 500, 500],
    ["VND", 50_000, 50_000],
    ["HUF", 1_050, 1_050],
    ["ISK", 5, 500],
    ["UGX", 5, 500],
    ["KWD", 5_120, 5_120],
    ["KWD", 5_124, undefined],
    ["MGA", 500, 5],
    ["MGA", 501, undefined],
  ])("PAY-1 of %s %i is %s at Stripe", (currency, amount, there) => {
    expect(theirs({ amount, currency })?.amount).toBe(there);
  });

  it("PAY-1 is never lossy: what Stripe can be told comes back as it was", () => {
    const codes = fc.constantFrom("UAH", "JPY", "ISK", "UGX", "KWD", "MGA", "HUF", "XOF", "TND", "USD");
    fc.assert(
      fc.property(codes, fc.maxSafeNat(), (currency, amount) => {
        const there = theirs({ amount, currency });
        if (there) expect(ours(there)).toEqual({ amount, currency });
      }),
    );
  });

  it("PAY-1 that is half a unit of ours is none", () => {
    expect(ours({ amount: 550, currency: "isk" })).toBe(undefined);
    expect(ours({ amount: 100, currency: "xau" })).toBe(undefined);
  });
});

describe("what a company brings", () => {
  it("is a secret or a restricted key, and the secret of an endpoint", () => {
    const given = { secretKey: "rk_live_0123456789", webhookSecret };
    expect(Credentials.safeParse(given).success).toBe(true);
    for (const wrong of [
      { ...given, secretKey: "pk_live_0123456789" },
      { ...given, secretKey: " sk_live_0123456789" },
      { ...given, webhookSecret: "secret" },
      { ...given, extra: "x" },
      { secretKey: given.secretKey },
    ])
      expect(Credentials.safeParse(wrong).success).toBe(false);
  });

  it("is sent as form fields, nested as Stripe wants them", () => {
    const fields = {
      mode: "payment",
      items: [{ price: { amount: 1 } }],
      expand: ["a", "b"],
      none: undefined,
    };
    expect(decodeURIComponent(encoded(fields))).toBe(
      "mode=payment&items[0][price][amount]=1&expand[0]=a&expand[1]=b",
    );
  });
});
