import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Clock from "../../domain/clock.ts";
import * as Chores from "../../domain/schedule/chores.ts";
import * as Preview from "../../domain/schedule/preview.ts";
import * as Run from "../../domain/schedule/run.ts";
import * as Schedule from "../../domain/schedule/schedule.ts";
import * as Version from "../../domain/schedule/version.ts";
import * as Pool from "../../domain/seat/pool.ts";
import type * as Session from "../../domain/session/session.ts";
import * as Day from "../../domain/time/day.ts";
import * as Round from "../../domain/time/round.ts";
import * as Wall from "../../domain/time/wall.ts";
import { as, asSystem, HOUR, proveInvariants, refusal, travel } from "../world.ts";
import { at, daily, house, inDays, today, ZONE, type Asked } from "./calendar-house.ts";

const wallsOf = (sessions: readonly Session.Session[]) =>
  sessions.map(({ startsAt }) => Wall.wallOf(Date.parse(startsAt), ZONE));
const ahead = (days: number, ...times: string[]) =>
  Array.from({ length: days + 1 }, (_, day) => times.map((time) => `${inDays(day)}T${time}`))
    .flat()
    .filter((wall) => Wall.instantOf(wall, ZONE)! > Clock.millis());

const day = (from: number, to: number, time: string) =>
  ahead(10, time).filter((wall) => wall >= inDays(from) && wall < inDays(to + 1));

describe("SCH-3 a schedule puts sessions on the calendar", () => {
  it("sixty days ahead, each with its slot's times, seats and price", async () => {
    const { set, run, sessions, show, ...world } = await house({ horizonDays: 60 });
    const own = { capacity: 90, price: { amount: 1, currency: "UAH" }, durationMinutes: 45 };
    const weekly = { dayOfWeek: new Date(inDays(1)).getUTCDay(), startTime: "07:30", ...own };
    const kept = await set({ slots: [weekly] });
    expect(kept).toMatchObject({ revision: 1, version: 1, versions: [{ validFrom: today(), slots: [own] }] });
    await run();
    const made = await sessions();
    expect(wallsOf(made)).toEqual(Array.from({ length: 9 }, (_, week) => `${inDays(1 + 7 * week)}T07:30`));
    const [first] = made;
    expect(first).toMatchObject({
      capacity: 90,
      price: own.price,
      slotId: kept.versions[0]!.slots[0]!.slotId,
    });
    expect(Date.parse(first!.endsAt) - Date.parse(first!.startsAt)).toBe(45 * 60_000);
    expect(await Pool.all(first!)).toHaveLength(3);
    const { progress } = await show();
    expect(progress).toMatchObject({ status: "DONE", counts: { created: 9 }, until: inDays(60) });
    await proveInvariants(world);
  });

  it("once, however often and by however many at a time it is done", async () => {
    const { set, run, sessions, place } = await house();
    await set({ slots: [daily("08:00"), daily("18:00")] });
    await Promise.all([run(), run(), run()]);
    const before = await sessions();
    expect(wallsOf(before)).toEqual(ahead(10, "08:00", "18:00"));
    for (const from of [today(), inDays(4)]) {
      await asSystem(() => Run.lookAgain(place, from));
      await Promise.all([run(), run()]);
    }
    expect(await sessions()).toEqual(before);
  });

  it("the same ones when its capacity has changed meanwhile: a session is its slot and its start", async () => {
    const { scheduled, sessions } = await house({ horizonDays: 2 });
    await scheduled(daily("10:00", { capacity: 40 }));
    const before = await sessions();
    await scheduled(daily("10:00", { capacity: 41 }));
    const after = await sessions();
    expect(after.map(({ sessionId }) => sessionId)).toEqual(before.map(({ sessionId }) => sessionId));
    expect(new Set(after.map(({ capacity }) => capacity))).toEqual(new Set([41]));
  });

  it("every morning for the day that has come into sight, and goes on where somebody broke off", async () => {
    const { scheduled, set, sessions, place, show } = await house({ horizonDays: 3 });
    const tick = async () => {
      const { failed } = await asSystem(() => Round.sweep(ofOne(place.activityId), Clock.millis() + 60_000));
      expect(failed).toEqual([]);
    };
    await scheduled(daily("12:00"));
    const before = (await sessions()).length;
    await tick();
    expect(await sessions()).toHaveLength(before);
    using _tomorrow = travel(Date.parse(Day.startOf(inDays(1), ZONE)) + 4 * HOUR - Clock.millis());
    await tick();
    expect(await sessions()).toHaveLength(before + 1);
    await set({ slots: [daily("12:00"), daily("15:00")] });
    expect((await show()).progress).toMatchObject({ status: "RUNNING", next: today() });
    using _later = travel(HOUR);
    await tick();
    expect((await show()).progress).toMatchObject({ status: "DONE", counts: { created: 4 } });
  });

  it("only of a published activity: what was planned before appears when it is published", async () => {
    const { companyId, owner, sessions, place } = await house({ horizonDays: 2 });
    const draft = { name: "New", durationMinutes: 60, capacity: 5, price: { amount: 100, currency: "UAH" } };
    const { activityId } = await as(owner, () => Activity.draft({ companyId, ...draft }));
    await as(owner, () => Schedule.set({ companyId, activityId, slots: [daily("23:59")] }));
    await asSystem(() => Chores.catchUp({ companyId, activityId }));
    expect(await sessions()).toEqual([]);
    await as(owner, () => Activity.publish({ companyId, activityId }));
    await asSystem(() => Chores.begin({ companyId, activityId }));
    await asSystem(() => Chores.begin(place));
    expect(wallsOf(await sessions())).toEqual(ahead(2, "23:59"));
  });

  it("and says of those that the activity does not allow any more that they were refused", async () => {
    const { set, run, show, place, owner } = await house({ horizonDays: 1 });
    await set({ slots: [daily("23:58", { capacity: 2 })] });
    await as(owner, () => Activity.edit({ ...place, minSpots: 3 }));
    await run();
    expect((await show()).progress).toMatchObject({
      counts: { refused: 2 },
      problem: "session.capacity_out_of_range",
    });
  });
});

/** The chore, for one activity: other tests' are not due on this test's clock. */
const ofOne = (activityId: string) =>
  Chores.SCHEDULES.map((chore) => ({
    ...chore,
    key: new RegExp(chore.key.source.replace("SCHEDULE#(.+)", `SCHEDULE#(${activityId})`)),
  }));

const version = (validFrom: string, revision: number) => ({ validFrom, revision });
const shared = house();

describe("SCH-4 the versions of a schedule", () => {
  it("each hold from their day on, and none is ever overwritten", async () => {
    const { scheduled, set, run, sessions, show, owner, place } = await house();
    await scheduled(daily("09:00"));
    await set({ validFrom: inDays(6), slots: [daily("17:00")] });
    await set({ validFrom: inDays(3), operatesUntil: inDays(8), slots: [daily("13:00")] });
    const last = await set({ validFrom: inDays(6), operatesUntil: inDays(8), slots: [daily("18:00")] });
    await run();
    const open = (await sessions()).filter(({ status }) => status === "OPEN");
    expect(wallsOf(open)).toEqual([...day(0, 2, "09:00"), ...day(3, 5, "13:00"), ...day(6, 8, "18:00")]);
    expect(last.versions.map(({ validFrom, revision }) => [validFrom, revision])).toEqual([
      [today(), 1],
      [inDays(3), 3],
      [inDays(6), 4],
    ]);
    expect((await show()).versions).toEqual(last.versions);
    const all = await as(owner, () => Schedule.versions(place));
    expect(all.items.map(({ revision }) => revision)).toEqual([4, 2, 3, 1]);
    expect(all.items[0]).toMatchObject({ createdBy: owner.userId, operatesUntil: inDays(8) });
  });

  it("BKG-11 If-Match makes a new one conditional; two at once are two versions", async () => {
    const { set } = await house();
    await Promise.all([set({ slots: [daily("09:00")] }), set({ slots: [daily("10:00")] })]);
    expect(await refusal(set({ slots: [] }, { ifMatch: 1 }))).toMatchObject({
      code: "schedule.changed_meanwhile",
    });
    expect(await set({ slots: [] }, { ifMatch: 2 })).toMatchObject({ revision: 3, version: 3 });
  });

  it.each<[code: string, asked: Asked]>([
    ["schedule.in_the_past", { validFrom: "2020-01-01", slots: [] }],
    ["schedule.ends_before_start", { operatesFrom: "2027-02-01", operatesUntil: "2027-01-31", slots: [] }],
    ["slot.incomplete", { slots: [{ dayOfWeek: 1 }] }],
    ["slot.rule_too_frequent", { slots: [daily("09:00", { rrule: "FREQ=MINUTELY" })] }],
    [
      "slot.overlaps_itself",
      { slots: [daily("09:00", { rrule: "FREQ=DAILY;BYHOUR=9,10", durationMinutes: 90 })] },
    ],
    ["slot.currency_differs", { slots: [daily("09:00", { price: { amount: 1, currency: "EUR" } })] }],
    ["slot.option_unknown", { slots: [daily("09:00", { optionId: "long" })] }],
    ["slot.capacity_out_of_range", { slots: [daily("09:00", { capacity: 4000 })] }],
    ["slot.unknown", { slots: [daily("09:00", { slotId: `slt_${"0".repeat(26)}` })] }],
    ["instructor.unknown", { slots: [daily("09:00", { instructorId: "usr_nobody" })] }],
    ["request.invalid", { slots: [daily("09:00", { exdates: ["2027-02-30T09:00"] })] }],
    ["request.invalid", { slots: [{ dayOfWeek: 7, startTime: "09:00" }] }],
    ["request.invalid", { slots: [{ dayOfWeek: 1, startTime: "24:00" }] }],
  ])("are refused as %s: %j", async (code, asked) => {
    const { set } = await shared;
    expect(await refusal(set(asked))).toMatchObject({ code });
  });

  it("are refused with the place of the one that is wrong", async () => {
    const { set } = await shared;
    const slots = [daily("09:00"), daily("09:00", { rrule: "FREQ=MINUTELY" }), daily("12:00")];
    expect(await refusal(set({ slots }))).toMatchObject({
      code: "slot.rule_too_frequent",
      detail: { slot: 1 },
    });
  });

  it("keep a slot that is named or has the same times, and let it outgrow its pools only so far", async () => {
    const { set } = await house();
    const first = (await set({ slots: [daily("09:00"), daily("11:00")] })).versions[0]!.slots;
    const moved = { ...daily("10:30"), slotId: first[0]!.slotId };
    const second = (await set({ slots: [daily("11:00"), moved, daily("12:00")] })).versions[0]!.slots;
    expect(second.map(({ slotId }) => slotId).slice(0, 2)).toEqual([first[1]!.slotId, first[0]!.slotId]);
    const { slotId } = first[0]!;
    expect(
      await refusal(set({ slots: [daily("09:00", { slotId }), daily("10:00", { slotId })] })),
    ).toMatchObject({
      code: "slot.named_twice",
    });
    expect(await refusal(set({ slots: [daily("10:30", { capacity: 121 })] }))).toMatchObject({
      code: "slot.outgrown",
      detail: { most: 120 },
    });
  });

  it("cover the days without a gap and without meeting each other", () => {
    const days = { from: "2027-01-05", to: "2027-01-20" };
    const versions = [
      version("2027-01-10", 1),
      version("2027-01-01", 2),
      version("2027-01-10", 3),
      version("2027-01-12", 4),
      version("2027-02-01", 5),
    ];
    expect(Version.spans(versions, days)).toEqual([
      { version: 1, from: "2027-01-05", to: "2027-01-09" },
      { version: 2, from: "2027-01-10", to: "2027-01-11" },
      { version: 3, from: "2027-01-12", to: "2027-01-20" },
    ]);
  });
});

describe("SCH-1 before a slot is saved", () => {
  it("its next dates are shown, with what is skipped and why", async () => {
    const { companyId, activityId, owner, closed } = await house();
    const [first, second] = [inDays(1), inDays(2)];
    await closed({ startsAt: at(2, "09:00"), endsAt: at(2, "09:01") });
    const slot = daily("08:30", { exdates: [`${first}T08:30`] });
    const ask = (more: object) => as(owner, () => Preview.dates({ companyId, activityId, slot, ...more }));
    const shown = await ask({ from: first, limit: 2 });
    expect(shown.items.map(({ local }) => local)).toEqual([`${inDays(3)}T08:30`, `${inDays(4)}T08:30`]);
    expect(shown.skipped).toEqual([
      { local: `${first}T08:30`, because: "exdate" },
      { local: `${second}T08:30`, because: "closure" },
    ]);
    const night = { slot: daily("03:30"), from: "2027-03-27", limit: 2 };
    expect(await ask(night)).toMatchObject({
      timeZone: ZONE,
      items: [{ local: "2027-03-27T03:30" }, { local: "2027-03-29T03:30" }],
      skipped: [{ local: "2027-03-28T03:30", because: "spring_gap" }],
    });
    expect(await refusal(ask({ slot: daily("09:00", { rrule: "FREQ=SECONDLY" }) }))).toMatchObject({
      code: "slot.rule_too_frequent",
    });
  });
});
