/** Calendars, bookings and waits that can not be: each has its code and status, and has them again when it is repeated. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Clock from "../../domain/clock.ts";
import { as, company, HOUR, person, sandbox, told, travel, type Person } from "../world.ts";
import { daily, inDays } from "../domain/calendar-house.ts";
import { knock, routes, signedIn, type Told } from "./front-door.ts";

const routeOf = (verb: string) => routes.find((route) => route.verb.verb === verb)!;

type Asks = { who?: Person; path?: object; body?: object; headers?: Record<string, string> };
type Case = readonly [what: string, verb: string, asks: Asks, status: number, code: string];

/** What is in the path goes there; each request has a key of its own. */
async function ask(verb: string, { who, path = {}, body, headers }: Asks): Promise<Told> {
  const route = routeOf(verb);
  const key = `key-${Math.random()}`;
  return knock(route, {
    path: path as Record<string, string>,
    ...(body && { body }),
    headers: { "content-type": "application/json", "idempotency-key": key, ...headers },
    ...(who && { verdict: signedIn(who) }),
  });
}
const seen = ({ status, body, headers }: Told) => ({
  status,
  code: body?.code,
  ...(status >= 400 && headers["content-type"] !== "application/problem+json" && { is: headers }),
});

const [house, other] = [await company(), await company()];
const { companyId, activityId, owner, coach, ada } = house;
const session = async (more: object = {}) => (await house.session(more)).sessionId;
const hall = await as(other.owner, () => Location.add({ companyId: other.companyId, name: "Hall" }));
const calendar = { companyId, activityId };
const put = (body: object, more: Asks = {}): Asks => ({ who: owner, path: calendar, body, ...more });
const invalid = "request.invalid";

/** What a slot at nine every day says otherwise; refused as what it says, 400 where it is not even that. */
const SLOTS: readonly (readonly [what: string, slot: object, code: string])[] = [
  ["a rule for each second", { rrule: "FREQ=SECONDLY" }, "slot.rule_too_frequent"],
  ["a rule for each minute", { rrule: "FREQ=MINUTELY;COUNT=1" }, "slot.rule_too_frequent"],
  ["96 times a day", { rrule: "FREQ=HOURLY;BYMINUTE=0,15,30,45" }, "slot.rule_too_frequent"],
  ["a rule that hardly ends", { rrule: "FREQ=DAILY;COUNT=100000" }, "slot.rule_count_too_high"],
  ["until the end of time", { rrule: "FREQ=DAILY;UNTIL=99991231" }, "slot.rule_until_out_of_range"],
  ["an end before the start", { rrule: "FREQ=DAILY;UNTIL=20200101" }, "slot.rule_ends_before_start"],
  ["never", { rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }, "slot.never_occurs"],
  ["hard to follow", { rrule: "FREQ=YEARLY;BYWEEKNO=1;BYYEARDAY=3" }, "slot.rule_too_long_to_follow"],
  ["a rule with another in it", { rrule: "FREQ=DAILY\nRRULE:FREQ=SECONDLY" }, "slot.rule_invalid"],
  ["a rule in words", { rrule: "every day" }, "slot.rule_invalid"],
  ["a rule of 501 letters", { rrule: "F".repeat(501) }, invalid],
  ["from the year 9999", { dtstart: "9999-01-01T09:00" }, "slot.rule_starts_out_of_range"],
  ["a start on 30 February", { dtstart: "2027-02-30T09:00" }, invalid],
  ["a day of the week that is none", { dayOfWeek: 7 }, invalid],
  ["a slot without a start", { dtstart: undefined, dayOfWeek: 1 }, "slot.incomplete"],
  ["longer than its day", { durationMinutes: 1441 }, "slot.overlaps_itself"],
  ["twice at once", { rrule: "FREQ=DAILY;BYHOUR=9,10", durationMinutes: 61 }, "slot.overlaps_itself"],
  ["no seats", { capacity: 0 }, invalid],
  ["more seats than any session has", { capacity: 3601 }, "slot.capacity_out_of_range"],
  ["another currency", { price: { amount: 1, currency: "EUR" } }, "slot.currency_differs"],
  ["an option that is none", { optionId: "long" }, "slot.option_unknown"],
  ["a slot of another schedule", { slotId: `slt_${"0".repeat(26)}` }, "slot.unknown"],
  ["an instructor of another company", { instructorId: other.coach.userId }, "instructor.unknown"],
  ["a location of another company", { locationId: hall.locationId }, "location.unknown"],
];
const many = Array.from({ length: 41 }, () => daily("09:00"));
const [tomorrow, later] = [inDays(1), inDays(2)];
const closed = (body: object): Asks => ({ who: owner, path: { companyId }, body });
const elsewhere = { firstDay: tomorrow, lastDay: tomorrow, locationId: hall.locationId };
const backwards = { operatesFrom: later, operatesUntil: tomorrow, slots: [] };
const old = { headers: { "if-match": '"7"' } };
const theirs = { path: { companyId, activityId: other.activityId } };
const noClosure = { who: owner, path: { companyId, closureId: `cls_${"0".repeat(26)}` } };

const SCHEDULES: Case[] = [
  ...SLOTS.map(([what, slot, code]): Case => {
    const body = { slots: [daily("09:00", slot)] };
    return [what, "schedule.set", put(body), code === invalid ? 400 : 422, code];
  }),
  ["forty-one slots", "schedule.set", put({ slots: many }), 400, invalid],
  ["yesterday", "schedule.set", put({ validFrom: inDays(-1), slots: [] }), 422, "schedule.in_the_past"],
  ["an end before the beginning", "schedule.set", put(backwards), 422, "schedule.ends_before_start"],
  ["an old version", "schedule.set", put({ slots: [] }, old), 412, "schedule.changed_meanwhile"],
  ["another company's activity", "schedule.set", put({ slots: [] }, theirs), 404, "activity.not_found"],
  ["set by a coach", "schedule.set", put({ slots: [] }, { who: coach }), 403, "access.forbidden"],
  ["set by a customer", "schedule.set", put({ slots: [] }, { who: ada }), 404, "company.not_found"],
  ["none", "schedule.show", { who: owner, path: calendar }, 404, "schedule.not_found"],
  ["a closure of nothing", "closure.set", closed({}), 422, "closure.incomplete"],
  ["a closure at another company's location", "closure.set", closed(elsewhere), 404, "location.not_found"],
  ["a closure that is none", "closure.remove", noClosure, 404, "closure.not_found"],
];

describe("schedules that can not be", () => {
  it.each(SCHEDULES)("%s", async (_, verb, asks, status, code) => {
    expect(seen(await ask(verb, asks))).toEqual({ status, code });
    expect(seen(await ask(verb, asks))).toEqual({ status, code });
  });

  it("a zone that is none opens no company", async () => {
    const body = { name: "X", slug: "x-zone", timeZone: "Mars/Base", currency: "UAH", locale: "uk-UA" };
    expect(seen(await ask("company.open", { who: ada, body }))).toEqual({
      status: 400,
      code: "request.invalid",
    });
  });

  it("a rule that never ends is followed as far as it is asked about", async () => {
    const body = { slot: daily("09:00"), from: "2029-01-01", limit: 3 };
    const { status, body: found } = await ask("slot.preview", { who: owner, path: calendar, body });
    expect([status, (found!.items as unknown[]).length]).toEqual([200, 3]);
    const more = { ...body, limit: 101 };
    expect(seen(await ask("slot.preview", { who: owner, path: calendar, body: more })).status).toBe(400);
  });
});

const answer = (value: unknown, questionId = "size") => ({ answers: [{ questionId, value }] });

/** A paid booking of one seat, of somebody new. */
async function booked(sessionId: Awaited<ReturnType<typeof session>>) {
  const who = person("guest");
  const { bookingId } = await house.booking(who, sessionId);
  await told(house, bookingId);
  return { who, path: { companyId, bookingId } };
}
async function fullOne() {
  const sessionId = await session({ capacity: 1 });
  const guest = await booked(sessionId);
  return { sessionId, guest, path: { companyId, sessionId } };
}

describe("bookings and waits that can not be", () => {
  it("are told so each time they are asked for", async () => {
    const foreign = (await other.session()).sessionId;
    const here = await session();
    const [mine, gone, full] = [await booked(here), await booked(here), await fullOne()];
    expect((await ask("booking.cancel", { ...gone, body: {} })).status).toBe(200);
    const waiter = person("waiter");
    const waiting = await ask("waitlist.join", { who: waiter, path: full.path, body: { spots: 1 } });
    expect(waiting.status).toBe(201);
    const entry = { companyId, entryId: String(waiting.body!.entryId) };
    const move = (sessionId: string, whose: Asks = mine): Asks => ({ ...whose, body: { sessionId } });
    const wait = (who: Person, sessionId: string, spots = 1): Asks => ({
      who,
      path: { companyId, sessionId },
      body: { spots },
    });
    const at = full.sessionId;
    const cases: Case[] = [
      ["a move to another company", "booking.reschedule", move(foreign), 404, "session.not_found"],
      ["a move to where it is", "booking.reschedule", move(here), 409, "reschedule.same_session"],
      ["a move into a full session", "booking.reschedule", move(at), 409, "session.sold_out"],
      ["another's move", "booking.reschedule", { ...move(here), who: waiter }, 404, "booking.not_found"],
      ["cancelled twice", "booking.cancel", { ...gone, body: {} }, 409, "booking.illegal_transition"],
      ["a cancelled one's move", "booking.reschedule", move(at, gone), 409, "reschedule.not_confirmed"],
      ["waiting twice", "waitlist.join", wait(waiter, at), 409, "waitlist.already_joined"],
      ["waiting where one booked", "waitlist.join", wait(full.guest.who, at), 409, "booking.already_booked"],
      ["waiting while seats are free", "waitlist.join", wait(waiter, here), 409, "waitlist.seats_free"],
      ["waiting for more than there is", "waitlist.join", wait(ada, at, 2), 422, "hold.spots_out_of_range"],
      ["waiting in another company", "waitlist.join", wait(ada, foreign), 404, "session.not_found"],
      ["a seat past those who wait", "hold.place", wait(ada, at), 409, "session.sold_out"],
      ["another's place in the line", "waitlist.leave", { who: ada, path: entry }, 404, "entry.not_found"],
    ];
    for (const [what, verb, asks, status, code] of cases) {
      for (const _ of [1, 2]) expect(seen(await ask(verb, asks)), what).toEqual({ status, code });
    }
    // Leaving twice is leaving.
    for (const _ of [1, 2])
      expect((await ask("waitlist.leave", { who: waiter, path: entry })).status).toBe(204);
  });

  it("questions that nobody answers, and doors that are closed", async () => {
    const question = { questionId: "size", label: "Shoe size", kind: "number" as const };
    const questions = [{ ...question, required: true, per: "booking" as const }];
    const terms = { name: "Rope", durationMinutes: 60, capacity: 8, price: { amount: 100, currency: "UAH" } };
    const asking = await as(owner, () =>
      Activity.draft({ companyId, ...terms, questions, cutOffMinutes: 120, bookingWindowDays: 2 }),
    );
    await as(owner, () => Activity.publish({ companyId, activityId: asking.activityId }));
    const own = { activityId: asking.activityId };
    const soon = await session({ ...own, startsAt: Clock.isoAfter(3 * HOUR) });
    const far = await session({ ...own, startsAt: Clock.isoAfter(72 * HOUR) });
    const { holdId } = await house.hold(ada, soon);
    const book = (more: object): Asks => ({
      who: ada,
      path: { companyId },
      body: { holdId, payment: sandbox, ...more },
    });
    const place = (sessionId: string): Asks => ({
      who: ada,
      path: { companyId, sessionId },
      body: { spots: 1 },
    });
    const cases: Case[] = [
      ["a question unanswered", "booking.book", book({}), 422, "booking.answer_missing"],
      ["an answer that is none", "booking.book", book(answer("large")), 422, "booking.answer_invalid"],
      ["an answer to nothing", "booking.book", book(answer(42, "shoe")), 422, "booking.question_unknown"],
      ["a session before its window", "hold.place", place(far), 409, "session.not_open_yet"],
    ];
    for (const [what, verb, asks, status, code] of cases)
      expect(seen(await ask(verb, asks)), what).toEqual({ status, code });
    using _ = travel(1.5 * HOUR);
    expect(seen(await ask("hold.place", place(soon)))).toEqual({ status: 409, code: "session.closed" });
    expect(seen(await ask("waitlist.join", place(soon)))).toEqual({ status: 409, code: "session.closed" });
  });
});
