import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

describe("a checkout", () => {
  it("PAY-3 is opened once, however often it is asked for, even at once", async () => {
    const order = shop.order();
    const all = await Promise.all(
      Array.from({ length: 5 }, async () => (await sandbox()).openCheckout(order)),
    );
    expect(new Set(all.map(({ externalId }) => externalId)).size).toBe(1);
    expect(all[0]?.checkoutUrl).toBe(`${house.url}/checkout/${all[0]?.externalId}`);
    expect(await standing(order)).toEqual({ news: "pending", externalId: all[0]?.externalId, price });
  });

  it("PAY-3 is refused for another amount under the same reference", async () => {
    const order = await shop.open();
    const dearer = { ...order, price: { ...price, amount: 1 } };
    await expect((await sandbox()).openCheckout(dearer)).rejects.toMatchObject({
      code: "gateway.refused",
      detail: { reason: "reference_reused" },
    });
  });

  it("is nothing that the gateway knows of, before it is opened", async () => {
    expect(await standing({ paymentId: "pay_never" })).toEqual({ news: "unknown" });
  });

  it("is opened, asked for and refunded only with the merchant's own signature", async () => {
    const order = await shop.open();
    const body = JSON.stringify({
      merchantId: companyId,
      refundId: "ref_x",
      reference: order.paymentId,
      ...price,
    });
    const post = (path: string, signature: string) =>
      fetch(`${house.url}${path}`, { method: "POST", body, headers: { "x-sandbox-signature": signature } });
    const path = `/v1/checkouts/${order.paymentId}?merchantId=${companyId}`;
    const answers = [
      await post("/v1/refunds", ""),
      await post("/v1/refunds", sign(body, "cmp_TOURS")),
      await post("/v1/refunds", sign(`${body} `)),
      await post("/v1/checkouts", ""),
      await post("/v1/controls", ""),
      await fetch(`${house.url}${path}`),
      await fetch(`${house.url}${path}`, {
        headers: { "x-sandbox-signature": sign("") },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 401]);
    expect((await post("/v1/checkouts", sign(body))).status).toBe(400);
  });
});

describe("the hosted page", () => {
  it("shows what is paid, without script, and asks for nothing outside", async () => {
    const { checkoutUrl } = await shop.open();
    const answer = await fetch(checkoutUrl);
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain("UAH&nbsp;580.55".replace("&nbsp;", "\u00a0"));
    expect(page).toContain("no money moves");
    expect(page).toContain("Hatha &lt;b&gt;&amp;&quot;yoga&quot;&lt;/b&gt;");
    expect(page).not.toMatch(/<script|src=|<link|@import|url\(/);
    expect(answer.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' https:\/\/yoga\.example;/,
    );
    for (const outcome of ["paid", "declined", "silent", "abandoned"])
      expect(page).toContain(`value="${outcome}"`);
  });

  it("shows the outcome and a way back when it is decided", async () => {
    const { checkoutUrl } = await shop.open();
    await choose({ checkoutUrl }, { outcome: "declined" });
    const page = await (await fetch(checkoutUrl)).text();
    expect(page).toContain("Declined");
    expect(page).toContain('href="https://yoga.example/thanks?for=booking"');
    expect(page).not.toContain('value="paid"');
  });

  it("answers an unknown checkout with a page", async () => {
    const unknown = `${house.url}/checkout/sbx_unknown`;
    for (const answer of [
      await fetch(unknown),
      await choose({ checkoutUrl: unknown }, { outcome: "paid" }),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toContain("text/html");
    }
  });

  it.each([
    [{}],
    [{ outcome: "refunded" }],
    [{ outcome: "paid", delayMs: "600001" }],
    [{ outcome: "paid", delayMs: "-1" }],
    [{ outcome: "paid", copies: "11" }],
    [{ outcome: "paid", copies: "0" }],
    [{ outcome: "paid", amount: "1.5" }],
    [{ outcome: "paid", amount: "1e3" }],
    [{ outcome: "paid", currency: "hryvnia" }],
  ])("refuses %o with a page, and nothing happens", async (fields) => {
    const order = await shop.open();
    const answer = await choose(order, fields);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(await standing(order)).toMatchObject({ news: "pending" });
  });
});

describe("an outcome", () => {
  it("PAY-8 paid sends the payer back at once and tells the shop", async () => {
    const order = await shop.open();
    const answer = await choose(order, { outcome: "paid" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(order.returnUrl);
    await shop.delivered();
    expect(await shop.told()).toMatchObject([
      { news: "paid", paymentId: order.paymentId, externalId: order.externalId, price },
    ]);
    expect(await standing(order)).toEqual({ news: "paid", externalId: order.externalId, price, refunded: 0 });
  });

  it("declined takes nothing and tells the shop", async () => {
    const order = await shop.open();
    await choose(order, { outcome: "declined" });
    await shop.delivered();
    expect(await shop.told()).toMatchObject([{ news: "declined", price }]);
    expect(await standing(order)).toMatchObject({ news: "declined" });
  });

  it("silent takes the money and tells nobody: the status reveals it", async () => {
    const order = await shop.open();
    expect((await choose(order, { outcome: "silent" })).status).toBe(303);
    await shop.delivered();
    expect(shop.heard).toEqual([]);
    expect(await standing(order)).toMatchObject({ news: "paid", price });
  });

  it("abandoned changes nothing", async () => {
    const order = await shop.open();
    expect((await choose(order, { outcome: "abandoned" })).status).toBe(303);
    expect(await standing(order)).toMatchObject({ news: "pending" });
    expect(shop.heard).toEqual([]);
  });

  it("PAY-4 is decided once, by the first of many; the others only repeat it", async () => {
    const order = await shop.open();
    const outcomes = ["paid", "declined", "paid", "declined", "paid"];
    await Promise.all(outcomes.map((outcome) => choose(order, { outcome })));
    await shop.delivered();
    const news = await shop.told();
    expect(news).toHaveLength(5);
    expect(new Set(news.map(({ key }) => key)).size).toBe(1);
    expect(await standing(order)).toMatchObject({ news: news[0]?.news });
  });

  it("PAY-4 is told again when the payer presses again", async () => {
    const order = await shop.open();
    await choose(order, { outcome: "paid" });
    await shop.delivered();
    await choose(order, { outcome: "paid" });
    await shop.delivered();
    const [first, second] = await shop.told();
    expect(second).toEqual(first);
  });

  it("is taken after the time is over, as from a payer who was at his bank", async () => {
    const order = await shop.open(shop.order(-1000));
    const { checkoutUrl } = order;
    expect(await (await fetch(checkoutUrl)).text()).toContain("late payment");
    await choose({ checkoutUrl }, { outcome: "paid" });
    expect(await standing(order)).toMatchObject({ news: "paid" });
  });
});
