import { describe, expect, it } from "vitest";
import { client, each } from "../../functions/client/client.ts";
import type { CompanyId } from "../../domain/id.ts";
import { proveInvariants, proveRest } from "../invariants.ts";
import { api, openCompany, payer, request, settled, signIn, timer } from "./people.ts";

const prove = async ({ companyId }: { companyId: string }) => {
  await settled();
  await proveInvariants({ companyId: companyId as CompanyId });
  await proveRest({ companyId: companyId as CompanyId });
};

const until = async <T>(look: () => Promise<T>, done: (seen: T) => boolean): Promise<T> => {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (done(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`It never came: ${JSON.stringify(seen)}`);
    await settled();
  }
};

describe("one paid booking", () => {
  it("goes from request to seats, checkout, callback, confirmation, audit and notification", async () => {
    const house = await openCompany();
    const { companyId, home, slug } = house;
    const { api: ada, get } = house.ada;
    const sessionId = await house.session(3);
    const held = await ada.hold.place({ companyId, sessionId, spots: 2 });
    expect(held).toMatchObject({ spots: 2, status: "HELD" });

    const { gateways } = await ada.storefront.company({ slug });
    expect(gateways).toContain("sandbox");
    const returnUrl = `${api()}/v1/health`;
    const wish = { companyId, holdId: held.holdId, payment: { gateway: "sandbox", returnUrl } };
    const booked = await ada.booking.book(wish);
    expect(booked).toMatchObject({ status: "AWAITING_GATEWAY", paymentStatus: "PENDING" });
    const { bookingId, payment } = booked;

    const page = await request("GET", payment.checkoutUrl!, undefined);
    expect(page.status).toBe(200);
    expect(page.body).toContain("1,161.10");
    const paid = await payer(payment.checkoutUrl!, { outcome: "paid" });
    expect(paid.status).toBe(303);
    expect(paid.headers.get("location")).toBe(returnUrl);

    await settled();
    const seen = await get(`${home}/bookings/${bookingId}`);
    expect(seen.body).toEqual(await ada.booking.get({ companyId, bookingId }));
    expect(seen.body).toMatchObject({
      status: "CONFIRMED",
      paymentStatus: "PAID",
      payment: { status: "SUCCEEDED" },
    });
    expect(seen.headers.get("etag")).toBe(`"${seen.body.version}"`);

    const types: string[] = [];
    for await (const { type } of each(ada.booking.history, { companyId, bookingId, limit: 2 }))
      types.push(type);
    expect(types).toEqual(
      expect.arrayContaining([
        "booking.created",
        "payment.created",
        "payment.opened",
        "payment.succeeded",
        "booking.confirmed",
        "journal.posted",
      ]),
    );
    const notes = await ada.notification.list();
    expect(notes.items.map(({ type }) => type).toSorted()).toEqual(["BOOKING_CONFIRMED", "BOOKING_CREATED"]);
    expect(await ada.notification.unreadCount()).toEqual({ unread: 2 });
    expect(await ada.notification.readAll()).toEqual({ read: 2 });
    expect(await ada.notification.unreadCount()).toEqual({ unread: 0 });
    expect((await ada.booking.listMine()).items).toHaveLength(1);

    const listed = await client({ url: api() }).storefront.sessions({ slug });
    expect(listed.items).toMatchObject([{ sessionId, seatsLeft: 1 }]);
    for (const subject of [bookingId, companyId, house.activityId]) {
      expect(await house.owner.api.audit.verify({ companyId, subject }), "AUD-2").toMatchObject({ ok: true });
    }
    await prove(house);
  });

  it("PAY-4 five identical callbacks at once, and the payer who pays twice, have one effect", async () => {
    const house = await openCompany();
    const { payment, bookingId } = await house.booked(house.ada, await house.session(2));
    await payer(payment.checkoutUrl, { outcome: "paid", copies: "5" });
    await settled();
    await payer(payment.checkoutUrl, { outcome: "paid", copies: "5" });
    await settled();
    expect((await house.ada.get(`${house.home}/bookings/${bookingId}`)).body.status).toBe("CONFIRMED");
    await prove(house);
  });

  it("CAP-7 PAY-4 a cart is paid for once: all of it is confirmed, and one of it is cancelled and paid back", async () => {
    const house = await openCompany();
    const { companyId, ada, home } = house;
    const sessionIds = await Promise.all([1, 2, 3].map((capacity) => house.session(capacity)));
    const { cartId } = await ada.api.cart.place({
      companyId,
      lines: sessionIds.map((sessionId) => ({ sessionId })),
    });
    const payment = { gateway: "sandbox", returnUrl: `${api()}/v1/health` };
    const { body } = await ada.post(`${home}/carts/${cartId}/bookings`, { payment }, "once");
    expect(body.payment).toMatchObject({ amount: { amount: 3 * 58_055 }, status: "PENDING" });
    expect((await ada.post(`${home}/carts/${cartId}/bookings`, { payment }, "once")).body).toEqual(body);
    await payer(body.payment.checkoutUrl, { outcome: "paid", copies: "5" });
    await settled();
    const { items } = await ada.api.booking.listMine();
    expect(items.map(({ status }) => status)).toEqual(["CONFIRMED", "CONFIRMED", "CONFIRMED"]);
    const types = (await ada.api.notification.list()).items.map(({ type }) => type).toSorted();
    expect(types).toEqual([...Array(3).fill("BOOKING_CONFIRMED"), ...Array(3).fill("BOOKING_CREATED")]);
    const { bookingId } = items[1]!;
    await ada.api.booking.cancel({ companyId, bookingId });
    await settled();
    expect((await ada.get(`${home}/bookings/${bookingId}`)).body).toMatchObject({
      status: "REFUNDED",
      refunds: [{ status: "PAID", amount: { amount: 58_055 } }],
    });
    const seen = await house.owner.get(`${home}/payments/${body.payment.paymentId}`);
    expect(seen.body).toMatchObject({ refunded: { amount: 58_055 }, parts: body.payment.parts });
    await prove(house);
  });

  it("PAY-2 a declined payment ends the booking and frees the seat", async () => {
    const house = await openCompany();
    const sessionId = await house.session(1);
    const { payment, bookingId } = await house.booked(house.ada, sessionId);
    await payer(payment.checkoutUrl, { outcome: "declined" });
    await settled();
    expect((await house.ada.get(`${house.home}/bookings/${bookingId}`)).body).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "payment_declined",
      paymentStatus: "FAILED",
    });
    expect((await house.hold(house.boris, sessionId)).status).toBe(201);
    await prove(house);
  });

  it("PAY-7 a callback over another amount is quarantined and visible to staff", async () => {
    const house = await openCompany();
    const { payment, bookingId } = await house.booked(house.ada, await house.session(1));
    await payer(payment.checkoutUrl, { outcome: "paid", amount: "100" });
    await settled();
    expect((await house.ada.get(`${house.home}/bookings/${bookingId}`)).body.status).toBe("AWAITING_GATEWAY");
    const kept = await house.owner.get(`${house.home}/callbacks/quarantined`);
    expect(kept.body.items).toMatchObject([{ quarantinedBecause: "amount_differs", price: { amount: 100 } }]);
    expect((await house.ada.get(`${house.home}/callbacks/quarantined`)).status).toBe(404);
    await prove(house);
  });

  it("BKG-6 cancelled by the customer: refunded through the gateway, told why, seats free", async () => {
    const house = await openCompany();
    const { ada, home } = house;
    const sessionId = await house.session(1);
    const { payment, bookingId } = await house.booked(ada, sessionId);
    await payer(payment.checkoutUrl, { outcome: "paid" });
    await settled();
    const { headers } = await ada.get(`${home}/bookings/${bookingId}`);
    const stale = await ada.post(`${home}/bookings/${bookingId}/cancellation`, {}, undefined, {
      "if-match": '"1"',
    });
    expect(stale).toMatchObject({ status: 412, body: { code: "booking.changed_meanwhile" } });
    const etag = headers.get("etag") ?? "";
    const cancelled = await ada.post(
      `${home}/bookings/${bookingId}/cancellation`,
      { reason: "ill" },
      undefined,
      { "if-match": etag },
    );
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: "CANCELLED", refund: { status: "AUTO_APPROVED", amount: { amount: 58_055 } } },
    });
    await settled();
    const seen = await ada.get(`${home}/bookings/${bookingId}`);
    expect(seen.body).toMatchObject({
      status: "REFUNDED",
      refunds: [{ status: "PAID" }],
      payment: { refunded: { amount: 58_055 } },
    });
    const { items } = (await ada.get(`${home}/bookings/${bookingId}/history`)).body;
    const why = items.find(({ type }: { type: string }) => type === "booking.cancelled");
    expect(why).toMatchObject({ reason: "ill", by: { kind: "customer", userId: ada.userId } });
    const again = await ada.post(`${home}/bookings/${bookingId}/cancellation`, {});
    expect(again).toMatchObject({
      status: 409,
      body: { code: "booking.illegal_transition", from: "REFUNDED", to: "CANCELLED" },
    });
    expect((await house.hold(house.boris, sessionId)).status).toBe(201);
    await prove(house);
  });

  it("SCH-7 a cancelled session cancels and refunds every booking, and says why to everybody", async () => {
    const house = await openCompany();
    const sessionId = await house.session(4);
    const guests = await Promise.all(["g1", "g2", "g3"].map(signIn));
    const bookings = await Promise.all(guests.map((guest) => house.booked(guest, sessionId)));
    await Promise.all(
      bookings.slice(0, 2).map(({ payment }) => payer(payment.checkoutUrl, { outcome: "paid" })),
    );
    await settled();
    const ended = await house.owner.post(`${house.home}/sessions/${sessionId}/cancellation`, {
      reason: "storm",
    });
    expect(ended.body.status).toBe("CANCELLED");
    expect((await house.hold(house.ada, sessionId)).body.code).toBe("session.closed");
    await settled();
    const roster = await house.owner.get(`${house.home}/sessions/${sessionId}/bookings`);
    const statuses = roster.body.items.map(({ status }: { status: string }) => status).toSorted();
    expect(statuses).toEqual(["CANCELLED", "REFUNDED", "REFUNDED"]);
    await prove(house);
  });

  it("PAY-9 the key of a request is its memory: replayed with a header, refused for another body, required", async () => {
    const house = await openCompany();
    const sessionId = await house.session(2);
    const first = await house.hold(house.ada, sessionId, 1, "key-1");
    const again = await house.hold(house.ada, sessionId, 1, "key-1");
    expect(again.body.holdId).toBe(first.body.holdId);
    expect([first, again].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(await house.hold(house.ada, sessionId, 2, "key-1")).toMatchObject({
      status: 422,
      body: { code: "idempotency.key_reused" },
    });
    const bare = await house.ada.post(`${house.home}/sessions/${sessionId}/holds`, { spots: 1 }, null);
    expect(bare).toMatchObject({ status: 400, body: { code: "idempotency.key_missing" } });
    const booked = await house.book(house.ada, first.body.holdId, "key-2");
    const replayed = await house.book(house.ada, first.body.holdId, "key-2");
    expect(replayed.body).toEqual(booked.body);
    expect(replayed.headers.get("idempotent-replayed")).toBe("true");
  });

  it("PAY-5 a gateway that stays silent is asked by the sweeper", async () => {
    const house = await openCompany();
    const { payment, bookingId } = await house.booked(house.ada, await house.session(1));
    await payer(payment.checkoutUrl, { outcome: "silent" });
    await settled();
    const look = () => house.ada.get(`${house.home}/bookings/${bookingId}`);
    expect((await look()).body.status).toBe("AWAITING_GATEWAY");
    expect((await timer("sweeper")).status).toBe(200);
    // Not due for half an hour: asking now would be too early, and the payer is left in peace.
    expect((await look()).body.status).toBe("AWAITING_GATEWAY");
  });

  it("a late and reordered callback ends in the same state", async () => {
    const house = await openCompany();
    const { payment, bookingId } = await house.booked(house.ada, await house.session(1));
    await payer(payment.checkoutUrl, { outcome: "paid", delayMs: "300", copies: "3", reorder: "1" });
    const seen = await until(
      () => house.ada.get(`${house.home}/bookings/${bookingId}`),
      ({ body }) => body.status !== "AWAITING_GATEWAY",
    );
    expect(seen.body.status).toBe("CONFIRMED");
    await prove(house);
  });
});
