import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from "jose";

/** Stands in for the user pool: signs tokens that say what Cognito's id tokens say. */
export interface Person {
  readonly userId: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly expiresInSeconds?: number | undefined;
}

export interface Issuer {
  token(person: Person, meant?: { audience: string; nonce?: string | undefined }): Promise<string>;
  readonly discovery: object;
  readonly keys: object;
}

/** Cognito signs with RS256; these tokens are for pasting, and half as long. */
const algorithm = "ES256";
const keyId = "local";
const monthSeconds = 30 * 24 * 3600;

/** The same name is the same person, in every run. */
export function personNamed(name: string): Person & { userId: string } {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return { userId: `usr_${plain}`, name, email: `${plain}@example.test` };
}

export async function openIssuer(dataDir: string, url: string, audience: string): Promise<Issuer> {
  const secret = await signingKey(join(dataDir, "issuer.json"));
  const key = await importJWK(secret, algorithm);
  const { kty, crv, x, y } = secret;
  return {
    token({ userId, name, email, groups, expiresInSeconds = monthSeconds }, meant) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({
        ...(email !== undefined && { email, email_verified: true }),
        ...(name !== undefined && { name }),
        ...(meant?.nonce !== undefined && { nonce: meant.nonce }),
        ...(groups && groups.length > 0 && { "cognito:groups": groups }),
        "cognito:username": userId,
        auth_time: now,
        token_use: "id",
      })
        .setProtectedHeader({ alg: algorithm, kid: keyId })
        .setIssuer(url)
        .setAudience(meant?.audience ?? audience)
        .setSubject(userId)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresInSeconds)
        .sign(key);
    },
    discovery: {
      issuer: url,
      jwks_uri: `${url}/.well-known/jwks.json`,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      end_session_endpoint: `${url}/logout`,
      id_token_signing_alg_values_supported: [algorithm],
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none"],
      subject_types_supported: ["public"],
    },
    keys: { keys: [{ kty, crv, x, y, alg: algorithm, kid: keyId, use: "sig" }] },
  };
}

async function signingKey(file: string): Promise<JWK> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as JWK;
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const secret = await exportJWK(privateKey);
  writeFileSync(file, JSON.stringify(secret), { mode: 0o600 });
  return secret;
}
