import { describe, expect, it } from "vitest";
import * as Gateway from "../../../domain/gateway/gateway.ts";
import { Credentials } from "../../../domain/gateway/monobank/monobank.ts";
import { MINUTE } from "../../world.ts";
import { adapter, bank, paid, rank, told, useBank, verify } from "./bank.ts";

useBank();

describe("a callback of Monobank", () => {
  it("PAY-8 says what became of which payment", async () => {
    expect(await told(paid)).toMatchObject({
      kind: "news",
      externalId: "p2_9ZgpZVsl3",
      paymentId: "pay_1",
      news: "paid",
      at: "2026-05-01T09:59:59.000Z",
      price: { amount: 58055, currency: "UAH" },
      facts: { card: "444403******1902", ccy: 980 },
    });
  });

  it("names a saved card, and keeps its token nowhere else", async () => {
    const news = await told({
      ...paid,
      walletData: { cardToken: "TOKEN-1", walletId: "cus_1", status: "created" },
    });
    expect(news).toMatchObject({
      savedCard: { token: "TOKEN-1", mask: "444403******1902", walletId: "cus_1" },
    });
    expect(JSON.stringify({ ...(news as object), savedCard: undefined })).not.toContain("TOKEN-1");
  });

  it.each([
    ["created", "pending"],
    ["processing", "pending"],
    ["hold", "pending"],
    ["success", "paid"],
    ["failure", "declined"],
    ["expired", "declined"],
    ["reversed", "reversed"],
  ])("PAY-8 %s means %s", async (status, news) => {
    expect(await told({ ...paid, status })).toMatchObject({ news });
  });

  it("PAY-11 tells our refunds from money that somebody else gave back", async () => {
    expect(await reversed(cancel("ref_1"))).toMatchObject({ news: "refunded" });
    expect(await reversed(cancel("ref_1"), cancel("ref_2"))).toMatchObject({ news: "refunded" });
    expect(await reversed(cancel("ref_1"), cancel())).toMatchObject({ news: "reversed" });
    expect(await reversed(cancel("by hand"))).toMatchObject({ news: "reversed" });
    expect(await reversed(cancel("ref_1", "failure"))).toMatchObject({ news: "reversed" });
  });

  it("ranks by the time of the change, and within a second by the step of life", async () => {
    const steps = ["created", "processing", "hold", "success", "reversed"];
    const ranks = await Promise.all(steps.map((status) => rank({ ...paid, status })));
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    expect(new Set(ranks).size).toBe(steps.length);
    expect(await rank({ ...paid, status: "created", modifiedDate: "2026-05-01T10:00:00Z" })).toBeGreaterThan(
      ranks.at(-1)!,
    );
  });

  it("PAY-7 says what was taken: less than the invoice, unless it is less because something went back", async () => {
    expect(await told({ ...paid, finalAmount: 100 })).toMatchObject({ price: { amount: 100 } });
    const cancelList = [{ status: "success", amount: 57955, ccy: 980, extRef: "ref_1" }];
    expect(await told({ ...paid, finalAmount: 100, cancelList })).toMatchObject({ price: { amount: 58055 } });
    expect(await told({ ...paid, ccy: 840 })).toMatchObject({ price: { amount: 58055, currency: "USD" } });
  });

  it.each([
    ["not JSON", "paid!"],
    ["empty", ""],
    ["a list", "[]"],
    ["an unknown status", JSON.stringify({ ...paid, status: "disputed" })],
    ["an amount as text", JSON.stringify({ ...paid, amount: "58055" })],
    ["an amount with decimals", JSON.stringify({ ...paid, amount: 580.55 })],
    ["an amount with an exponent", JSON.stringify(paid).replace(`"amount":58055`, `"amount":5.8055e4`)],
    ["a negative amount", JSON.stringify({ ...paid, amount: -1 })],
    ["an enormous amount", JSON.stringify(paid).replace(`"amount":58055`, `"amount":${"9".repeat(30)}`)],
    ["not a number", JSON.stringify({ ...paid, amount: Number.NaN })],
    ["no amount", JSON.stringify({ ...paid, amount: undefined })],
    ["an unknown currency", JSON.stringify({ ...paid, ccy: 999 })],
    ["no reference", JSON.stringify({ ...paid, reference: undefined })],
    ["a time that is none", JSON.stringify({ ...paid, modifiedDate: "yesterday" })],
  ])("PAY-7 is kept for people when it is truly signed but %s", async (_, body) => {
    expect(await verify(body)).toMatchObject({ kind: "unreadable" });
  });

  it("PAY-10 wants a token, and says nothing of it when it is none", () => {
    expect(Credentials.safeParse({ token: "uAvDe23DVr7MUJpnOTV7rUz" }).success).toBe(true);
    const { error } = Credentials.safeParse({ token: "with spaces in it" });
    expect(String(error)).not.toContain("with spaces");
  });
});

describe("what Monobank is asked", () => {
  const money = { amount: 100, currency: "UAH" };
  const order = {
    companyId: "cmp_YOGA",
    paymentId: "pay_1",
    customerId: "cus_1",
    price: { amount: 58055, currency: "UAH" },
    description: "Hatha, 1 place",
    returnUrl: "https://yoga.example/thanks",
    callbackUrl: "https://api.example/v1/webhooks/monobank/cmp_YOGA",
    expiresAt: new Date(Date.now() + 30 * MINUTE).toISOString(),
  };
  const refund = {
    ...order,
    refundId: "ref_1",
    externalId: "inv_1",
    amount: money,
    before: { ...money, amount: 0 },
  };
  const each = {
    openCheckout: () => adapter().openCheckout(order),
    status: () => adapter().status({ ...order, externalId: "inv_1" }),
    refund: () => adapter().refund(refund),
    chargeSaved: () => adapter().chargeSaved({ ...order, cardToken: "TOKEN-1" }),
    check: () => adapter().check(),
  };

  it.each([
    ["500", () => ({ status: 500 })],
    ["429", () => ({ status: 429 })],
    ["a redirect", () => ({ status: 302, headers: { location: "https://elsewhere.example/" } })],
  ])("PAY-3 is not decided by %s", async (_, say) => {
    bank.answer = say;
    for (const ask of Object.values(each)) await expect(ask()).rejects.toThrow(Gateway.GatewayUnreachable);
  });

  it.each([
    [
      "a token that is not accepted",
      () => ({ status: 403, body: `{"errCode":"FORBIDDEN","errText":"forbidden"}` }),
    ],
    ["a 404 of something in between", () => ({ status: 404, body: `{"message":"Not Found"}` })],
    ["a page", () => ({ body: "<html>" })],
  ])("PAY-3 is not decided by %s", async (_, say) => {
    bank.answer = say;
    const { check, ...others } = each;
    for (const ask of Object.values(others)) await expect(ask()).rejects.toThrow(Gateway.GatewayUnreachable);
    await check();
  });

  it("PAY-3 is refused by the bank's own word only, and in a currency that it takes", async () => {
    bank.answer = () => ({ status: 400, body: `{"errCode":"BAD_REQUEST","errText":"invalid amount"}` });
    await expect(each.openCheckout()).rejects.toMatchObject({
      code: "gateway.refused",
      detail: { reason: "BAD_REQUEST" },
    });
    const yen = { ...order, price: { amount: 1, currency: "JPY" } };
    await expect(adapter().openCheckout(yen)).rejects.toMatchObject({
      detail: { reason: "currency_unsupported" },
    });
  });

  it("PAY-5 may be a payment without an invoice, or an invoice that it does not know", async () => {
    bank.answer = () => ({ body: `{"list":[]}` });
    expect(await adapter().status(order)).toEqual({ news: "unknown" });
    expect(bank.calls.map(({ path }) => path.split("?")[0])).toEqual(["/api/merchant/statement"]);
    bank.answer = () => ({ status: 404, body: `{"errCode":"INVOICE_NOT_FOUND","errText":"not found"}` });
    expect(await each.status()).toEqual({ news: "unknown" });
  });
});

function cancel(extRef?: string, status = "success") {
  return { status, amount: 58055, ccy: 980, extRef };
}
async function reversed(...cancelList: object[]) {
  return told({ ...paid, status: "reversed", finalAmount: 0, cancelList });
}
