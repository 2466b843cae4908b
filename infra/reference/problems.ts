/** What an operation answers: its success, and every problem by status, each with an example. */
import { TITLES } from "../../functions/problem.ts";
import type { Problem } from "./errors.ts";
import { ofProblem, ofSuccess } from "./headers.ts";
import type { Content, Response } from "./openapi.ts";
import type { Operation } from "./operations.ts";
import { refTo, type Schema } from "./schemas.ts";

const text = (description: string) => ({ type: "string", description });

export const PROBLEM: Schema = {
  type: "object",
  description:
    "RFC 9457. `code` is stable, `detail` is for people. Some problems carry further fields of their own.",
  properties: {
    type: text("`urn:holdfast:problem:` and the code."),
    title: text("What the status means."),
    status: { type: "integer" },
    code: text("What is wrong, for programs: `noun.reason`."),
    detail: text("What is wrong, for people."),
    requestId: text("The request, as our logs know it."),
    retryAfter: { type: "integer", description: "Seconds to wait before the request is sent again." },
    errors: {
      type: "array",
      description: "With `request.invalid`: each field that is not as asked for.",
      items: {
        type: "object",
        properties: { field: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
        required: ["field", "code", "message"],
      },
    },
  },
  required: ["type", "title", "status", "code", "detail", "requestId"],
};

const SUCCESS = { 200: "Done.", 201: "Made.", 204: "Done; there is nothing to say." } as const;

export function responsesOf(operation: Operation, answer: Content | undefined): Record<string, Response> {
  const { verb, problems } = operation;
  const body = Object.values(answer ?? {})[0];
  const example = body?.example as { version?: unknown } | undefined;
  const success = {
    description: SUCCESS[verb.status],
    headers: ofSuccess(operation, typeof example?.version === "number"),
    ...(answer && { content: answer }),
  };
  const statuses = [...new Set(problems.map(({ status }) => status))].toSorted((one, other) => one - other);
  return Object.fromEntries([
    [String(verb.status), success],
    ...(verb.cacheSeconds === undefined ? [] : [["304", same(operation)]]),
    ...statuses.map((status) => [
      String(status),
      refused(
        status,
        problems.filter((one) => one.status === status),
      ),
    ]),
  ]) as Record<string, Response>;
}

const same = (operation: Operation): Response => ({
  description: "What you have is still the same.",
  headers: ofSuccess(operation, true),
});

function refused(status: number, problems: readonly Problem[]): Response {
  const codes = problems.map(({ code }) => code);
  return {
    description: problems.map(({ code, message }) => `\`${code}\`: ${message}`).join("\n\n"),
    headers: ofProblem(status),
    content: {
      "application/problem+json": {
        schema: {
          allOf: [refTo("Problem"), { type: "object", properties: { code: { enum: codes } } }],
        } as Schema,
        example: exampleOf(problems[0]!),
      },
    },
  };
}

const exampleOf = ({ code, status, message }: Problem) => ({
  type: `urn:holdfast:problem:${code}`,
  title: TITLES[status],
  status,
  code,
  detail: message,
  requestId: "JKJaXmPLvHcESHA=",
});
