/** The hosted pages of the twins: without script, and every one of them says that no money moves. */
import { createHash } from "node:crypto";
import { formatted } from "../../../functions/sandbox/page.ts";
import { style } from "../../../functions/sandbox/style.ts";
import type { Said } from "./twin.ts";

const styleHash = `sha256-${createHash("sha256").update(style).digest("base64")}`;

/** `returnUrl`: where its form may lead to. Browsers apply `form-action` to redirects, too. */
export const html = (status: number, body: string, returnUrl?: string): Said => ({
  status,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": [
      "default-src 'none'",
      `style-src '${styleHash}'`,
      `form-action 'self'${returnUrl === undefined ? "" : ` ${new URL(returnUrl).origin}`}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  },
  body,
});

export const frame = (gateway: string, title: string, card: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} · ${escaped(gateway)}, twin</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>${style}</style></head>
<body><p class="tape">A local twin of ${escaped(gateway)}: no money moves.</p><main><div class="card">${card}</div></main></body></html>`;

/** A price as people read it. */
export const priced = (amount: number, currency: string): string =>
  formatted({ amount, currency: currency.toUpperCase() });

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
