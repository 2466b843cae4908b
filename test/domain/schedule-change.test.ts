import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Clock from "../../domain/clock.ts";
import * as Storefront from "../../domain/company/storefront.ts";
import * as Closing from "../../domain/schedule/closing.ts";
import * as ClosureEffect from "../../domain/schedule/closure-effect.ts";
import * as Preview from "../../domain/schedule/preview.ts";
import * as Run from "../../domain/schedule/run.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Calendar from "../../domain/session/calendar.ts";
import * as Sale from "../../domain/session/sale.ts";
import * as Session from "../../domain/session/session.ts";
import {
  as,
  asAnyone,
  asSystem,
  codes,
  HOUR,
  person,
  proveInvariants,
  refusal,
  sandbox,
  told,
  travel,
} from "../world.ts";
import { at, daily, house, inDays } from "./calendar-house.ts";

const statuses = async ({ companyId, sessionId }: Pool.Place) =>
  (await Pool.all({ companyId, sessionId })).map(({ status }) => status);

describe("SCH-4 a change of the schedule keeps every commitment", () => {
  it("withdraws what nobody wants; honours and hides what somebody has seats in, or just holds", async () => {
    const { scheduled, set, run, on, ...world } = await house({ horizonDays: 4 });
    const { companyId, activityId, owner, ada, boris, slug } = world;
    await scheduled(daily("10:00"));
    const [booked, held, free] = [
      await on(at(1, "10:00")),
      await on(at(2, "10:00")),
      await on(at(3, "10:00")),
    ];
    const { bookingId } = await world.booking(ada, booked.sessionId, 2);
    await told(world, bookingId);
    const { holdId } = await world.hold(boris, held.sessionId);

    const change = { companyId, activityId, slots: [daily("18:00")] };
    const foreseen = await as(owner, () => Preview.effect(change));
    await set(change);
    await run();
    const after = await as(owner, () => Preview.effect(change));
    expect(foreseen.items.filter(({ effect }) => effect === "legacy")).toMatchObject([
      { sessionId: booked.sessionId, taken: 2, capacity: 8, willHave: 8 },
      { sessionId: held.sessionId, taken: 1 },
    ]);
    expect(foreseen.counts.legacy).toBe(2);
    expect(after.counts.kept).toBe(foreseen.counts.created);
    expect(after.items).toEqual([]);
    expect(await statuses(booked)).toEqual(["CLOSED"]);
    expect(await statuses(free)).toEqual(["CANCELLED"]);

    // The seats that were held are bought; nobody else gets any.
    expect(
      codes(await Promise.allSettled([world.hold(ada, held.sessionId), world.hold(ada, free.sessionId)])),
    ).toEqual({
      "session.closed": 2,
    });
    const second = await as(boris, () => book({ companyId, holdId, payment: sandbox }));
    await told(world, second.bookingId);
    expect(await as(boris, () => Booking.get({ companyId, bookingId: second.bookingId }))).toMatchObject({
      status: "CONFIRMED",
    });

    // Hidden from everybody but those who hold it and staff.
    const listed = { companyId, from: at(0, "00:00"), to: at(5, "00:00") };
    const seen = async (who: typeof ada) =>
      (await as(who, () => Calendar.list(listed))).items.map(({ sessionId }) => sessionId);
    expect(await seen(ada)).not.toContain(booked.sessionId);
    expect(await seen(owner)).toContain(booked.sessionId);
    expect(await seen(owner)).not.toContain(free.sessionId);
    const inPublic = await asAnyone(() => Storefront.sessions({ slug, from: listed.from, to: listed.to }));
    const hidden = new Set([booked.sessionId, held.sessionId, free.sessionId]);
    expect(inPublic.items.filter(({ sessionId }) => hidden.has(sessionId))).toEqual([]);
    const look = (who: typeof ada, { sessionId }: { sessionId: typeof booked.sessionId }) =>
      as(who, () => Session.show({ companyId, sessionId }));
    expect(await look(ada, booked)).toMatchObject({ legacy: true, sale: "CLOSED", status: "OPEN" });
    expect(await look(boris, held)).toMatchObject({ legacy: true });
    expect(await look(owner, free)).toMatchObject({ status: "WITHDRAWN", sale: "CLOSED" });
    for (const [who, what] of [
      [boris, booked],
      [ada, held],
      [ada, free],
    ] as const) {
      expect(await refusal(look(who, what))).toMatchObject({ code: "session.not_found" });
    }
    const staff = (verb: typeof Sale.reopen, { sessionId }: typeof booked) =>
      refusal(as(owner, () => verb({ companyId, sessionId })));
    expect(await staff(Sale.reopen, booked)).toMatchObject({ code: "session.legacy" });
    expect(await staff(Sale.close, free)).toMatchObject({ code: "session.withdrawn" });
    await proveInvariants(world);
  });

  it("brings a session back when the schedule has it again, and withdraws a legacy one that is empty at last", async () => {
    const { scheduled, run, on, ...world } = await house({ horizonDays: 3 });
    const { companyId, ada } = world;
    await scheduled(daily("10:00"));
    const [one, other] = [at(1, "10:00"), at(2, "10:00")];
    const before = await on(one);
    const { bookingId } = await world.booking(ada, before.sessionId);
    await told(world, bookingId);
    await scheduled(daily("12:00"));
    expect(await on(one)).toMatchObject({ legacy: true });
    expect(await on(other)).toMatchObject({ status: "WITHDRAWN" });
    await scheduled(daily("12:00"), daily("10:00", { capacity: 90 }));
    const back = await on(one);
    expect(back).toMatchObject({ sessionId: before.sessionId, capacity: 90, seatsLeft: 89, sale: "OPEN" });
    expect(back.legacy).toBe(undefined);
    expect(await on(other)).toMatchObject({ status: "OPEN", capacity: 90, sale: "OPEN" });
    await world.hold(ada, (await on(other)).sessionId, 5);
    await scheduled(daily("12:00"));
    await as(ada, () => cancel({ companyId, bookingId }));
    await asSystem(() => Run.lookAgain(world.place, inDays(0)));
    await run();
    expect(await on(one)).toMatchObject({ status: "WITHDRAWN" });
    expect(await on(other)).toMatchObject({ status: "OPEN", legacy: true });
    await proveInvariants(world);
  });

  it("CAP-1 raises seats at once, and lowers them to what is taken and no further", async () => {
    const { scheduled, on, ...world } = await house({ horizonDays: 2 });
    const { companyId, ada, boris } = world;
    await scheduled(daily("10:00", { capacity: 60 }));
    const startsAt = at(1, "10:00");
    const { sessionId } = await on(startsAt);
    const { bookingId } = await world.booking(ada, sessionId, 7);
    await told(world, bookingId);
    await world.hold(boris, sessionId, 5);
    await scheduled(daily("10:00", { capacity: 100 }));
    expect(await on(startsAt)).toMatchObject({ sessionId, capacity: 100, seatsLeft: 88 });
    await scheduled(daily("10:00", { capacity: 10 }));
    expect(await on(startsAt)).toMatchObject({ sessionId, capacity: 12, seatsLeft: 0, status: "FULL" });
    expect(await refusal(world.hold(person("late"), sessionId))).toMatchObject({ code: "session.sold_out" });
    await as(ada, () => cancel({ companyId, bookingId }));
    await scheduled(daily("10:00", { capacity: 10 }));
    expect(await on(startsAt)).toMatchObject({ capacity: 10, seatsLeft: 5 });
    using _ = travel(HOUR);
    expect(await on(startsAt)).toMatchObject({ seatsLeft: 10 });
    await proveInvariants(world);
  });

  it("CAP-1 decides in the write: of a hold and a withdrawal at once, one knows of the other", async () => {
    const { scheduled, set, run, sessions, ...world } = await house({ horizonDays: 6 });
    await scheduled(daily("10:00"));
    const before = await sessions();
    await set({ slots: [] });
    const buyers = before.map(({ sessionId }, index) =>
      world.hold(person(`buyer${index}`), sessionId as never).then(
        () => sessionId,
        () => undefined,
      ),
    );
    const [, ...holders] = await Promise.all([run(), ...buyers]);
    const after = new Map((await sessions()).map((one) => [one.sessionId, one]));
    for (const { sessionId } of before) {
      const { status, legacy } = after.get(sessionId)!;
      const expected = holders.includes(sessionId) ? ["OPEN", true] : ["WITHDRAWN", undefined];
      expect([status, legacy], sessionId).toEqual(expected);
    }
    await proveInvariants(world);
  });
});

type Foreseen = Awaited<ReturnType<typeof ClosureEffect.preview>>;

describe("SCH-6 closures", () => {
  it("take out what touches them, honour what is booked, and give all of it back when they are removed", async () => {
    const { scheduled, closed, applied, on, sessions, ...world } = await house({ horizonDays: 4 });
    const { companyId, activityId, owner, ada } = world;
    await scheduled(daily("10:00"), daily("20:00"));
    const byHand = await world.session({ startsAt: at(2, "15:00") });
    const booked = await on(at(2, "10:00"));
    await told(world, (await world.booking(ada, booked.sessionId)).bookingId);
    const before = await sessions();
    const days = { firstDay: inDays(2), lastDay: inDays(2) };
    const foreseen = await as(owner, () => ClosureEffect.preview({ companyId, activityId, ...days }));
    expect(foreseen.items.map(({ effect, startsAt }) => [effect, startsAt])).toEqual([
      ["legacy", at(2, "10:00")],
      ["withdrawn", at(2, "15:00")],
      ["withdrawn", at(2, "20:00")],
    ]);
    const { closureId } = await closed({ ...days, reason: "Holiday" });
    expect(await on(at(2, "10:00"))).toMatchObject({ legacy: true });
    expect(await on(at(2, "15:00"))).toMatchObject({ status: "WITHDRAWN", sessionId: byHand.sessionId });
    expect(await on(at(2, "20:00"))).toMatchObject({ status: "WITHDRAWN" });
    expect(await on(at(1, "20:00"))).toMatchObject({ status: "OPEN" });
    await scheduled(daily("10:00"), daily("20:00"), daily("12:00"));
    await expect(on(at(2, "12:00"))).rejects.toThrow("0 sessions");
    const listed = await as(owner, () => Closing.list({ companyId }));
    expect(listed.items).toMatchObject([
      { closureId, reason: "Holiday", startsAt: at(2, "00:00"), endsAt: at(3, "00:00") },
    ]);

    const remove = () => as(owner, () => Closing.remove({ companyId, closureId }));
    await Promise.all([remove(), remove()]);
    await applied(closureId);
    expect((await as(owner, () => Closing.list({ companyId }))).items).toEqual([]);
    const after = await sessions();
    expect(after.filter(({ status, legacy }) => status !== "OPEN" || legacy)).toEqual([]);
    const known = new Set(after.map(({ sessionId }) => sessionId));
    expect(before.filter(({ sessionId }) => !known.has(sessionId))).toEqual([]);
    expect(after.filter(({ startsAt }) => startsAt === at(2, "12:00"))).toHaveLength(1);
    await world.hold(ada, byHand.sessionId);
    await proveInvariants(world);
  });

  it("are foreseen for whatever they would be of, as they are then carried out: page by page of sessions and activities", async () => {
    const { scheduled, closed, sessions, activityId, ...world } = await house({ horizonDays: 2 });
    const { companyId, owner } = world;
    const { locationId } = await as(owner, () => Location.add({ companyId, name: "Hall" }));
    await scheduled(daily("10:00"), daily("12:00", { locationId }));
    const { price } = await as(owner, () => Activity.show({ companyId, activityId }));
    const terms = { companyId, durationMinutes: 60, price, capacity: 4 };
    for (let n = 0; n < 20; n++) await as(owner, () => Activity.draft({ ...terms, name: `Draft ${n}` }));
    const last = await as(owner, () => Activity.draft({ ...terms, name: "Last" }));
    await as(owner, () => Activity.publish({ companyId, activityId: last.activityId }));
    const late = { companyId, activityId: last.activityId, startsAt: at(1, "15:00") };
    await as(owner, () => Session.schedule(late));

    const days = { firstDay: inDays(1), lastDay: inDays(1) };
    const ask = (where: object) => as(owner, () => ClosureEffect.preview({ companyId, ...days, ...where }));
    const hours = ({ items }: Awaited<ReturnType<typeof ask>>) =>
      items.map((one) => [one.activityId, one.effect, one.startsAt]);
    const [ten, noon] = ["10:00", "12:00"].map((time) => [activityId, "withdrawn", at(1, time)]);
    const here = await ask({ locationId });
    expect(hours(here)).toEqual([noon]);
    expect(here).toMatchObject({ from: inDays(0), through: inDays(1), counts: { withdrawn: 1 } });
    expect(hours(await ask({ activityId }))).toEqual([ten, noon]);
    const first = await ask({});
    expect(hours(first)).toEqual([ten, noon]);
    const second = await ask({ cursor: first.cursor });
    expect(hours(second)).toEqual([[last.activityId, "withdrawn", late.startsAt]]);
    expect(second.cursor).toBeUndefined();

    expect(await refusal(ask({ cursor: first.cursor, locationId }))).toMatchObject({
      code: "cursor.invalid",
    });
    expect((await refusal(ask({ activityId: "act_other" }))).code).toBe("activity.not_found");
    await closed(days);
    const withdrawn = (await sessions()).filter(({ status }) => status === "WITHDRAWN");
    expect(withdrawn.map((one) => [one.activityId, one.startsAt])).toEqual(
      [...hours(first), ...hours(second)].map(([activity, , startsAt]) => [activity, startsAt]),
    );
  });

  it("are foreseen in pages of some five hundred sessions", async () => {
    const { set, companyId, owner } = await house({ horizonDays: 60 });
    const slots = Array.from({ length: 12 }, (_, n) => daily(`${String(8 + n).padStart(2, "0")}:00`));
    await set({ slots });
    const days = { firstDay: inDays(60), lastDay: inDays(60) };
    let [pages, created, cursor]: [number, number, string | undefined] = [0, 0, undefined];
    do {
      const asked = { companyId, ...days, ...(cursor !== undefined && { cursor }) };
      const page: Foreseen = await as(owner, () => ClosureEffect.preview(asked));
      pages += 1;
      created += page.counts.created ?? 0;
      cursor = page.cursor;
    } while (cursor !== undefined && pages < 5);
    const started = slots.filter(({ dtstart = "" }) => at(0, dtstart.slice(11)) <= Clock.iso()).length;
    expect([pages, created]).toEqual([2, 60 * 12 - started]);
  });

  it("are of one activity, one location or all; and of instants, too", async () => {
    const { scheduled, closed, on, ...world } = await house({ horizonDays: 3 });
    const hall = await as(world.owner, () => Location.add({ companyId: world.companyId, name: "Hall" }));
    const { locationId } = hall;
    await scheduled(daily("10:00", { locationId }), daily("11:00"));
    await closed({ locationId, startsAt: at(1, "10:59"), endsAt: at(1, "12:00") });
    await closed({ activityId: "act_other", firstDay: inDays(2), lastDay: inDays(2) }).catch(() => undefined);
    expect(await on(at(1, "10:00"))).toMatchObject({ status: "WITHDRAWN" });
    expect(await on(at(1, "11:00"))).toMatchObject({ status: "OPEN" });
    expect(await on(at(2, "10:00"))).toMatchObject({ status: "OPEN" });
    const set = (asked: object) =>
      refusal(as(world.owner, () => Closing.set({ companyId: world.companyId, ...asked })));
    const [startsAt, endsAt] = [at(1, "10:00"), at(1, "11:00")];
    for (const [code, asked] of [
      ["closure.incomplete", {}],
      ["closure.incomplete", { firstDay: inDays(1), endsAt }],
      ["closure.ends_before_start", { firstDay: inDays(2), lastDay: inDays(1) }],
      ["closure.ends_before_start", { startsAt: endsAt, endsAt: startsAt }],
      ["closure.over", { firstDay: "2020-01-01", lastDay: "2020-01-02" }],
      ["closure.too_far_ahead", { startsAt, endsAt: at(800, "10:00") }],
      ["activity.not_found", { activityId: "act_other", startsAt, endsAt }],
      ["location.not_found", { locationId: "loc_other", startsAt, endsAt }],
    ] as const) {
      expect(await set(asked), code).toMatchObject({ code });
    }
  });
});
