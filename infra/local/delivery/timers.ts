import { randomUUID } from "node:crypto";
import { account, region } from "../template/place.ts";
import { refuse } from "../template/refusal.ts";
import type { Stack } from "../template/template.ts";
import { ruleTarget } from "./bus.ts";
import type { Deliveries } from "./deliveries.ts";
import { readExpression, type Expression } from "./expression.ts";
import type { Plan, Target } from "./plan.ts";

/** The template's own schedules. Each fires once soon after the start too, to take up what a crash left. */
export interface Timer {
  readonly name: string;
  readonly logicalId: string;
  readonly functionName: string;
  readonly payload: (at: Date) => string;
}

export interface Timers {
  find(nameOrLogicalIdPrefix: string): Timer | undefined;
  readonly names: readonly string[];
  start(soonMs: number): void;
  stop(): void;
}

interface Recurring extends Timer {
  readonly expression: Expression;
  readonly plan: Plan;
  readonly enabled: boolean;
  readonly from: number;
  readonly until: number;
}

const longestTimeoutMs = 2 ** 31 - 1;

export function openTimers(stack: Stack, planFor: (target: Target) => Plan, deliveries: Deliveries): Timers {
  const timers = [...schedulesOf(stack, planFor), ...scheduledRulesOf(stack, planFor)];
  const armed = new Set<NodeJS.Timeout>();

  function fire({ functionName, payload, plan }: Recurring) {
    deliveries.enqueue([{ functionName, payload: payload(new Date()), plan }]);
  }

  function arm(timer: Recurring, due: number | undefined) {
    if (due === undefined || due > timer.until) return;
    const handle = setTimeout(
      () => {
        armed.delete(handle);
        if (Date.now() < due) return arm(timer, due);
        if (due >= timer.from) fire(timer);
        arm(timer, timer.expression.after(due));
      },
      Math.min(Math.max(0, due - Date.now()), longestTimeoutMs),
    );
    armed.add(handle);
  }

  return {
    names: timers.map(({ name }) => name),
    find: (wanted) =>
      timers.find(({ name }) => name === wanted) ??
      timers.find(({ logicalId }) => logicalId.startsWith(wanted)),
    start(soonMs) {
      const now = Date.now();
      for (const timer of timers.filter(({ enabled }) => enabled)) {
        if (timer.expression.recurring && timer.from <= now && now <= timer.until) {
          const soon = setTimeout(() => fire(timer), soonMs);
          armed.add(soon);
        }
        arm(timer, timer.expression.after(now));
      }
    },
    stop() {
      for (const handle of armed) clearTimeout(handle);
    },
  };
}

function schedulesOf(stack: Stack, planFor: (target: Target) => Plan): Recurring[] {
  return stack.all("AWS::Scheduler::Schedule").map((schedule) => {
    const { EndDate, ScheduleExpression, StartDate, State, Target } = schedule.properties;
    const lambda = stack.all("AWS::Lambda::Function").find(({ arn }) => arn === Target.Arn);
    if (!lambda) refuse(`${schedule.logicalId}: only functions of this template can be targets here.`);
    return {
      name: schedule.name,
      logicalId: schedule.logicalId,
      functionName: lambda.name,
      payload: scheduledPayload(schedule.arn, Target.Input),
      expression: readExpression(ScheduleExpression, schedule.logicalId),
      plan: planFor({
        source: schedule.name,
        functionName: lambda.name,
        retryPolicy: Target.RetryPolicy,
        deadLetterArn: Target.DeadLetterConfig?.Arn,
        attributes: { SCHEDULE_ARN: schedule.arn },
      }),
      enabled: State === "ENABLED",
      from: StartDate === undefined ? 0 : Date.parse(StartDate),
      until: EndDate === undefined ? Infinity : Date.parse(EndDate),
    };
  });
}

function scheduledRulesOf(stack: Stack, planFor: (target: Target) => Plan): Recurring[] {
  return stack.all("AWS::Events::Rule").flatMap((rule) => {
    const { ScheduleExpression, State, Targets } = rule.properties;
    if (ScheduleExpression === undefined) return [];
    return Targets.map((given) => {
      const target = ruleTarget(stack, rule, given, planFor);
      const constant = target.input;
      const event = (at: Date) => JSON.stringify(scheduledEvent("aws.events", rule.arn, at, {}));
      return {
        ...target,
        name: rule.name,
        logicalId: rule.logicalId,
        payload: constant === undefined ? event : () => constant,
        expression: readExpression(ScheduleExpression, rule.logicalId),
        enabled: State === "ENABLED",
        from: 0,
        until: Infinity,
      };
    });
  });
}

const scheduledEvent = (source: string, arn: string, at: Date, detail: unknown) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Scheduled Event",
  source,
  account,
  time: `${at.toISOString().slice(0, 19)}Z`,
  region,
  resources: [arn],
  detail,
});

/** Scheduler's event: its Input with Scheduler's placeholders filled in, or a default one. */
export function scheduledPayload(arn: string, input: string | undefined): (at: Date) => string {
  if (input === undefined) return (at) => JSON.stringify(scheduledEvent("aws.scheduler", arn, at, "{}"));
  return (at) =>
    input
      .replaceAll("<aws.scheduler.schedule-arn>", arn)
      .replaceAll("<aws.scheduler.scheduled-time>", `${at.toISOString().slice(0, 19)}Z`)
      .replaceAll("<aws.scheduler.execution-id>", randomUUID())
      .replaceAll("<aws.scheduler.attempt-number>", "1");
}
