/** How often one caller may ask: a person by name, everybody else by address, gateways in their own measure. Every answer says what is left. */
import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import { limited, type DomainError } from "../domain/error.ts";
import * as Limit from "../domain/limit/limit.ts";
import * as Metric from "../domain/metric.ts";
import type { Request } from "./caller.ts";

/** TEN-7; an environment may say otherwise. */
type Usual = Exclude<Limit.Kind, "key">;
const USUAL: Record<Usual, number> = {
  public: 100,
  user: 1000,
  admin: 5000,
  gateway: 6000,
  calendar: 1000,
};
/** Services ask for the calendars of many people from few addresses. */
const CALENDAR = /^(GET|HEAD) \/v1\/calendars\/\{token\}$/;

const limitOf = (kind: Usual): number => Number(process.env[`LIMIT_${kind.toUpperCase()}`] ?? USUAL[kind]);

/** On a route that is open to anyone, nobody has looked at the token. */
type Caller = {
  routeKey?: string;
  requestContext: Pick<Request["requestContext"], "http"> & {
    authorizer?: Partial<Request["requestContext"]["authorizer"]>;
  };
};

export function admit(event: Caller, share?: Limit.Share): Limit.Standing {
  const { authorizer, http } = event.requestContext;
  const { userId, admin } = authorizer?.lambda ?? {};
  const anyone = CALENDAR.test(event.routeKey ?? "") ? "calendar" : "public";
  const kind = userId ? (admin === "true" ? "admin" : "user") : anyone;
  return Limit.take(kind, userId ?? http.sourceIp, limitOf(kind), share);
}

/** A gateway's callbacks come from few addresses, and each may be somebody's payment. */
export const admitGateway = ({ http }: Caller["requestContext"], share?: Limit.Share): Limit.Standing =>
  Limit.take("gateway", http.sourceIp, limitOf("gateway"), share);

/** A key has the limit that its company gave it; who shows none that we know has that of his address. */
export const admitKey = (
  { http }: Caller["requestContext"],
  known: { keyId: string; limitPerMinute: number } | undefined,
  share?: Limit.Share,
): Limit.Standing =>
  known
    ? Limit.take("key", known.keyId, known.limitPerMinute, share)
    : Limit.take("public", http.sourceIp, limitOf("public"), share);

/** As the IETF's draft has them: the quota and its window, and what is left of it until when. */
export const headersOf = ({ kind, limit, windowSeconds, remaining, resetSeconds }: Limit.Standing) => ({
  "ratelimit-policy": `"${kind}";q=${limit};w=${windowSeconds}`,
  ratelimit: `"${kind}";r=${remaining};t=${resetSeconds}`,
});

export function refusalOf({ resetSeconds }: Limit.Standing): DomainError {
  Metric.count("RequestsLimited");
  return limited("request.rate_limited", "Too many requests. Wait until the limit is reset.", {
    retryAfter: resetSeconds,
  });
}

export const told = (standing: Limit.Standing, answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headersOf(standing) },
});

/** First in, last out: whatever is answered says what is left. */
export function limits(share: Limit.Share): MiddlewareObj<Request, Answer> {
  const standings = new WeakMap<object, Limit.Standing>();
  const tell = (request: { event: object; response?: Answer | null | undefined }): void => {
    const standing = standings.get(request.event);
    if (!standing || !request.response) return;
    request.response = told(standing, request.response);
  };
  return {
    before: ({ event }) => {
      const standing = admit(event, share);
      standings.set(event, standing);
      if (standing.refused) throw refusalOf(standing);
    },
    after: tell,
    onError: tell,
  };
}
