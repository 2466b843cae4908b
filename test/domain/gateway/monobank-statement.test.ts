import { afterAll, beforeAll, expect, it } from "vitest";
import { monobank } from "../../../domain/gateway/monobank/monobank.ts";
import { ofLine } from "../../../domain/reconciliation/comparison.ts";
import { fresh } from "../../../domain/id.ts";
import { listen, open } from "../../twins.ts";

type Twin = Awaited<ReturnType<typeof open>>;
let twin: Twin;
let shop: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  twin = await open("monobank");
  shop = await listen();
});
afterAll(() => Promise.all([twin.close(), shop.close()]));

const DAY = 24 * 3600_000;
const price = { amount: 58_055, currency: "UAH" };
const orderOf = (paymentId: string) => ({
  companyId: "cmp_YOGA",
  paymentId,
  customerId: "cus_1",
  price,
  description: "Hatha",
  returnUrl: "https://yoga.example/thanks",
  callbackUrl: `${shop.url}/hook`,
  expiresAt: new Date(Date.now() + 30 * 60_000).toISOString(),
});

it("PAY-12 Monobank's statement names what was paid under our ids, and nothing else", async () => {
  const token = fresh("sandbox");
  const gateway = monobank({ token }, twin.url);
  const [paid, open_, other] = await Promise.all(
    ["pay_1", "pay_2", "shop-order-7"].map((paymentId) => gateway.openCheckout(orderOf(paymentId))),
  );
  for (const one of [paid, other]) {
    await twin.control({ token, invoiceId: one!.externalId, status: "success" });
  }
  const [from, to] = [new Date(Date.now() - DAY).toISOString(), new Date(Date.now() + DAY).toISOString()];
  const { lines, next } = await gateway.statement!({ companyId: "cmp_YOGA", from, to });
  const { externalId } = paid!;
  expect(lines).toEqual([{ lineId: externalId, externalId, kind: "captured", paymentId: "pay_1", price }]);
  expect(next).toBe(undefined);
  expect(open_!.externalId).not.toBe(externalId);
  const before = await gateway.statement!({ companyId: "cmp_YOGA", from, to: from });
  expect(before.lines).toEqual([]);
});

it("PAY-12 money on an invoice that was opened in vain is found", () => {
  const line = { lineId: "p2_2", externalId: "p2_2", kind: "captured", paymentId: "pay_1", price } as const;
  const payment = { gateway: "monobank", paymentId: "pay_1", externalId: "p2_1", price } as never;
  expect(ofLine(line, "monobank", payment)).toMatchObject([
    { kind: "unknown_here", about: "p2_2", theirs: price },
  ]);
});
