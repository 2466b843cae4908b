/** Staff book for whoever stands at the desk: before the start, after the cut-off, until the session ends. */
import { describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Cash from "../../domain/booking/cash.ts";
import { bookFor } from "../../domain/booking/front-desk.ts";
import * as Customer from "../../domain/customer.ts";
import { CustomerId, type SessionId } from "../../domain/id.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { close } from "../../domain/session/sale.ts";
import * as Session from "../../domain/session/session.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import {
  as,
  codes,
  company,
  HOUR,
  MINUTE,
  person,
  proveInvariants,
  refusal,
  travel,
  type Person,
} from "../world.ts";

type Asked = Partial<Parameters<typeof bookFor>[0]>;

async function desk(given: object = {}) {
  const world = await company();
  const { companyId, coach } = world;
  const { sessionId } = await world.session(given);
  const book = (asked: Asked, key?: string, who: Person = coach, of: SessionId = sessionId) => {
    const usual = { contact: { name: "Zoe" }, payment: { method: "cash" as const } };
    const whom = asked.customerId ? { payment: usual.payment } : usual;
    const input = { companyId, sessionId: of, ...whom, ...asked };
    return as(who, () => bookFor(input), key === undefined ? {} : { key });
  };
  const seats = () => Pool.seats(companyId, sessionId);
  return { ...world, sessionId, book, seats };
}

describe("at the front desk", () => {
  it("BKG-4 somebody new pays in cash: customer, seats, booking and money in one write", async () => {
    const world = await desk();
    const { companyId, coach, book, seats } = world;
    const booking = await book({ spots: 2, attendees: [{ name: "Zoe" }, { name: "Max" }] });
    expect(booking).toMatchObject({
      status: "CONFIRMED",
      spots: 2,
      paymentMethod: "ON_ARRIVAL",
      paymentStatus: "PAID",
      attendees: [{ name: "Zoe" }, { name: "Max" }],
      payment: { gateway: "cash", status: "SUCCEEDED", amount: { amount: 90_000, currency: "UAH" } },
    });
    expect(await seats()).toEqual({ capacity: 8, free: 6, held: 0, booked: 2 });
    const { bookingId, customerId } = booking;
    expect(await as(coach, () => Customer.show({ companyId, customerId }))).toMatchObject({ name: "Zoe" });
    expect(await as(coach, () => Booking.get({ companyId, bookingId }))).toMatchObject(booking);
    const again = await refusal(as(coach, () => Cash.receive({ companyId, bookingId })));
    expect(again.code).toBe("payment.already_paid");
    await as(coach, () => cancel({ companyId, bookingId }));
    expect(await seats()).toMatchObject({ booked: 0, free: 8 });
    await proveInvariants(world);
  });

  it("BKG-4 after the cut-off, after the start and while the sale is closed, until the session ends and not a moment longer", async () => {
    const world = await desk();
    const { owner, ada, companyId, sessionId, hold, book } = world;
    await as(owner, () => close({ companyId, sessionId }));
    expect((await refusal(hold(ada, sessionId))).code).toBe("session.closed");
    expect(await book({})).toMatchObject({ status: "CONFIRMED" });
    using _ = travel(24 * HOUR + MINUTE);
    expect((await refusal(hold(ada, sessionId))).code).toBe("session.closed");
    expect(await book({ payment: { method: "on_arrival" } })).toMatchObject({ paymentStatus: "PENDING" });
    using __ = travel(58 * MINUTE);
    expect(await book({})).toMatchObject({ status: "CONFIRMED" });
    using ___ = travel(MINUTE);
    expect((await refusal(book({}))).code).toBe("session.over");
    await proveInvariants(world);
  });

  it("BKG-4 a customer may not, nor may staff of another company, nor anybody where the session is called off", async () => {
    const { owner, ada, companyId, sessionId, book } = await desk();
    const stranger = (await company()).owner;
    for (const who of [ada, stranger])
      expect(await refusal(book({}, undefined, who))).toMatchObject({ code: "company.not_found" });
    await as(owner, () => Session.cancel({ companyId, sessionId, reason: "rain" }));
    expect((await refusal(book({}))).code).toBe("session.over");
  });

  it("LED-2 a known customer pays out of his wallet, as long as there is enough in it", async () => {
    const world = await desk();
    const { owner, ada, companyId, session, booking, book } = world;
    const { customerId } = await booking(ada, (await session()).sessionId);
    const money = { amount: 50_000, currency: "UAH" };
    await as(owner, () => ByHand.credit({ companyId, customerId, money, reason: "a gift" }));
    const asked = { customerId, payment: { method: "wallet" as const } };
    expect((await refusal(book({ ...asked, spots: 2 }))).code).toBe("wallet.insufficient_funds");
    const booked = await book(asked);
    expect(booked).toMatchObject({ customerId, paymentMethod: "PAY_NOW", paymentStatus: "PAID" });
    expect(await Wallet.find({ companyId, customerId, currency: "UAH" })).toMatchObject({ available: 5_000 });
    const { bookingId } = booked;
    expect(await as(ada, () => Booking.get({ companyId, bookingId }))).toMatchObject({ bookingId });
    expect((await refusal(book({ customerId }))).code).toBe("booking.already_booked");
    await proveInvariants(world);
  });

  it("API-1 a repeat with the same key is the same booking, also when the last seat is gone", async () => {
    const world = await desk({ capacity: 1 });
    const first = await world.book({}, "same");
    expect(await world.book({}, "same")).toEqual(first);
    const twins = await Promise.all([1, 2, 3].map(() => world.book({}, "same")));
    for (const twin of twins) expect(twin).toEqual(first);
    expect((await refusal(world.book({ spots: 2 }, "same"))).code).toBe("idempotency.key_reused");
    expect((await refusal(world.book({}))).code).toBe("session.sold_out");
    await proveInvariants(world);
  });

  it("CAP-1 the desk and the web race for the last seats: nobody is seated twice", async () => {
    const world = await desk({ capacity: 5 });
    const tries = Array.from({ length: 12 }, (_, n) =>
      n % 2 ? world.book({}) : world.hold(person(`web${n}`), world.sessionId),
    );
    expect(codes(await Promise.allSettled(tries))).toEqual({ ok: 5, "session.sold_out": 7 });
    expect(await world.seats()).toMatchObject({ free: 0 });
    await proveInvariants(world);
  });

  it("CAP-5 where no pool alone has room for a group, others lend the seats", async () => {
    const world = await desk({ capacity: 82 });
    for (let n = 0; n < 9; n++) await world.hold(person(`group${n}`), world.sessionId, 8);
    expect(await world.book({ spots: 8 })).toMatchObject({ spots: 8 });
    expect(await world.seats()).toEqual({ capacity: 82, free: 2, held: 72, booked: 8 });
    await proveInvariants(world);
  });

  it("CAP-2 what the customer holds himself does not keep him out", async () => {
    const world = await desk({ capacity: 2 });
    const { ada, companyId, session, booking } = world;
    const { customerId } = await booking(ada, (await session()).sessionId);
    await world.hold(ada, world.sessionId, 2);
    expect(await world.book({ customerId })).toMatchObject({ customerId });
    expect(await Pool.seats(companyId, world.sessionId)).toMatchObject({ held: 0, booked: 1, free: 1 });
    await proveInvariants(world);
  });

  it.each([
    ["booking.customer_unclear", { contact: undefined }],
    ["customer.not_found", { customerId: CustomerId.parse("cus_unknown"), contact: undefined }],
    ["request.invalid", { payment: { method: "gateway" } }],
    ["request.invalid", { contact: { name: "" } }],
    ["hold.spots_out_of_range", { spots: 9 }],
    ["hold.units_unknown", { units: { adult: 1 } }],
    ["booking.too_many_attendees", { attendees: [{ name: "Zoe" }, { name: "Max" }] }],
  ])("API-1 %s: %j is refused, and nothing is written", async (code, asked) => {
    const world = await desk();
    expect((await refusal(world.book(asked as Asked))).code).toBe(code);
    expect(await world.seats()).toMatchObject({ free: 8 });
  });
});
