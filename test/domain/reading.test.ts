import type { BatchGetCommandInput, BatchGetCommandOutput } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as OfPerson from "../../domain/booking/of-person.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Clock from "../../domain/clock.ts";
import * as Calendar from "../../domain/session/calendar.ts";
import { reader, writer } from "../../domain/table.ts";
import { metered } from "../bench/meter.ts";
import { as, company, HOUR, refusal, told, travel, type Person } from "../world.ts";

/** What a list costs: how much it shows, and what it asks of the table beside what everybody reads first. */
const cost = async (who: Person, list: () => Promise<{ items: readonly unknown[] }>) => {
  const { answer, requests } = await metered(() => as(who, list));
  const asked = requests.map(({ operation }) => operation).filter((one) => one !== "Get");
  return [answer.items.length, ...asked];
};
const WHOLE = ["Query", "BatchGet"];

describe("reading bookings", () => {
  it("BKG-10 roster, a person's upcoming and past, and a company's day by status are pages in order", async () => {
    const world = await company();
    const { companyId } = world;
    const [early, late] = await Promise.all([
      world.session({ startsAt: new Date(Date.now() + 2 * HOUR).toISOString() }),
      world.session({ startsAt: new Date(Date.now() + 30 * HOUR).toISOString() }),
    ]);
    const first = await world.booking(world.ada, early.sessionId);
    const second = await world.booking(world.ada, late.sessionId);
    await world.booking(world.boris, early.sessionId);
    await told(world, first.bookingId);
    const roster = await as(world.coach, () => Booking.roster({ companyId, sessionId: early.sessionId }));
    expect(roster.items.map(({ customer }) => customer.name).toSorted()).toEqual(["ada", "boris"]);
    const mine = (when?: "upcoming" | "past") => as(world.ada, () => Booking.mine({ ...(when && { when }) }));
    expect((await mine()).items.map(({ bookingId }) => bookingId)).toEqual([
      second.bookingId,
      first.bookingId,
    ]);
    expect((await mine("upcoming")).items.map(({ bookingId }) => bookingId)).toEqual([
      first.bookingId,
      second.bookingId,
    ]);
    const { day } = await Row.get(companyId, first.bookingId);
    const paid = await as(world.coach, () => Booking.ofDay({ companyId, day, status: "CONFIRMED" }));
    expect(paid.items.map(({ bookingId }) => bookingId)).toEqual([first.bookingId]);
    {
      using _ = travel(3 * HOUR);
      expect((await mine("past")).items.map(({ bookingId }) => bookingId)).toEqual([first.bookingId]);
    }
    const page = await as(world.ada, () => Booking.mine({ limit: 1 }));
    expect(page.items).toHaveLength(1);
    const next = await as(world.ada, () => Booking.mine({ limit: 1, cursor: page.cursor }));
    expect(next.items[0]!.bookingId).toBe(first.bookingId);
    const stolen = as(world.boris, () => Booking.mine({ limit: 1, cursor: page.cursor }));
    expect((await refusal(stolen)).code).toBe("cursor.invalid");
  });

  it("BKG-10 staff see what a customer has booked with them, to come and over, and nothing that he has elsewhere", async () => {
    const [world, other] = await Promise.all([company(), company()]);
    const { companyId, ada } = world;
    const at = (hours: number) => world.session({ startsAt: Clock.isoAfter(hours * HOUR) });
    const sessions = [await at(2), await at(30), await at(60)];
    const booked: string[] = [];
    for (const { sessionId } of sessions) {
      booked.push((await world.booking(ada, sessionId)).bookingId);
      await other.booking(ada, (await other.session()).sessionId);
    }
    await world.booking(world.boris, sessions[0]!.sessionId);
    const { customerId } = Row.viewOf(await Row.get(companyId, booked[0]!));
    const page = (asked: Partial<Parameters<typeof OfPerson.ofCustomer>[0]> = {}, who = world.coach) =>
      as(who, () => OfPerson.ofCustomer({ companyId, customerId, ...asked }));
    const ids = async (...asked: Parameters<typeof page>) =>
      (await page(...asked)).items.map(({ bookingId }) => bookingId);
    expect(await ids()).toEqual(booked.toReversed());
    expect(await ids({ when: "upcoming" })).toEqual(booked);
    expect(await ids({ when: "upcoming", limit: 2 })).toEqual(booked.slice(0, 2));
    const first = await page({ when: "upcoming", limit: 1 });
    expect(first.items.map(({ bookingId }) => bookingId)).toEqual(booked.slice(0, 1));
    const mine = await as(ada, () => Booking.mine({ when: "upcoming", limit: 1 }));
    expect(mine.items).toHaveLength(1);
    {
      using _ = travel(3 * HOUR);
      // What was to come when the first page was asked for has begun since.
      const later = await metered(() => ids({ when: "upcoming", cursor: first.cursor }));
      expect(later.answer).toEqual(booked.slice(1));
      const rest = await metered(() =>
        as(ada, () => Booking.mine({ when: "upcoming", cursor: mine.cursor })),
      );
      expect(rest.answer.items.length).toBeGreaterThan(1);
      // DynamoDB refuses to start outside of the bounds; the engine here does not mind.
      for (const { input } of [...later.requests, ...rest.requests])
        expect(input.KeyConditionExpression ?? "").not.toMatch(/[<>]/);
      expect(await ids({ when: "past" })).toEqual(booked.slice(0, 1));
    }
    expect((await refusal(page({}, ada))).code).toBe("company.not_found");
    const { customerId: elsewhere } = (await as(ada, () => Booking.mine({}))).items.find(
      ({ companyId: its }) => its === other.companyId,
    )!;
    expect((await refusal(page({ customerId: elsewhere }))).code).toBe("customer.not_found");
  });

  it("BKG-10 each list is one query, and one batch get of what it names, however little of it is asked for", async () => {
    const world = await company();
    const { companyId, owner, ada } = world;
    const [first, second] = [await world.session(), await world.session()];
    const { customerId, bookingId } = await world.booking(ada, first.sessionId);
    await world.booking(ada, second.sessionId);
    await world.booking(world.boris, first.sessionId);
    await as(ada, () => cancel({ companyId, bookingId }));
    const { day } = await Row.get(companyId, bookingId);
    expect(await cost(owner, () => Booking.ofDay({ companyId, day }))).toEqual([3, ...WHOLE]);
    expect(await cost(owner, () => Booking.ofDay({ companyId, day, status: "CANCELLED" }))).toEqual([
      1,
      ...WHOLE,
    ]);
    const one = { companyId, day, status: "CONFIRMED", limit: 1 } as const;
    expect(await cost(owner, () => Booking.ofDay(one))).toEqual([0, "Query"]);
    expect(await cost(owner, () => OfPerson.ofCustomer({ companyId, customerId }))).toEqual([2, ...WHOLE]);
    expect(await cost(ada, () => Booking.mine({}))).toEqual([2, ...WHOLE]);
    const roster = { companyId, sessionId: first.sessionId };
    expect(await cost(owner, () => Booking.roster(roster))).toEqual([2, ...WHOLE]);
    const { items } = await as(owner, () => Booking.ofDay({ companyId, day }));
    expect(items.map(({ customer }) => customer.name).toSorted()).toEqual(["ada", "ada", "boris"]);
  });

  it("TEN-1 customers do not see the roster nor each other's bookings; staff of another company see nothing", async () => {
    const [world, other] = await Promise.all([company(), company()]);
    const { companyId } = world;
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    expect((await refusal(as(world.boris, () => Booking.get({ companyId, bookingId })))).code).toBe(
      "booking.not_found",
    );
    expect((await refusal(as(world.ada, () => Booking.roster({ companyId, sessionId })))).code).toBe(
      "company.not_found",
    );
    expect((await refusal(as(other.owner, () => Booking.get({ companyId, bookingId })))).code).toBe(
      "booking.not_found",
    );
    const foreign = as(other.owner, () => Booking.get({ companyId: other.companyId, bookingId }));
    expect((await refusal(foreign)).code).toBe("booking.not_found");
  });
});

it("nothing that is asked of the table is copied for a log that nobody keeps", () => {
  for (const { middlewareStack } of [reader, writer]) {
    expect(middlewareStack.identify().join()).not.toMatch(/logger/i);
  }
});

describe("reading when the table is busy", () => {
  it("BKG-10 a list is whole or refused: what a batch get did not hand out is not left out", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    await world.booking(world.ada, sessionId);
    const list = () => as(world.ada, () => Booking.mine({}));
    expect((await list()).items).toHaveLength(1);
    reader.middlewareStack.add(
      (next) => async (args) => {
        const answered = await next(args);
        const output = answered.output as BatchGetCommandOutput;
        const RequestItems = (args.input as BatchGetCommandInput).RequestItems;
        if (RequestItems) Object.assign(output, { Responses: {}, UnprocessedKeys: RequestItems });
        return answered;
      },
      { step: "initialize", name: "busy" },
    );
    try {
      expect(await refusal(list())).toMatchObject({ kind: "unavailable", code: "store.unavailable" });
    } finally {
      reader.middlewareStack.remove("busy");
    }
  });
});

describe("reading the calendar", () => {
  it("BKG-10 it is a company's, an activity's, a coach's or a place's, each with its seats and by one query", async () => {
    const world = await company();
    const { companyId, activityId, owner, coach, ada } = world;
    const { locationId } = await as(owner, () => Location.add({ companyId, name: "Hall" }));
    const at = (hours: number, more: object = {}) =>
      world.session({ startsAt: Clock.isoAfter(hours * HOUR), ...more });
    const led = { instructorId: coach.userId };
    const here = { locationId };
    const sessions = [await at(5), await at(6, led), await at(7, here), await at(8, { ...led, ...here })];
    const [plain, , , both] = sessions.map(({ sessionId }) => sessionId);
    const list = (asked: object, who = ada) => as(who, () => Calendar.list({ companyId, ...asked }));
    const starts = async (asked: object) =>
      (await list(asked)).items.map(({ sessionId }) =>
        sessions.findIndex((session) => session.sessionId === sessionId),
      );
    expect(await starts({})).toEqual([0, 1, 2, 3]);
    expect(await starts({ activityId })).toEqual([0, 1, 2, 3]);
    expect(await starts(led)).toEqual([1, 3]);
    expect(await starts(here)).toEqual([2, 3]);
    expect(await starts({ ...led, ...here, activityId })).toEqual([3]);
    expect(await starts({ ...led, from: Clock.isoAfter(7 * HOUR) })).toEqual([3]);
    expect(await starts({ ...led, to: Clock.isoAfter(7 * HOUR) })).toEqual([1]);
    expect((await list({ ...led, ...here })).items[0]).toMatchObject({ sessionId: both, seatsLeft: 8 });
    expect(await cost(ada, () => Calendar.list({ companyId, activityId }))).toEqual([4, "Query"]);
    expect(await cost(ada, () => Calendar.list({ companyId, ...here }))).toEqual([2, "Query"]);
    expect(await cost(ada, () => Calendar.list({ companyId, ...led }))).toEqual([2, ...WHOLE]);
    const first = await list({ ...led, limit: 1 });
    expect(first.items.map(({ sessionId }) => sessionId)).not.toContain(plain);
    using _ = travel(7 * HOUR);
    expect((await list({ ...led, cursor: first.cursor })).items.map(({ sessionId }) => sessionId)).toEqual([
      both,
    ]);
    const stolen = list({ activityId, cursor: first.cursor });
    expect((await refusal(stolen)).code).toBe("cursor.invalid");
  });
});
