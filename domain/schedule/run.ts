/**
 * How far an activity's calendar has been made to fit its schedule: the next local day to look at, and what was found so
 * far. One row per activity. It is saved after each page by whoever saw the day it was at, so that of two at once one goes
 * on; whoever starts anew gives it another id, and a page that began before does not count.
 *
 *   RUNNING ──all days were looked at──▶ DONE ──next morning, or a change──▶ RUNNING …
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { commit, replay, Replay, when, type Write } from "../commit.ts";
import { digest, newUlid, unpackPair } from "../id.ts";
import { due, dueAttributes, store } from "../table.ts";
import * as Day from "../time/day.ts";

export const COUNTED = [
  "created",
  "kept",
  "reopened",
  "withdrawn",
  "legacy",
  "raised",
  "lowered",
  "left",
  "refused",
] as const;
export type Counts = Partial<Record<(typeof COUNTED)[number], number>>;

const Runs = new Entity(
  {
    model: { entity: "scheduleRun", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      runId: { type: "string", required: true },
      status: { type: ["RUNNING", "DONE"] as const, required: true },
      /** The local day that is looked at next. */
      next: { type: "string", required: true },
      /** The last local day that was looked at, once it is done. */
      until: { type: "string" },
      counts: { type: CustomAttributeType<Counts>("any"), required: true },
      /** Why the last session that could not be made was refused. */
      problem: { type: "string" },
      startedAt: { type: "string", required: true },
      finishedAt: { type: "string" },
      ...dueAttributes,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "activityId"],
          template: "C#${companyId}/SCHEDULE#${activityId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "RUN", casing: "none" },
      },
    },
  },
  store,
);
export type Run = EntityItem<typeof Runs>;

export const Shown = z.object({
  status: z.enum(["RUNNING", "DONE"]),
  next: z.string().describe("The local day that is looked at next."),
  until: z.string().optional().describe("The last local day with its sessions on the calendar."),
  counts: z.partialRecord(z.enum(COUNTED), z.int()),
  problem: z.string().optional(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
});

/** Whoever is at work has so long for a page before another takes over. */
const LEASE_MS = 5 * 60_000;
const HOUR_MS = 3600_000;
const SPREAD_MINUTES = 120;

type Place = { companyId: string; activityId: string };

/** From this day on, whatever was under way before. */
export const anew = ({ companyId, activityId }: Place, from: string): Write =>
  when(
    Runs.put({
      companyId,
      activityId,
      runId: newUlid(),
      status: "RUNNING",
      next: from,
      counts: {},
      startedAt: Clock.iso(),
      ...due(activityId, Clock.isoAfter(LEASE_MS)),
    }),
    () => replay(undefined),
  );

export async function find({ companyId, activityId }: Place): Promise<Run | undefined> {
  const { data } = await Runs.get({ companyId, activityId }).go({ consistent: true });
  return data ?? undefined;
}

export const isDue = ({ dueSk }: Run): boolean => dueSk !== undefined && dueSk <= Clock.iso();

/** Whether it was still ours to move on. */
export const advance = (
  at: Run,
  next: string,
  counts: Counts,
  problem: string | undefined,
): Promise<boolean> =>
  save(at, {
    next,
    counts: added(at.counts, counts),
    ...(problem !== undefined && { problem }),
    ...due(at.activityId, Clock.isoAfter(LEASE_MS)),
  });

/** Done; looked at again in the small hours of the company's next day, activities one after another. */
export const finish = (at: Run, until: string, timeZone: string): Promise<boolean> =>
  save(at, {
    status: "DONE",
    until,
    finishedAt: Clock.iso(),
    ...due(at.activityId, nextMorning(at.activityId, timeZone)),
  });

/** Nothing to look at again before something changes. */
export const rest = (at: Run): Promise<boolean> =>
  kept(
    Runs.patch(keyOf(at))
      .set({ status: "DONE", finishedAt: Clock.iso() })
      .remove(["duePk", "dueSk"])
      .where((a, o) => `${o.eq(a.runId, at.runId)} AND ${o.eq(a.next, at.next)}`),
  );

/** What was done on a day by somebody whose time was over is looked at again. */
export async function lookAgain(place: Place, day: string): Promise<void> {
  const at = await find(place);
  if (!at || (at.status === "RUNNING" && at.next <= day)) return;
  const again = { status: "RUNNING" as const, next: day, ...due(at.activityId, Clock.isoAfter(LEASE_MS)) };
  if (!(await save(at, again))) await lookAgain(place, day);
}

export const added = (one: Counts, other: Counts): Counts =>
  Object.fromEntries(
    COUNTED.flatMap((name) => {
      const sum = (one[name] ?? 0) + (other[name] ?? 0);
      return sum > 0 ? [[name, sum]] : [];
    }),
  );

const keyOf = ({ companyId, activityId }: Place) => ({ companyId, activityId });

const save = (at: Run, set: Partial<Run>): Promise<boolean> =>
  kept(
    Runs.patch(keyOf(at))
      .set(set)
      .where(
        (a, o) => `${o.eq(a.runId, at.runId)} AND ${o.eq(a.next, at.next)} AND ${o.eq(a.status, at.status)}`,
      ),
  );

const kept = (operation: Parameters<typeof when>[0]): Promise<boolean> =>
  commit([when(operation, () => replay(undefined))], true).catch((moved: unknown) => {
    if (!(moved instanceof Replay)) throw moved;
    return false;
  });

function nextMorning(activityId: string, timeZone: string): string {
  const minutes = unpackPair(digest(activityId, 2)) % SPREAD_MINUTES;
  const midnight = Date.parse(Day.startOf(Day.nextOf(Day.today(timeZone)), timeZone));
  return new Date(midnight + HOUR_MS + minutes * 60_000).toISOString();
}
