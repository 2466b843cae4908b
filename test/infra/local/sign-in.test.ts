import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { openIssuer } from "../../../infra/local/http/issuer.ts";
import { openSignIn, type SignIn } from "../../../infra/local/http/sign-in.ts";

const verifier = "a-verifier-that-only-the-tab-knows-0123456789";
const back = "http://127.0.0.1:4000/signed-in";
const asked = {
  response_type: "code",
  client_id: "pages",
  redirect_uri: back,
  scope: "openid email",
  state: "s1",
  nonce: "n1",
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
};
const redeemed = {
  grant_type: "authorization_code",
  client_id: "pages",
  redirect_uri: back,
  code_verifier: verifier,
};

let signIn: SignIn;
beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "holdfast-issuer-"));
  const issuer = await openIssuer(dataDir, "http://127.0.0.1:4000/local/issuer", "pages");
  signIn = openSignIn(issuer, [
    { id: "pages", back: [back] },
    { id: "other", back: [] },
  ]);
});

const ask = (changed: Record<string, string> = {}) =>
  signIn.ask(new URLSearchParams({ ...asked, ...changed }));
const choose = (name: string) => signIn.choose(new URLSearchParams(asked), new URLSearchParams({ name }));
const codeFor = (name: string): string =>
  new URL(choose(name).headers["location"]!).searchParams.get("code")!;
const exchange = (code: string, changed: Record<string, string> = {}) =>
  signIn.exchange(new URLSearchParams({ ...redeemed, code, ...changed }));

const leave = (logout_uri: string) => signIn.leave(new URLSearchParams({ client_id: "pages", logout_uri }));

describe("the embedded issuer's sign-in", () => {
  it("shows its people without a script, and sends the one who is chosen back with a code", async () => {
    expect(ask()).toMatchObject({ status: 200, text: expect.not.stringContaining("<script") as string });
    const sent = new URL(choose("Ada").headers["location"]!);
    expect(`${sent.origin}${sent.pathname}`).toBe(back);
    expect(sent.searchParams.get("state")).toBe("s1");
    const answer = await exchange(sent.searchParams.get("code")!);
    expect(answer.status).toBe(200);
    const { id_token } = JSON.parse(answer.text) as { id_token: string };
    expect(decodeJwt(id_token)).toMatchObject({ sub: "usr_ada", aud: "pages", nonce: "n1", name: "Ada" });
  });

  it.each([
    { client_id: "nobody" },
    { client_id: "other" },
    { redirect_uri: "https://elsewhere.example/signed-in" },
    { redirect_uri: `${back}/more` },
    { response_type: "token" },
    { code_challenge_method: "plain" },
    { code_challenge: "short" },
    { scope: "email" },
  ])("asks nobody, and sends nobody anywhere, for %j", (changed) => {
    const { status, headers } = ask(changed);
    expect(status).toBe(400);
    expect(headers).not.toHaveProperty("location");
  });

  it.each([
    { code_verifier: "another" },
    { client_id: "other" },
    { redirect_uri: "http://localhost:4000/signed-in" },
    { grant_type: "password" },
  ])("gives no token for %j, and the code is spent", async (changed) => {
    const code = codeFor("Ada");
    expect((await exchange(code, changed)).status).toBe(400);
    expect((await exchange(code)).status).toBe(400);
  });

  it("takes a code once", async () => {
    const code = codeFor("Ada");
    expect((await exchange(code)).status).toBe(200);
    expect((await exchange(code)).status).toBe(400);
  });

  it("signs out to registered addresses only", () => {
    expect(leave(back)).toMatchObject({ status: 303, headers: { location: back } });
    expect(leave("https://elsewhere.example/").status).toBe(400);
  });
});
