import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { book } from "../../../domain/booking/book.ts";
import * as Checkout from "../../../domain/payment/checkout.ts";
import * as Payment from "../../../domain/payment/payment.ts";
import { as, asSystem, proveInvariants } from "../../world.ts";
import * as Twins from "../../twins.ts";
import { open } from "./merchant.ts";

/** Monobank makes an invoice each time it is asked for one. */
describe("a checkout where opening twice makes two", () => {
  let shop: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    shop = await open("monobank");
  });
  afterAll(async () => {
    await proveInvariants(shop);
    await shop.close();
  });
  const invoicesOf = async (reference: string) => {
    const { invoices } = (await shop.control({ reference })) as { invoices: { invoiceId: string }[] };
    return invoices.map(({ invoiceId }) => invoiceId);
  };

  it("PAY-3 is one for every repeat of the request, also at once; what was opened in vain is gone", async () => {
    const { companyId, ada } = shop;
    const { sessionId } = await shop.session();
    const { holdId } = await shop.hold(ada, sessionId);
    const payment = { gateway: "monobank", returnUrl: "https://app.example.test/back" };
    const request = () => as(ada, () => book({ companyId, holdId, payment }), { key: `book-${holdId}` });
    const settled = await Promise.allSettled(Array.from({ length: 5 }, request));
    const { payment: booked } = await request();
    const urls = settled.flatMap((one) =>
      one.status === "fulfilled" ? [one.value.payment.checkoutUrl] : [],
    );
    expect(urls.length).toBeGreaterThan(0);
    expect(new Set([...urls, booked.checkoutUrl]).size).toBe(1);
    const { externalId } = await Payment.get(companyId, booked.paymentId);
    expect(await invoicesOf(booked.paymentId)).toEqual([externalId]);
    await Twins.choose(booked.checkoutUrl!, "paid");
    await shop.settled();
    expect((await Payment.get(companyId, booked.paymentId)).status).toBe("SUCCEEDED");
  });

  it("PAY-3 is the one that was written first, whoever opens another", async () => {
    const { sessionId } = await shop.session();
    const { paymentId, companyId, externalId } = await shop.booked(sessionId);
    const stale = { ...(await Payment.get(companyId, paymentId)), status: "CREATED" as const };
    const { payment, writes } = await asSystem(() => Checkout.open(stale, "cus_1"));
    expect([payment.externalId, payment.status, writes]).toEqual([externalId, "PENDING", []]);
    expect(await invoicesOf(paymentId)).toEqual([externalId]);
  });
});
