import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import { handler } from "../../functions/authoriser.ts";
import { SignJWT, UnsecuredJWT, exportJWK, exportSPKI } from "jose";
import { serve, type Server } from "./edge.ts";

const ours = generateKeyPairSync("rsa", { modulusLength: 2048 });
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
const theirs = generateKeyPairSync("rsa", { modulusLength: 2048 });

let issuer: Server;
let up = true;
let fetched: string[] = [];
const seconds = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  const keys = [
    { ...(await exportJWK(ours.publicKey)), kid: "ours", alg: "RS256", use: "sig" },
    { ...(await exportJWK(curve.publicKey)), kid: "curve", alg: "ES256", use: "sig" },
  ];
  issuer = await serve(({ path }) => {
    fetched.push(path);
    if (!up) return { status: 503 };
    if (path === "/keys") return { body: JSON.stringify({ keys }) };
    return { body: JSON.stringify({ issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }) };
  });
  process.env.ISSUER = issuer.url;
  process.env.AUDIENCE = "holdfast";
});
afterAll(() => issuer.close());
afterEach(() => {
  fetched = [];
  Clock.replace(() => Date.now());
});

type Signed = {
  claims?: Record<string, unknown>;
  key?: KeyObject | Uint8Array;
  header?: { alg: string; kid?: string };
};
const token = ({ claims = {}, key = ours.privateKey, header = { alg: "RS256", kid: "ours" } }: Signed = {}) =>
  new SignJWT({ iss: issuer.url, aud: "holdfast", sub: "ada", exp: seconds() + 3600, ...claims })
    .setProtectedHeader(header)
    .sign(key);

const ask = async (authorization?: string) => {
  const event = { headers: authorization === undefined ? {} : { authorization } };
  return handler(event as unknown as APIGatewayRequestAuthorizerEventV2);
};
const verdict = async (given: string) => (await ask(`Bearer ${given}`)).context;

describe("before the issuer has ever answered", () => {
  it("a good token is not called wrong, and is believed as soon as the issuer is back", async () => {
    const good = await token();
    up = false;
    expect(await ask(`Bearer ${good}`)).toEqual({
      isAuthorized: true,
      context: { problem: "issuer.unavailable" },
    });
    up = true;
    expect(await verdict(good)).toEqual({ userId: "ada" });
  });
});

describe("a token of our issuer, for us", () => {
  it("TEN-5 says who it is, and never denies by itself", async () => {
    expect(await ask(`Bearer ${await token()}`)).toEqual({ isAuthorized: true, context: { userId: "ada" } });
    expect(await ask(`bearer ${await token()}`)).toMatchObject({ context: { userId: "ada" } });
  });

  it("TEN-5 may be signed with a curve", async () => {
    const signed = await token({ key: curve.privateKey, header: { alg: "ES256", kid: "curve" } });
    expect(await verdict(signed)).toEqual({ userId: "ada" });
  });

  it("TEN-5 may be an access token of Cognito, which names its client and no audience", async () => {
    expect(await verdict(await token({ claims: { aud: undefined, client_id: "holdfast" } }))).toEqual({
      userId: "ada",
    });
    expect(await verdict(await token({ claims: { aud: undefined, client_id: "other" } }))).toEqual({
      problem: "token.invalid",
    });
    expect(await verdict(await token({ claims: { aud: "other", client_id: "holdfast" } }))).toEqual({
      problem: "token.invalid",
    });
  });

  it("tells an e-mail address only when the issuer has verified it", async () => {
    const claims = { name: "Ada", email: "ada@example.com" };
    expect(await verdict(await token({ claims: { ...claims, email_verified: true } }))).toEqual({
      userId: "ada",
      name: "Ada",
      email: "ada@example.com",
    });
    for (const email_verified of [false, undefined, "false", 1]) {
      expect(await verdict(await token({ claims: { ...claims, email_verified } }))).toEqual({
        userId: "ada",
        name: "Ada",
      });
    }
  });

  it.each(["groups", "cognito:groups"])("makes a platform admin of the group in %s only", async (claim) => {
    expect(await verdict(await token({ claims: { [claim]: ["a", "platform-admin"] } }))).toEqual({
      userId: "ada",
      admin: "true",
    });
    expect(await verdict(await token({ claims: { [claim]: ["platform-admins"] } }))).toEqual({
      userId: "ada",
    });
    expect(await verdict(await token({ claims: { [claim]: "platform-admin" } }))).toEqual({ userId: "ada" });
  });

  it("has a subject that is safe in a key, whatever the issuer calls people", async () => {
    const { userId } = await verdict(await token({ claims: { sub: "google|ada#1/x" } }));
    expect(userId).toMatch(/^usr_[0-9A-Z]{26}$/);
  });

  it("is verified once in a while and not with every request, and not beyond its time", async () => {
    const good = await token({ claims: { exp: seconds() + 60 } });
    expect(await verdict(good)).toEqual({ userId: "ada" });
    up = false;
    expect(await verdict(good)).toEqual({ userId: "ada" });
    Clock.replace(() => Date.now() + 66_000);
    expect(await verdict(good)).toEqual({ problem: "token.expired" });
    up = true;
    expect(fetched).toEqual([]);
  });

  it("is good for five seconds more, for clocks that differ", async () => {
    expect(await verdict(await token({ claims: { exp: seconds() - 2 } }))).toEqual({ userId: "ada" });
    expect(await verdict(await token({ claims: { nbf: seconds() + 3 } }))).toEqual({ userId: "ada" });
  });
});

const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const wrong: Record<string, () => Promise<string> | string> = {
  "of another issuer": () => token({ claims: { iss: "https://issuer.example" } }),
  "for another audience": () => token({ claims: { aud: ["other", "another"] } }),
  "for nobody": () => token({ claims: { aud: undefined } }),
  "of nobody": () => token({ claims: { sub: undefined } }),
  "with an empty subject": () => token({ claims: { sub: "" } }),
  "without an end": () => token({ claims: { exp: undefined } }),
  "not good yet": () => token({ claims: { nbf: seconds() + 60 } }),
  "signed by another key with our key's id": () => token({ key: theirs.privateKey }),
  "of an unknown key": () => token({ header: { alg: "RS256", kid: "theirs" } }),
  "without any signature": () =>
    new UnsecuredJWT({ iss: issuer.url, aud: "holdfast", sub: "ada", exp: seconds() + 60 }).encode(),
  "with our public key as the secret": async () =>
    token({ key: Buffer.from(await exportSPKI(ours.publicKey)), header: { alg: "HS256", kid: "ours" } }),
  "with the algorithm of another key": () => {
    const payload = `${b64({ alg: "ES256", kid: "ours" })}.${b64({ iss: issuer.url, aud: "holdfast", sub: "ada" })}`;
    const signature = sign("sha256", Buffer.from(payload), curve.privateKey).toString("base64url");
    return `${payload}.${signature}`;
  },
  "with another payload under the signature": async () => {
    const [head, , signature] = (await token()).split(".");
    const payload = b64({ iss: issuer.url, aud: "holdfast", sub: "boris", exp: seconds() + 60 });
    return `${head}.${payload}.${signature}`;
  },
  "that brings its own key": async () =>
    new SignJWT({ iss: issuer.url, aud: "holdfast", sub: "ada", exp: seconds() + 60 })
      .setProtectedHeader({ alg: "RS256", jwk: await exportJWK(theirs.publicKey) })
      .sign(theirs.privateKey),
  "that is cut short": async () => (await token()).slice(0, -5),
  "that is garbage": () => "garbage",
  "that is garbage with dots": () => "a.b.c",
  "that is dots": () => "..",
  "that is huge": () => "a".repeat(9000),
};

describe("a token", () => {
  it.each(Object.entries(wrong))("TEN-5 is invalid when it is one %s", async (_, make) => {
    expect(await ask(`Bearer ${await make()}`)).toEqual({
      isAuthorized: true,
      context: { problem: "token.invalid" },
    });
  });

  it("TEN-5 is expired after its end", async () => {
    expect(await verdict(await token({ claims: { exp: seconds() - 10 } }))).toEqual({
      problem: "token.expired",
    });
  });

  it("TEN-5 is missing, or not a bearer token", async () => {
    expect((await ask()).context).toEqual({ problem: "token.missing" });
    expect((await ask("")).context).toEqual({ problem: "token.missing" });
    for (const other of ["Basic YWRhOmFkYQ==", "Bearer", "Bearer a b", await token()]) {
      expect((await ask(other)).context).toEqual({ problem: "token.invalid" });
    }
  });

  it("costs the issuer nothing when it is plainly none of its own", async () => {
    await verdict("garbage");
    await verdict(await (wrong["without any signature"] as () => Promise<string>)());
    expect(fetched).toEqual([]);
  });
});
