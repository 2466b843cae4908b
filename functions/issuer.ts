/** The issuer's public keys, kept while this process lives, fetched anew for an unknown key id. */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { discovered, PATIENCE_MS } from "./discovery.ts";

/** No answer, or none that makes sense: says nothing about the token. */
export class IssuerUnavailable extends Error {}

let known: JWTVerifyGetKey | undefined;

export const keyFor: JWTVerifyGetKey = async (header, token) => {
  try {
    known ??= createRemoteJWKSet(new URL((await discovered()).jwks_uri), { timeoutDuration: PATIENCE_MS });
    return await known(header, token);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) throw error;
    if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
    throw new IssuerUnavailable("The issuer's keys are out of reach.", { cause: error });
  }
};
