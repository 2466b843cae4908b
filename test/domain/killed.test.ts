/** What is done page by page, killed after each of its writes: whoever comes next goes on, and everything is there once. */
import { settle } from "../streamed.ts";
import { afterAll, describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Clock from "../../domain/clock.ts";
import type { BookingId, CompanyId } from "../../domain/id.ts";
import * as Notification from "../../domain/notification/notification.ts";
import * as Materialise from "../../domain/schedule/materialise.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Review from "../../domain/session/review.ts";
import * as Session from "../../domain/session/session.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import * as BookingCancelled from "../../functions/reactions/booking-cancelled.ts";
import * as Refunding from "../../functions/reactions/refund-auto-approved.ts";
import * as SessionCancelled from "../../functions/reactions/session-cancelled.ts";
import * as WaitlistLapsed from "../../functions/reactions/waitlist-lapsed.ts";
import { aws, useAws } from "../functions/edge.ts";
import { as, asSystem, company, person, proveInvariants, rowsOf, told, type Person } from "../world.ts";
import { livesFor } from "../tapped.ts";
import { at, daily, house, inDays } from "./calendar-house.ts";
import { join } from "./full-house.ts";

type Event = { type: string };
let heard: Event[] = [];
const bus = await aws(({ Detail }) => heard.push(JSON.parse(Detail) as Event));
useAws(bus.url);
afterAll(() => bus.close());

const LISTEN: Readonly<Record<string, object>> = {
  "booking.cancelled": BookingCancelled,
  "refund.auto_approved": Refunding,
  "session.cancelled": SessionCancelled,
  "waitlist.lapsed": WaitlistLapsed,
};
type Reaction = (event: { detail: Event }) => Promise<void>;

/** Everything that follows, each event told twice, until nothing does. */
async function follow(): Promise<void> {
  for (await settle(); heard.length > 0; await settle()) {
    const events = heard;
    heard = [];
    for (const detail of events) {
      const reactions = Object.values(LISTEN[detail.type] ?? {}) as Reaction[];
      await Promise.all([...reactions, ...reactions].map((react) => react({ detail })));
    }
  }
}

type House = Awaited<ReturnType<typeof house>>;

/** A calendar of two pages, one session of it booked, and a new schedule that changes every session somehow. */
async function changing(): Promise<House> {
  const world = await house({ horizonDays: 16 });
  const rare = { rrule: "FREQ=DAILY;INTERVAL=5", dtstart: `${inDays(1)}T10:00` };
  await world.scheduled(rare, daily("12:00", { ...rare, dtstart: `${inDays(2)}T12:00` }));
  const { sessionId } = await world.on(at(11, "10:00"));
  await told(world, (await world.booking(world.ada, sessionId, 2)).bookingId);
  const grown = { ...rare, dtstart: `${inDays(2)}T12:00`, capacity: 9 };
  await world.set({ slots: [grown, { ...rare, dtstart: `${inDays(3)}T18:00` }] });
  return world;
}
const seen = async ({ sessions }: House) =>
  (await sessions()).map(({ startsAt, status, legacy, capacity }) => [startsAt, status, legacy, capacity]);
const goOn = ({ place }: House) => asSystem(() => Materialise.goOn(place, Clock.millis() + 60_000));

describe("SCH-3 SCH-4 a calendar that is made to fit", () => {
  it("goes on where it was killed, after each of its writes, and has every session once", async () => {
    const calm = await changing();
    await goOn(calm);
    const expected = await seen(calm);
    expect(
      new Set(expected.map(([, status, legacy, capacity]) => `${status} ${legacy} ${capacity}`)),
    ).toEqual(new Set(["WITHDRAWN undefined 8", "OPEN true 8", "OPEN undefined 9", "OPEN undefined 8"]));

    const world = await changing();
    let deaths = 0;
    while (!(await livesFor(1, () => goOn(world)))) {
      deaths += 1;
      const { progress } = await world.show();
      expect(progress).toMatchObject({ status: "RUNNING" });
    }
    expect(deaths).toBeGreaterThanOrEqual(expected.filter(([, status]) => status === "OPEN").length);
    expect(await seen(world)).toEqual(expected);
    const { progress } = await world.show();
    expect(progress).toMatchObject({ status: "DONE", until: inDays(16) });
    const { counts } = progress!;
    const looked = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(looked, "every session was looked at").toBe(expected.length);
    expect(Object.keys(counts).filter((what) => what === "refused")).toEqual([]);
    await goOn(world);
    expect(await seen(world)).toEqual(expected);
    await proveInvariants(world);
  });
});

/** A session that is called off with everything in it: paid and unpaid bookings, a hold, an offer and somebody who waits. */
async function calledOff() {
  const world = await company();
  const { companyId, owner } = world;
  const { sessionId } = await world.session({ capacity: 5 });
  const [paid, other, leaver, unpaid, holder, offered, waiting] = Array.from({ length: 7 }, (_, index) =>
    person(`guest${index}`),
  ) as [Person, Person, Person, Person, Person, Person, Person];
  const bookings: { bookingId: BookingId }[] = [];
  for (const who of [paid, other, leaver, unpaid]) bookings.push(await world.booking(who, sessionId));
  for (const { bookingId } of bookings.slice(0, 3)) await told(world, bookingId);
  await world.hold(holder, sessionId);
  for (const who of [offered, waiting]) await join(world, who, sessionId);
  await as(leaver, () => cancel({ companyId, bookingId: bookings[2]!.bookingId }));
  await as(owner, () => Session.cancel({ companyId, sessionId, reason: "storm" }));
  return { ...world, sessionId, booked: [paid, other, unpaid], waited: [offered, waiting] };
}
const entity = async (companyId: CompanyId, name: string) =>
  (await rowsOf(companyId)).filter(({ __edb_e__: is }) => is === name);
const inbox = async (who: Person, type: string) =>
  (await as(who, () => Notification.list({}))).items.filter((one) => one.type === type);

describe("SCH-7 BKG-9 a session that is called off", () => {
  it("tells who waits or has an offer at once, as whoever booked: no timer has to look first", async () => {
    const { waited, booked } = await calledOff();
    await follow();
    for (const who of booked) expect(await inbox(who, "BOOKING_CANCELLED"), who.name).toHaveLength(1);
    for (const who of waited) {
      expect(await inbox(who, "WAITLIST_LAPSED"), who.name).toHaveLength(1);
      expect((await as(who, () => Waitlist.mine({}))).items).toMatchObject([{ status: "LAPSED" }]);
    }
  });

  it("is looked after to the end, killed after each write: bookings, refunds, offers, the line and all notices once", async () => {
    const { companyId, sessionId, booked, waited } = await calledOff();
    const look = () => asSystem(() => Review.review({ companyId, sessionId }));
    let deaths = 0;
    while (!(await livesFor(1, look))) deaths += 1;
    // Three bookings, the offer, who waits, the line and when to look again.
    expect(deaths).toBeGreaterThanOrEqual(6);
    await follow();
    const bookings = await entity(companyId, "booking");
    const ends = bookings.map(
      ({ cancelledBecause, status }) => `${String(cancelledBecause)} ${String(status)}`,
    );
    expect(ends.toSorted()).toEqual([
      "customer REFUNDED",
      "session_cancelled CANCELLED",
      "session_cancelled REFUNDED",
      "session_cancelled REFUNDED",
    ]);
    const refunds = await entity(companyId, "refund");
    expect(refunds.map(({ status }) => status)).toEqual(["PAID", "PAID", "PAID"]);
    for (const who of booked) expect(await inbox(who, "BOOKING_CANCELLED"), who.name).toHaveLength(1);
    for (const who of waited) {
      expect(await inbox(who, "WAITLIST_LAPSED"), who.name).toMatchObject([
        { data: { lapsedBecause: "session_cancelled", sessionId } },
      ]);
      const mine = await as(who, () => Waitlist.mine({}));
      expect(mine.items).toMatchObject([{ status: "LAPSED", lapsedBecause: "session_cancelled" }]);
    }
    const pool = await Pool.get({ companyId, sessionId }, 0);
    const live = Pool.live(pool).filter(([, { offer }]) => offer);
    expect([pool.status, pool.line, live]).toEqual(["CANCELLED", undefined, []]);
    const left = (await rowsOf(companyId)).filter(
      ({ pk, dueSk }) => String(pk).includes("/LINE#") && dueSk !== undefined,
    );
    expect(left).toEqual([]);
    await proveInvariants({ companyId });
  });
});
