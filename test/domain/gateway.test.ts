import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import { aws, sandboxKeyOf, serve, useAws, type Call, type Said, type Server } from "../functions/edge.ts";

const companyId = "cmp_YOGA";
const paymentId = "pay_1";
const NOW = Date.parse("2026-05-01T10:00:00.000Z");
const news = {
  event: "payment",
  checkoutId: "sbx_1",
  reference: paymentId,
  status: "paid",
  amount: 58055,
  currency: "UAH",
  occurredAt: "2026-05-01T09:59:59.000Z",
  rank: 30,
};

const servers: Server[] = [];
const calls: Call[] = [];
let answer: (call: Call) => Promise<Said> | Said = () => ({ status: 500 });

beforeAll(async () => {
  const kms = await aws();
  const sandbox = await serve((call) => {
    calls.push(call);
    return answer(call);
  });
  servers.push(kms, sandbox);
  useAws(kms.url);
  process.env.SANDBOX_URL = sandbox.url;
  Clock.replace(() => NOW);
});
afterAll(() => Promise.all(servers.map(({ close }) => close())));
afterEach(() => {
  calls.length = 0;
});

const header = (body: string, { key = sandboxKeyOf(companyId), secondsAgo = 0 } = {}): string => {
  const time = NOW / 1000 - secondsAgo;
  return `t=${time},v1=${createHmac("sha256", key).update(`${time}.${body}`).digest("hex")}`;
};
const hmac = (text: Buffer | string): string =>
  createHmac("sha256", sandboxKeyOf(companyId)).update(text).digest("hex");
const sandbox = () => Gateway.of(companyId, "sandbox");
const verify = async (body: string, signature: string | undefined, company = companyId) =>
  (await sandbox()).verify({
    companyId: company,
    rawBody: Buffer.from(body),
    headers: { "x-sandbox-signature": signature },
  });

describe("a callback of the sandbox gateway", () => {
  const body = JSON.stringify(news);

  it("PAY-8 says what became of which payment", async () => {
    expect(await verify(body, header(body))).toMatchObject({
      kind: "news",
      externalId: "sbx_1",
      paymentId,
      news: "paid",
      rank: 30,
      at: news.occurredAt,
      price: { amount: 58055, currency: "UAH" },
    });
  });

  it("PAY-4 has the same key whenever it is delivered, and another for other news", async () => {
    const first = await verify(body, header(body));
    const again = await verify(body, header(body, { secondsAgo: 60 }));
    const other = JSON.stringify({ ...news, status: "pending", rank: 10 });
    const key = (told: typeof first) => (typeof told === "string" ? told : told.key);
    expect(key(again)).toBe(key(first));
    expect(key(await verify(other, header(other)))).not.toBe(key(first));
  });

  it.each([
    ["no signature", body, undefined],
    ["an empty one", body, ""],
    ["one that is off by a byte", body, header(body).replace(/.$/, (last) => (last === "0" ? "1" : "0"))],
    ["one that is cut short", body, header(body).slice(0, -2)],
    ["one with something behind it", body, `${header(body)}00`],
    ["one in capitals", body, header(body).toUpperCase()],
    ["a body that was parsed and written again", JSON.stringify(news, null, 1), header(body)],
    ["a body with one byte more", `${body} `, header(body)],
    ["the time of another signature", body, header(body).replace(/t=\d+/, `t=${NOW / 1000 - 1}`)],
    ["the key of another company", body, header(body, { key: sandboxKeyOf("cmp_TOURS") })],
    ["a time more than three days ago", body, header(body, { secondsAgo: 3 * 24 * 3600 + 1 })],
    ["a time ahead of ours", body, header(body, { secondsAgo: -301 })],
  ])("PAY-9 is refused with %s", async (_, sent, signature) => {
    expect(await verify(sent, signature)).toBe("refused");
  });

  it("PAY-9 is refused at another company than the one it was signed for", async () => {
    expect(await verify(body, header(body), "cmp_TOURS")).toBe("refused");
  });

  it("is believed when it is late by days, or when the clocks differ by minutes", async () => {
    for (const secondsAgo of [3 * 24 * 3600 - 1, 301, -299]) {
      expect(await verify(body, header(body, { secondsAgo }))).toMatchObject({ kind: "news" });
    }
  });

  it.each([
    ["not JSON", "paid!"],
    ["empty", ""],
    ["a list", "[]"],
    ["news of an unknown kind", JSON.stringify({ ...news, status: "disputed" })],
    ["a broken amount", JSON.stringify({ ...news, amount: 580.55 })],
    ["an amount as text", JSON.stringify({ ...news, amount: "58055" })],
    ["no amount", JSON.stringify({ ...news, amount: undefined })],
  ])("PAY-7 is kept for people when it is truly signed but %s", async (_, body_) => {
    const told = await verify(body_, header(body_));
    expect(told).toMatchObject({ kind: "unreadable", facts: { body: body_ } });
  });
});

const refusing = (status: number, code: string) => () => ({
  status,
  body: JSON.stringify({ error: { code } }),
});

describe("what the sandbox gateway is asked", () => {
  const refund = {
    companyId,
    refundId: "ref_1",
    paymentId,
    externalId: "sbx_1",
    amount: { amount: 100, currency: "UAH" },
  };
  const order = {
    companyId,
    paymentId,
    customerId: "cus_1",
    price: { amount: 58055, currency: "UAH" },
    description: "Hatha, 1 spot",
    returnUrl: "https://yoga.example/thanks",
    callbackUrl: "https://api.example/v1/webhooks/sandbox/cmp_YOGA",
    expiresAt: "2026-05-01T10:30:00.000Z",
  };
  const each = {
    openCheckout: async () => (await sandbox()).openCheckout(order),
    status: async () => (await sandbox()).status({ companyId, paymentId }),
    refund: async () => (await sandbox()).refund(refund),
  };
  it("is signed with the company's key: the body, or the path where there is none", async () => {
    answer = () => ({ body: `{"status":"done"}` });
    await each.refund();
    answer = refusing(404, "checkout_unknown");
    await each.status();
    const [refunded, asked] = calls;
    expect(refunded?.headers["x-sandbox-signature"]).toBe(hmac(refunded?.body ?? ""));
    expect(asked?.path).toBe("/v1/checkouts/pay_1?merchantId=cmp_YOGA");
    expect(asked?.headers["x-sandbox-signature"]).toBe(hmac(asked?.path ?? ""));
  });

  it.each([
    ["500", () => ({ status: 500 })],
    ["429", () => ({ status: 429 })],
    ["a 404 of something in between", () => ({ status: 404, body: `{"message":"Not Found"}` })],
    ["a 200 that is a page", () => ({ body: "<html>" })],
    ["a redirect", () => ({ status: 302, headers: { location: "https://elsewhere.example/" } })],
  ])("PAY-3 is not decided by %s", async (_, say) => {
    answer = say;
    for (const ask of Object.values(each)) await expect(ask()).rejects.toThrow(Gateway.GatewayUnreachable);
  });

  it("PAY-3 is not decided by a connection that breaks", async () => {
    const { SANDBOX_URL } = process.env;
    process.env.SANDBOX_URL = "http://127.0.0.1:9";
    for (const ask of Object.values(each)) await expect(ask()).rejects.toThrow(Gateway.GatewayUnreachable);
    process.env.SANDBOX_URL = SANDBOX_URL;
  });

  it("is refused by the gateway's own word only", async () => {
    answer = refusing(422, "above_captured");
    expect(await each.refund()).toEqual({ status: "refused", reason: "above_captured" });
    await expect(each.openCheckout()).rejects.toMatchObject({ code: "gateway.refused" });
  });

  it("PAY-5 may be a payment that the gateway does not know", async () => {
    answer = refusing(404, "checkout_unknown");
    expect(await each.status()).toEqual({ news: "unknown" });
  });

  it("is a bug of ours when our own signature is not accepted", async () => {
    answer = refusing(401, "signature_invalid");
    await expect(each.refund()).rejects.toThrow("signature");
    await expect(each.refund()).rejects.not.toThrow(Gateway.GatewayUnreachable);
  });
});

describe("the registry", () => {
  it("PAY-8 knows only gateways that this environment reaches", async () => {
    const { SANDBOX_URL } = process.env;
    expect((await sandbox()).name).toBe("sandbox");
    expect(await Gateway.offered(companyId)).toEqual(["sandbox"]);
    await expect(Gateway.of(companyId, "paypal")).rejects.toMatchObject({ code: "gateway.unknown" });
    await expect(Gateway.of(companyId, "stripe")).rejects.toMatchObject({ code: "gateway.unknown" });
    delete process.env.SANDBOX_URL;
    await expect(sandbox()).rejects.toMatchObject({ code: "gateway.unknown" });
    await expect(Gateway.mustBeOffered(companyId, "sandbox")).rejects.toMatchObject({
      code: "gateway.unknown",
    });
    expect(await Gateway.offered(companyId)).toEqual([]);
    process.env.SANDBOX_URL = SANDBOX_URL;
  });
});
