/**
 * Signing in at the issuer: OpenID Connect's code flow with PKCE, for any page of this host. What comes back in an address
 * is a code that is good once and only for this tab; the token itself is fetched, and lives as long as the tab.
 */
import type { SignIn as Issuer } from "../page/issuer.ts";

export interface Person {
  /** The issuer's name for the person. */
  readonly id: string;
  readonly token: string;
  /** By this device's own clock. */
  readonly until: number;
  readonly name?: string;
  readonly email?: string;
}

interface Asked {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly back: string;
}

const PERSON = "holdfast:person";
const ASKED = "holdfast:sign-in";
/** A token that ends while a request is on its way is no use. */
const MARGIN_MS = 30_000;

const returnAddress = (): string => `${location.origin}/signed-in`;

/** Where a tab may not remember (some frames), nobody can come back signed in. */
export const isPossible = (): boolean => {
  try {
    sessionStorage.setItem(`${PERSON}?`, "");
    sessionStorage.removeItem(`${PERSON}?`);
    return window.parent === window;
  } catch {
    return false;
  }
};

/** Who is signed in, as long as his token is good. */
export function current(): Person | undefined {
  const person = recall<Person>(PERSON);
  return person && person.until > Date.now() + MARGIN_MS ? person : undefined;
}

/** Leaves for the issuer; whoever comes back is where he was. */
export async function begin({ authorize, client }: Issuer): Promise<void> {
  const [state, nonce, verifier] = [random(), random(), random()];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  keep(ASKED, { state, nonce, verifier, back: hereIs() } satisfies Asked);
  const url = new URL(authorize);
  const query = {
    response_type: "code",
    client_id: client,
    redirect_uri: returnAddress(),
    scope: "openid email profile",
    state,
    nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  location.assign(url);
}

/**
 * Back from the issuer: takes the code, and answers where to go on. Whoever declined, came back by the browser's back button
 * or has just signed out goes on as he is; an answer that this tab has not asked for is refused.
 */
export async function complete(issuer: Issuer, address: Location): Promise<string> {
  const query = new URLSearchParams(address.search);
  history.replaceState(null, "", address.pathname);
  const asked = recall<Partial<Asked>>(ASKED);
  if (asked?.back === undefined) throw new Error("This tab has asked nobody.");
  const { state, nonce, verifier, back } = asked;
  keep(ASKED, { back });
  const code = query.get("code");
  if (code === null || (verifier === undefined && current())) return back;
  if (verifier === undefined || query.get("state") !== state) throw new Error("This tab has not asked this.");
  keep(PERSON, await personOf(issuer, { code, verifier, nonce }));
  return back;
}

/** Forgets everything that this tab knows of anybody, and ends the issuer's own session too, where it says how. */
export function leave({ leave: end, client }: Issuer, home: string): void {
  for (const name of Object.keys(sessionStorage))
    if (name.startsWith("holdfast:")) sessionStorage.removeItem(name);
  if (!end) return location.assign(home);
  keep(ASKED, { back: home });
  const url = new URL(end);
  // The first as Cognito has it, the second as the standard does.
  for (const name of ["logout_uri", "post_logout_redirect_uri"]) url.searchParams.set(name, returnAddress());
  url.searchParams.set("client_id", client);
  location.assign(url);
}

type Code = { code: string; verifier: string; nonce: string | undefined };
interface Claims {
  iss?: string;
  aud?: string | string[];
  sub?: string;
  nonce?: string;
  name?: string;
  email?: string;
}

async function personOf({ issuer, client, token }: Issuer, { code, verifier, nonce }: Code): Promise<Person> {
  const answer = await fetch(token, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: client,
      redirect_uri: returnAddress(),
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.ok) throw new Error(`The issuer has answered ${answer.status}.`);
  const { id_token, expires_in } = (await answer.json()) as { id_token: string; expires_in: number };
  // It came from the issuer itself and not through the browser's address, so its signature is for the API to check.
  const claims = claimsOf(id_token);
  const meantForUs = claims.iss === issuer && [claims.aud].flat().includes(client) && claims.nonce === nonce;
  if (!meantForUs || nonce === undefined || !claims.sub) throw new Error("The token is another one's.");
  const { sub: id, name, email } = claims;
  return {
    id,
    token: id_token,
    until: Date.now() + expires_in * 1000,
    ...(name && { name }),
    ...(email && { email }),
  };
}

function claimsOf(token: string): Claims {
  const [, payload = ""] = token.split(".");
  const bytes = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))) as Claims;
}

const hereIs = (): string => location.pathname + location.search + location.hash;

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const keep = (name: string, value: object): void => sessionStorage.setItem(name, JSON.stringify(value));

function recall<T>(name: string): T | undefined {
  try {
    const text = sessionStorage.getItem(name);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
