/** The issuer's public keys, found the way OpenID Connect says, kept while this process lives, fetched anew for an unknown key id. */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import * as z from "zod";

/** Two of these in a row are still less than the authoriser's own time. */
const PATIENCE_MS = 2000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** No answer, or none that makes sense: says nothing about the token. */
export class IssuerUnavailable extends Error {}

let known: Promise<JWTVerifyGetKey> | undefined;

export const keyFor: JWTVerifyGetKey = async (header, token) => {
  try {
    const keys = await (known ??= discover());
    return await keys(header, token);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) throw error;
    if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
    throw new IssuerUnavailable("The issuer's keys are out of reach.", { cause: error });
  }
};

async function discover(): Promise<JWTVerifyGetKey> {
  try {
    const issuer = process.env.ISSUER ?? "";
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, { signal });
    const { issuer: itself, jwks_uri } = Discovery.parse(await answer.json());
    if (itself !== issuer) throw new Error("The issuer calls itself by another name.");
    return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: PATIENCE_MS });
  } catch (error) {
    known = undefined;
    throw error;
  }
}
