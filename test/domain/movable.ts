/** A company whose bookings move between sessions, and what people do with them. */
import * as Activity from "../../domain/activity/activity.ts";
import { book } from "../../domain/booking/book.ts";
import type * as Policy from "../../domain/booking/policy.ts";
import { reschedule } from "../../domain/booking/reschedule.ts";
import * as Rescheduling from "../../domain/booking/rescheduling.ts";
import * as Clock from "../../domain/clock.ts";
import type { BookingId, SessionId } from "../../domain/id.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { as, asSystem, company, HOUR, rowsOf, sandbox, told, type Person } from "../world.ts";
import { uah } from "./money-back.ts";
import { gift, PRICE } from "./purse.ts";

export const CREDIT = 100_000;
export const mixed = { ...sandbox, fromWallet: 15_000 };
export const door = { method: "on_arrival" } as const;
export type Paying = Parameters<typeof book>[0]["payment"];
export type Wish = { reason?: string; price?: "new" | "kept" };

/** A company with a session, and as many others as are asked for, each with its price. */
export async function studio(prices: readonly number[] = [PRICE], policy?: Partial<Policy.Policy>) {
  const world = await company();
  const { companyId, activityId, owner } = world;
  const agreed = { windows: [{ hoursBefore: 0, refundPercent: 100 }], ...policy };
  await as(owner, () =>
    Activity.edit({ companyId, activityId, payOnArrival: true, ...(policy && { policy: agreed }) }),
  );
  const at = (hours: number, price: number, more: object = {}) =>
    world.session({ startsAt: Clock.isoAfter(hours * HOUR), price: uah(price), ...more });
  const [here, ...there] = await Promise.all([at(30, PRICE), ...prices.map((price, n) => at(50 + n, price))]);
  const customerId = await gift(world, world.ada, CREDIT);
  const reserve = async (payment: Paying, who: Person = world.ada, sessionId = here.sessionId) => {
    const { holdId } = await world.hold(who, sessionId);
    const booking = await as(who, () => book({ companyId, holdId, payment }));
    if (booking.status === "AWAITING_GATEWAY") await told(world, booking.bookingId);
    return booking.bookingId;
  };
  const move = (
    bookingId: BookingId,
    sessionId: SessionId,
    wish: Wish = {},
    { who = world.ada, ...request }: { who?: Person; key?: string; ifMatch?: number } = {},
  ) => as(who, () => reschedule({ companyId, bookingId, sessionId, ...wish }), request);
  const preview = (bookingId: BookingId, sessionId: SessionId, who = world.ada, wish: Wish = {}) =>
    as(who, () => Rescheduling.preview({ companyId, bookingId, sessionId, ...wish }));
  const payAll = async () => {
    for (const row of await rowsOf(companyId))
      if (row.__edb_e__ === "refund") await asSystem(() => payOut(Refund.Named.parse(row)));
  };
  return {
    ...world,
    here: here.sessionId,
    there: there.map(({ sessionId }) => sessionId),
    at,
    customerId,
    reserve,
    move,
    preview,
    payAll,
  };
}
export type Studio = Awaited<ReturnType<typeof studio>>;

/** Every booking that is certain, by session. */
export const certain = async ({ companyId }: Studio) => {
  const rows = await rowsOf(companyId);
  return rows.filter(({ __edb_e__: kind, status }) => kind === "booking" && status === "CONFIRMED");
};
