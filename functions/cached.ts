/**
 * Answers that may be kept: how long is said by the verb, and whether they are still the same by a digest of their body.
 * Whoever asks with the digest that he has is answered 304, without a body (RFC 9110, 13.1.2).
 */
import { createHash } from "node:crypto";
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import type { Verb } from "../domain/verb.ts";

export function cached(
  { cacheSeconds, personal }: Verb,
  answer: Answer,
  ifNoneMatch: string | undefined,
): Answer {
  if (cacheSeconds === undefined || answer.body === undefined) return answer;
  const etag = `"${createHash("sha256").update(answer.body).digest("base64url").slice(0, 22)}"`;
  const control = `${personal ? "private" : "public"}, max-age=${cacheSeconds}`;
  const headers = { ...answer.headers, "cache-control": control, etag };
  if (!names(ifNoneMatch, etag)) return { ...answer, headers };
  // With its type: API Gateway would say text/plain where none is said, and caches take over what a 304 says.
  return { statusCode: 304, headers };
}

/** A cache on the way may have made a tag weak; it means the same here. */
const names = (given: string | undefined, etag: string): boolean =>
  given !== undefined && given.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, "")));
