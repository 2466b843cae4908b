/** What is done page by page, killed after each of its writes: whoever comes next goes on, and everything is there once. */
import { describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import * as Materialise from "../../domain/schedule/materialise.ts";
import { asSystem, proveInvariants, told } from "../world.ts";
import { livesFor } from "../tapped.ts";
import { at, daily, house, inDays } from "./calendar-house.ts";

type House = Awaited<ReturnType<typeof house>>;

/** A calendar of two pages, one session of it booked, and a new schedule that changes every session somehow. */
async function changing(): Promise<House> {
  const world = await house({ horizonDays: 16 });
  const rare = { rrule: "FREQ=DAILY;INTERVAL=5", dtstart: `${inDays(1)}T10:00` };
  await world.scheduled(rare, daily("12:00", { ...rare, dtstart: `${inDays(2)}T12:00` }));
  const { sessionId } = await world.on(at(11, "10:00"));
  await told(world, (await world.booking(world.ada, sessionId, 2)).bookingId);
  const grown = { ...rare, dtstart: `${inDays(2)}T12:00`, capacity: 9 };
  await world.set({ slots: [grown, { ...rare, dtstart: `${inDays(3)}T18:00` }] });
  return world;
}
const seen = async ({ sessions }: House) =>
  (await sessions()).map(({ startsAt, status, legacy, capacity }) => [startsAt, status, legacy, capacity]);
const goOn = ({ place }: House) => asSystem(() => Materialise.goOn(place, Clock.millis() + 60_000));

describe("SCH-3 SCH-4 a calendar that is made to fit", () => {
  it("goes on where it was killed, after each of its writes, and has every session once", async () => {
    const calm = await changing();
    await goOn(calm);
    const expected = await seen(calm);
    expect(
      new Set(expected.map(([, status, legacy, capacity]) => `${status} ${legacy} ${capacity}`)),
    ).toEqual(new Set(["WITHDRAWN undefined 8", "OPEN true 8", "OPEN undefined 9", "OPEN undefined 8"]));

    const world = await changing();
    let deaths = 0;
    while (!(await livesFor(1, () => goOn(world)))) {
      deaths += 1;
      const { progress } = await world.show();
      expect(progress).toMatchObject({ status: "RUNNING" });
    }
    expect(deaths).toBeGreaterThanOrEqual(expected.filter(([, status]) => status === "OPEN").length);
    expect(await seen(world)).toEqual(expected);
    const { progress } = await world.show();
    expect(progress).toMatchObject({ status: "DONE", until: inDays(16) });
    const { counts } = progress!;
    const looked = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(looked, "every session was looked at").toBe(expected.length);
    expect(Object.keys(counts).filter((what) => what === "refused")).toEqual([]);
    await goOn(world);
    expect(await seen(world)).toEqual(expected);
    await proveInvariants(world);
  });
});
