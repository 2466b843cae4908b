import { randomUUID } from "node:crypto";
import type { FunctionFailure } from "../functions/function-failure.ts";
import { functionArn } from "../template/place.ts";
import type { Delivery } from "./deliveries.ts";

/** The message in which AWS sets a failed event aside; its form depends on whose queue it is. */
export interface Failure {
  readonly delivery: Delivery;
  readonly error: FunctionFailure;
  readonly aged: boolean;
}

interface Written {
  readonly body: string;
  readonly attributes: Record<string, string>;
}

export function failureMessage(
  { delivery, error, aged }: Failure,
  form: "target" | "destination" | "function",
): Written {
  const { payload, plan, attempts } = delivery;
  if (form === "destination") {
    return {
      body: JSON.stringify({
        version: "1.0",
        timestamp: new Date().toISOString(),
        requestContext: {
          requestId: delivery.id,
          functionArn: `${functionArn(delivery.functionName)}:$LATEST`,
          condition: aged ? "EventAgeExceeded" : "RetriesExhausted",
          approximateInvokeCount: attempts,
        },
        requestPayload: JSON.parse(payload) as unknown,
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        responsePayload: error.payload,
      }),
      attributes: {},
    };
  }
  if (form === "function") {
    return {
      body: payload,
      attributes: { RequestID: delivery.id, ErrorCode: "200", ErrorMessage: error.message },
    };
  }
  return {
    body: payload,
    attributes: {
      ...plan.attributes,
      ERROR_CODE: error.errorType,
      ERROR_MESSAGE: error.message,
      EXECUTION_ID: randomUUID(),
      EXHAUSTED_RETRY_CONDITION: aged ? "MaximumEventAgeInSeconds" : "MaximumRetryAttempts",
      RETRY_ATTEMPTS: String(attempts - 1),
    },
  };
}
