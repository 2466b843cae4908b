/**
 * A request in, a verb called, an answer or a problem+json (RFC 9457) out. API Gateway has routed already, so the verb is
 * looked up by `routeKey`. Path, query and body become one input; a field that is in two of them is refused.
 */
import middy, { type MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import * as z from "zod";
import * as Actor from "../domain/actor.ts";
import { DomainError, invalid, missing } from "../domain/error.ts";
import { share } from "../domain/limit/counters.ts";
import type { Verb } from "../domain/verb.ts";
import { bodyOf } from "./body.ts";
import { cached } from "./cached.ts";
import { actorOf, type Request } from "./caller.ts";
import { limits } from "./limit.ts";
import { logger } from "./log.ts";
import { observed } from "./observed.ts";
import { outOfTime, problem } from "./problem.ts";

export type Routes = Readonly<Record<string, Verb>>;

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const NOUNS: Record<string, string> = {
  slug: "company",
  currency: "wallet",
  embedKey: "embed_key",
  token: "calendar",
};

export const http = (routes: Routes) =>
  middy<Request, Answer>()
    .use(limits(share))
    .use(problems())
    .handler((event: Request) => respond(routes, event));

async function respond(routes: Routes, event: Request): Promise<Answer> {
  // The gateway leaves the body of a HEAD away, and says how long it would have been.
  const verb = routes[event.routeKey.replace(/^HEAD /, "GET ")];
  if (!verb) throw missing("route");
  return observed({ verb: verb.verb, requestId: event.requestContext.requestId }, async (seen) => {
    const actor = actorOf(event, verb);
    seen.actor = actor;
    const given = inputOf(event, verb);
    const output = await Actor.within(actor, () => verb(given as never));
    return cached(verb, answer(verb, actor, output), event.headers["if-none-match"]);
  });
}

function answer(verb: Verb, actor: Actor.Actor, output: unknown): Answer {
  const version = (output as { version?: unknown } | undefined)?.version;
  const headers = {
    "x-request-id": actor.requestId,
    "cache-control": "no-store",
    ...(typeof version === "number" && { etag: `"${version}"` }),
    ...(actor.replayed && { "idempotent-replayed": "true" }),
  };
  if (verb.status === 204) return { statusCode: 204, headers };
  return {
    statusCode: verb.status,
    headers: { ...headers, "content-type": verb.media ? `${verb.media}; charset=utf-8` : "application/json" },
    body: verb.media ? String(output) : JSON.stringify(output),
  };
}

const problems = (): MiddlewareObj<Request, Answer> => ({
  onError: (request) => {
    const { requestId } = request.event.requestContext;
    const error = outOfTime(request.error);
    if (!(error instanceof DomainError)) logger.error("bug", { requestId, error });
    request.response = problem(error, requestId);
  },
});

function inputOf(event: Request, { input }: Verb): Record<string, unknown> {
  const path = event.pathParameters ?? {};
  const shape = input instanceof z.ZodObject ? (input.shape as Record<string, z.ZodType>) : {};
  for (const [name, value] of Object.entries(path)) {
    // An id that can not be one names nothing: the same answer as for one that is not there.
    const possible = ID.test(value ?? "") && shape[name]?.safeParse(value).success !== false;
    if (!possible) throw missing(NOUNS[name] ?? name.replace(/Id$/, ""));
  }
  const query = event.queryStringParameters ?? {};
  const body = bodyOf(event);
  const names = [...Object.keys(path), ...Object.keys(query), ...Object.keys(body)];
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined)
    throw invalid("request.field_twice", `The field ${twice} is given in more than one place.`);
  return { ...body, ...query, ...path };
}
