import { describe, expect, it } from "vitest";
import { request, settled } from "../people.ts";
import { callback, newsOf } from "./forger.ts";
import { furnish, seen } from "./refusals.ts";

const house = await furnish();
const { owner, home, other, sessionId, somebody, plan } = house;

const booked = async () => house.booked(await somebody(), sessionId);
const quarantined = async (paymentId: string): Promise<unknown[]> => {
  const { body } = await owner.get(`${home}/callbacks/quarantined`);
  const all = body.items as { paymentId?: string; quarantinedBecause: string }[];
  return all.filter((row) => row.paymentId === paymentId).map((row) => row.quarantinedBecause);
};

describe("callbacks", () => {
  const ways: readonly [string, { signature?: string; path?: string; key?: string }, number, string][] = [
    ["without a signature", { signature: "" }, 401, "callback.signature_invalid"],
    [
      "with a signature of nothing",
      { signature: `t=1,v1=${"0".repeat(64)}` },
      401,
      "callback.signature_invalid",
    ],
    ["signed by another company", { key: "other" }, 401, "callback.signature_invalid"],
    ["for what can be no company", { path: "yoga" }, 404, "company.not_found"],
  ];
  it.each(ways)("%s", async (_, { key, ...how }, status, code) => {
    const { payment } = await booked();
    const signer = key ? other.companyId : house.companyId;
    expect(seen(await callback(house.companyId, newsOf(payment), { signer, ...how }))).toEqual({
      status,
      code,
    });
    await settled();
    expect(await quarantined(payment.paymentId)).toEqual([]);
  });

  it("of more than 64 KB is a 413", async () => {
    expect(seen(await callback(house.companyId, { note: "x".repeat(64 * 1024) }))).toEqual({
      status: 413,
      code: "request.too_large",
    });
  });

  it("for a gateway that is none, the front door knows no way", async () => {
    expect(await request("POST", `/v1/webhooks/paypal/${house.companyId}`, undefined)).toMatchObject({
      status: 404,
    });
  });

  it.each([
    ["PAY-7 with a wrong amount", { amount: 1 }, "amount_differs"],
    ["PAY-7 with a wrong currency", { currency: "EUR" }, "amount_differs"],
    ["PAY-7 with another checkout's id", { checkoutId: "sbx_other" }, "reference_differs"],
  ])("%s is kept, believed by nobody and visible to staff", async (_, wrong, because) => {
    const { bookingId, payment } = await booked();
    const answer = await callback(house.companyId, { ...newsOf(payment), ...wrong });
    expect(answer).toMatchObject({ status: 200, body: { received: true } });
    await settled();
    expect(await quarantined(payment.paymentId)).toEqual([because]);
    const now = await owner.get(`${home}/bookings/${bookingId}`);
    expect(now.body).toMatchObject({ status: "AWAITING_GATEWAY", payment: { status: "PENDING" } });
  });

  it("for an unknown payment is kept for people", async () => {
    const payment = {
      paymentId: "pay_nobody",
      amount: { amount: 1, currency: "UAH" },
      checkoutUrl: "x/sbx_1",
    };
    expect((await callback(house.companyId, newsOf(payment))).status).toBe(200);
    expect(await quarantined("pay_nobody")).toEqual(["payment_unknown"]);
  });

  it("for the payment of another company is kept for people, and seats nobody", async () => {
    const { bookingId, payment } = await booked();
    expect((await callback(other.companyId, newsOf(payment))).status).toBe(200);
    await settled();
    const { body } = await other.owner.get(`${other.home}/callbacks/quarantined`);
    expect(body.items).toMatchObject([{ quarantinedBecause: "payment_unknown" }]);
    expect((await owner.get(`${home}/bookings/${bookingId}`)).body.status).toBe("AWAITING_GATEWAY");
  });

  it("that comes before the payment is PENDING seats the customer all the same", async () => {
    const who = await somebody();
    // The sandbox refuses to open a checkout of more than it can count, so the payment stays CREATED.
    const price = { amount: 600_000_000_000, currency: "UAH" };
    const dear = (await plan({ price })).body.sessionId as string;
    const { holdId } = (await house.hold(who, dear, 2)).body;
    expect(seen(await house.book(who, holdId))).toEqual({ status: 422, code: "gateway.refused" });
    const { body } = await who.get("/v1/me/bookings");
    const [{ bookingId }] = body.items;
    const { payment } = (await who.get(`${home}/bookings/${bookingId}`)).body;
    expect(payment.status).toBe("CREATED");
    const told = newsOf({ ...payment, checkoutUrl: "https://pay.example.test/sbx_early" });
    expect((await callback(house.companyId, told)).status).toBe(200);
    await settled();
    const now = await who.get(`${home}/bookings/${bookingId}`);
    expect(now.body).toMatchObject({ status: "CONFIRMED", payment: { status: "SUCCEEDED" } });
  });
});
