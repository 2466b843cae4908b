/** The head of an activity's schedule: how many versions it has had, and who made the last. What they say is theirs. */
import { Entity, type EntityItem } from "electrodb";
import { stamped, store } from "../table.ts";

export const Schedules = new Entity(
  {
    model: { entity: "schedule", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      scheduleId: { type: "string", required: true },
      revision: { type: "number", required: true },
      validFrom: { type: "string", required: true },
      createdAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "activityId"],
          template: "C#${companyId}/SCHEDULE#${activityId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "SCHEDULE", casing: "none" },
      },
    },
  },
  store,
);
export type Schedule = EntityItem<typeof Schedules>;

export const idOf = (activityId: string): string => `sch_${activityId.slice(4)}`;

export async function find(companyId: string, activityId: string): Promise<Schedule | undefined> {
  const { data } = await Schedules.get({ companyId, activityId }).go({ consistent: true });
  return data ?? undefined;
}
