import { randomUUID } from "node:crypto";
import { account, lastPart, region } from "../template/place.ts";
import { refuse } from "../template/refusal.ts";
import type { Stack } from "../template/template.ts";
import type { Deliveries } from "./deliveries.ts";
import { compilePattern, type Matches } from "./pattern.ts";
import type { Plan, Target } from "./plan.ts";

/** EventBridge's buses: an event goes to every target of every rule whose pattern it matches. */
export interface Entry {
  readonly Detail?: string;
  readonly DetailType?: string;
  readonly EventBusName?: string;
  readonly Resources?: string[];
  readonly Source?: string;
  readonly Time?: number | string;
}

export type PutResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

export interface Bus {
  readonly busArn: (nameOrArn: string | undefined) => string;
  /** The answer is given only once everything that follows from the entries is stored. */
  put(entries: readonly Entry[]): PutResult[];
}

interface CompiledRule {
  readonly bus: string;
  readonly matches: Matches;
  readonly targets: readonly { functionName: string; plan: Plan; input: string | undefined }[];
}

const nameOf = (given: string | undefined) => (given === undefined ? "default" : lastPart(given));

export function openBus(stack: Stack, planFor: (target: Target) => Plan, deliveries: Deliveries): Bus {
  const buses = new Map(stack.all("AWS::Events::EventBus").map((bus) => [bus.name, bus.arn]));
  buses.set("default", `arn:aws:events:${region}:${account}:event-bus/default`);
  const rules = stack.all("AWS::Events::Rule").flatMap((rule): CompiledRule[] => {
    const { EventBusName, EventPattern, ScheduleExpression, State, Targets } = rule.properties;
    if (EventPattern === undefined && ScheduleExpression === undefined)
      refuse(`${rule.logicalId}: a rule has a pattern or a schedule.`);
    const bus = nameOf(EventBusName);
    if (!buses.has(bus)) refuse(`${rule.logicalId}: there is no bus ${bus}.`);
    const targets = Targets.map((target) => ruleTarget(stack, rule, target, planFor));
    if (EventPattern === undefined) return [];
    const matches = compilePattern(EventPattern, rule.logicalId);
    return State === "DISABLED" ? [] : [{ bus, matches, targets }];
  });

  function accept(entry: Entry): {
    result: PutResult;
    follows: { functionName: string; payload: string; plan: Plan }[];
  } {
    const refusal =
      flawOf(entry) ?? (buses.has(nameOf(entry.EventBusName)) ? undefined : "There is no such event bus.");
    if (refusal !== undefined)
      return { result: { ErrorCode: "InvalidArgument", ErrorMessage: refusal }, follows: [] };
    const event = {
      version: "0",
      id: randomUUID(),
      "detail-type": entry.DetailType,
      source: entry.Source,
      account,
      time: instant(entry.Time),
      region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? "{}") as unknown,
    };
    const payload = JSON.stringify(event);
    const matching = rules.filter((rule) => rule.bus === nameOf(entry.EventBusName) && rule.matches(event));
    const follows = matching.flatMap(({ targets }) =>
      targets.map(({ functionName, plan, input }) => ({ functionName, plan, payload: input ?? payload })),
    );
    return { result: { EventId: event.id }, follows };
  }

  return {
    busArn: (given) =>
      buses.get(nameOf(given)) ?? `arn:aws:events:${region}:${account}:event-bus/${nameOf(given)}`,
    put(entries) {
      const accepted = entries.map(accept);
      deliveries.enqueue(accepted.flatMap(({ follows }) => follows));
      return accepted.map(({ result }) => result);
    },
  };
}

type Rule = ReturnType<typeof rulesOf>[number];
const rulesOf = (stack: Stack) => stack.all("AWS::Events::Rule");

export function ruleTarget(
  stack: Stack,
  rule: Rule,
  target: Rule["properties"]["Targets"][number],
  planFor: (target: Target) => Plan,
) {
  const at = `${rule.logicalId}.${target.Id}`;
  const lambda = stack.all("AWS::Lambda::Function").find(({ arn }) => arn === target.Arn);
  if (!lambda) return refuse(`${at}: only functions of this template can be targets here.`);
  const plan = planFor({
    source: rule.name,
    functionName: lambda.name,
    retryPolicy: target.RetryPolicy,
    deadLetterArn: target.DeadLetterConfig?.Arn,
    attributes: { RULE_ARN: rule.arn },
  });
  return { functionName: lambda.name, plan, input: target.Input };
}

function flawOf({ Detail, DetailType, Source }: Entry): string | undefined {
  if (!Source) return "Parameter Source is not valid. Reason: Source is a required argument.";
  if (!DetailType) return "Parameter DetailType is not valid. Reason: DetailType is a required argument.";
  if (Detail === undefined) return "Parameter Detail is not valid. Reason: Detail is a required argument.";
  try {
    const detail: unknown = JSON.parse(Detail);
    return typeof detail === "object" && detail !== null && !Array.isArray(detail)
      ? undefined
      : "Detail is malformed.";
  } catch {
    return "Detail is malformed.";
  }
}

/** EventBridge keeps whole seconds. */
function instant(time: number | string | undefined): string {
  const date = time === undefined ? new Date() : new Date(typeof time === "number" ? time * 1000 : time);
  return `${date.toISOString().slice(0, 19)}Z`;
}
