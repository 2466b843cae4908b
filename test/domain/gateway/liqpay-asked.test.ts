import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Gateway from "../../../domain/gateway/gateway.ts";
import { liqpay } from "../../../domain/gateway/liqpay/liqpay.ts";
import { serve, type Said, type Server } from "../../functions/edge.ts";

const money = { amount: 100, currency: "UAH" };
const order = {
  companyId: "cmp_YOGA",
  paymentId: "pay_1",
  customerId: "cus_1",
  price: money,
  description: "Hatha, 1 place",
  returnUrl: "https://yoga.example/thanks",
  callbackUrl: "https://api.example/v1/webhooks/liqpay/cmp_YOGA",
  expiresAt: "2026-05-01T10:30:00.000Z",
};
const refund = {
  ...order,
  refundId: "ref_1",
  externalId: "pay_1",
  amount: money,
  before: { ...money, amount: 0 },
};

let server: Server;
let answer: () => Said = () => ({ status: 500 });
beforeAll(async () => {
  server = await serve(() => answer());
});
afterAll(() => server.close());

const gateway = () => liqpay({ publicKey: "i123", privateKey: "secret", version: 3 }, server.url);
const each = {
  status: () => gateway().status(order),
  refund: () => gateway().refund(refund),
  chargeSaved: () => gateway().chargeSaved({ ...order, cardToken: "TOKEN-1" }),
};
const saying = (body: object): Said => ({ body: JSON.stringify(body) });
const failing = (code: string): Said => saying({ result: "error", status: "error", err_code: code });
const payment = {
  result: "ok",
  payment_id: 1,
  order_id: "pay_1",
  status: "success",
  amount: 1,
  currency: "UAH",
};

describe("what LiqPay is asked", () => {
  it.each([
    ["500", { status: 500 }],
    ["429", { status: 429 }],
    ["a redirect", { status: 302, headers: { location: "https://elsewhere.example/" } }],
    ["a page", { body: "<html>" }],
    ["nothing", { body: "" }],
    ["an answer without meaning", saying({})],
    ["keys that are not accepted", failing("err_signature")],
    ["a shop that is blocked", failing("shop_blocked")],
    ["an error without a word", saying({ result: "error" })],
    ["the payment of another order", saying({ ...payment, order_id: "pay_2" })],
  ])("PAY-3 is not decided by %s", async (_, said) => {
    answer = () => said;
    for (const ask of Object.values(each)) await expect(ask()).rejects.toThrow(Gateway.GatewayUnreachable);
  });

  it("PAY-3 is not decided by a status that there is not, or an amount that is not exact", async () => {
    answer = () => saying({ ...payment, status: "unheard_of" });
    await expect(each.status()).rejects.toThrow(Gateway.GatewayUnreachable);
    answer = () => saying({ ...payment, refund_amount: 0.001 });
    await expect(each.refund()).rejects.toThrow(Gateway.GatewayUnreachable);
    answer = () => saying({ ...payment, amount: 1.001 });
    expect(await each.status()).toEqual({ news: "paid", externalId: "pay_1" });
  });

  it("PAY-5 may be a payment that it does not know, or one that was paid back", async () => {
    answer = () => failing("payment_not_found");
    expect(await each.status()).toEqual({ news: "unknown" });
    expect(await each.refund()).toEqual({ status: "refused", reason: "payment_not_found" });
    expect(await each.chargeSaved()).toEqual({ news: "declined", reason: "payment_not_found" });
    answer = () => saying({ ...payment, status: "reversed" });
    expect(await each.status()).toMatchObject({ news: "declined" });
    expect(await each.refund()).toEqual({ status: "done" });
  });

  it("PAY-10 says whether its keys are right only when LiqPay says so", async () => {
    answer = () => failing("payment_not_found");
    expect(await gateway().check()).toBe("ok");
    answer = () => failing("public_key_not_found");
    expect(await gateway().check()).toBe("refused");
    answer = () => failing("limit");
    await expect(gateway().check()).rejects.toThrow(Gateway.GatewayUnreachable);
  });
});
