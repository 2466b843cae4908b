import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { DEFAULT_TERMS } from "../../domain/activity/terms.ts";
import * as Clock from "../../domain/clock.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Calendar from "../../domain/session/calendar.ts";
import * as Sale from "../../domain/session/sale.ts";
import * as Session from "../../domain/session/session.ts";
import { as, HOUR, MINUTE, person, refusal, travel, type Person } from "../world.ts";
import { inDays, iryna, maks, olena, outcomes, studio, unused } from "./studio.ts";

const [ada, stranger] = [person("ada"), person("stranger")];

type Key = Pick<Awaited<ReturnType<typeof Session.schedule>>, "companyId" | "sessionId">;
const keyOf = ({ companyId, sessionId }: Key) => ({ companyId, sessionId });
const cancel = (key: Key, who: Person = maks) =>
  as(who, () => Session.cancel({ ...keyOf(key), reason: "The teacher is ill" }));
const poolsOf = async (key: Key) => (await Pool.all(key)).map(({ status }) => status);

describe("a session on the calendar", () => {
  it("SCH-2 is a snapshot: later edits of the activity change nothing", async () => {
    const { companyId, publish, schedule } = await studio();
    const { activityId } = await publish({ cutOffMinutes: 60, bookingsPerCustomer: "many" });
    const day = inDays(10).slice(0, 10);
    const session = await schedule({ activityId, startsAt: `${day}T18:00:00+03:00` });
    expect(session).toMatchObject({
      activityName: "Hatha",
      startsAt: `${day}T15:00:00.000Z`,
      endsAt: `${day}T16:30:00.000Z`,
      closesAt: `${day}T14:00:00.000Z`,
      timeZone: "Europe/Kyiv",
      capacity: 12,
      seatsLeft: 12,
      price: { amount: 35_000, currency: "UAH" },
      status: "OPEN",
      sale: "OPEN",
      version: 1,
    });
    const edit = { companyId, activityId, name: "New", capacity: 3, price: { amount: 1, currency: "UAH" } };
    await as(maks, () => Activity.edit(edit));
    expect(await as(ada, () => Session.show(keyOf(session)))).toEqual({ ...session, ...DEFAULT_TERMS });
    expect(await Session.get(companyId, session.sessionId)).toMatchObject({ bookingsPerCustomer: "many" });
    expect(await Pool.all({ companyId, sessionId: session.sessionId })).toMatchObject([{ holdSeconds: 600 }]);
  });

  it("SCH-2 may have a price, a capacity and an end of its own", async () => {
    const { schedule } = await studio();
    const own = { capacity: 4, price: { amount: 90_000, currency: "UAH" }, endsAt: inDays(4) };
    expect(await schedule(own)).toMatchObject({ ...own, seatsLeft: 4, maxSpots: 4 });
  });

  it("CAP-5 has its seats in pools of at most 40, committed with it", async () => {
    const { schedule } = await studio();
    const session = await schedule({ capacity: 100 });
    const pools = await Pool.all(keyOf(session));
    expect(pools.map(({ capacity }) => capacity)).toEqual([33, 33, 34]);
    expect(await Pool.seats(session.companyId, session.sessionId)).toEqual({
      capacity: 100,
      free: 100,
      held: 0,
      booked: 0,
    });
  });

  it("CAP-5 has at most 3,600 seats, and those can be called off in one write", async () => {
    const { publish, schedule } = await studio();
    const { activityId } = await publish({ capacity: 40_000 });
    expect(await refusal(schedule({ activityId }))).toMatchObject({
      kind: "unprocessable",
      code: "session.capacity_out_of_range",
      detail: { most: 3600 },
    });
    const session = await schedule({ activityId, capacity: 3600 });
    expect(await cancel(session)).toMatchObject({ status: "CANCELLED" });
    expect(new Set(await poolsOf(session))).toEqual(new Set(["CANCELLED"]));
  });

  it.each([
    ["session.in_the_past", { startsAt: inDays(-1) }],
    ["session.in_the_past", { startsAt: inDays(-1), endsAt: inDays(1) }],
    ["session.ends_before_start", { startsAt: inDays(2), endsAt: inDays(1) }],
    ["session.ends_before_start", { startsAt: "2027-06-01T10:00:00Z", endsAt: "2027-06-01T12:00:00+02:00" }],
    ["session.too_far_ahead", { startsAt: inDays(731) }],
    ["session.currency_differs", { price: { amount: 1, currency: "EUR" } }],
    ["request.invalid", { startsAt: "2027-02-30T10:00:00Z" }],
    ["request.invalid", { startsAt: "2027-06-01T10:00:00" }],
    ["request.invalid", { startsAt: "tomorrow" }],
    ["request.invalid", { price: { amount: 0, currency: "UAH" } }],
    ["request.invalid", { capacity: 0 }],
  ])("SCH-2 is refused as %s with %j", async (code, wrong) => {
    const { schedule } = await studio();
    expect(await refusal(schedule(wrong))).toMatchObject({ code });
  });

  it("SCH-2 needs an activity that is published, and of this company", async () => {
    const [{ draft, schedule }, other] = await Promise.all([studio(), studio()]);
    const [drafted, foreign] = await Promise.all([draft(), other.publish()]);
    expect(await refusal(schedule({ activityId: drafted.activityId }))).toMatchObject({
      code: "activity.not_published",
    });
    expect(await refusal(schedule({ activityId: foreign.activityId }))).toMatchObject({
      code: "activity.not_found",
    });
  });

  it("SCH-2 is put there once, however often the request with its key is repeated", async () => {
    const { companyId, publish } = await studio();
    const { activityId } = await publish();
    const key = unused();
    const asked = { companyId, activityId, startsAt: inDays(2) };
    const schedule = () => as(maks, () => Session.schedule(asked), { key });
    const [one, other] = await Promise.all([schedule(), schedule()]);
    expect(one).toEqual(other);
    expect((await as(iryna, () => Calendar.list({ companyId }))).items).toHaveLength(1);
  });

  it("SCH-5 is FULL when no seat is left, and that is stored nowhere", async () => {
    const { companyId, schedule } = await studio();
    const session = await Session.get(companyId, (await schedule()).sessionId);
    expect(Session.seen(session, 0)).toMatchObject({ status: "FULL", seatsLeft: 0, sale: "OPEN" });
    expect(Session.seen(session, 1)).toMatchObject({ status: "OPEN" });
    expect(session.status).toBe("OPEN");
  });

  it("SCH-5 BKG-4 is no longer on sale from its cut-off on", async () => {
    const { companyId, publish, schedule } = await studio();
    const { activityId } = await publish({ cutOffMinutes: 60 });
    const { sessionId } = await schedule({ activityId, startsAt: Clock.isoAfter(59 * 60_000) });
    expect(await as(ada, () => Session.show({ companyId, sessionId }))).toMatchObject({
      status: "OPEN",
      sale: "CLOSED",
    });
  });
});

describe("the calendar", () => {
  it("SCH-2 shows what starts from one instant until before another, in order", async () => {
    const { companyId, publish, schedule } = await studio();
    const [{ activityId }, { activityId: another }] = await Promise.all([publish(), publish()]);
    const [third, first, second, later] = [
      await schedule({ activityId, startsAt: inDays(5) }),
      await schedule({ activityId, startsAt: inDays(1) }),
      await schedule({ activityId: another, startsAt: inDays(2) }),
      await schedule({ activityId, startsAt: inDays(40) }),
    ];
    const list = (asked: object) =>
      as(iryna, async () => (await Calendar.list({ companyId, ...asked })).items);
    expect(await list({})).toEqual([first, second, third]);
    expect(await list({ activityId })).toEqual([first, third]);
    expect(await list({ from: first.startsAt, to: third.startsAt })).toEqual([first, second]);
    expect(await list({ from: inDays(39), to: inDays(41) })).toEqual([later]);
  });

  it("BKG-10 comes in pages that follow each other, also while time goes on", async () => {
    const { companyId, publish, schedule } = await studio();
    const { activityId } = await publish();
    const [first, second] = [
      await schedule({ activityId, startsAt: Clock.isoAfter(MINUTE) }),
      await schedule({ activityId, startsAt: Clock.isoAfter(HOUR) }),
    ];
    const page = await as(iryna, () => Calendar.list({ companyId, limit: 1 }));
    expect(page.items).toEqual([first]);
    using _ = travel(2 * MINUTE);
    const next = await as(iryna, () => Calendar.list({ companyId, limit: 1, cursor: page.cursor }));
    expect(next.items).toEqual([second]);
  });

  it("TEN-1 BKG-10 takes a cursor for the list alone that it was made for", async () => {
    const [{ companyId, publish, schedule }, other] = await Promise.all([studio(), studio()]);
    const { activityId } = await publish();
    await schedule({ activityId, startsAt: inDays(1) });
    await schedule({ activityId, startsAt: inDays(2) });
    const { cursor } = await as(iryna, () => Calendar.list({ companyId, limit: 1 }));
    const lists = [
      { companyId: other.companyId, cursor },
      { companyId, activityId, cursor },
      { companyId, to: inDays(5), cursor },
      { companyId, cursor: `x${cursor}` },
    ].map((asked) => as(olena, () => Calendar.list(asked)));
    expect(await outcomes(lists)).toEqual({ "cursor.invalid": 4 });
  });

  it("BKG-10 covers at most 92 days and ends after it begins", async () => {
    const { companyId } = await studio();
    const list = (from: number, to: number) =>
      as(iryna, () => Calendar.list({ companyId, from: inDays(from), to: inDays(to) }));
    expect(await refusal(list(0, 93))).toMatchObject({ code: "calendar.too_long" });
    expect(await refusal(list(2, 1))).toMatchObject({ code: "calendar.ends_before_start" });
    expect(await refusal(as(iryna, () => Calendar.list({ companyId, limit: 101 })))).toMatchObject({
      code: "request.invalid",
    });
  });
});

describe("a cancelled session", () => {
  it("SCH-7 ends its sale in the same write and is due to be looked after", async () => {
    const { schedule } = await studio();
    const session = await schedule({ capacity: 60 });
    expect(await cancel(session)).toMatchObject({ status: "CANCELLED", sale: "CLOSED", version: 2 });
    expect(await poolsOf(session)).toEqual(["CANCELLED", "CANCELLED"]);
    const row = await Session.get(session.companyId, session.sessionId);
    expect(row.change).toMatchObject({ type: "session.cancelled", reason: "The teacher is ill" });
    expect(row.dueSk! <= Clock.isoAfter(60_000)).toBe(true);
    expect(await as(ada, () => Session.show(keyOf(session)))).toMatchObject({ status: "CANCELLED" });
  });

  it("SCH-7 was cancelled once, by one of those who tried at once", async () => {
    const { schedule } = await studio();
    const session = await schedule();
    expect(await outcomes([cancel(session), cancel(session), cancel(session)])).toEqual({
      ok: 1,
      "session.already_cancelled": 2,
    });
    expect(await refusal(cancel(session))).toMatchObject({ kind: "conflict" });
  });

  it("SCH-7 answers a repeated request with its key as it answered the first", async () => {
    const { schedule } = await studio();
    const session = keyOf(await schedule());
    const key = unused();
    const again = () => as(maks, () => Session.cancel({ ...session, reason: "Rain" }), { key });
    expect(await again()).toEqual(await again());
  });

  it("SCH-7 is called off with a reason, by staff who run the calendar", async () => {
    const { schedule } = await studio();
    const key = keyOf(await schedule());
    const silent = as(maks, () => Session.cancel({ ...key, reason: " " }));
    expect(await refusal(silent)).toMatchObject({ code: "request.invalid" });
    expect(await refusal(cancel(key, iryna))).toMatchObject({ kind: "forbidden" });
    expect(await refusal(cancel(key, ada))).toMatchObject({ code: "company.not_found" });
  });
});

describe("the sale of a session", () => {
  it("SCH-5 is closed and opened again by staff, apart from its status", async () => {
    const { schedule } = await studio();
    const key = keyOf(await schedule());
    const close = () => as(maks, () => Sale.close(key));
    const reopen = () => as(maks, () => Sale.reopen(key));
    expect(await outcomes([close(), close()])).toEqual({ ok: 1, "session.sale_already": 1 });
    expect(await poolsOf(key)).toEqual(["CLOSED"]);
    expect(await as(ada, () => Session.show(key))).toMatchObject({ status: "OPEN", sale: "CLOSED" });
    expect(await outcomes([reopen(), reopen()])).toEqual({ ok: 1, "session.sale_already": 1 });
    expect(await poolsOf(key)).toEqual(["OPEN"]);
    expect(await as(ada, () => Session.show(key))).toMatchObject({ sale: "OPEN", version: 3 });
  });

  it("SCH-7 never opens again once the session is cancelled, even when both happen at once", async () => {
    const { schedule } = await studio();
    const key = keyOf(await schedule());
    await as(maks, () => Sale.close(key));
    await outcomes([as(maks, () => Sale.reopen(key)), cancel(key)]);
    expect(await poolsOf(key)).toEqual(["CANCELLED"]);
    expect(await refusal(as(maks, () => Sale.reopen(key)))).toMatchObject({
      code: "session.already_cancelled",
    });
  });
});

describe("who may", () => {
  it("TEN-1 a session of another company is not there", async () => {
    const [mine, theirs] = await Promise.all([studio(), studio()]);
    const { sessionId } = await theirs.schedule();
    const foreign = { companyId: mine.companyId, sessionId };
    const attempts = [
      () => Session.show(foreign),
      () => Session.cancel({ ...foreign, reason: "Mine" }),
      () => Sale.close(foreign),
      () => Sale.reopen(foreign),
    ];
    expect(await outcomes(attempts.map((attempt) => as(olena, attempt)))).toEqual({
      "session.not_found": attempts.length,
    });
    expect((await as(olena, () => Calendar.list({ companyId: mine.companyId }))).items).toEqual([]);
    const shown = await as(stranger, () => Calendar.list({ companyId: theirs.companyId }));
    expect(shown.items.map((session) => session.sessionId)).toEqual([sessionId]);
  });

  it("TEN-2 a coach looks at the calendar and changes nothing", async () => {
    const { companyId, publish, schedule } = await studio();
    const { activityId } = await publish();
    const key = keyOf(await schedule({ activityId }));
    const attempts = [
      () => Session.schedule({ companyId, activityId, startsAt: inDays(1) }),
      () => Session.cancel({ ...key, reason: "Tired" }),
      () => Sale.close(key),
      () => Sale.reopen(key),
    ];
    expect(await outcomes(attempts.map((attempt) => as(iryna, attempt)))).toEqual({
      "access.forbidden": attempts.length,
    });
  });
});
