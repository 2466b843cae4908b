/**
 * A closure: a time in which nothing takes place, in the whole company, at one location or of one activity (SCH-6). It
 * takes out of the calendar what touches it, as a change of the schedule does, and gives it back when it is removed.
 *
 *   ACTIVE ──remove──▶ REMOVED
 *
 * Its id begins with its end, so those that are not over are one query.
 */
import { Entity, type EntityItem } from "electrodb";
import { ulid } from "ulid";
import * as z from "zod";
import { store, stamped } from "../table.ts";
import { CompanyId, LocationId, ActivityId } from "../id.ts";
import * as Page from "../page.ts";

export const ClosureId = z.string().regex(/^cls_[0-9A-HJKMNP-TV-Z]{26}$/, "must be the id of a closure");

export const Closures = new Entity(
  {
    model: { entity: "closure", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      closureId: { type: "string", required: true },
      activityId: { type: "string" },
      locationId: { type: "string" },
      startsAt: { type: "string", required: true },
      endsAt: { type: "string", required: true },
      reason: { type: "string" },
      status: { type: ["ACTIVE", "REMOVED"] as const, required: true },
      createdAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/CLOSURES", casing: "none" },
        sk: { field: "sk", composite: ["closureId"], template: "${closureId}", casing: "none" },
      },
    },
  },
  store,
);
export type Closure = EntityItem<typeof Closures>;

export const Shown = z.object({
  companyId: CompanyId,
  closureId: ClosureId,
  activityId: ActivityId.optional(),
  locationId: LocationId.optional(),
  startsAt: z.string(),
  endsAt: z.string(),
  reason: z.string().optional(),
  status: z.enum(["ACTIVE", "REMOVED"]),
  createdAt: z.string(),
  version: z.int(),
});

export const idOf = (endsAt: string): string => `cls_${ulid(Date.parse(endsAt))}`;

/** Those that are not over yet, removed ones included. */
export const notOver = (companyId: string, now: number) =>
  Closures.query.primary({ companyId }).gte({ closureId: `cls_${ulid(now).slice(0, 10)}` });

export async function active(companyId: string, now: number): Promise<Closure[]> {
  const query = notOver(companyId, now);
  const closures: Closure[] = [];
  const all = Page.each<Closure>({ go: (options) => query.go({ ...options, consistent: true }) });
  for await (const closure of all) if (closure.status === "ACTIVE") closures.push(closure);
  return closures;
}

// Pure rules

type Occasion = { startsAt: string; endsAt: string; activityId: string; locationId?: string | undefined };
type Where = Pick<Closure, "startsAt" | "endsAt"> & Partial<Pick<Closure, "activityId" | "locationId">>;

/** Whether what takes place then and there touches the closure. */
export const covers = (closure: Where, occasion: Occasion): boolean =>
  occasion.startsAt < closure.endsAt &&
  occasion.endsAt > closure.startsAt &&
  (closure.activityId === undefined || closure.activityId === occasion.activityId) &&
  (closure.locationId === undefined || closure.locationId === occasion.locationId);
