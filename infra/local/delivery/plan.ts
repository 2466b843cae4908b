import { functionArn, lastPart } from "../template/place.ts";
import { refuse } from "../template/refusal.ts";
import type { Stack } from "../template/template.ts";

/**
 * What becomes of an asynchronous invocation that fails. EventBridge and Scheduler only hand over: once Lambda
 * has the event, the function's own asynchronous configuration decides about retries and where failures go.
 * A target's RetryPolicy and queue stand in when the function has none, and the start says so.
 */
export interface Plan {
  readonly source: string;
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly failures?: { readonly queue: string; readonly form: "target" | "destination" | "function" };
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Target {
  readonly source: string;
  readonly functionName: string;
  readonly retryPolicy:
    | { MaximumRetryAttempts?: number | undefined; MaximumEventAgeInSeconds?: number | undefined }
    | undefined;
  readonly deadLetterArn: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

export function planner(stack: Stack, warn: (message: string) => void) {
  const configs = stack.all("AWS::Lambda::EventInvokeConfig");
  const queueOf = (arn: string, at: string) => {
    const queue = stack.all("AWS::SQS::Queue").find((candidate) => candidate.arn === arn);
    return queue?.name ?? refuse(`${at}: ${arn} is not a queue of this template.`);
  };

  return function planFor({ source, functionName, retryPolicy, deadLetterArn, attributes }: Target): Plan {
    const asked = { source, attributes: { ...attributes, TARGET_ARN: functionArn(functionName) } };
    const config = configs.find(
      ({ properties }) => lastPart(properties.FunctionName) === functionName,
    )?.properties;
    const lambda = stack.all("AWS::Lambda::Function").find(({ name }) => name === functionName);
    const destination = config?.DestinationConfig?.OnFailure?.Destination;
    const own = lambda?.properties.DeadLetterConfig?.TargetArn;
    if (!config && own === undefined) {
      if (deadLetterArn !== undefined) {
        warn(
          `${source}: on AWS its queue catches only what could not be handed over; ` +
            `${functionName} needs an on-failure destination for events that it fails on.`,
        );
      }
      return {
        ...asked,
        retries: retryPolicy?.MaximumRetryAttempts ?? 185,
        maxAgeSeconds: retryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
        ...(deadLetterArn !== undefined && {
          failures: { queue: queueOf(deadLetterArn, source), form: "target" },
        }),
      };
    }
    return {
      ...asked,
      retries: config?.MaximumRetryAttempts ?? 2,
      maxAgeSeconds: config?.MaximumEventAgeInSeconds ?? 21_600,
      ...(destination !== undefined
        ? { failures: { queue: queueOf(destination, functionName), form: "destination" } }
        : own !== undefined && { failures: { queue: queueOf(own, functionName), form: "function" } }),
    };
  };
}
