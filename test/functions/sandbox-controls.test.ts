import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import {
  choose,
  companyId,
  openHouse,
  openShop,
  price,
  sandbox,
  sign,
  standing,
  type House,
  type Shop,
} from "./sandbox-house.ts";

let house: House;
let shop: Shop;

beforeAll(async () => {
  house = await openHouse();
  shop = await openShop(house);
});
afterAll(() => Promise.all([house.close(), shop.close()]));
beforeEach(() => shop.forget());

describe("the test controls", () => {
  it("PAY-4 send identical copies at once", async () => {
    const order = await shop.open();
    await choose(order, { outcome: "paid", copies: "5" });
    await shop.delivered();
    expect(shop.heard).toHaveLength(5);
    const sent = shop.heard.map(({ body, headers }) =>
      JSON.stringify([headers["x-sandbox-signature"], body.toString()]),
    );
    expect(new Set(sent).size).toBe(1);
  });

  it("PAY-4 send outdated news after the outcome", async () => {
    const order = await shop.open();
    await choose(order, { outcome: "paid", reorder: "1" });
    await shop.delivered();
    const [paid, pending] = await shop.told();
    expect([paid?.news, pending?.news]).toEqual(["paid", "pending"]);
    expect(pending?.rank).toBeLessThan(paid?.rank ?? 0);
  });

  it("PAY-7 pay another amount or currency, and the gateway holds what was paid", async () => {
    const [cheap, foreign] = [await shop.open(), await shop.open()];
    await choose(cheap, { outcome: "paid", amount: "1" });
    await choose(foreign, { outcome: "paid", currency: "EUR", delayMs: "" });
    await shop.delivered();
    const paid = (await shop.told()).map((news) => news.price);
    expect(paid).toContainEqual({ amount: 1, currency: "UAH" });
    expect(paid).toContainEqual({ amount: price.amount, currency: "EUR" });
    expect(await standing(cheap)).toMatchObject({ price: { amount: 1 } });
  });

  it("PAY-7 claim another amount later, and the gateway still holds what was paid", async () => {
    const order = await shop.open();
    await choose(order, { outcome: "paid" });
    await shop.delivered();
    await choose(order, { outcome: "paid", amount: "1" });
    await shop.delivered();
    expect((await shop.told()).map((news) => news.price?.amount)).toEqual([price.amount, 1]);
    expect(await standing(order)).toMatchObject({ price });
  });

  it("PAY-6 delay the callback, not the payer", async () => {
    const order = await shop.open();
    const started = performance.now();
    await choose(order, { outcome: "paid", delayMs: "150" });
    expect(shop.heard).toEqual([]);
    await shop.delivered();
    expect(performance.now() - started).toBeGreaterThan(140);
    expect(shop.heard).toHaveLength(1);
  });
});

describe("a callback that the shop does not take", () => {
  it("PAY-9 fails, so that it is sent again, with the same bytes and a new signature", async () => {
    const order = await shop.open();
    shop.says = 500;
    await choose(order, { outcome: "paid", copies: "2" });
    const [first] = await shop.delivered();
    expect(first).toMatchObject({
      status: "rejected",
      reason: { message: "2 of 2 callbacks were not taken." },
    });
    shop.says = 200;
    const restore = Clock.replace(() => Date.now() + 60_000);
    const { handler } = await import("../../functions/sandbox/callback.ts");
    await handler({ detail: house.events.at(-1) } as Parameters<typeof handler>[0]);
    restore();
    expect(new Set(shop.heard.map(({ body }) => body.toString())).size).toBe(1);
    expect(shop.heard.at(-1)?.headers["x-sandbox-signature"]).not.toBe(
      shop.heard[0]?.headers["x-sandbox-signature"],
    );
    expect(await shop.told()).toHaveLength(4);
  });
});

const paid = async () => {
  const order = await shop.open();
  await choose(order, { outcome: "silent" });
  return async (refundId: string, amount: number, currency = "UAH") =>
    (await sandbox()).refund({ ...order, refundId, amount: { amount, currency } });
};
const control = async (refunds: string) => {
  const body = JSON.stringify({ merchantId: companyId, refunds });
  const headers = { "x-sandbox-signature": sign(body) };
  return (await fetch(`${house.url}/v1/controls`, { method: "POST", body, headers })).status;
};

describe("a refund", () => {
  it("PAY-11 is paid once, however often it is asked for", async () => {
    const refund = await paid();
    const all = await Promise.all(Array.from({ length: 5 }, () => refund("ref_1", 10_000)));
    expect(all).toEqual(Array.from({ length: 5 }, () => ({ status: "done" })));
    expect(await refund("ref_2", 48_055)).toEqual({ status: "done" });
    expect(await refund("ref_3", 1)).toEqual({ status: "refused", reason: "above_captured" });
    expect(await refund("ref_1", 10_000)).toEqual({ status: "done" });
  });

  it("PAY-2 refunds racing for one capture never pay more than it", async () => {
    const refund = await paid();
    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => refund(`ref_${n}`, 20_000)));
    expect(all.filter(({ status }) => status === "done")).toHaveLength(2);
    expect(all.filter(({ reason }) => reason === "above_captured")).toHaveLength(8);
  });

  it("is refused for another amount, another currency, and where nothing was captured", async () => {
    const refund = await paid();
    await refund("ref_1", 100);
    expect(await refund("ref_1", 200)).toMatchObject({ status: "refused", reason: "refund_reused" });
    expect(await refund("ref_2", 100, "EUR")).toMatchObject({ reason: "currency_differs" });
    const order = await shop.open();
    const early = { ...order, refundId: "ref_3", amount: price };
    expect(await (await sandbox()).refund(early)).toMatchObject({ reason: "not_captured" });
    expect(await (await sandbox()).refund({ ...early, paymentId: "pay_never" })).toMatchObject({
      reason: "checkout_unknown",
    });
  });

  it("can be made to fail and to work again", async () => {
    const refund = await paid();
    expect(await control("unreachable")).toBe(200);
    await expect(refund("ref_1", 100)).rejects.toThrow(Gateway.GatewayUnreachable);
    expect(await control("ok")).toBe(200);
    expect(await refund("ref_1", 100)).toEqual({ status: "done" });
  });
});
