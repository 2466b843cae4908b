/** Every document: it has no script or style of its own, all of it comes from this host, and nothing else may. */
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import { addressOf } from "./asset.ts";
import type { Language } from "./language.ts";
import { policy, type Allowed } from "./policy.ts";
import { WORDS } from "./words.ts";

export interface Document {
  readonly language: Language;
  /** Where the page's files are. */
  readonly files: string;
  readonly title: string;
  /** The script, and what it is given so that it need not ask for it first. */
  readonly script?: { readonly file: string; readonly given: object };
  readonly body: string;
  readonly allowed?: Allowed;
}

export const html = (statusCode: number, document: Document): Answer => ({
  statusCode,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-language": document.language,
    "cache-control": "private, no-cache",
    vary: "accept-language",
    // A link may carry its token after the #, which never leaves the browser; the rest is nobody's business either.
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": policy(document.allowed ?? {}),
  },
  body: `<!doctype html>
<html lang="${document.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${addressOf(document.files, "style.css")}"><title>${escaped(document.title)}</title>${scriptOf(document)}</head>
<body>${document.body}</body></html>`,
});

const scriptOf = ({ files, script }: Document): string =>
  script
    ? `
<script type="application/json" id="given">${JSON.stringify(script.given).replaceAll("<", "\\u003c")}</script>
<script src="${addressOf(files, script.file)}" defer></script>`
    : "";

type Where = Pick<Document, "language" | "files">;

export const nothingHere = (at: Where): Answer => {
  const { missing, missingWhy } = WORDS[at.language];
  return alone(404, at, missing, missingWhy);
};

export const brokenHere = (at: Where): Answer => {
  const { broken, brokenWhy } = WORDS[at.language];
  return alone(500, at, broken, brokenWhy);
};

const alone = (status: number, at: Where, title: string, why: string): Answer =>
  html(status, { ...at, title, body: `<main class="alone"><h1>${title}</h1><p>${why}</p></main>` });

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
