/**
 * A request of a reseller's program in, a verb called, an answer in the form of the OCTO specification out. It is beside
 * `http.ts` because the specification has its own errors, its own way to say who calls, and no tenant in its addresses: the
 * company is the key's, whatever the request says.
 */
import middy, { type MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import * as Actor from "../domain/actor.ts";
import { DomainError } from "../domain/error.ts";
import { share } from "../domain/limit/counters.ts";
import type * as Limit from "../domain/limit/limit.ts";
import * as Capability from "../domain/octo/capability.ts";
import { told as refusal } from "../domain/octo/refusal.ts";
import type { Verb } from "../domain/verb.ts";
import { bodyOf } from "./body.ts";
import type { Request } from "./caller.ts";
import { admitKey, refusalOf, told } from "./limit.ts";
import { logger } from "./log.ts";
import { observed } from "./observed.ts";
import { outOfTime } from "./problem.ts";
import { actorOf, lookUp, noteUse } from "./program.ts";

type Routes = Readonly<Record<string, Verb>>;

export const resale = (routes: Routes) =>
  middy<Request, Answer>()
    .use(inItsForm())
    .handler((event: Request) => respond(routes, event));

const standings = new WeakMap<object, Limit.Standing>();

async function respond(routes: Routes, event: Request): Promise<Answer> {
  const verb = routes[event.routeKey]!;
  return observed({ verb: verb.verb, requestId: event.requestContext.requestId }, async (seen) => {
    const known = await lookUp(event);
    const standing = admitKey(event.requestContext, known && { ...known, ...known.key }, share);
    standings.set(event, standing);
    if (standing.refused) throw refusalOf(standing);
    const actor = actorOf(event, known);
    seen.actor = actor;
    const { companyId } = actor.key!;
    const input = {
      ...inputOf(event),
      companyId,
      capabilities: wantedBy(event),
      endpoint: endpointOf(event),
    };
    const noted = noteUse(event, known!);
    const output = Actor.within(actor, () => verb(input as never));
    await Promise.allSettled([output, noted]);
    return { statusCode: 200, body: JSON.stringify(await output) };
  });
}

/** In the header, or in the query for programs that can not send one. */
const wantedBy = ({ headers, queryStringParameters }: Request): Capability.Capability[] =>
  Capability.initialised(headers["octo-capabilities"] ?? queryStringParameters?.["_capabilities"] ?? "");

const endpointOf = ({ headers, requestContext }: Request): string =>
  `${headers["x-forwarded-proto"] ?? "https"}://${requestContext.domainName}/octo`;

/** What is in the address counts, whatever else says otherwise. */
const inputOf = (event: Request): object => ({
  ...bodyOf(event),
  ...event.queryStringParameters,
  ...event.pathParameters,
});

/** Every answer says which capabilities were initialised, and what is left of the limit. */
function finish(request: { event: Request; response?: Answer | null | undefined }): void {
  const { event, response } = request;
  if (!response) return;
  const headers = {
    ...response.headers,
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-request-id": event.requestContext.requestId,
    "octo-capabilities": wantedBy(event).join(", "),
  };
  const standing = standings.get(event);
  request.response = standing ? told(standing, { ...response, headers }) : { ...response, headers };
}

const inItsForm = (): MiddlewareObj<Request, Answer> => ({
  after: finish,
  onError: (request) => {
    const error = outOfTime(request.error);
    const { requestId } = request.event.requestContext;
    if (!(error instanceof DomainError)) logger.error("bug", { requestId, error });
    const { status, body } = refusal(error);
    const retryAfter = error instanceof DomainError ? error.detail.retryAfter : undefined;
    request.response = {
      statusCode: status,
      ...(typeof retryAfter === "number" && { headers: { "retry-after": String(retryAfter) } }),
      body: JSON.stringify(body),
    };
    finish(request);
  },
});
