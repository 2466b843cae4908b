/** BKG-9: what becomes of those who wait when the session changes under them, and how long an offer is kept. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Details from "../../domain/company/details.ts";
import type { EntryId, SessionId } from "../../domain/id.ts";
import * as Run from "../../domain/schedule/run.ts";
import * as Hold from "../../domain/seat/hold.ts";
import { writer } from "../../domain/table.ts";
import * as Sweep from "../../domain/time/sweep.ts";
import { tend } from "../../domain/waitlist/tending.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { tapped } from "../tapped.ts";
import {
  as,
  asSystem,
  company,
  HOUR,
  MINUTE,
  person,
  proveInvariants,
  refusal,
  sandbox,
  told,
  type Person,
} from "../world.ts";
import { at, daily, house, inDays } from "./calendar-house.ts";
import { crowd, entryOf, full, join } from "./full-house.ts";

const sweep = () => asSystem(() => Sweep.sweep(Sweep.MONEY_AND_SEATS, Date.now() + 1000 * HOUR));

/** A slot with one seat tomorrow, which ada has booked, and somebody who waits for it. */
async function waited(...waiting: Person[]) {
  const world = await house({ horizonDays: 2 });
  const { companyId, ada } = world;
  await world.scheduled(daily("10:00", { capacity: 1 }));
  const { sessionId } = await world.on(at(1, "10:00"));
  const { bookingId } = await world.booking(ada, sessionId);
  await told(world, bookingId);
  const entries: { who: Person; entryId: EntryId }[] = [];
  for (const who of waiting) entries.push({ who, ...(await join(world, who, sessionId)) });
  const seen = () => Promise.all(entries.map(({ who, entryId }) => entryOf(world, who, entryId)));
  const callOff = () => as(ada, () => cancel({ companyId, bookingId }));
  return { ...world, sessionId, seen, callOff };
}

describe("BKG-9 a session that the schedule has no more", () => {
  it("has no line: who waits is told, who booked keeps his seat, and what comes back is free for all", async () => {
    const boris = person("boris");
    const world = await waited(boris);
    await world.scheduled(daily("18:00"));
    expect(await world.on(at(1, "10:00"))).toMatchObject({ legacy: true });
    await sweep();
    expect(await world.seen()).toMatchObject([{ status: "LAPSED", lapsedBecause: "session_withdrawn" }]);
    expect(await refusal(join(world, boris, world.sessionId))).toMatchObject({ code: "session.closed" });
    await world.scheduled(daily("10:00", { capacity: 1 }));
    expect(await join(world, boris, world.sessionId)).toMatchObject({ status: "WAITING", position: 1 });
    await world.callOff();
    const [again] = await world.seen();
    expect(again).toMatchObject({ status: "OFFERED" });
    expect(again).not.toHaveProperty("lapsedBecause");
    await proveInvariants(world);
  });

  it("that comes back before anybody was told goes on with its line, and has what came free meanwhile", async () => {
    const world = await waited(person("boris"), person("carla"));
    await world.scheduled(daily("18:00"));
    await world.callOff();
    expect((await world.seen()).map(({ status }) => status)).toEqual(["WAITING", "WAITING"]);
    await world.scheduled(daily("10:00", { capacity: 1 }));
    await sweep();
    expect((await world.seen()).map(({ status }) => status)).toEqual(["OFFERED", "WAITING"]);
    await proveInvariants(world);
  });

  it("that comes back while its line is being ended goes on with it, too: the line's turn decides", async () => {
    const world = await waited(person("boris"));
    const { companyId, sessionId } = world;
    await world.scheduled(daily("18:00"));
    await world.callOff();
    let isFirst = true;
    using _line = tapped(writer, async () => {
      if (!isFirst) return;
      isFirst = false;
      await world.scheduled(daily("10:00", { capacity: 1 }));
    });
    await asSystem(() => tend({ companyId, sessionId }));
    expect(isFirst).toBe(false);
    expect((await world.seen()).map(({ status }) => status)).toEqual(["OFFERED"]);
    await proveInvariants(world);
  });

  it("is withdrawn when its last seat is free at last", async () => {
    const world = await waited(person("boris"));
    await world.scheduled(daily("18:00"));
    await sweep();
    await world.callOff();
    await asSystem(() => Run.lookAgain(world.place, inDays(0)));
    await world.run();
    expect(await world.on(at(1, "10:00"))).toMatchObject({ status: "WITHDRAWN" });
    await proveInvariants(world);
  });

  it("put back and taken out while the line ends: everybody has an offer or an answer, nobody is forgotten", async () => {
    const world = await waited(...crowd(3));
    for (let round = 0; round < 3; round++) {
      await world.set({ slots: [round % 2 === 0 ? daily("18:00") : daily("10:00", { capacity: 3 })] });
      await Promise.all([world.run(), sweep(), sweep()]);
    }
    await world.scheduled(daily("10:00", { capacity: 3 }));
    await sweep();
    const statuses = (await world.seen()).map(({ status }) => status);
    expect(statuses.filter((status) => status === "WAITING").length).toBeLessThanOrEqual(1);
    const { seatsLeft } = await world.on(at(1, "10:00"));
    const offered = statuses.filter((status) => status === "OFFERED").length;
    expect(seatsLeft + offered, "what nobody was offered is on sale").toBe(2);
    await proveInvariants(world);
  });
});

describe("BKG-9 more seats than people who wait for them", () => {
  it("are an offer for each of them, and the rest is on sale", async () => {
    const world = await waited(...crowd(3));
    await world.scheduled(daily("10:00", { capacity: 6 }));
    expect((await world.seen()).map(({ status }) => status)).toEqual(["OFFERED", "OFFERED", "OFFERED"]);
    expect(await world.on(at(1, "10:00"))).toMatchObject({ capacity: 6, seatsLeft: 2, status: "OPEN" });
    await world.hold(person("outsider"), world.sessionId, 2);
    expect(await refusal(world.hold(person("late"), world.sessionId))).toMatchObject({
      code: "session.sold_out",
    });
    await proveInvariants(world);
  });
});

describe("BKG-9 how long a seat is kept", () => {
  it("is the company's to say, for the sessions that it makes from then on", async () => {
    const world = await full(1);
    const { companyId, owner, ada } = world;
    const edit = (offerMinutes: number) => as(owner, () => Details.edit({ companyId, offerMinutes }));
    expect(await edit(15)).toMatchObject({ offerMinutes: 15 });
    for (const bad of [4, 2881, 7.5]) expect((await refusal(edit(bad))).code).toBe("request.invalid");
    const left = async (sessionId: SessionId, buyer: Person, free: () => Promise<unknown>) => {
      const { entryId } = await join(world, buyer, sessionId);
      await free();
      const { offeredUntil } = await entryOf(world, buyer, entryId);
      return Math.round((Date.parse(offeredUntil!) - Date.now()) / MINUTE);
    };
    expect(await left(world.sessionId, ada, () => world.callOff(world.bookings[0]!))).toBe(60);
    const { sessionId } = await world.session({ capacity: 1 });
    const { bookingId } = await world.booking(ada, sessionId);
    await told(world, bookingId);
    expect(await left(sessionId, world.boris, () => as(ada, () => cancel({ companyId, bookingId })))).toBe(
      15,
    );
    await proveInvariants(world);
  });
});

const kind = (unitKindId: string, amount: number, weight: number) => ({
  unitKindId,
  name: unitKindId,
  type: "OTHER" as const,
  price: { amount, currency: "UAH" },
  weight,
});

describe("BKG-9 BKG-13 a group", () => {
  it("waits as the kinds of people who come, and books the offer at what they cost", async () => {
    const world = await company();
    const { companyId, activityId, owner, ada, boris } = world;
    const unitKinds = [kind("adult", 400_00, 1), kind("family", 900_00, 4)];
    await as(owner, () => Activity.edit({ companyId, activityId, unitKinds }));
    const { sessionId } = await world.session({ capacity: 6 });
    const place = { companyId, sessionId };
    const { holdId } = await as(boris, () => Hold.place({ ...place, units: { family: 1, adult: 2 } }));
    const wait = (asked: object) => as(ada, () => Waitlist.join({ ...place, ...asked }));
    expect((await refusal(wait({ spots: 5 }))).code).toBe("hold.units_missing");
    expect((await refusal(wait({ units: { senior: 1 } }))).code).toBe("hold.unit_unknown");
    const units = { family: 1, adult: 1 };
    const { entryId, ...entry } = await wait({ units });
    expect(entry).toMatchObject({ status: "WAITING", spots: 5, units });
    await as(boris, () => Hold.release({ companyId, holdId }));
    const offered = await entryOf(world, ada, entryId);
    expect(offered).toMatchObject({ status: "OFFERED", spots: 5, units });
    const booking = await as(ada, () => book({ companyId, holdId: offered.holdId!, payment: sandbox }));
    expect(booking).toMatchObject({ spots: 5, units, price: { amount: 1_300_00 } });
    expect(await entryOf(world, ada, entryId)).toMatchObject({ status: "BOOKED" });
    await proveInvariants(world);
  });
});
