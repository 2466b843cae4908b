import { describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import * as Callback from "../../domain/payment/callback.ts";
import { chase } from "../../domain/payment/chase.ts";
import * as Payment from "../../domain/payment/payment.ts";
import { topUp } from "../../domain/wallet/top-up.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import {
  as,
  asSystem,
  company,
  MINUTE,
  pay,
  proveInvariants,
  refusal,
  sandbox,
  travel,
  type Person,
  type World,
} from "../world.ts";

const currency = "UAH";

const balance = async ({ companyId }: World, customerId: string) =>
  (await Wallet.find({ companyId, customerId, currency }))?.available ?? 0;

const start = (world: World, who: Person, key?: string, amount = 30_000) =>
  as(
    who,
    () => topUp({ companyId: world.companyId, amount: { amount, currency }, ...sandbox }),
    key === undefined ? {} : { key },
  );
const news = async (world: World, paymentId: string, more: object = {}) => {
  const payment = await Payment.get(world.companyId, paymentId);
  return asSystem(() =>
    Callback.receive(world.companyId, "sandbox", {
      kind: "news",
      key: `${paymentId}:paid`,
      externalId: payment.externalId!,
      paymentId,
      news: "paid",
      rank: 30,
      at: Clock.iso(),
      price: payment.price,
      facts: {},
      ...more,
    }),
  );
};

describe("a top-up", () => {
  it("LED-7 by gateway: a checkout, and when the money comes it is in the wallet, once however often it is told", async () => {
    const world = await company();
    const [opened, repeated] = [await start(world, world.ada, "k"), await start(world, world.ada, "k")];
    expect(repeated).toEqual(opened);
    expect(opened).toMatchObject({ status: "PENDING", amount: { amount: 30_000, currency } });
    await pay(opened);
    await Promise.all(["a", "b", "c"].map((key) => news(world, opened.paymentId, { key })));
    const { customerId = "" } = await Payment.get(world.companyId, opened.paymentId);
    expect(await balance(world, customerId)).toBe(30_000);
    await proveInvariants(world);
  });

  it("PAY-5 without a word is asked about, and fails or succeeds by the gateway's answer", async () => {
    const world = await company();
    const [paid, unpaid] = [await start(world, world.ada), await start(world, world.boris)];
    await pay(paid);
    using _ = travel(31 * MINUTE);
    for (const { paymentId } of [paid, unpaid]) await asSystem(() => chase(world.companyId, paymentId));
    const after = await Promise.all(
      [paid, unpaid].map(({ paymentId }) => Payment.get(world.companyId, paymentId)),
    );
    expect(after.map(({ status }) => status)).toEqual(["SUCCEEDED", "FAILED"]);
    expect(await balance(world, after[0]!.customerId!)).toBe(30_000);
    await proveInvariants(world);
  });

  it("PAY-7 of another amount than was asked for is quarantined, and the wallet is as it was", async () => {
    const world = await company();
    const { paymentId } = await start(world, world.ada);
    const wrong = await news(world, paymentId, { price: { amount: 29_999, currency } });
    expect(wrong).toEqual({ outcome: "quarantined" });
    const { customerId = "" } = await Payment.get(world.companyId, paymentId);
    expect(await balance(world, customerId)).toBe(0);
  });

  it("PAY-1 in another currency than the company's is refused", async () => {
    const world = await company();
    const { companyId } = world;
    const refused = await refusal(
      as(world.ada, () => topUp({ companyId, amount: { amount: 1, currency: "EUR" }, ...sandbox })),
    );
    expect(refused.code).toBe("wallet.currency_differs");
  });
});
