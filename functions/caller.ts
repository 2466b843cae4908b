/** Who calls: what the authoriser found in the token, and what the request says of itself. */
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from "aws-lambda";
import type { Actor } from "../domain/actor.ts";
import { DomainError, invalid, unauthenticated } from "../domain/error.ts";
import { CompanyId, UserId } from "../domain/id.ts";
import type { Verb } from "../domain/verb.ts";

/** The authoriser's verdict; API Gateway passes it on as strings. */
export type Verdict = Partial<
  Record<"userId" | "name" | "email" | "admin" | "guestOf" | "bookingId" | "problem", string>
>;
/** A public route has no authoriser, and then no `authorizer` either. */
export type Request = APIGatewayProxyEventV2WithLambdaAuthorizer<Verdict | null | undefined>;

export function actorOf(event: Request, verb: Verb): Actor {
  const { requestContext, headers } = event;
  const verdict = requestContext.authorizer?.lambda ?? {};
  if (verdict.problem && !verb.may.includes("public")) throw refusalOf(verdict.problem);
  const { userId, name, email, guestOf, bookingId } = verdict;
  const key = headers["idempotency-key"];
  const ifMatch = versionOf(headers["if-match"]);
  return {
    kind: "public",
    requestId: requestContext.requestId,
    ip: requestContext.http.sourceIp,
    userAgent: requestContext.http.userAgent,
    roles: new Map(),
    platformAdmin: verdict.admin === "true",
    ...(userId && { userId: UserId.parse(userId) }),
    ...(name && { name }),
    ...(email && { email }),
    ...(guestOf && { guest: { companyId: CompanyId.parse(guestOf), ...(bookingId && { bookingId }) } }),
    ...(key !== undefined && { idempotencyKey: unquoted(key) }),
    ...(ifMatch !== undefined && { ifMatch }),
  };
}

const PROBLEMS: Record<string, string> = {
  "token.missing": "Sign in: send a bearer token.",
  "token.expired": "The token has expired. Sign in again.",
  "token.invalid": "The token is not one of our issuer's for this API.",
};

function refusalOf(code: string): DomainError {
  const message = PROBLEMS[code];
  if (message) return unauthenticated(code, message);
  return new DomainError("unavailable", code, "Tokens can not be checked now.", { retryAfter: 2 });
}

/** The header is a structured string ("…"); a bare one means the same. */
const unquoted = (key: string): string => /^"(.*)"$/.exec(key)?.[1] ?? key;

function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header === "*") return undefined;
  const version = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined)
    throw invalid("request.if_match_invalid", 'If-Match is an ETag of ours, as "3".');
  return Number(version);
}
