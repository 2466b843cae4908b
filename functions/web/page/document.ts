/** The one document. It has no script or style of its own: everything comes from this host, and nothing else may. */
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import type { Company } from "../../../domain/company/company.ts";
import { addressOf } from "./asset.ts";
import type { SignIn } from "./issuer.ts";
import type { Language } from "./language.ts";
import { policy, type Allowed } from "./policy.ts";
import { WORDS } from "./words.ts";

/** What the page is given, so that it need not ask for it first. */
export interface Given {
  readonly language: Language;
  readonly company: Pick<Company, "companyId" | "slug" | "name" | "timeZone" | "locale">;
  readonly signIn?: SignIn;
}

/** What the page is given to which the issuer sends people back. */
export interface GivenBack {
  readonly signIn: SignIn;
  readonly failed: readonly [title: string, why: string];
}

export function page(company: Company, language: Language, signIn: SignIn | undefined): Answer {
  const { companyId, slug, name, timeZone, locale } = company;
  const shown = { companyId, slug, name, timeZone, locale };
  const given: Given = { language, company: shown, ...(signIn && { signIn }) };
  const { title, noScript } = WORDS[language];
  return html(
    200,
    language,
    `<title>${escaped(`${title} · ${name}`)}</title>${scriptWith(given, "app.js")}`,
    `<div id="app"></div><noscript><main class="alone"><h1>${escaped(name)}</h1><p>${noScript}</p></main></noscript>`,
    { embedders: company.embedders ?? [], ...(signIn && { ask: signIn.token }) },
  );
}

/** Where the issuer sends people back to, whatever page they came from. */
export function signedIn(language: Language, signIn: SignIn): Answer {
  const { signingIn, signInFailed, signInFailedWhy } = WORDS[language];
  const given: GivenBack = { signIn, failed: [signInFailed, signInFailedWhy] };
  return html(
    200,
    language,
    `<title>${signingIn}</title>${scriptWith(given, "signed-in.js")}`,
    `<main class="alone"><div role="status"><h1>${signingIn}</h1><p></p></div></main>`,
    { ask: signIn.token },
  );
}

const scriptWith = (given: object, file: string): string => `
<script type="application/json" id="given">${JSON.stringify(given).replaceAll("<", "\\u003c")}</script>
<script src="${addressOf(file)}" defer></script>`;

export const nothingHere = (language: Language): Answer => {
  const { missing, missingWhy } = WORDS[language];
  return alone(404, language, missing, missingWhy);
};

export const brokenHere = (language: Language): Answer => {
  const { broken, brokenWhy } = WORDS[language];
  return alone(500, language, broken, brokenWhy);
};

const alone = (status: number, language: Language, title: string, why: string): Answer =>
  html(
    status,
    language,
    `<title>${title}</title>`,
    `<main class="alone"><h1>${title}</h1><p>${why}</p></main>`,
  );

const html = (
  statusCode: number,
  language: Language,
  head: string,
  body: string,
  allowed: Allowed = {},
): Answer => ({
  statusCode,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-language": language,
    "cache-control": "private, no-cache",
    vary: "accept-language",
    // A link may carry its token after the #, which never leaves the browser; the rest is nobody's business either.
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": policy(allowed),
  },
  body: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${addressOf("style.css")}">${head}</head>
<body>${body}</body></html>`,
});

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
