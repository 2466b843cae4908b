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
import { told as refusal } from "../domain/octo/refusal.ts";
import type { Verb } from "../domain/verb.ts";
import { refusalAt } from "./address.ts";
import type { Request } from "./caller.ts";
import * as Enquiry from "./enquiry.ts";
import { admitKey, refusalOf, told } from "./limit.ts";
import { logger } from "./log.ts";
import { observed } from "./observed.ts";
import { outOfTime } from "./problem.ts";
import { actorOf, lookUp, noteUse } from "./program.ts";

type Routes = Readonly<Record<string, Verb | undefined>>;

export const resale = (routes: Routes) =>
  middy<Request, Answer>()
    .use(inItsForm())
    .handler((event: Request) => respond(routes, event));

const standings = new WeakMap<object, Limit.Standing>();

async function respond(routes: Routes, event: Request): Promise<Answer> {
  const { requestId } = event.requestContext;
  const verb = verbOf(routes, event);
  return observed({ verb: verb?.verb ?? "octo.elsewhere", requestId }, async (seen) => {
    const known = await lookUp(event);
    const standing = admitKey(event.requestContext, known && { ...known, ...known.key }, share);
    standings.set(event, standing);
    if (standing.refused) throw refusalOf(standing);
    const actor = actorOf(event, known);
    seen.actor = actor;
    if (!verb) throw refusalAt(event.rawPath, keysOf(routes));
    Enquiry.mustBeInEarnest(event);
    const { companyId } = actor.key!;
    const input = Enquiry.inputOf(event, companyId);
    const noted = noteUse(event, known!);
    const language = Enquiry.languageOf(event, companyId);
    const output = Actor.within(actor, () => verb(input as never));
    await Promise.allSettled([output, language, noted]);
    return { statusCode: 200, headers: await language, body: JSON.stringify(await output) };
  });
}

const keysOf = (routes: Routes): string[] => Object.keys(routes).filter((key) => routes[key]);

/** The published types end the address of a list with a slash, and the routes have none. */
const verbOf = (routes: Routes, { routeKey, rawPath, requestContext: { http } }: Request): Verb | undefined =>
  routes[routeKey] ?? routes[`${http.method} ${rawPath.replace(/\/$/, "")}`];

/** Every answer says which capabilities were initialised, and what is left of the limit. */
function finish(request: { event: Request; response?: Answer | null | undefined }): void {
  const { event, response } = request;
  if (!response) return;
  const headers = {
    ...response.headers,
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-request-id": event.requestContext.requestId,
    "octo-capabilities": Enquiry.capabilitiesOf(event).join(", "),
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
    const { retryAfter, allow } = error instanceof DomainError ? error.detail : {};
    const headers = {
      ...(typeof retryAfter === "number" && { "retry-after": String(retryAfter) }),
      ...(typeof allow === "string" && { allow }),
    };
    request.response = { statusCode: status, headers, body: JSON.stringify(body) };
    finish(request);
  },
});
