/** The verbs that take seats and money, each staged in a company of its own and asked as one request, however often. */
import { randomUUID } from "node:crypto";
import * as CallOff from "../../domain/booking/call-off.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Cart from "../../domain/cart/cart.ts";
import { book as bookCart } from "../../domain/cart/checkout.ts";
import type { BookingId, SessionId } from "../../domain/id.ts";
import { notify } from "../../domain/notification/notify.ts";
import { chase } from "../../domain/payment/chase.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { extend, place, release } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Session from "../../domain/session/session.ts";
import { as, asSystem, pay, person, sandbox, told, toldOf, type World } from "../world.ts";

/** Makes everything ready; what it returns is the request, with one key for all its repeats. */
type Stage = (world: World) => Promise<() => Promise<unknown>>;

function byAda<T>({ ada }: World, run: () => Promise<T>) {
  const key = randomUUID();
  return () => as(ada, run, { key });
}

async function paid(world: World) {
  const { sessionId } = await world.session({ capacity: 4 });
  const booking = await world.booking(world.ada, sessionId, 2);
  await told(world, booking.bookingId);
  return booking;
}

async function cart(world: World) {
  const { companyId, ada } = world;
  const sessions = [await world.session(), await world.session()];
  const lines = sessions.map(({ sessionId }) => ({ sessionId }));
  return (await as(ada, () => Cart.place({ companyId, lines }))).cartId;
}

async function refundOf(world: World, bookingId: BookingId) {
  const { companyId } = world;
  await as(world.ada, () => cancel({ companyId, bookingId }));
  const [refund] = await Refund.of(companyId, Row.paymentIdOf(bookingId));
  return refund!;
}

export const VERBS = {
  async "hold.place"(world) {
    const { companyId } = world;
    const { sessionId } = await world.session();
    return byAda(world, () => place({ companyId, sessionId, spots: 2 }));
  },
  async "hold.place where an own hold gives way"(world) {
    const { companyId } = world;
    const { sessionId } = await world.session({ capacity: 2 });
    await world.hold(world.ada, sessionId, 2);
    return byAda(world, () => place({ companyId, sessionId, spots: 2 }));
  },
  async "hold.place with seats of other pools"(world) {
    const { companyId } = world;
    // Two pools of 21: four groups of 8 leave 5 seats in each, unless three of them have one home.
    let sessionId: SessionId;
    let pools: Pool.Pool[];
    do {
      ({ sessionId } = await world.session({ capacity: 42 }));
      for (const name of ["g1", "g2", "g3", "g4"]) await world.hold(person(name), sessionId, 8);
      pools = await Pool.all({ companyId, sessionId });
    } while (pools.some(({ remaining }) => remaining !== 5));
    return byAda(world, () => place({ companyId, sessionId, spots: 8 }));
  },
  async "hold.extend"(world) {
    const { companyId } = world;
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    return byAda(world, () => extend({ companyId, holdId }));
  },
  async "hold.release"(world) {
    const { companyId } = world;
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId, 2);
    return byAda(world, () => release({ companyId, holdId }));
  },
  async "booking.book"(world) {
    const { companyId } = world;
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId, 2);
    return byAda(world, () => book({ companyId, holdId, payment: sandbox }));
  },
  async "booking.cancel of a paid booking"(world) {
    const { companyId } = world;
    const { bookingId } = await paid(world);
    return byAda(world, () => cancel({ companyId, bookingId }));
  },
  async "booking.cancel before it is paid"(world) {
    const { companyId } = world;
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    return byAda(world, () => cancel({ companyId, bookingId }));
  },
  async "callback paid"(world) {
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    return () => told(world, bookingId).then(() => undefined);
  },
  async "callback declined"(world) {
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    return () => told(world, bookingId, { news: "declined" }).then(() => undefined);
  },
  async "callback paid after it was cancelled"(world) {
    const { companyId } = world;
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    await as(world.ada, () => cancel({ companyId, bookingId }));
    return () => told(world, bookingId).then(() => undefined);
  },
  async "payment asked about at the gateway"(world) {
    const { sessionId } = await world.session();
    const { bookingId, payment } = await world.booking(world.ada, sessionId);
    await pay(payment);
    return () => asSystem(() => chase(world.companyId, Row.paymentIdOf(bookingId)));
  },
  async "refund paid out"(world) {
    const refund = await refundOf(world, (await paid(world)).bookingId);
    return () => asSystem(() => payOut(refund));
  },
  async "cart.book at a gateway"(world) {
    const { companyId } = world;
    const cartId = await cart(world);
    return byAda(world, () => bookCart({ companyId, cartId, payment: sandbox }));
  },
  async "refund of a cart's share paid out"(world) {
    const { companyId, ada } = world;
    const cartId = await cart(world);
    const { bookings, payment } = await as(ada, () => bookCart({ companyId, cartId, payment: sandbox }));
    await toldOf(world, payment!.paymentId);
    const refund = await refundOf(world, bookings[0]!.bookingId);
    return () => asSystem(() => payOut(refund));
  },
  async "session.cancel and its bookings"(world) {
    const { companyId, owner } = world;
    const { sessionId } = await paid(world);
    const key = randomUUID();
    return async () => {
      const answer = await as(owner, () => Session.cancel({ companyId, sessionId, reason: "rain" }), { key });
      await asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "rain"));
      return answer;
    };
  },
  async "notification of an event"(world) {
    const { companyId, ada } = world;
    const cause = `chg_${world.companyId.slice(4)}.0`;
    const { bookingId, sessionId } = await paid(world);
    const data = {
      bookingId,
      companyId,
      sessionId,
      activityName: "Bouldering",
      startsAt: new Date().toISOString(),
      spots: 2,
      price: { amount: 90_000, currency: "UAH" },
    };
    return () =>
      asSystem(() => notify({ type: "BOOKING_CONFIRMED", userId: ada.userId, companyId, cause, data }));
  },
} satisfies Record<string, Stage>;
