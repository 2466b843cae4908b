import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as Envelope from "../../../domain/gateway/liqpay/envelope.ts";
import { Credentials, liqpay } from "../../../domain/gateway/liqpay/liqpay.ts";
import { MEANINGS } from "../../../domain/gateway/liqpay/statuses.ts";

const merchant = { publicKey: "sandbox_i123", privateKey: "sandbox_secret", version: 3 as const };
const gateway = liqpay(merchant, "https://liqpay.example");
const order = {
  companyId: "cmp_YOGA",
  paymentId: "pay_1",
  customerId: "cus_1",
  price: { amount: 58055, currency: "UAH" },
  description: "Йога, 1 місце",
  returnUrl: "https://yoga.example/thanks?for=1&of=2",
  callbackUrl: "https://api.example/v1/webhooks/liqpay/cmp_YOGA",
  expiresAt: "2026-05-01T10:30:00.000Z",
};
const paid = {
  payment_id: 2_345_678_901,
  action: "pay",
  status: "success",
  version: 3,
  public_key: merchant.publicKey,
  order_id: "pay_1",
  sender_card_mask2: "424242*42",
  sender_phone: "380950000001",
  ip: "192.0.2.7",
  amount: 580.55,
  currency: "UAH",
  end_date: 1_777_629_599_000,
};
const form = ({ data, signature }: Envelope.Envelope): Uint8Array =>
  Buffer.from(new URLSearchParams({ data, signature }).toString());
const verify = (rawBody: Uint8Array, adapter = gateway) =>
  adapter.verify({ companyId: "cmp_YOGA", rawBody, headers: {} });
const told = (message: object, by: Envelope.Signer = merchant, adapter = gateway) =>
  verify(form(Envelope.seal(by, message)), adapter);
/** A message whose JSON is written by hand. */
const written = (json: string) => {
  const data = Buffer.from(json).toString("base64");
  return verify(form({ data, signature: Envelope.sign(merchant, data) }));
};

describe("LiqPay's envelope", () => {
  it("PAY-8 has LiqPay's own check value", () => {
    const signer = { privateKey: "your_private_key", version: 3 as const };
    expect(Envelope.sign(signer, "base64_post_string")).toBe("tp+ZLmKm1/E83dIzUpx5ljcttP4=");
  });

  it("PAY-8 is hashed as the merchant's setting says, whatever the message says of itself", async () => {
    const newer = { ...merchant, version: 7 as const };
    const { data, signature } = Envelope.seal(newer, paid);
    const expected = createHash("sha3-256").update(`sandbox_secret${data}sandbox_secret`).digest("base64");
    expect(signature).toBe(expected);
    expect(await told({ ...paid, version: 3 }, newer, liqpay(newer, ""))).toMatchObject({ kind: "news" });
    expect(await told({ ...paid, version: 3 }, merchant, liqpay(newer, ""))).toBe("refused");
    expect(await told({ ...paid, version: 7 }, newer)).toBe("refused");
  });

  const sealed = Envelope.seal(merchant, paid);
  const again = Buffer.from(
    JSON.stringify(JSON.parse(Buffer.from(sealed.data, "base64").toString()), null, 1),
  ).toString("base64");
  it.each([
    ["no signature", `data=${encodeURIComponent(sealed.data)}`],
    ["no data", `signature=${encodeURIComponent(sealed.signature)}`],
    ["a signature that is off by a byte", of(sealed.data, flipped(sealed.signature))],
    ["a signature that is cut short", of(sealed.data, sealed.signature.slice(0, -1))],
    ["a signature with something behind it", of(sealed.data, `${sealed.signature}=`)],
    ["data that is off by a byte", of(flipped(sealed.data), sealed.signature)],
    ["data that was parsed and written again", of(again, sealed.signature)],
    ["two data fields", `${of(sealed.data, sealed.signature)}&data=x`],
    ["two signatures", `${of(sealed.data, sealed.signature)}&signature=x`],
    ["nothing", ""],
    ["JSON", JSON.stringify(sealed)],
  ])("PAY-9 is refused with %s", async (_, body) => {
    expect(await verify(Buffer.from(body))).toBe("refused");
  });

  it("PAY-9 is refused at another merchant", async () => {
    expect(await told(paid, { ...merchant, privateKey: "another" })).toBe("refused");
  });
});

describe("a callback of LiqPay", () => {
  it("PAY-8 says what became of which payment, exactly", async () => {
    expect(await told(paid)).toMatchObject({
      kind: "news",
      externalId: "pay_1",
      paymentId: "pay_1",
      news: "paid",
      at: "2026-05-01T09:59:59.000Z",
      price: { amount: 58055, currency: "UAH" },
      facts: { liqpayPaymentId: "2345678901", card: "424242*42", amount: "580.55" },
    });
  });

  it("PAY-4 has the same key whenever it is delivered, and another for other news", async () => {
    const keys = await Promise.all([told(paid), told(paid), told({ ...paid, status: "reversed" })]);
    const [first, second, third] = keys.map((one) => (typeof one === "string" ? one : one.key));
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("is read whatever types its fields have", async () => {
    const loose = {
      ...paid,
      amount: "580.55",
      payment_id: "2345678901",
      end_date: "1777629599000",
      is_3ds: true,
    };
    expect(await told(loose)).toMatchObject({
      news: "paid",
      price: { amount: 58055 },
      at: "2026-05-01T09:59:59.000Z",
    });
    expect(await told({ ...paid, amount: 580 })).toMatchObject({ price: { amount: 58000 } });
  });

  it("names a saved card, and keeps neither its token nor the payer's phone and address", async () => {
    const news = await told({ ...paid, card_token: "TOKEN-1" });
    expect(news).toMatchObject({ savedCard: { token: "TOKEN-1", mask: "424242*42" } });
    expect(JSON.stringify({ ...(news as object), savedCard: undefined })).not.toMatch(
      /TOKEN-1|3809|192\.0\.2/,
    );
    expect(
      JSON.stringify(await told({ ...paid, card_token: "TOKEN-1", status: "unheard_of" })),
    ).not.toContain("TOKEN-1");
  });

  it("has a meaning and a rank for each status, and each later step of life ranks higher", async () => {
    const news = [...MEANINGS.values()];
    for (const kind of ["pending", "declined", "paid", "reversed"]) {
      const ranks = news.filter((one) => one.news === kind).map(({ rank }) => rank);
      const later = news.filter((one) => LIFE.indexOf(one.news) > LIFE.indexOf(kind));
      for (const { rank } of later) expect(rank).toBeGreaterThan(Math.max(...ranks));
    }
    for (const status of ["wait_accept", "wait_compensation", "success"])
      expect(await told({ ...paid, status })).toMatchObject({ news: "paid" });
    for (const status of ["3ds_verify", "processing", "hold_wait"])
      expect(await told({ ...paid, status })).toMatchObject({ news: "pending" });
    for (const status of ["failure", "error"])
      expect(await told({ ...paid, status })).toMatchObject({ news: "declined" });
    expect(await told({ ...paid, status: "reversed" })).toMatchObject({ news: "reversed" });
  });

  it("PAY-7 takes LiqPay's test status as payment only with LiqPay's test keys", async () => {
    expect(await told({ ...paid, status: "sandbox" })).toMatchObject({ news: "paid" });
    const real = { ...merchant, publicKey: "i123" };
    const message = { ...paid, status: "sandbox", public_key: "i123" };
    expect(await told(message, real, liqpay(real, ""))).toMatchObject({ kind: "unreadable" });
  });

  it.each([
    ["a status that there is not", { ...paid, status: "unheard_of" }],
    ["no status", { ...paid, status: undefined }],
    ["no order", { ...paid, order_id: undefined }],
    ["an order id as long as none of ours", { ...paid, order_id: "x".repeat(65) }],
    ["another merchant's key", { ...paid, public_key: "sandbox_other" }],
    ["no amount", { ...paid, amount: undefined }],
    ["no currency", { ...paid, currency: undefined }],
    ["a currency that there is not", { ...paid, currency: "QQQ" }],
    ["a negative amount", { ...paid, amount: -580.55 }],
    ["half a kopiika", { ...paid, amount: 580.555 }],
    ["not a number", { ...paid, amount: "NaN" }],
    ["an object for an amount", { ...paid, amount: { value: 1 } }],
    ["a subscription, which we did not ask for", { ...paid, status: "subscribed" }],
  ])("PAY-7 is kept for people when it is truly signed but has %s", async (_, message) => {
    expect(await told(message)).toMatchObject({ kind: "unreadable" });
  });

  it.each([
    ["not JSON", "paid!"],
    ["empty JSON", "[]"],
    ["an exponent", JSON.stringify(paid).replace("580.55", "5.8055e2")],
    ["an amount that a double would round", JSON.stringify(paid).replace("580.55", "580.550000000000000001")],
    ["an enormous amount", JSON.stringify(paid).replace("580.55", "9".repeat(60))],
  ])("PAY-7 is kept for people when it is truly signed but is %s", async (_, json) => {
    expect(await written(json)).toMatchObject({ kind: "unreadable" });
  });
});

describe("LiqPay's checkout", () => {
  it("PAY-3 is the same link however often it is asked for, with our payment's id as the order", async () => {
    const [first, second] = await Promise.all([gateway.openCheckout(order), gateway.openCheckout(order)]);
    expect(second).toEqual(first);
    expect(first.externalId).toBe("pay_1");
    const { url, json } = await opened();
    expect(url.origin + url.pathname).toBe("https://liqpay.example/api/3/checkout");
    expect(JSON.parse(json)).toEqual({
      version: 3,
      public_key: "sandbox_i123",
      action: "pay",
      amount: 580.55,
      currency: "UAH",
      description: order.description,
      order_id: "pay_1",
      customer: "cus_1",
      expired_date: "2026-05-01 10:30:00",
      result_url: order.returnUrl,
      server_url: order.callbackUrl,
    });
    expect(json).toContain(`"amount":580.55,`);
  });

  it("speaks the payer's language and asks for his card's token if he wants", async () => {
    expect(JSON.parse((await opened({ language: "uk-UA", saveCard: true })).json)).toMatchObject({
      language: "uk",
      recurringbytoken: "1",
    });
    expect(JSON.parse((await opened({ language: "de" })).json)).toMatchObject({ language: "en" });
  });

  it.each([
    ["currency_unsupported", { price: { amount: 1, currency: "JPY" } }],
    ["address_too_long", { returnUrl: `https://yoga.example/${"x".repeat(500)}` }],
  ])("PAY-3 is refused: %s", async (reason, more) => {
    await expect(gateway.openCheckout({ ...order, ...more })).rejects.toMatchObject({
      code: "gateway.refused",
      detail: { reason },
    });
  });

  it("PAY-10 wants its credentials whole, and says nothing of them when they are not", () => {
    expect(Credentials.parse({ publicKey: "i123", privateKey: "secret" })).toMatchObject({ version: 3 });
    for (const wrong of [{}, { publicKey: "i123" }, { ...merchant, version: 4 }, { ...merchant, more: 1 }]) {
      expect(Credentials.safeParse(wrong).success).toBe(false);
    }
    const { error } = Credentials.safeParse({ ...merchant, privateKey: "secret with spaces" });
    expect(String(error)).not.toContain("with spaces");
  });
});

const LIFE = ["pending", "declined", "paid", "reversed"];
function of(data: string, signature: string): string {
  return new URLSearchParams({ data, signature }).toString();
}
function flipped(text: string): string {
  return `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
}
async function opened(more: object = {}) {
  const { checkoutUrl } = await gateway.openCheckout({ ...order, ...more });
  const url = new URL(checkoutUrl);
  const data = url.searchParams.get("data") ?? "";
  expect(url.searchParams.get("signature")).toBe(Envelope.sign(merchant, data));
  return { url, json: Buffer.from(data, "base64").toString() };
}
