/** The booking page's documents. */
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import type { Company } from "../../../domain/company/company.ts";
import { escaped, html } from "./html.ts";
import type { SignIn } from "./issuer.ts";
import type { Language } from "./language.ts";
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

export const FILES = "/book/_";

export function page(company: Company, language: Language, signIn: SignIn | undefined): Answer {
  const { companyId, slug, name, timeZone, locale } = company;
  const shown = { companyId, slug, name, timeZone, locale };
  const given: Given = { language, company: shown, ...(signIn && { signIn }) };
  const { title, noScript } = WORDS[language];
  return html(200, {
    language,
    files: FILES,
    title: `${title} · ${name}`,
    script: { file: "app.js", given },
    body: `<div id="app"></div><noscript><main class="alone"><h1>${escaped(name)}</h1><p>${noScript}</p></main></noscript>`,
    allowed: { embedders: company.embedders ?? [], ...(signIn && { ask: signIn.token }) },
  });
}

/** Where the issuer sends people back to, whatever page they came from. */
export function signedIn(language: Language, signIn: SignIn): Answer {
  const { signingIn, signInFailed, signInFailedWhy } = WORDS[language];
  const given: GivenBack = { signIn, failed: [signInFailed, signInFailedWhy] };
  return html(200, {
    language,
    files: FILES,
    title: signingIn,
    script: { file: "signed-in.js", given },
    body: `<main class="alone"><div role="status"><h1>${signingIn}</h1><p></p></div></main>`,
    allowed: { ask: signIn.token },
  });
}
