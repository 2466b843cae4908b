import cron from "aws-cron-parser";
import { refuse } from "../template/refusal.ts";

/** Scheduler's three kinds of expression, all in UTC. */
export interface Expression {
  /** Undefined when it never comes again. */
  after(instant: number): number | undefined;
  readonly recurring: boolean;
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

export function readExpression(expression: string, at: string): Expression {
  const [, kind, argument = ""] = /^(rate|cron|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === "rate") {
    const [, value, unit = ""] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
    const every = Number(value) * (unitMs[unit] ?? 0);
    if (!(every > 0)) refuse(`${at}: "${expression}" is not a rate.`);
    return { recurring: true, after: (instant) => instant + every };
  }
  if (kind === "at") {
    const due = Date.parse(`${argument}Z`);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(argument) || Number.isNaN(due))
      refuse(`${at}: "${expression}" is not an instant.`);
    return { recurring: false, after: (instant) => (due > instant ? due : undefined) };
  }
  if (kind === "cron" && argument.trim().split(/\s+/).length === 6) {
    const parsed = cron.parse(argument);
    return { recurring: true, after: (instant) => cron.next(parsed, new Date(instant))?.getTime() };
  }
  return refuse(`${at}: the schedule expression "${expression}" is not understood.`);
}
