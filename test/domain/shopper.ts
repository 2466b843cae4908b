/** Ada with a cart of one place in each session, at a gateway's page for all of them: for tests of what comes of it. */
import { expect } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import * as Cart from "../../domain/cart/cart.ts";
import { book } from "../../domain/cart/checkout.ts";
import { CallbackId, type SessionId } from "../../domain/id.ts";
import { accept } from "../../domain/payment/callback-decision.ts";
import * as Callback from "../../domain/payment/callback-row.ts";
import { chase } from "../../domain/payment/chase.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Payment from "../../domain/payment/payment.ts";
import * as Refund from "../../domain/payment/refund.ts";
import * as Statement from "../../domain/payment/statement.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { as, asSystem, company, sandbox, toldOf } from "../world.ts";

export async function shopper(...capacities: number[]) {
  const world = await company();
  const { companyId, ada, owner } = world;
  const ids: SessionId[] = [];
  for (const capacity of capacities) ids.push((await world.session({ capacity })).sessionId);
  const lines = ids.map((sessionId) => ({ sessionId }));
  const { cartId, holds } = await as(ada, () => Cart.place({ companyId, lines }));
  const pay = (key = "pay", payment: object = sandbox, who = ada) =>
    as(who, () => book({ companyId, cartId, payment }), { key });
  const free = () => Promise.all(ids.map(async (id) => (await Pool.seats(companyId, id)).free));
  return { ...world, ids, cartId, holds, pay, free, owner };
}

/** The same, and the page is open. */
export async function checkedOut(...capacities: number[]) {
  const world = await shopper(...capacities);
  const { companyId, owner, pay } = world;
  const { bookings, payment } = await pay();
  const { paymentId, checkoutUrl = "" } = payment!;
  const tell = (given: Parameters<typeof toldOf>[2] = {}) => toldOf(world, paymentId, given);
  /** On the page, without a word to us. */
  const payThere = (amount?: number) =>
    fetch(checkoutUrl, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({
        outcome: "silent",
        ...(amount !== undefined && { amount: String(amount) }),
      }),
    });
  const chased = () => asSystem(() => chase(companyId, paymentId));
  const now = () =>
    Promise.all(bookings.map(({ bookingId }) => as(owner, () => Booking.get({ companyId, bookingId }))));
  const states = async () =>
    (await now()).map(({ status, cancelledBecause }) => cancelledBecause ?? status).join(" ");
  const whole = () => Payment.get(companyId, paymentId);
  const refunds = async () =>
    (await Promise.all(bookings.map((one) => Refund.of(companyId, one.payment.paymentId)))).flat();
  const paidOut = async () => Promise.all((await refunds()).map((refund) => asSystem(() => payOut(refund))));
  const statement = () => as(owner, () => Statement.get({ companyId, paymentId }));
  const more = { tell, payThere, chased, now, states, whole, refunds, paidOut, statement };
  return { ...world, ...more, bookings, paymentId, checkoutUrl, payment: payment! };
}
export type Shopping = Awaited<ReturnType<typeof checkedOut>>;

/** Told, and in doubt; what staff say to that. */
export async function quarantined(world: Shopping, given: object) {
  expect(await world.tell({ news: "paid", ...given })).toEqual({ outcome: "quarantined" });
  const { companyId, owner } = world;
  const { items } = await as(owner, () => Callback.listQuarantined({ companyId }));
  const callbackId = CallbackId.parse(items[0]!.callbackId);
  return (key: string) => as(owner, () => accept({ companyId, callbackId }), { key });
}
