/** The staff console's document. */
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import { html } from "./html.ts";
import type { SignIn } from "./issuer.ts";
import type { Language } from "./language.ts";
import { WORDS } from "./words.ts";

/** What the console is given; which companies somebody works for, it asks the API. */
export interface Given {
  readonly language: Language;
  readonly signIn?: SignIn;
}

export const FILES = "/console/_";

export function page(language: Language, signIn: SignIn | undefined): Answer {
  const given: Given = { language, ...(signIn && { signIn }) };
  const { console: title, consoleNoScript } = WORDS[language];
  return html(200, {
    language,
    files: FILES,
    title,
    script: { file: "app.js", given },
    body: `<div id="app"></div><noscript><main class="alone"><h1>${title}</h1><p>${consoleNoScript}</p></main></noscript>`,
    allowed: { embedders: "nobody", ...(signIn && { ask: signIn.token }) },
  });
}
