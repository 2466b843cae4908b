/** BKG-9, CAP-1: whatever people do, in whatever order, nobody gets past those who wait, and every seat is counted. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Row from "../../domain/booking/row.ts";
import { DomainError } from "../../domain/error.ts";
import { release } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as View from "../../domain/seat/view.ts";
import * as Sale from "../../domain/session/sale.ts";
import * as Session from "../../domain/session/session.ts";
import * as Standing from "../../domain/session/standing.ts";
import * as Activity from "../../domain/activity/activity.ts";
import * as Sweep from "../../domain/time/sweep.ts";
import * as Entry from "../../domain/waitlist/entry.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { as, asSystem, company, HOUR, MINUTE, person, proveInvariants, rowsOf, travel } from "../world.ts";

const PEOPLE = 6;
const who = fc.nat(PEOPLE - 1);
const spots = fc.integer({ min: 1, max: 2 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant("hold" as const), who, spots }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("join" as const), who, spots }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("book" as const), who }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("cancel" as const), who }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("release" as const), who }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("leave" as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant("resize" as const), to: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("drop" as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("sale" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant("wait" as const), minutes: fc.constantFrom(5, 11, 61) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What may be refused, is refused with a reason; a bug is none. */
const tried = (attempt: Promise<unknown>): Promise<boolean> =>
  attempt.then(
    () => true,
    (error: unknown) => {
      if (error instanceof DomainError && error.kind !== "unavailable") return false;
      throw error;
    },
  );

const sweep = () => asSystem(() => Sweep.sweep(Sweep.MONEY_AND_SEATS, Date.now() + 1000 * HOUR));

/** One after another, or so many at once; what is true is looked at whenever nobody is at work. */
async function play(steps: readonly Step[], atOnce: number): Promise<void> {
  const world = await company();
  const { companyId, owner, activityId } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, payOnArrival: true }));
  const { sessionId } = await world.session({ capacity: 3 });
  const people = Array.from({ length: PEOPLE }, (_, index) => person(`p${index}`));
  const pool = () => Pool.get({ companyId, sessionId }, 0);
  const heldBy = async (userId: string) =>
    Object.entries((await pool()).holds).find(([, entry]) => entry.by === userId && !entry.end);
  const waiting = async () =>
    (await rowsOf(companyId))
      .filter(({ sk }) => String(sk).startsWith("PLACE#"))
      .toSorted((one, other) => Number(one.at) - Number(other.at));

  async function take(one: Step): Promise<void> {
    if (one.does === "wait") {
      travel(one.minutes * MINUTE);
      await sweep();
      return;
    }
    if (one.does === "resize" || one.does === "drop" || one.does === "sale") {
      await reshape(one);
      // Those at once have it after all of them.
      return atOnce === 1 ? void (await sweep()) : undefined;
    }
    const self = people[one.who]!;
    const { userId } = self;
    const before = await waiting();
    if (one.does === "hold") {
      const done = await tried(world.hold(self, sessionId, one.spots));
      // Nobody gets a seat past those who wait.
      if (before.length > 0 && atOnce === 1) expect(done).toBe(false);
    }
    if (one.does === "join")
      await tried(as(self, () => Waitlist.join({ companyId, sessionId, spots: one.spots })));
    if (one.does === "leave") {
      const { items } = await as(self, () => Waitlist.mine({}));
      for (const { entryId } of items) await tried(as(self, () => Waitlist.leave({ companyId, entryId })));
    }
    const held = await heldBy(userId);
    const holdId = held && View.idOf(sessionId, 0, held[0]);
    if (one.does === "release" && holdId) await tried(as(self, () => release({ companyId, holdId })));
    if (one.does === "book" && holdId)
      await tried(as(self, () => book({ companyId, holdId, payment: { method: "on_arrival" } })));
    if (one.does === "cancel") {
      const { data } = await Row.Bookings.query.primary({ companyId, sessionId }).go();
      const mine = data.find((booking) => booking.userId === userId && booking.status === "CONFIRMED");
      if (mine) await tried(as(self, () => cancel({ companyId, bookingId: mine.bookingId })));
    }
  }

  /** What the schedule or staff do to the session: other seats, none any more, the sale closed or open again. */
  async function reshape(one: Extract<Step, { does: "resize" | "drop" | "sale" }>): Promise<void> {
    const session = await Session.get(companyId, sessionId);
    if (one.does === "sale") {
      const sale = session.saleClosedAt ? Sale.reopen : Sale.close;
      await tried(as(owner, () => sale({ companyId, sessionId })));
    } else {
      const wish = one.does === "drop" ? undefined : { capacity: one.to, maxSpots: 8 };
      await asSystem(() => Standing.settle(session, wish));
    }
  }

  /** The line is served from its front, and who is in it is where he is said to be. */
  async function check(): Promise<void> {
    const [now, places, rows] = [await pool(), await waiting(), await rowsOf(companyId)];
    const entries = rows.filter(({ sk }) => String(sk).startsWith("ENTRY#")) as Entry.Entry[];
    const those = (status: Entry.Status) => entries.filter((entry) => Entry.statusOf(entry) === status);
    expect(Pool.addsUp(now), "CAP-1").toBe(true);
    expect(now.line === true, "the pool knows of the line").toBe(places.length > 0);
    const [first] = places;
    if (first && now.status === "OPEN")
      expect(now.remaining, "enough for the first is his at once").toBeLessThan(Number(first.spots));
    const queue = those("WAITING").toSorted((one, other) => one.place - other.place);
    expect(
      queue.map(({ entryId, place }) => [entryId, place]),
      "who waits has a place",
    ).toEqual(places.map(({ entryId, at }) => [entryId, Number(at)]));
    const last = Math.max(0, ...those("OFFERED").map(({ place }) => place));
    if (queue[0]) expect(queue[0].place, "BKG-9 nobody is overtaken").toBeGreaterThan(last);
    for (const { userId, holdId } of those("OFFERED")) {
      const offer = Object.entries(now.holds).find(([key]) => holdId === View.idOf(sessionId, 0, key));
      expect(offer?.[1], "an offer is a hold").toMatchObject({ by: userId, offer: true });
    }
  }

  for (let next = 0; next < steps.length; next += atOnce) {
    await Promise.all(steps.slice(next, next + atOnce).map(take));
    if (atOnce > 1) await sweep();
    await check();
  }
  await proveInvariants(world);
}

it.each([1, 4])(
  "BKG-9 whatever %d do at once, nobody gets past the line, and no seat is lost",
  async (atOnce) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 18 }), async (steps) => {
        using _ = travel(0);
        await play(steps, atOnce);
      }),
      { numRuns: 6 },
    );
  },
);
