import { BatchWriteCommand, DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Calendar from "../../domain/calendar/calendar.ts";
import * as Feed from "../../domain/calendar/feed.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Clock from "../../domain/clock.ts";
import { newUlid } from "../../domain/id.ts";
import * as Fold from "../../domain/seat/fold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Arrangement from "../../domain/session/arrangement.ts";
import * as Session from "../../domain/session/session.ts";
import { TABLE, writer } from "../../domain/table.ts";
import { metered } from "../bench/meter.ts";
import {
  as,
  asAnyone,
  asSystem,
  codes,
  company,
  HOUR,
  proveInvariants,
  refusal,
  rowsOf,
  travel,
  type Person,
} from "../world.ts";
import { readByTwo } from "./calendar-readers.ts";
import { door, studio, type Studio } from "./movable.ts";

const DAY = 24 * HOUR;
type Contents = (typeof Calendar.CONTENTS)[number];
type House = Pick<Studio, "companyId">;

const issue = ({ companyId }: House, who: Person, shows: Contents = "my_bookings") =>
  as(who, () => Calendar.issue({ companyId, shows }));
const fetch = ({ url }: { url: string }) => asAnyone(() => Feed.fetch({ token: url.split("/").at(-1)! }));
/** What both parsers find, who must agree. */
const read = async (calendar: { url: string }) => {
  const { one, other, name } = readByTwo(await fetch(calendar));
  expect(other).toEqual(one);
  return { name, entries: one };
};

/** What the table is asked for one. */
const asked = async (calendar: { url: string }) =>
  (await metered(() => fetch(calendar))).requests.map(({ operation }) => operation).toSorted();

/** Calendars know no milliseconds. */
const inSeconds = (instant: string): string => instant.replace(/\d{3}Z$/, "000Z");

describe("a calendar of one's bookings", () => {
  it("BKG-14 shows what is booked, one entry however often it moves, and what was called off for a while", async () => {
    const world = await studio([35_000, 35_000]);
    const { companyId, ada, here, there, reserve, move } = world;
    const calendar = await issue(world, ada);
    expect(await read(calendar)).toEqual({ name: "Lviv Climbing", entries: [] });
    const booked = await reserve(door);
    await reserve(door, world.boris);
    const [first] = (await read(calendar)).entries;
    expect(first).toMatchObject({
      uid: `${booked}@holdfast`,
      summary: "Bouldering · Lviv Climbing",
      status: "CONFIRMED",
      starts: inSeconds((await Session.get(companyId, here)).startsAt),
    });
    const moved = await move(booked, there[0]!);
    const again = await move(moved.bookingId, there[1]!);
    const { entries } = await read(calendar);
    expect(entries).toEqual([
      {
        ...first,
        sequence: expect.any(Number),
        starts: inSeconds(again.startsAt),
        ends: inSeconds(again.endsAt),
        description: expect.any(String),
      },
    ]);
    expect(entries[0]!.sequence).toBeGreaterThan(first!.sequence);
    await as(ada, () => cancel({ companyId, bookingId: again.bookingId }));
    const [cancelled] = (await read(calendar)).entries;
    expect(cancelled).toMatchObject({ uid: first!.uid, status: "CANCELLED" });
    expect(cancelled!.sequence).toBeGreaterThan(entries[0]!.sequence);
    using _ = travel(31 * DAY);
    expect((await read(calendar)).entries).toEqual([]);
  });

  it("BKG-14 shows thirty days back and a year ahead, and neither what was never paid nor what is of others", async () => {
    const [world, elsewhere] = await Promise.all([studio([35_000]), studio()]);
    const { companyId, ada, here, reserve } = world;
    const calendar = await issue(world, ada);
    const mine = await reserve(door);
    const unpaid = await world.booking(ada, world.there[0]!);
    await elsewhere.reserve(door, ada);
    const uids = async () => (await read(calendar)).entries.map(({ uid, status }) => `${status} ${uid}`);
    expect(await uids()).toEqual([`CONFIRMED ${mine}@holdfast`, `TENTATIVE ${unpaid.bookingId}@holdfast`]);
    await as(ada, () => cancel({ companyId, bookingId: unpaid.bookingId }));
    expect(await uids()).toEqual([`CONFIRMED ${mine}@holdfast`]);
    const far = await world.at(370 * 24, 35_000);
    await reserve(door, ada, far.sessionId);
    expect(await uids()).toEqual([`CONFIRMED ${mine}@holdfast`]);
    const { startsAt } = await Session.get(companyId, here);
    using _ = travel(Date.parse(startsAt) + 29 * DAY - Clock.millis());
    expect(await uids()).toHaveLength(2);
    using __ = travel(2 * DAY);
    expect(await uids()).toHaveLength(1);
  });

  it("BKG-10 BKG-14 reads one index and what it names, whatever it shows", async () => {
    const world = await studio();
    const [mine, led, all] = [
      await issue(world, world.ada),
      await issue(world, world.coach, "my_sessions"),
      await issue(world, world.owner, "all_sessions"),
    ];
    await world.reserve(door);
    await world.session({ instructorId: world.coach.userId });
    expect(await asked(mine)).toEqual(["BatchGet", "Get", "Get", "Query"]);
    expect(await asked(led)).toEqual(["BatchGet", "Get", "Get", "Get", "Query"]);
    expect(await asked(all)).toEqual(["Get", "Get", "Get", "Query"]);
  });
});

describe("a calendar of sessions", () => {
  it("BKG-14 shows a coach what he leads, where, how many come, and not who; another's leaves it, a cancelled one says so", async () => {
    const world = await company();
    const { companyId, owner, coach, ada } = world;
    const place = { name: "Hall", address: "Main street 1, yard" };
    const { locationId } = await as(owner, () => Location.add({ companyId, ...place }));
    const led = { instructorId: coach.userId };
    const [one, two] = [await world.session({ ...led, locationId }), await world.session(led)];
    await world.session();
    const calendar = await issue(world, coach, "my_sessions");
    const before = (await read(calendar)).entries;
    expect(before.map(({ uid }) => uid)).toEqual([one, two].map(({ sessionId }) => `${sessionId}@holdfast`));
    expect(before[0]).toMatchObject({
      summary: "Bouldering",
      description: "Lviv Climbing\n0 / 8",
      location: "Hall, Main street 1, yard",
      sequence: 0,
    });
    await world.hold(ada, one.sessionId, 3);
    for (const pool of await Pool.all(one)) await asSystem(() => Fold.fold(pool));
    const [taken] = (await read(calendar)).entries;
    expect(taken).toMatchObject({ description: "Lviv Climbing\n3 / 8", sequence: 1 });
    expect(await fetch(calendar)).not.toContain(ada.name);
    await as(owner, () =>
      Arrangement.setInstructor({ companyId, sessionId: two.sessionId, instructorId: owner.userId }),
    );
    expect((await read(calendar)).entries).toHaveLength(1);
    await as(owner, () =>
      Arrangement.setInstructor({ companyId, sessionId: two.sessionId, instructorId: coach.userId }),
    );
    expect((await read(calendar)).entries).toHaveLength(2);
    await as(owner, () =>
      Arrangement.setInstructor({ companyId, sessionId: two.sessionId, instructorId: null }),
    );
    await as(owner, () => Session.cancel({ companyId, sessionId: one.sessionId, reason: "rain" }));
    const after = (await read(calendar)).entries;
    expect(after).toMatchObject([{ uid: before[0]!.uid, status: "CANCELLED" }]);
    expect(after[0]!.sequence).toBeGreaterThan(taken!.sequence);
    await proveInvariants(world);
    const withdrawn = { ...(await Session.get(companyId, two.sessionId)), status: "WITHDRAWN" as const };
    expect(Feed.ofSessions({ sessions: [withdrawn], places: new Map() }, "Yoga", Clock.iso())).toEqual([]);
    const everything = await issue(world, coach, "all_sessions");
    expect((await read(everything)).entries).toHaveLength(3);
  });

  it("TEN-1 is for those who work there, and for no longer than they do", async () => {
    const [world, other] = await Promise.all([company(), company()]);
    const { companyId, coach } = world;
    for (const stranger of [world.ada, other.owner]) {
      for (const shows of ["my_sessions", "all_sessions"] as const)
        expect((await refusal(issue(world, stranger, shows))).code).toBe("company.not_found");
    }
    const [staffs, own] = [await issue(world, coach, "all_sessions"), await issue(world, coach)];
    await fetch(staffs);
    const Key = { pk: `C#${companyId}/MEMBERS`, sk: coach.userId };
    await writer.send(new DeleteCommand({ TableName: TABLE, Key }));
    expect((await refusal(fetch(staffs))).code).toBe("calendar.not_found");
    expect((await read(own)).entries).toEqual([]);
  });
});

describe("a calendar of very much", () => {
  it("BKG-14 has the first thousand entries, in an answer of half a megabyte", async () => {
    const { companyId, sessionId, ...world } = await crowded(1100);
    const calendar = await issue({ companyId }, world.owner, "all_sessions");
    const { entries } = await read(calendar);
    expect(entries).toHaveLength(1000);
    expect(entries[0]!.uid).toBe(`${sessionId}@holdfast`);
    const starts = entries.map((entry) => entry.starts);
    expect(starts).toEqual(starts.toSorted());
    expect(Buffer.byteLength(await fetch(calendar))).toBeLessThan(500_000);
  });
});

/** A company with so many sessions, an hour after each other: copies of one that was scheduled. */
async function crowded(sessions: number) {
  const world = await company();
  const { sessionId } = await world.session();
  const row = (await rowsOf(world.companyId)).find(({ __edb_e__: is }) => is === "session")!;
  const copies = Array.from({ length: sessions - 1 }, (_, hour) => {
    const startsAt = new Date(Date.parse(String(row.startsAt)) + (hour + 1) * HOUR).toISOString();
    const id = `ses_${newUlid()}01`;
    const keys = { pk: `C#${world.companyId}/SESSION#${id}`, byTimeSk: startsAt, belongsToSk: startsAt };
    return { ...row, ...keys, sessionId: id, startsAt };
  });
  for (let next = 0; next < copies.length; next += 25) {
    const puts = copies.slice(next, next + 25).map((Item) => ({ PutRequest: { Item } }));
    await writer.send(new BatchWriteCommand({ RequestItems: { [TABLE]: puts } }));
  }
  return { ...world, sessionId };
}

describe("the address of a calendar", () => {
  it("BKG-14 is told once and kept as a hash; revoked it is as one that never was", async () => {
    const world = await company();
    const { companyId, ada, boris } = world;
    const [kept, gone] = [await issue(world, ada), await issue(world, ada)];
    const { items } = await as(ada, () => Calendar.list({ companyId }));
    expect(items.map(({ calendarId: id }) => id)).toEqual([kept.calendarId, gone.calendarId]);
    expect(JSON.stringify(items)).not.toContain("hfc_");
    const rows = JSON.stringify(await rowsOf(companyId));
    for (const { url } of [kept, gone]) expect(rows).not.toContain(url.split("/").at(-1));
    const { calendarId } = gone;
    const revoke = (who: Person) => as(who, () => Calendar.revoke({ companyId, calendarId }));
    expect((await refusal(revoke(boris))).code).toBe("calendar.not_found");
    await fetch(gone);
    await revoke(ada);
    const never = { url: `/hfc_${"A".repeat(43)}` };
    const told = await Promise.all([gone, never].map(async (one) => refusal(fetch(one))));
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({ code: "calendar.not_found" });
    expect((await refusal(revoke(ada))).code).toBe("calendar.not_found");
    expect((await read(kept)).entries).toEqual([]);
    expect(
      (await refusal(as(ada, () => Calendar.issue({ companyId: `cmp_${newUlid()}` as never })))).code,
    ).toBe("company.not_found");
  });

  it("BKG-14 nobody has more than ten in a company, however many are asked for at once; revoked at once, one is gone once", async () => {
    const world = await company();
    const { companyId, ada } = world;
    const attempts = await Promise.allSettled(Array.from({ length: 14 }, () => issue(world, ada)));
    expect(codes(attempts)).toEqual({ ok: 10, "calendar.too_many": 4 });
    const { items } = await as(ada, () => Calendar.list({ companyId }));
    expect(items).toHaveLength(10);
    const { calendarId } = items[3]!;
    const revoked = await Promise.allSettled(
      [1, 2, 3].map(() => as(ada, () => Calendar.revoke({ companyId, calendarId }))),
    );
    expect(codes(revoked)).toEqual({ ok: 1, "calendar.not_found": 2 });
    await issue(world, ada);
    expect((await refusal(issue(world, ada))).code).toBe("calendar.too_many");
  });
});
