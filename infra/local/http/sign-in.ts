/**
 * The embedded issuer's own page: the code flow with PKCE (RFC 7636) for public clients, as the user pool has it, except
 * that nobody has a password. Works without script.
 */
import { createHash, randomBytes } from "node:crypto";
import { personNamed, type Issuer } from "./issuer.ts";
import * as page from "./sign-in-page.ts";

export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}
export interface SignIn {
  ask(query: URLSearchParams): Told;
  choose(query: URLSearchParams, form: URLSearchParams): Told;
  exchange(form: URLSearchParams): Promise<Told>;
  leave(query: URLSearchParams): Told;
}
/** A client of the template, and where it may have people sent back to. */
export interface Client {
  readonly id: string;
  readonly back: readonly string[];
}
interface Asked {
  readonly client: string;
  readonly back: string;
  readonly challenge: string;
  readonly state: string;
  readonly nonce: string | undefined;
}

const codeLivesMs = 60_000;
const tokenLivesSeconds = 3600;

export function openSignIn(issuer: Issuer, clients: readonly Client[]): SignIn {
  const codes = new Map<string, Asked & { name: string; until: number }>();

  /** What was asked, or why it is refused: never by sending somebody to an address that nobody has registered. */
  function read(query: URLSearchParams): Asked | string {
    const given = (name: string) => query.get(name) ?? "";
    const client = clients.find(({ id }) => id === given("client_id"));
    if (!client) return "There is no such client.";
    const back = given("redirect_uri");
    if (!client.back.some((known) => isSame(known, back))) return "This client is never sent back there.";
    if (given("response_type") !== "code") return "Only codes are given out.";
    if (given("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(given("code_challenge")))
      return "A code needs a challenge (PKCE, S256).";
    if (!given("scope").split(" ").includes("openid")) return "The scope openid is missing.";
    const nonce = query.get("nonce") ?? undefined;
    return { client: client.id, back, challenge: given("code_challenge"), state: given("state"), nonce };
  }

  return {
    ask(query) {
      const asked = read(query);
      return typeof asked === "string" ? html(400, page.refused(asked)) : html(200, page.people());
    },
    choose(query, form) {
      const asked = read(query);
      if (typeof asked === "string") return html(400, page.refused(asked));
      const name = (form.get("name") ?? "").trim().slice(0, 60);
      if (!/[a-z0-9]/i.test(name)) return html(400, page.people("A name has at least one letter, a to z."));
      const code = randomBytes(24).toString("base64url");
      codes.set(code, { ...asked, name, until: Date.now() + codeLivesMs });
      return sentTo(asked.back, { code, state: asked.state });
    },
    async exchange(form) {
      const code = form.get("code") ?? "";
      const known = codes.get(code);
      // Whatever comes of it, a code is good for one try.
      codes.delete(code);
      const verifier = createHash("sha256").update(form.get("code_verifier") ?? "");
      const rightful =
        known &&
        known.until > Date.now() &&
        form.get("grant_type") === "authorization_code" &&
        form.get("client_id") === known.client &&
        form.get("redirect_uri") === known.back &&
        verifier.digest("base64url") === known.challenge;
      if (!rightful) return json(400, { error: "invalid_grant" });
      const person = { ...personNamed(known.name), expiresInSeconds: tokenLivesSeconds };
      const id = await issuer.token(person, { audience: known.client, nonce: known.nonce });
      return json(200, { id_token: id, token_type: "Bearer", expires_in: tokenLivesSeconds });
    },
    leave(query) {
      const back = query.get("logout_uri") ?? "";
      const client = clients.find(({ id }) => id === query.get("client_id"));
      if (!client?.back.some((known) => isSame(known, back)))
        return html(400, page.refused("This client is never sent back there."));
      return sentTo(back, {});
    },
  };
}

/** This machine has two names, and a browser may have come by either. */
const isSame = (registered: string, given: string): boolean =>
  given === registered || given === registered.replace("//127.0.0.1:", "//localhost:");

function sentTo(back: string, query: Record<string, string>): Told {
  const url = new URL(back);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { status: 303, headers: { location: url.href, "cache-control": "no-store" }, text: "" };
}

const html = (status: number, text: string): Told => ({
  status,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    // No form-action: a browser may apply it to the way back as well.
    "content-security-policy": `default-src 'none'; style-src '${page.styleHash}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
  },
  text,
});

const json = (status: number, body: object): Told => ({
  status,
  headers: {
    "content-type": "application/json",
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
  },
  text: JSON.stringify(body),
});
