/** Whatever staff do to a schedule while people hold, book and cancel: nobody's booking is without a session (SCH-4). */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Row from "../../domain/booking/row.ts";
import { DomainError } from "../../domain/error.ts";
import type { SessionId } from "../../domain/id.ts";
import * as Closing from "../../domain/schedule/closing.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { as, person, proveInvariants, rowsOf, told, type Person } from "../world.ts";
import { daily, house, inDays } from "./calendar-house.ts";

type House = Awaited<ReturnType<typeof house>>;
type Known = { bookings: { bookingId: string; who: Person }[]; closures: string[] };
type Step = { readonly says: string; readonly take: (at: House, known: Known) => Promise<unknown> };

const TIMES = ["10:00", "12:00"] as const;
const CAPACITIES = [1, 3, 45] as const;

const edits = fc
  .record({
    times: fc.subarray([...TIMES]),
    capacity: fc.constantFrom(...CAPACITIES),
    validFrom: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ times, capacity, validFrom }): Step => ({
    says: `schedule ${times.join(" and ")} for ${capacity} from day ${validFrom}`,
    take: async (at) => {
      await at.set({ validFrom: inDays(validFrom), slots: times.map((time) => daily(time, { capacity })) });
      await at.run();
    },
  }));

const some = async (at: House, nth: number): Promise<SessionId | undefined> => {
  const all = await at.sessions();
  return all[nth % Math.max(1, all.length)]?.sessionId as SessionId | undefined;
};
const holds = fc
  .tuple(fc.nat(20), fc.integer({ min: 1, max: 2 }), fc.boolean())
  .map(([nth, spots, pays]): Step => ({
    says: `hold ${spots} of session ${nth}${pays ? " and book" : ""}`,
    take: async (at, { bookings }) => {
      const sessionId = await some(at, nth);
      if (sessionId === undefined) return;
      const who = person(`buyer${nth}`);
      if (!pays) return at.hold(who, sessionId, spots);
      const { bookingId } = await at.booking(who, sessionId, spots);
      await told(at, bookingId);
      bookings.push({ bookingId, who });
    },
  }));
const cancellations = fc.nat(10).map((nth): Step => ({
  says: `cancel booking ${nth}`,
  take: async ({ companyId }, { bookings }) => {
    const one = bookings[nth % Math.max(1, bookings.length)];
    if (!one) return;
    await as(one.who, () => cancel({ companyId, bookingId: one.bookingId }));
  },
}));
const closures = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.boolean()).map(([day, lifts]): Step => ({
  says: lifts ? "lift the last closure" : `close day ${day}`,
  take: async (at, known) => {
    if (!lifts) {
      const { closureId } = await at.closed({ firstDay: inDays(day), lastDay: inDays(day) });
      known.closures.push(closureId);
      return;
    }
    const closureId = known.closures.pop();
    if (closureId === undefined) return;
    await as(at.owner, () => Closing.remove({ companyId: at.companyId, closureId }));
    await at.applied(closureId);
  },
}));

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: edits },
    { weight: 4, arbitrary: holds },
    { weight: 2, arbitrary: cancellations },
    { weight: 1, arbitrary: closures },
  ),
  { minLength: 4, maxLength: 9 },
);

/** Refusals are answers; anything else is a bug. */
const answered = (step: Promise<unknown>): Promise<unknown> =>
  step.catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });

async function prove(at: House): Promise<void> {
  await proveInvariants(at);
  const sessions = new Map((await at.sessions()).map((one) => [one.sessionId, one]));
  const rows = (await rowsOf(at.companyId)).filter(({ __edb_e__: is }) => is === "booking") as Row.Booking[];
  for (const { sessionId, status, startsAt } of rows) {
    if (!Row.MOVES[status].includes("CANCELLED")) continue;
    expect(sessions.get(sessionId), "a booking has its session, at its time").toMatchObject({
      status: "OPEN",
      startsAt,
    });
  }
  for (const { companyId, sessionId, status, legacy } of sessions.values()) {
    const pools = await Pool.all({ companyId, sessionId });
    const expected = status === "WITHDRAWN" ? "CANCELLED" : legacy ? "CLOSED" : "OPEN";
    expect(new Set(pools.map((pool) => pool.status)), sessionId).toEqual(new Set([expected]));
  }
}

describe("SCH-4 CAP-1 no sequence of edits, holds, bookings and cancellations", () => {
  it(
    "orphans a booking or loses a seat, one after another or all at once",
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, fc.boolean(), async (taken, atOnce) => {
          const at = await house({ horizonDays: 2 });
          const known: Known = { bookings: [], closures: [] };
          await at.scheduled(daily(TIMES[0], { capacity: 3 }));
          if (atOnce) await Promise.all(taken.map((step) => answered(step.take(at, known))));
          else for (const step of taken) await answered(step.take(at, known));
          await at.run();
          await prove(at);
        }),
        { numRuns: 6 },
      );
    },
  );
});
