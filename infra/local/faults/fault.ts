import { setTimeout as pause } from "node:timers/promises";
import { writing } from "../endpoint/dynamodb.ts";
import type { Call } from "../endpoint/aws-service.ts";
import type { Reply } from "../engine/wire.ts";
import * as Answers from "./answers.ts";

/**
 * What can go wrong with one call to AWS, as its caller sees it. "Before" is before the effect: nothing has happened.
 * "After" is after it: everything has happened, and the caller is not told so.
 */
export const FAULTS = [
  "conflict",
  "throttle",
  "error_before",
  "error_after",
  "reset_before",
  "reset_after",
  /** The answer comes when nobody waits for it any more. */
  "lost",
  /** A transaction with this token is being carried out. */
  "in_progress",
  "slow",
  /** The bus takes some of the entries. */
  "partial",
  /** The function that called ends, in the middle of what it does. */
  "death_before",
  "death_after",
] as const;
export type Fault = (typeof FAULTS)[number];

/** Carries the call out; with another body where it is given. */
export type Next = (body?: Buffer) => Promise<Reply>;

/** Whoever called is no more, and its line with it. */
export class Death extends Error {}
/** The line is cut. */
export class Reset extends Error {}

/** Longer than any of our callers waits for the table. */
const LOST_MS = 1_600;

/** Whether this can happen to such a call at all. */
export function canHit(fault: Fault, { service, operation }: Call): boolean {
  if (fault === "conflict") return service === "dynamodb" && writing.has(operation);
  if (fault === "in_progress") return operation === "TransactWriteItems";
  if (fault === "partial") return operation === "PutEvents";
  if (fault === "throttle") return service === "dynamodb" || service === "events";
  return true;
}

/** Answers the call with the fault. `draw` is between 0 and 1 and decides how much of it. */
export async function strike(fault: Fault, call: Call, next: Next, draw: number): Promise<Reply> {
  switch (fault) {
    case "conflict":
      return Answers.conflict(call);
    case "throttle":
      return Answers.throttle(call);
    case "error_before":
      return Answers.internal(call);
    case "error_after":
      await next();
      return Answers.internal(call);
    case "reset_before":
      throw new Reset();
    case "reset_after":
      await next();
      throw new Reset();
    case "lost":
      await next();
      await pause(LOST_MS);
      throw new Reset();
    case "in_progress":
      await next();
      return Answers.inProgress();
    case "slow":
      await pause(20 + draw * 300);
      return next();
    case "partial":
      return Answers.partly(call, next, draw);
    case "death_before":
      throw new Death();
    case "death_after":
      await next();
      throw new Death();
  }
}
