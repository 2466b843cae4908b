import { news } from "../streamed.ts";
import type { DynamoDBRecord } from "aws-lambda";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bookFor } from "../../domain/booking/front-desk.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Board from "../../domain/dashboard/board.ts";
import * as Dashboard from "../../domain/dashboard/dashboard.ts";
import { monthsAround, recount } from "../../domain/dashboard/recount.ts";
import type { SessionId } from "../../domain/id.ts";
import * as Session from "../../domain/session/session.ts";
import * as Day from "../../domain/time/day.ts";
import { handler } from "../../functions/bookkeeper.ts";
import { as, company, HOUR, MINUTE, refusal, travel, type World } from "../world.ts";

const zone = "Europe/Kyiv";
const deliver = async (records: DynamoDBRecord[]) =>
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] });
const settled = async () => deliver(await news());

const walkIn = ({ companyId, owner }: World, sessionId: SessionId, spots = 1) =>
  as(owner, () =>
    bookFor({ companyId, sessionId, spots, contact: { name: "Zoe" }, payment: { method: "cash" } }),
  );
const look = ({ companyId, owner }: World) => as(owner, () => Dashboard.show({ companyId }));
const counted = async ({ companyId }: World) => {
  const { counts } = await Board.read(companyId, monthsAround(Day.today(zone)));
  return Object.fromEntries([...counts].toSorted());
};

/** Something happens to a company, drawn by lot. */
async function live(world: World, lots: readonly number[]): Promise<void> {
  const { companyId, owner } = world;
  const sessions: SessionId[] = [];
  const bookings: Awaited<ReturnType<typeof walkIn>>[] = [];
  for (const lot of lots) {
    const sessionId = sessions[lot % (sessions.length || 1)];
    const booking = bookings[lot % (bookings.length || 1)];
    if (lot % 4 === 0 || !sessionId) sessions.push((await world.session()).sessionId);
    else if (lot % 4 === 1 && booking)
      await as(owner, () => cancel({ companyId, bookingId: booking.bookingId })).catch(() => {});
    else if (lot % 13 === 2)
      await as(owner, () => Session.cancel({ companyId, sessionId, reason: "rain" })).catch(() => {});
    else
      await walkIn(world, sessionId, 1 + (lot % 2)).then(
        (one) => bookings.push(one),
        () => {},
      );
  }
}

describe("the dashboard of a company", () => {
  it("INS-1 has what the company has, and thirty days of bookings, money and seats", async () => {
    const world = await company();
    const { companyId, owner, coach } = world;
    const { sessionId } = await world.session({ startsAt: new Date(Date.now() + 5 * MINUTE).toISOString() });
    const first = await walkIn(world, sessionId, 2);
    const second = await walkIn(world, sessionId);
    await as(owner, () => cancel({ companyId, bookingId: second.bookingId }));
    await settled();
    const board = await as(coach, () => Dashboard.show({ companyId }));
    expect(board).toMatchObject({
      timeZone: zone,
      to: Day.today(zone),
      locations: 0,
      activities: 1,
      bookings: 2,
      cancellations: 1,
      noShows: 0,
      // What was cancelled counts until its money is out of the till.
      revenue: [{ amount: first.price.amount + second.price.amount, currency: "UAH" }],
    });
    expect(board.days).toHaveLength(30);
    const today = board.days.find(({ day }) => day === Day.of(first.confirmedAt!, zone))!;
    expect(today).toMatchObject({ bookings: 2, cancellations: 1 });
    const played = board.days.find(({ day }) => day === Day.of(first.startsAt, zone));
    // Five minutes to midnight the session is tomorrow's.
    if (played) expect(played).toMatchObject({ seatsOffered: 8, seatsSold: 2 });
    if (played) expect(board.fillRate).toBe(0.25);
  });

  it("INS-1 of a company in which nothing has happened is zeros, and has no fill rate", async () => {
    const world = await company();
    const board = await look(world);
    expect(board).toMatchObject({ bookings: 0, revenue: [], seatsOffered: 0 });
    expect(board).not.toHaveProperty("fillRate");
    expect(board).not.toHaveProperty("foldedAt");
  });

  it("INS-1 lets days pass out of its thirty", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    await walkIn(world, sessionId);
    await settled();
    expect((await look(world)).bookings).toBe(1);
    using _later = travel(31 * 24 * HOUR);
    expect(await look(world)).toMatchObject({ bookings: 0, revenue: [], activities: 1 });
  });

  it("TEN-1 is for its staff, and a recount for those who run the company", async () => {
    const { companyId, ada, coach } = await company();
    expect((await refusal(as(ada, () => Dashboard.show({ companyId })))).code).toBe("company.not_found");
    expect((await refusal(as(ada, () => recount({ companyId })))).code).toBe("company.not_found");
    expect((await refusal(as(coach, () => recount({ companyId })))).code).toBe("access.forbidden");
  });
});

describe("the fold", () => {
  it("INS-1 counts every change once, in whatever order, batches and repetitions it is told", async () => {
    await settled();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1000), { minLength: 8, maxLength: 12 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (lots, chance) => {
          const world = await company();
          await live(world, lots);
          const told = await news();
          const draw = () => chance.next().value;
          const again = told.filter(() => draw() < 0.3);
          const mixed = [...told, ...again]
            .map((record) => ({ record, at: draw() }))
            .toSorted((one, other) => one.at - other.at)
            .map(({ record }) => record);
          while (mixed.length > 0) {
            const batches = [mixed.splice(0, 1 + Math.floor(draw() * 12)), mixed.splice(0, 3)];
            await Promise.all(batches.map(deliver));
          }
          await deliver(told);
          const folded = await counted(world);
          await as(world.owner, () => recount({ companyId: world.companyId }));
          expect(await counted(world)).toEqual(folded);
        },
      ),
      { numRuns: 2, seed: 20261121 },
    );
  });

  it("INS-1 goes on beside a recount: nothing is lost and nothing counts twice", async () => {
    const world = await company();
    const { companyId, owner } = world;
    await live(world, [0, 3, 7, 11, 5, 4, 15, 19]);
    const before = await news();
    await deliver(before.slice(0, before.length / 2));
    await Promise.all([
      as(owner, () => recount({ companyId })),
      (async () => {
        await live(world, [0, 3, 7, 1, 11]);
        await settled();
      })(),
      deliver(before),
    ]);
    await settled();
    await deliver(before);
    const folded = await counted(world);
    using _later = travel(20 * MINUTE);
    await as(owner, () => recount({ companyId }));
    expect(await counted(world)).toEqual(folded);
    expect(Object.keys(folded).length).toBeGreaterThan(3);
  });

  it("INS-1 is put right by a recount when it was wrong, and goes on from there", async () => {
    const world = await company();
    const { companyId, owner } = world;
    const { sessionId } = await world.session();
    await walkIn(world, sessionId);
    const lost = await news();
    await as(owner, () => recount({ companyId }));
    expect((await look(world)).bookings).toBe(1);
    // What comes after all was counted already.
    await deliver(lost);
    expect((await look(world)).bookings).toBe(1);
    await walkIn(world, sessionId);
    await settled();
    expect((await look(world)).bookings).toBe(2);
  });
});
