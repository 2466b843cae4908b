/** A year in which nobody touches a session: time passes, timers run, people hold and book, the schedule changes twice. */
import { expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Clock from "../../domain/clock.ts";
import type { SessionId } from "../../domain/id.ts";
import * as Notification from "../../domain/notification/notification.ts";
import * as Chores from "../../domain/schedule/chores.ts";
import type * as Session from "../../domain/session/session.ts";
import * as Round from "../../domain/time/round.ts";
import * as Sweep from "../../domain/time/sweep.ts";
import * as Wall from "../../domain/time/wall.ts";
import { as, asSystem, HOUR, person, proveInvariants, rowsOf, type Person } from "../world.ts";
import { house, ZONE, type Slot } from "./calendar-house.ts";

const CHORES = [...Chores.SCHEDULES, ...Sweep.MONEY_AND_SEATS, ...Sweep.EVIDENCE];
const DAY = 24 * HOUR;

/** Twice while anybody has booked: the reminders that the first look finds to be due are sent by the second. */
async function tick(awaited: boolean): Promise<void> {
  for (const chores of awaited ? [CHORES, Sweep.EVIDENCE] : [CHORES]) {
    const { failed } = await asSystem(() => Round.sweep(chores, Clock.millis() + HOUR));
    expect(failed).toEqual([]);
  }
}

/** Saturdays at noon; every day around the Sundays on which clocks change. */
function* moments(from: string, to: string): Generator<string> {
  for (let day = from; day <= to; day = Wall.dayAfter(day)) {
    const isSaturday = new Date(`${day}T00:00Z`).getUTCDay() === 6;
    if (isSaturday || CHANGES.some((change) => Math.abs(Date.parse(change) - Date.parse(day)) < 2 * DAY))
      yield day;
  }
}
const CHANGES = ["2027-03-28", "2027-10-31"];
const noonOf = (day: string): number => Wall.instantOf(`${day}T12:00`, ZONE)!;

const wallOf = ({ startsAt }: Session.Session) => Wall.wallOf(Date.parse(startsAt), ZONE);
const weekly = (dayOfWeek: number, startTime: string): Slot => ({ dayOfWeek, startTime });
/** In the night in which clocks change, once into a gap and once into a fold. */
const NIGHT = weekly(0, "03:30");
const CLOSED = { firstDay: "2027-08-09", lastDay: "2027-08-15" };

/** All that the calendar of that year has to have, in local time. */
function* wanted(): Generator<string> {
  for (let day = "2027-01-10"; day <= "2028-01-09"; day = Wall.dayAfter(day)) {
    if (day >= CLOSED.firstDay && day <= CLOSED.lastDay) continue;
    const weekday = new Date(`${day}T00:00Z`).getUTCDay();
    if (weekday === 0 && day !== "2027-03-28") yield `${day}T03:30`;
    if (weekday === 3) yield day < "2027-06-01" ? `${day}T18:00` : `${day}T19:00`;
  }
}

it("SCH-3 SCH-4 CAP-1 a calendar keeps itself for a year, over both changes of clocks, and leaves nothing behind", async () => {
  let now = noonOf("2027-01-09");
  using _ = { [Symbol.dispose]: Clock.replace(() => now) };
  const world = await house({ horizonDays: 13 });
  const { companyId, activityId, owner, sessions } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, payOnArrival: true }));
  await world.scheduled(NIGHT, weekly(3, "18:00"));

  const next = async (who: Person, spots: number) => {
    const found = (await sessions()).find(
      ({ startsAt, status }) => status === "OPEN" && Date.parse(startsAt) > now + 5 * DAY,
    );
    const { holdId } = await world.hold(who, found!.sessionId as SessionId, spots);
    return { holdId, wall: Wall.wallOf(Date.parse(found!.startsAt), ZONE) };
  };
  const expected: Person[] = [];
  let week = 0;
  for (const day of moments("2027-01-10", "2028-01-01")) {
    now = noonOf(day);
    await tick(week % 6 < 2);
    if (day === "2027-04-03")
      await world.set({ validFrom: "2027-06-01", slots: [NIGHT, weekly(3, "19:00")] });
    if (day === "2027-08-07") await world.closed(CLOSED);
    week += 1;
    if (week % 4 === 0) await next(person("undecided"), 3);
    if (week % 6 !== 0) continue;
    const who = person("guest");
    const { holdId, wall } = await next(who, 2);
    const { bookingId } = await as(who, () => book({ companyId, holdId, payment: { method: "on_arrival" } }));
    if (week % 12 === 0) await as(who, () => cancel({ companyId, bookingId }));
    else if (wall.endsWith("03:30")) expected.push(who);
  }

  const all = await sessions();
  const through = Wall.dayAfter("2028-01-01", 13);
  const open = all.filter(({ status }) => status === "OPEN").map(wallOf);
  expect(open.filter((wall) => wall < "2028-01-10")).toEqual([...wanted()]);
  expect(open.at(-1)! <= `${through}T23:59`).toBe(true);
  // Of the night that has the hour twice, the first.
  expect(all.map(({ startsAt }) => startsAt).filter((at) => at.startsWith("2027-10-31"))).toEqual([
    "2027-10-31T00:30:00.000Z",
  ]);
  expect(all.filter(({ status }) => status === "WITHDRAWN").map(wallOf)).toEqual([
    "2027-08-11T19:00",
    "2027-08-15T03:30",
  ]);
  for (const who of expected) {
    const { items } = await as(who, () => Notification.list({}));
    expect(items.filter(({ type }) => type === "SESSION_REMINDER")).toHaveLength(1);
  }
  expect(expected.length).toBeGreaterThan(2);

  const rows = await rowsOf(companyId);
  for (const { sessionId, endsAt } of all) {
    const own = rows.filter(({ pk, bookingId }) => String(pk).includes(sessionId) && bookingId === undefined);
    expect(own.length, "a session, its pool, one reminder").toBeLessThanOrEqual(3);
    if (Date.parse(endsAt) > now) continue;
    expect(own.filter(({ dueSk }) => dueSk !== undefined).map(({ pk, sk }) => [pk, sk])).toEqual([]);
  }
  const schedule = rows.filter(({ pk }) => String(pk) === `C#${companyId}/SCHEDULE#${activityId}`);
  expect(schedule.map(({ __edb_e__: is }) => is).toSorted()).toEqual([
    "schedule",
    "scheduleRun",
    ...Array.from({ length: 2 }, () => "scheduleVersion"),
    ...Array.from({ length: 3 }, () => "slotIdentity"),
  ]);
  expect((await world.show()).progress).toMatchObject({ status: "DONE", until: through });
  await proveInvariants(world);
});
