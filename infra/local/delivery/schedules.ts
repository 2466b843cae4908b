import * as z from "zod";
import type { Faults } from "../faults/faults.ts";
import { scheduleTarget } from "../template/event-shapes.ts";
import { maybe, shape, text } from "../template/shape.ts";
import { arn } from "../template/place.ts";
import type { Stack } from "../template/template.ts";
import type { Deliveries } from "./deliveries.ts";
import { readExpression } from "./expression.ts";
import type { Plan, Target } from "./plan.ts";
import { together, type Store } from "./store.ts";
import { scheduledPayload } from "./timers.ts";

/** Schedules that functions make, kept until they are over. */
export const definitionShape = shape(
  {
    ActionAfterCompletion: z.enum(["DELETE", "NONE"]).default("NONE"),
    EndDate: maybe(z.number()),
    FlexibleTimeWindow: shape({ Mode: z.enum(["OFF", "FLEXIBLE"]) }, "MaximumWindowInMinutes"),
    GroupName: text.default("default"),
    ScheduleExpression: text,
    ScheduleExpressionTimezone: z.enum(["UTC", "Etc/UTC"]).default("UTC"),
    State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    Target: scheduleTarget,
  },
  "ClientToken Description KmsKeyArn StartDate",
);
export type Definition = z.infer<typeof definitionShape>;

export interface Schedules {
  readonly groups: ReadonlySet<string>;
  find(group: string, name: string): Definition | undefined;
  save(name: string, definition: Definition): void;
  delete(group: string, name: string): boolean;
  list(): { group: string; name: string; due: string | undefined }[];
  start(): void;
  stop(): void;
}

const tickMs = 250;
export const scheduleArn = (group: string, name: string) => arn("scheduler", `schedule/${group}/${name}`);

export function openSchedules(
  stack: Stack,
  store: Store,
  planFor: (target: Target) => Plan,
  deliveries: Deliveries,
  faults?: Faults,
): Schedules {
  const upsert = store.prepare(
    "insert into schedules values (?, ?, ?, ?) on conflict do update set definition = excluded.definition, due = excluded.due",
  );
  const read = store.prepare("select definition from schedules where groupName = ? and name = ?");
  const remove = store.prepare("delete from schedules where groupName = ? and name = ?");
  const ripe = store.prepare(
    "select groupName, name, definition, due from schedules where due <= ? order by due limit 50",
  );
  const settle = store.prepare("update schedules set due = ? where groupName = ? and name = ?");
  const all = store.prepare("select groupName, name, due from schedules order by due");
  let ticking: NodeJS.Timeout | undefined;

  function fire(group: string, name: string, definition: Definition, due: number) {
    const { ActionAfterCompletion, EndDate, ScheduleExpression, Target } = definition;
    const own = scheduleArn(group, name);
    const functionName = Target.Arn.slice(Target.Arn.lastIndexOf(":") + 1);
    const next = readExpression(ScheduleExpression, name).after(Math.max(due, Date.now()));
    const plan = planFor({
      source: name,
      functionName,
      retryPolicy: Target.RetryPolicy,
      deadLetterArn: Target.DeadLetterConfig?.Arn,
      attributes: { SCHEDULE_ARN: own },
    });
    const over = next === undefined || next > (EndDate ?? Infinity) * 1000;
    together(store, () => {
      deliveries.enqueue([
        { functionName, payload: scheduledPayload(own, Target.Input)(new Date(due)), plan },
      ]);
      if (over && ActionAfterCompletion === "DELETE") remove.run(group, name);
      else settle.run(over ? null : next, group, name);
    });
  }

  return {
    groups: new Set(["default", ...stack.all("AWS::Scheduler::ScheduleGroup").map(({ name }) => name)]),
    find(group, name) {
      const row = read.get(group, name);
      return row && (JSON.parse(String(row["definition"])) as Definition);
    },
    save(name, definition) {
      const { GroupName, ScheduleExpression, State } = definition;
      const expression = readExpression(ScheduleExpression, name);
      // An instant that has passed is due at once.
      const due = expression.after(expression.recurring ? Date.now() : 0) ?? null;
      upsert.run(GroupName, name, JSON.stringify(definition), State === "ENABLED" ? due : null);
    },
    delete(group, name) {
      const row = read.get(group, name);
      const lateMs = row && faults?.afterDeletion(name);
      if (lateMs !== undefined) {
        const definition = JSON.parse(String(row?.["definition"])) as Definition;
        setTimeout(() => store.isOpen && fire(group, name, definition, Date.now()), lateMs);
      }
      return remove.run(group, name).changes > 0;
    },
    list: () =>
      all.all().map(({ groupName, name, due }) => ({
        group: String(groupName),
        name: String(name),
        due: due === null ? undefined : new Date(Number(due)).toISOString(),
      })),
    start() {
      ticking = setInterval(() => {
        for (const row of ripe.all(Date.now())) {
          fire(
            String(row["groupName"]),
            String(row["name"]),
            JSON.parse(String(row["definition"])) as Definition,
            Number(row["due"]),
          );
        }
      }, tickMs);
    },
    stop: () => clearInterval(ticking),
  };
}
