/**
 * Says who a token belongs to: a person's, by the issuer, or a guest's, by us. It never denies: a denial by API Gateway is a bare 403 (or 401) without a code, and
 * clients are promised problem+json that tells an expired token from a wrong one. So the problem travels on to `http.ts`,
 * which refuses every verb that is not public. An authoriser that fails itself still ends in a refusal by API Gateway.
 */
import { createHash } from "node:crypto";
import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import * as Clock from "../domain/clock.ts";
import * as Guest from "../domain/guest/token.ts";
import type { Verdict } from "./caller.ts";
import * as Token from "./token.ts";

const REMEMBERED_MS = 5 * 60_000;
const MOST_REMEMBERED = 1000;
const MOST_CHARACTERS = 8192;

const remembered = new Map<string, { verdict: Verdict; until: number }>();

type Answer = { isAuthorized: true; context: Verdict };

export const handler = async (event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> => ({
  isAuthorized: true,
  context: await judge(event.headers?.authorization),
});

async function judge(header: string | undefined): Promise<Verdict> {
  if (!header) return { problem: "token.missing" };
  const [, scheme, token] = /^(Bearer|Guest) +(\S+)$/i.exec(header) ?? [];
  if (!token || token.length > MOST_CHARACTERS) return { problem: "token.invalid" };
  if (scheme?.toLowerCase() === "guest") return guest(token);
  const name = createHash("sha256").update(token).digest("base64url");
  const known = remembered.get(name);
  if (known && known.until > Clock.millis()) return known.verdict;
  remembered.delete(name);
  try {
    return remember(name, await Token.verify(token));
  } catch (error) {
    return { problem: Token.problemOf(error) };
  }
}

/** Cheaper to check than to remember. */
async function guest(token: string): Promise<Verdict> {
  const claims = await Guest.read(token, ["visit", "booking"]);
  if (typeof claims === "string") return { problem: claims };
  const { userId, companyId: guestOf, bookingId } = claims;
  return { userId, guestOf, ...(bookingId && { bookingId }) };
}

function remember(name: string, { verdict, expiresAt }: Awaited<ReturnType<typeof Token.verify>>): Verdict {
  const oldest = remembered.keys().next();
  if (remembered.size >= MOST_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
  remembered.set(name, { verdict, until: Math.min(expiresAt, Clock.millis() + REMEMBERED_MS) });
  return verdict;
}
