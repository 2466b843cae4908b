/** A bearer token: whose it is, until when, or what is wrong with it. */
import { errors, jwtVerify } from "jose";
import * as z from "zod";
import * as Clock from "../domain/clock.ts";
import * as Id from "../domain/id.ts";
import * as Text from "../domain/text.ts";
import type { Verdict } from "./caller.ts";
import { IssuerUnavailable, keyFor } from "./issuer.ts";

/** Ours to choose, never the token's: no "none", and no HMAC, whose secret a public key would be. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const LEEWAY_SECONDS = 5;
const ADMINS = "platform-admin";

const Groups = z.array(z.string()).catch([]);
const Claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  /** Cognito's access tokens have no `aud`. */
  client_id: z.string().optional(),
  name: Text.line({ most: 200 }).optional().catch(undefined),
  email: z.email().optional().catch(undefined),
  email_verified: z.union([z.boolean(), z.string()]).optional().catch(undefined),
  groups: Groups.optional(),
  "cognito:groups": Groups.optional(),
});

export async function verify(token: string): Promise<{ verdict: Verdict; expiresAt: number }> {
  const { payload } = await jwtVerify(token, keyFor, {
    issuer: process.env.ISSUER ?? "",
    algorithms: ALGORITHMS,
    clockTolerance: LEEWAY_SECONDS,
    currentDate: Clock.now(),
    requiredClaims: ["exp"],
  });
  const claims = Claims.parse(payload);
  const audiences = (process.env.AUDIENCE ?? "").split(" ").filter(Boolean);
  const meant = [claims.aud ?? claims.client_id].flat();
  if (!audiences.some((audience) => meant.includes(audience)))
    throw new errors.JWTClaimValidationFailed("for others", payload, "aud");
  return { verdict: verdictOf(claims), expiresAt: claims.exp * 1000 };
}

function verdictOf({ sub, name, email, email_verified, ...groups }: z.infer<typeof Claims>): Verdict {
  const verified = email_verified === true || email_verified === "true";
  const admin = [...(groups.groups ?? []), ...(groups["cognito:groups"] ?? [])].includes(ADMINS);
  return {
    userId: Id.userOf(sub),
    ...(name && { name }),
    ...(email && verified && { email }),
    ...(admin && { admin: "true" }),
  };
}

export function problemOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "token.expired";
  if (error instanceof IssuerUnavailable) return "issuer.unavailable";
  if (error instanceof errors.JOSEError || error instanceof z.ZodError) return "token.invalid";
  throw error;
}
