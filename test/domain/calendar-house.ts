/** A company whose activity has a schedule, and what its calendar came to: ten days ahead, so that tests stay quick. */
import * as Clock from "../../domain/clock.ts";
import * as Details from "../../domain/company/details.ts";
import type { CompanyId, SessionId } from "../../domain/id.ts";
import * as Closing from "../../domain/schedule/closing.ts";
import * as Materialise from "../../domain/schedule/materialise.ts";
import * as Schedule from "../../domain/schedule/schedule.ts";
import * as Session from "../../domain/session/session.ts";
import * as Wall from "../../domain/time/wall.ts";
import { as, asSystem, company, rowsOf } from "../world.ts";

export const ZONE = "Europe/Kyiv";
export const today = (): string => Wall.dateOf(Wall.wallOf(Clock.millis(), ZONE));
export const inDays = (days: number): string => Wall.dayAfter(today(), days);
/** The instant of a local time, so many days ahead. */
export const at = (days: number, time: string): string =>
  new Date(Wall.instantOf(`${inDays(days)}T${time}`, ZONE)!).toISOString();

export type Asked = Omit<Parameters<typeof Schedule.set>[0], "companyId" | "activityId">;
export type Slot = Asked["slots"][number];
export const daily = (startTime: string, more: Partial<Slot> = {}): Slot => ({
  rrule: "FREQ=DAILY",
  dtstart: `2026-01-01T${startTime}`,
  ...more,
});

export async function house({ horizonDays = 10 }: { horizonDays?: number } = {}) {
  const world = await company();
  const { companyId, activityId, owner } = world;
  await as(owner, () => Details.edit({ companyId, horizonDays }));
  const place = { companyId, activityId };
  const run = () => asSystem(() => Materialise.goOn(place, Clock.millis() + 60_000));
  const set = (asked: Asked, request = {}) => as(owner, () => Schedule.set({ ...place, ...asked }), request);
  const scheduled = async (...slots: Slot[]) => {
    const kept = await set({ slots });
    await run();
    return kept;
  };
  const show = () => as(owner, () => Schedule.show(place));
  const sessions = async (): Promise<Session.Session[]> => sessionsOf(companyId);
  /** The session that starts then, as staff see it. */
  const on = async (startsAt: string) => {
    const found = (await sessions()).filter((one) => one.startsAt === startsAt);
    if (found.length !== 1) throw new Error(`${found.length} sessions start at ${startsAt}`);
    const sessionId = found[0]!.sessionId as SessionId;
    return as(owner, () => Session.show({ companyId, sessionId }));
  };
  type Closed = Omit<Parameters<typeof Closing.set>[0], "companyId">;
  const closed = async (closure: Closed) => {
    const made = await as(owner, () => Closing.set({ companyId, ...closure }));
    await applied(made.closureId);
    return made;
  };
  const applied = (closureId: string) =>
    asSystem(() => Closing.apply({ companyId, closureId }, Clock.millis() + 60_000));
  return { ...world, place, run, set, scheduled, show, sessions, on, closed, applied };
}

export async function sessionsOf(companyId: CompanyId): Promise<Session.Session[]> {
  const rows = (await rowsOf(companyId)).filter(({ __edb_e__: is }) => is === "session");
  return (rows as Session.Session[]).toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
}
