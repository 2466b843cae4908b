/**
 * What a slot or a schedule would come to, before it is kept: the next dates of a slot with what is skipped and why, and
 * what a new version would make of every session that is on the calendar or would be. Nothing is written, and what people
 * hold or book meanwhile is seen when it is.
 */
import * as z from "zod";
import * as Activity from "../activity/row.ts";
import * as Clock from "../clock.ts";
import { ActivityId, CompanyId } from "../id.ts";
import * as Pool from "../seat/pool.ts";
import * as Standing from "../session/standing.ts";
import * as Wall from "../time/wall.ts";
import { verb } from "../verb.ts";
import * as Closure from "./closure.ts";
import * as Draft from "./draft.ts";
import * as Materialise from "./materialise.ts";
import * as Plan from "./plan.ts";
import * as Row from "./row.ts";
import * as Run from "./run.ts";
import * as Slot from "./slot.ts";
import * as Version from "./version.ts";

const USUAL_DATES = 20;
const WINDOW_DAYS = 31;
const FURTHEST_DAYS = 731;
/** So many sessions are looked at for one answer. */
export const ENOUGH = 500;
const AT_ONCE = 10;

export const dates = verb({
  name: "slot.preview",
  may: ["staff"],
  input: z.strictObject({
    companyId: CompanyId,
    activityId: ActivityId,
    slot: Version.AskedSlot,
    from: z.iso.date().optional().describe("A local date; today, if none is given."),
    limit: z.int().min(1).max(100).default(USUAL_DATES),
  }),
  output: z.object({
    timeZone: z.string(),
    items: z.array(
      z.object({
        local: z.string(),
        startsAt: z.string(),
        endsAt: z.string(),
        twice: z.literal(true).optional().describe("Clocks show it twice that day; it is the first time."),
      }),
    ),
    skipped: z.array(z.object({ local: z.string(), because: z.enum(["spring_gap", "exdate", "closure"]) })),
  }),
  async run({ companyId, activityId, slot, from, limit }) {
    const { company, activity, closures } = await Plan.read(companyId, activityId);
    const { timeZone } = company;
    const minutes = Plan.minutesOf(activity, slot);
    const checked = Slot.check(slot, minutes, timeZone);
    const locationId = slot.locationId ?? activity.locationId;
    const items: { local: string; startsAt: string; endsAt: string; twice?: true }[] = [];
    const skipped: { local: string; because: Slot.Skipped["because"] | "closure" }[] = [];
    const first = from ?? Plan.todayOf(company);
    const furthest = Wall.dayAfter(first, FURTHEST_DAYS);
    for (let day = first; day <= furthest && items.length < limit; day = Wall.dayAfter(day, WINDOW_DAYS)) {
      const some = Slot.dates(checked, timeZone, { from: day, to: Wall.dayAfter(day, WINDOW_DAYS - 1) });
      for (const { wall, because } of some.skipped) skipped.push({ local: wall, because });
      for (const { wall, startsAt, ...more } of some.starts) {
        const endsAt = new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
        const closed = closures.some((one) =>
          Closure.covers(one, { startsAt, endsAt, activityId, locationId }),
        );
        if (closed) skipped.push({ local: wall, because: "closure" });
        else items.push({ local: wall, startsAt, endsAt, ...more });
      }
    }
    const shown = items.slice(0, limit);
    const last = items.length > limit ? shown.at(-1)!.local : "9";
    return {
      timeZone,
      items: shown,
      skipped: skipped
        .filter(({ local }) => local <= last)
        .toSorted((one, other) => (one.local < other.local ? -1 : 1))
        .slice(0, 2 * limit),
    };
  },
});

export const Change = z.object({
  effect: z.enum(["created", "reopened", "withdrawn", "legacy", "raised", "lowered"]),
  sessionId: z.string(),
  slotId: z.string().optional(),
  startsAt: z.string(),
  endsAt: z.string(),
  capacity: z.int().optional().describe("What it has now."),
  willHave: z.int().describe("What it will have."),
  taken: z.int().describe("Seats that are booked or held."),
});
export type Change = z.output<typeof Change>;

export const Effects = z.object({
  from: z.string(),
  through: z.string().describe("The last local day that was looked at."),
  counts: Run.Shown.shape.counts,
  items: z.array(Change).describe("The sessions of these days that change."),
  cursor: z.string().optional().describe("Send it to look at the days after these."),
});

export const effect = verb({
  name: "schedule.preview",
  may: Activity.EDITORS,
  input: z.strictObject({
    companyId: CompanyId,
    activityId: ActivityId,
    ...Version.asked,
    cursor: z.iso.date().optional(),
  }),
  output: Effects,
  async run({ companyId, activityId, cursor, ...asked }) {
    const basis = await Plan.read(companyId, activityId);
    const head = await Row.find(companyId, activityId);
    const { version } = await Draft.of(basis, basis.versions, asked, (head?.revision ?? 0) + 1);
    const versions = Version.inForce([...basis.versions, version], Plan.todayOf(basis.company));
    const today = Plan.todayOf(basis.company);
    const from = cursor !== undefined && cursor > today ? cursor : today;
    const to = Plan.horizonOf(basis.company);
    const { looked: _, next, ...seen } = await effects({ ...basis, versions }, { from, to }, ENOUGH);
    const through = next === undefined ? to : Wall.dayAfter(next, -1);
    return { from, through, ...seen, ...(next !== undefined && { cursor: next }) };
  },
});

/** What a calendar like this would make of each session of these days, and where to go on once it is enough. */
export async function effects(basis: Plan.Basis, { from, to: until }: Plan.Days, enough: number) {
  const items: Change[] = [];
  let counts: Run.Counts = {};
  let [looked, next] = [0, from];
  let window: Materialise.Window | undefined;
  while (next <= until && looked < enough) {
    window = Materialise.windowAt(basis, next, until, window);
    const { days, wanted } = Materialise.pageOf(basis, next, window);
    const all = Plan.wishes(basis, wanted, await Materialise.sessionsOf(basis, days));
    for (let some = 0; some < all.length; some += AT_ONCE) {
      const found = await Promise.all(all.slice(some, some + AT_ONCE).map((one) => foresee(one)));
      for (const { effect: name, ...change } of found.flatMap((one) => one ?? [])) {
        counts = Run.added(counts, { [name]: 1 });
        const shown = Change.safeParse({ effect: name, ...change }).data;
        if (shown) items.push(shown);
      }
    }
    looked += all.length;
    next = Wall.dayAfter(days.to);
  }
  return { counts, items, looked, next: next <= until ? next : undefined };
}

type Foreseen = Omit<Change, "effect"> & { effect: Standing.Effect | "created" };

async function foresee({ session, wanted, wish }: Plan.One): Promise<Foreseen | undefined> {
  const now = Clock.millis();
  if (!session) {
    if (!wanted || !wish || Date.parse(wanted.startsAt) <= now) return undefined;
    const { sessionId, startsAt, endsAt, slot } = wanted;
    return {
      effect: "created",
      sessionId,
      slotId: slot.slotId,
      startsAt,
      endsAt,
      willHave: slot.capacity,
      taken: 0,
    };
  }
  const { sessionId, slotId, startsAt, endsAt, capacity } = session;
  const about = { sessionId, startsAt, endsAt, capacity, ...(slotId !== undefined && { slotId }) };
  if (Standing.isSettled(session, wish, now)) {
    return { ...about, effect: Standing.asItIs(session, wish), willHave: capacity, taken: 0 };
  }
  const verdict = Standing.judge(session, await Pool.all(session), wish, now);
  return { ...about, effect: verdict.effect, willHave: verdict.capacity, taken: verdict.taken };
}
