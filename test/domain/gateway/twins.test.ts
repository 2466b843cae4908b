import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Gateway from "../../../domain/gateway/gateway.ts";
import { liqpay } from "../../../domain/gateway/liqpay/liqpay.ts";
import { monobank } from "../../../domain/gateway/monobank/monobank.ts";
import { fresh } from "../../../domain/id.ts";
import { choose, listen, open, privateKeyOf } from "../../twins.ts";
import { MINUTE, travel } from "../../world.ts";

type Twin = Awaited<ReturnType<typeof open>>;
const price = { amount: 58055, currency: "UAH" };
const money = (amount: number) => ({ ...price, amount });
let twins: Record<"liqpay" | "monobank", Twin>;

beforeAll(async () => {
  twins = { liqpay: await open("liqpay"), monobank: await open("monobank") };
});
afterAll(() => Promise.all(Object.values(twins).map(({ close }) => close())));

/** A merchant with an ear, new for every test. */
async function merchant(name: "liqpay" | "monobank", version: 3 | 7 = 3) {
  const twin = twins[name];
  const shop = await listen();
  const id = fresh("sandbox");
  const gateway: Gateway.Gateway =
    name === "liqpay"
      ? liqpay({ publicKey: id, privateKey: privateKeyOf(id), version }, twin.url)
      : monobank({ token: id }, twin.url);
  let orders = 0;
  const opened = async (more: Partial<Gateway.Order> = {}) => {
    const order: Gateway.Order = {
      companyId: "cmp_YOGA",
      paymentId: `pay_${id}_${orders++}`,
      customerId: "cus_1",
      price,
      description: "Hatha & <b>more</b>",
      returnUrl: "https://yoga.example/thanks?for=booking",
      callbackUrl: `${shop.url}/hook`,
      expiresAt: new Date(Date.now() + 30 * MINUTE).toISOString(),
      ...more,
    };
    return { ...order, ...(await gateway.openCheckout(order)) };
  };
  const told = async (): Promise<Gateway.News[]> => {
    await twin.settled();
    const heard = shop.heard.map(({ body, headers }) =>
      gateway.verify({ companyId: "cmp_YOGA", rawBody: body, headers: headers as Record<string, string> }),
    );
    return (await Promise.all(heard)) as Gateway.News[];
  };
  const control = (order: object) =>
    twin.control({ [name === "liqpay" ? "publicKey" : "token"]: id, ...order });
  const jump = ({ paymentId, externalId }: { paymentId: string; externalId: string }, status: string) =>
    control({ ...(name === "liqpay" ? { orderId: paymentId } : { invoiceId: externalId }), status });
  const refund = (
    of: { paymentId: string; externalId: string },
    refundId: string,
    amount: number,
    before = 0,
  ) =>
    gateway.refund({ companyId: "cmp_YOGA", ...of, refundId, amount: money(amount), before: money(before) });
  return { gateway, shop, opened, told, control, jump, refund, [Symbol.asyncDispose]: shop.close };
}

describe.each(["liqpay", "monobank"] as const)("the adapter of %s at its twin", (name) => {
  it("PAY-8 takes a payment through the hosted page, and the callback is believed", async () => {
    await using shop = await merchant(name);
    const order = await shop.opened();
    const answer = await choose(order.checkoutUrl, "paid");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, order.returnUrl]);
    const news = await shop.told();
    expect(news.at(-1)).toMatchObject({
      news: "paid",
      paymentId: order.paymentId,
      externalId: order.externalId,
      price,
    });
    expect(await shop.gateway.status(order)).toEqual({ news: "paid", externalId: order.externalId, price });
  });

  it("has a page without script, which says that no money moves", async () => {
    await using shop = await merchant(name);
    const { checkoutUrl } = await shop.opened();
    const page = await (await fetch(checkoutUrl)).text();
    expect(page).toContain("UAH\u00a0580.55");
    expect(page).toContain("Hatha &amp; &lt;b&gt;more&lt;/b&gt;");
    expect(page).toContain("no money moves");
    expect(page).not.toMatch(/<script|src=|<link|@import|url\(/);
  });

  it("PAY-5 declined is told, silent is found by asking, abandoned is nothing", async () => {
    await using shop = await merchant(name);
    const [declined, silent, abandoned] = [await shop.opened(), await shop.opened(), await shop.opened()];
    await choose(declined.checkoutUrl, "declined");
    expect((await shop.told()).at(-1)).toMatchObject({ news: "declined", paymentId: declined.paymentId });
    expect(await shop.gateway.status(declined)).toMatchObject({ news: "declined" });
    const before = shop.shop.heard.length;
    await choose(silent.checkoutUrl, "silent");
    await choose(abandoned.checkoutUrl, "abandoned");
    await shop.told();
    expect(shop.shop.heard).toHaveLength(before);
    expect(await shop.gateway.status(silent)).toMatchObject({ news: "paid", price });
    expect(["pending", "unknown"]).toContain((await shop.gateway.status(abandoned)).news);
  });

  it("PAY-4 calls in copies, in any order, or never, as it is told", async () => {
    await using shop = await merchant(name);
    await shop.control({ manner: { copies: 3 } });
    const first = await shop.opened();
    await choose(first.checkoutUrl, "paid");
    const news = (await shop.told()).filter((one) => one.news === "paid");
    expect(news).toHaveLength(3);
    expect(new Set(news.map(({ key }) => key)).size).toBe(1);
    shop.shop.heard.length = 0;
    await shop.control({ manner: { hold: true } });
    const second = await shop.opened();
    await choose(second.checkoutUrl, "paid");
    await shop.jump(second, "reversed");
    const held = name === "liqpay" ? [1, 0, 1] : [2, 1, 2];
    await shop.control({ release: held });
    expect((await shop.told()).map((one) => one.news)).toEqual(["reversed", "paid", "reversed"]);
  });

  it("PAY-11 pays back in parts, each once however often it is asked for, and never more than was paid", async () => {
    await using shop = await merchant(name);
    const order = await shop.opened();
    await choose(order.checkoutUrl, "paid");
    expect(await shop.refund(order, "ref_1", 10_000)).toEqual({ status: "done" });
    expect(await shop.refund(order, "ref_1", 10_000)).toEqual({ status: "done" });
    expect(await shop.refund(order, "ref_2", 50_000, 10_000)).toMatchObject({ status: "refused" });
    expect(await shop.refund(order, "ref_3", 48_055, 10_000)).toEqual({ status: "done" });
    expect(await shop.refund(order, "ref_3", 48_055, 10_000)).toEqual({ status: "done" });
    expect(await shop.refund(order, "ref_4", 1, 58_055)).toMatchObject({ status: "refused" });
    expect((await shop.told()).at(-1)).toMatchObject({ news: name === "liqpay" ? "reversed" : "refunded" });
  });

  it("PAY-11 finds a refund again whose answer was lost, instead of paying twice", async () => {
    await using shop = await merchant(name);
    const order = await shop.opened();
    await choose(order.checkoutUrl, "paid");
    await shop.control({ refunds: "lost" });
    await expect(shop.refund(order, "ref_1", 10_000)).rejects.toThrow(Gateway.GatewayUnreachable);
    await shop.control({ refunds: name === "liqpay" ? "done" : "success" });
    expect(await shop.refund(order, "ref_1", 10_000)).toEqual({ status: "done" });
    expect(await shop.refund(order, "ref_2", 48_055, 10_000)).toEqual({ status: "done" });
  });

  it("PAY-11 pays a refund once that is asked for several times at once, and says of each that it is done", async () => {
    await using shop = await merchant(name);
    const order = await shop.opened();
    await choose(order.checkoutUrl, "paid");
    const asked = Array.from({ length: 5 }, () => shop.refund(order, "ref_1", 58_055));
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 5 }, () => ({ status: "done" })));
    expect(await shop.refund(order, "ref_2", 1, 58_055)).toMatchObject({ status: "refused" });
  });

  it("PAY-11 waits for a refund that takes its time, and says when one is refused", async () => {
    await using shop = await merchant(name);
    const order = await shop.opened();
    await choose(order.checkoutUrl, "paid");
    await shop.control({ refunds: name === "liqpay" ? "refused" : "failure" });
    expect(await shop.refund(order, "ref_1", 58_055)).toMatchObject({ status: "refused" });
    await shop.control({ refunds: name === "liqpay" ? "waiting" : "processing" });
    expect(await shop.refund(order, "ref_1", 58_055)).toMatchObject({ status: "pending" });
    expect(await shop.refund(order, "ref_1", 58_055)).toMatchObject({ status: "pending" });
    if (name === "liqpay") await shop.jump(order, "reversed");
    else await shop.control({ invoiceId: order.externalId, finish: true });
    expect(await shop.refund(order, "ref_1", 58_055)).toEqual({ status: "done" });
  });

  it("saves a card, and takes money from it once per payment", async () => {
    await using shop = await merchant(name);
    const order = await shop.opened({ saveCard: true });
    await choose(order.checkoutUrl, "paid");
    const card = (await shop.told()).at(-1)?.savedCard;
    expect(card?.token).toBeTruthy();
    const charge = {
      ...order,
      paymentId: `${order.paymentId}x`,
      price: money(1),
      cardToken: card?.token ?? "",
    };
    const first = await shop.gateway.chargeSaved(charge);
    expect(first).toMatchObject({ news: "paid", price: money(1) });
    expect(await shop.gateway.chargeSaved(charge)).toEqual(first);
    const other = { ...charge, paymentId: `${order.paymentId}y`, cardToken: "card_of_nobody" };
    const reason = name === "liqpay" ? "err_no_card_token" : "invalid_card_token";
    expect(await shop.gateway.chargeSaved(other)).toEqual({ news: "declined", reason, final: true });
  });

  it("PAY-4 finds a charge again whose answer was lost, by our own id, and says what its bank says", async () => {
    await using shop = await merchant(name);
    const order = await shop.opened({ saveCard: true });
    await choose(order.checkoutUrl, "paid");
    const cardToken = (await shop.told()).at(-1)?.savedCard?.token ?? "";
    const charge = (nth: string) => ({ ...order, paymentId: `${order.paymentId}${nth}`, cardToken });
    await shop.control({ charges: "lost" });
    await expect(shop.gateway.chargeSaved(charge("x"))).rejects.toThrow(Gateway.GatewayUnreachable);
    const { externalId: _, ...unanswered } = charge("x");
    expect(await shop.gateway.status(unanswered)).toMatchObject({ news: "paid", price });
    await shop.control({ charges: "failure" });
    using _later = travel(26 * 60 * MINUTE);
    expect(await shop.gateway.chargeSaved(charge("x"))).toMatchObject({ news: "paid", price });
    const reason = name === "liqpay" ? "limit" : "59";
    expect(await shop.gateway.chargeSaved(charge("y"))).toMatchObject({ news: "declined", reason });
    await shop.control({ charges: "processing" });
    expect(await shop.gateway.chargeSaved(charge("z"))).toMatchObject({ news: "pending" });
  });

  it("PAY-10 says whether the credentials are right", async () => {
    await using shop = await merchant(name);
    expect(await shop.gateway.check()).toBe("ok");
    const { url } = twins[name];
    const wrong =
      name === "liqpay"
        ? liqpay({ publicKey: "sandbox_i1", privateKey: "wrong", version: 3 }, url)
        : monobank({ token: "revoked-token" }, url);
    expect(await wrong.check()).toBe("refused");
    await expect(
      wrong.status({ companyId: "cmp_YOGA", paymentId: "pay_1", externalId: "x" }),
    ).rejects.toThrow(Gateway.GatewayUnreachable);
  });
});

describe("LiqPay's twin", () => {
  it("speaks the newer hash to a merchant who does", async () => {
    await using shop = await merchant("liqpay", 7);
    const order = await shop.opened();
    await choose(order.checkoutUrl, "paid");
    expect((await shop.told()).at(-1)).toMatchObject({ news: "paid", price });
    expect(await shop.refund(order, "ref_1", 58_055)).toEqual({ status: "done" });
  });

  it("PAY-11 money that somebody else paid back is not our refund", async () => {
    await using shop = await merchant("liqpay");
    const order = await shop.opened();
    await choose(order.checkoutUrl, "paid");
    await shop.refund(order, "ref_1", 20_000);
    expect(await shop.refund(order, "ref_2", 10_000)).toEqual({
      status: "refused",
      reason: "returned_otherwise",
    });
  });
});

describe("Monobank's twin", () => {
  it("PAY-3 opens as many invoices as it is asked for, and takes one away that nobody has paid", async () => {
    await using shop = await merchant("monobank");
    const order = await shop.opened();
    const second = await shop.opened({ paymentId: order.paymentId });
    expect(second.externalId).not.toBe(order.externalId);
    await shop.gateway.discard!(second.externalId);
    expect(await shop.gateway.status(second)).toEqual({ news: "unknown" });
    expect((await fetch(second.checkoutUrl)).status).toBe(404);
    expect(await shop.gateway.status(order)).toMatchObject({ news: "pending" });
  });

  it("PAY-9 may sign with another key from one day to the next", async () => {
    await using shop = await merchant("monobank");
    await choose((await shop.opened()).checkoutUrl, "paid");
    await shop.told();
    await shop.control({ replaceKey: true });
    using _later = travel(2 * MINUTE);
    await choose((await shop.opened()).checkoutUrl, "paid");
    expect((await shop.told()).at(-1)).toMatchObject({ news: "paid" });
  });
});
