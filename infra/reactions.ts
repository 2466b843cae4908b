import { Duration } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { EventInvokeConfig } from "aws-cdk-lib/aws-lambda";
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations";
import { source } from "./bus.ts";
import { makeDeadLetters } from "./dead-letters.ts";
import { dashed, entryOf } from "./entries.ts";
import { Fn, type FnProps } from "./fn.ts";
import { reactions } from "./functions.ts";
import type { House } from "./house.ts";

/** One function per consequence of an event, so that one that fails keeps no other from happening. */
export function makeReactions(house: House): void {
  for (const { on, does, ...work } of reactions) {
    react(
      house,
      { source, event: on, retries: 2 },
      {
        ...work,
        name: `${dashed(on)}-${does.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
        entry: entryOf.reaction(on),
        handler: does,
        timeoutSeconds: work.timeoutSeconds ?? 60,
      },
    );
  }
}

/**
 * The bus retries until the function has accepted the event, Lambda retries until it has succeeded;
 * what either gives up on lies in the function's dead-letter queue.
 */
export function react(
  house: House,
  { source: from, event, retries }: { source: string; event: string; retries: 0 | 1 | 2 },
  props: FnProps,
): void {
  const { delivery } = house.environment;
  const fn = new Fn(house, props);
  const deadLetters = makeDeadLetters(house, props.name, props.ifItFails);
  new EventInvokeConfig(fn, "Attempts", {
    function: fn.lambda,
    retryAttempts: retries,
    maxEventAge: Duration.hours(Math.min(delivery.hours, 6)),
    onFailure: new SqsDestination(deadLetters),
  });
  new Rule(fn, "Rule", {
    eventBus: house.bus,
    description: `${event} → ${props.name}`,
    eventPattern: { source: [from], detailType: [event] },
    targets: [
      new LambdaFunction(fn.lambda, {
        deadLetterQueue: deadLetters,
        maxEventAge: Duration.hours(delivery.hours),
        retryAttempts: delivery.attempts,
      }),
    ],
  });
}
