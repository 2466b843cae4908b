/** Errors as problem+json: a stable code, a sentence for people, and never more than the domain chose to say. */
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import { DomainError, KINDS, unavailable } from "../domain/error.ts";

export function problem(error: unknown, requestId: string): Answer {
  const known = error instanceof DomainError ? error : undefined;
  const status = known ? KINDS[known.kind] : 500;
  const code = known?.code ?? "internal";
  const retryAfter = known?.detail.retryAfter;
  return {
    statusCode: status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...(typeof retryAfter === "number" && { "retry-after": String(retryAfter) }),
      ...(status === 401 && { "www-authenticate": `Bearer error="${code}"` }),
    },
    body: JSON.stringify({
      ...known?.detail,
      type: `urn:holdfast:problem:${code}`,
      title: TITLES[status] ?? "Problem",
      status,
      code,
      detail: known?.message ?? "Something went wrong on our side. It has been noted.",
      requestId,
    }),
  };
}

/** A neighbour that did not answer took all the time there was: not a bug, and worth asking again. */
export const outOfTime = (error: unknown): unknown =>
  error instanceof Error && error.name === "TimeoutError"
    ? unavailable("request.timed_out", "This took too long. Repeat it with the same key.", { retryAfter: 1 })
    : error;

export const TITLES: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Not possible here",
  409: "Conflict",
  412: "Changed meanwhile",
  413: "Too large",
  422: "Cannot be done",
  429: "Too many requests",
  500: "Internal error",
  503: "Not available now",
};
