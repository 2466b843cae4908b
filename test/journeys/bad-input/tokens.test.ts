import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { api, request, signIn } from "../people.ts";
import { seen, type Row } from "./refusals.ts";

const [ada, boris] = await Promise.all([signIn("ada"), signIn("boris")]);

const [header = "", payload = "", signature = ""] = ada.token.split(".");
const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { aud: string };
const issuer = `${api()}/local/issuer`;
const me = (token: string | undefined) => request("GET", "/v1/me/bookings", token);
const as = (authorization: string) =>
  request("GET", "/v1/me/bookings", undefined, { headers: { authorization } });

/** What Mallory would like to be believed. */
const wished = {
  aud: claims.aud,
  iss: issuer,
  sub: "usr_mallory",
  exp: Math.floor(Date.now() / 1000) + 3600,
};
const es256 = { alg: "ES256", kid: "local" };

async function forged(more: object = {}): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256");
  return new SignJWT({ ...wished, ...more }).setProtectedHeader(es256).sign(privateKey);
}

async function withItsOwnKey(): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwk = await exportJWK(publicKey);
  return new SignJWT(wished).setProtectedHeader({ ...es256, jwk }).sign(privateKey);
}

async function withThePublicKeyAsSecret(): Promise<string> {
  const { body } = await request("GET", "/local/issuer/.well-known/jwks.json", undefined);
  const secret = Buffer.from(JSON.stringify(body.keys[0]));
  return new SignJWT(wished).setProtectedHeader({ alg: "HS256", kid: "local" }).sign(secret);
}

const issued = async (more: object): Promise<string> =>
  (await request("POST", "/local/tokens", undefined, { body: { name: "ann", ...more } })).body.token;
const swapped = Buffer.from(JSON.stringify({ ...claims, sub: "usr_mallory" })).toString("base64url");

const tokens: Row[] = [
  ["none", () => me(undefined), 401, "token.missing"],
  ["expired", async () => me(await issued({ expiresInSeconds: -60 })), 401, "token.expired"],
  [
    "of another issuer",
    async () => me(await forged({ iss: "https://id.example.test" })),
    401,
    "token.invalid",
  ],
  ["signed with another key", async () => me(await forged()), 401, "token.invalid"],
  ["alg none", () => me(new UnsecuredJWT(wished).encode()), 401, "token.invalid"],
  ["the public key as a secret", async () => me(await withThePublicKeyAsSecret()), 401, "token.invalid"],
  ["that brings its own key", async () => me(await withItsOwnKey()), 401, "token.invalid"],
  ["other claims, our signature", () => me(`${header}.${swapped}.${signature}`), 401, "token.invalid"],
  ["without its signature", () => me(`${header}.${payload}.`), 401, "token.invalid"],
  ["garbage", () => me("garbage"), 401, "token.invalid"],
  ["nothing but dots", () => me("..."), 401, "token.invalid"],
  ["of 9,000 characters", () => me("x".repeat(9000)), 401, "token.invalid"],
  ["of another scheme", () => as("Basic YWRhOmFkYQ=="), 401, "token.invalid"],
  ["two of them", () => as(`Bearer ${ada.token}, Bearer ${boris.token}`), 401, "token.invalid"],
];

describe("tokens", () => {
  it("of our issuer are believed", async () => {
    expect((await me(ada.token)).status).toBe(200);
  });

  it.each(tokens)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});
