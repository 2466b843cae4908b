/** The one document. It has no script or style of its own: everything comes from this host, and nothing else may. */
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import type { Company } from "../../../domain/company/company.ts";
import { addressOf } from "./asset.ts";
import type { Language } from "./language.ts";

/** What the page is given, so that it need not ask for it first. */
export interface Given {
  readonly language: Language;
  readonly company: Pick<Company, "companyId" | "slug" | "name" | "timeZone" | "locale">;
}

export function page(company: Company, language: Language): Answer {
  const { companyId, slug, name, timeZone, locale } = company;
  const given: Given = { language, company: { companyId, slug, name, timeZone, locale } };
  const { title, noScript } = WORDS[language];
  return html(
    200,
    language,
    `<title>${escaped(`${title} · ${name}`)}</title>
<script type="application/json" id="given">${JSON.stringify(given).replaceAll("<", "\\u003c")}</script>
<script src="${addressOf("app.js")}" defer></script>`,
    `<div id="app"></div><noscript><main class="alone"><h1>${escaped(name)}</h1><p>${noScript}</p></main></noscript>`,
  );
}

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

const html = (statusCode: number, language: Language, head: string, body: string): Answer => ({
  statusCode,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-language": language,
    "cache-control": "private, no-cache",
    vary: "accept-language",
    // A link may carry its token after the #, which never leaves the browser; the rest is nobody's business either.
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": policy(),
  },
  body: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${addressOf("style.css")}">${head}</head>
<body>${body}</body></html>`,
});

const policy = (): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    `frame-ancestors 'self' ${process.env.EMBEDDERS ?? ""}`.trim(),
  ].join("; ");

const WORDS = {
  en: {
    title: "Book",
    noScript: "This page needs JavaScript to show which places are free.",
    missing: "There is nothing here",
    missingWhy: "This address belongs to no company. Please check the link that you followed.",
    broken: "Something went wrong",
    brokenWhy: "It is our fault and has been noted. Please try again in a moment.",
  },
  uk: {
    title: "Бронювання",
    noScript: "Щоб показати вільні місця, цій сторінці потрібен JavaScript.",
    missing: "Тут нічого немає",
    missingWhy: "За цією адресою немає жодної компанії. Перевірте, будь ласка, посилання.",
    broken: "Щось пішло не так",
    brokenWhy: "Це наша помилка, і ми вже про неї знаємо. Спробуйте ще раз за хвилину.",
  },
} as const;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
