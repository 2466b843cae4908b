/** The hosted page: works without script, on a phone first, and says on every screen that no money moves. */
import { createHash } from "node:crypto";
import * as Clock from "../../domain/clock.ts";
import { decimalsOf } from "../../domain/currency.ts";
import { toDecimal, type Money } from "../../domain/money.ts";
import type { Checkout } from "./checkouts.ts";
import { style } from "./style.ts";

export const styleHash = `sha256-${createHash("sha256").update(style).digest("base64")}`;

export function checkout(shown: Checkout): string {
  const { merchantId, reference, description, outcome, captured, returnUrl, expiresAt } = shown;
  const price = formatted(captured ?? shown);
  const late = !outcome && Date.parse(expiresAt) <= Clock.millis();
  return frame(
    outcome ? `${OUTCOMES[outcome]} · ${price}` : `Pay ${price}`,
    `${outcome ? `<p class="note" role="status">${OUTCOMES[outcome]}. You can go back to the merchant.</p>` : ""}
${late ? `<p class="note" role="status">The time for this payment is over. Paying now makes it a late payment.</p>` : ""}
<h1>${escaped(description)}</h1>
<p class="amount">${escaped(price)}</p>
<dl><dt>Merchant</dt><dd>${escaped(merchantId)}</dd><dt>Reference</dt><dd>${escaped(reference)}</dd></dl>
${outcome ? `<a class="button go" href="${escaped(returnUrl)}">Back to the merchant</a>` : ""}
<form method="post">
${
  outcome
    ? ""
    : `<button class="go" name="outcome" value="paid">Pay ${escaped(price)}</button>
<button name="outcome" value="declined">Decline</button>
<button name="outcome" value="abandoned">Leave without paying</button>`
}
<details><summary>Test controls</summary>${controls(shown)}</details>
</form>`,
  );
}

export const problem = (message: string): string =>
  frame("This did not work", `<h1>This did not work</h1><p class="soft">${escaped(message)}</p>`);

const OUTCOMES = { paid: "Paid", declined: "Declined" } as const;

const controls = ({ amount, currency, outcome, saveCard }: Checkout): string => `
<p class="soft">They change what the merchant is told, and when. Everything is optional.</p>
<label>Delay in milliseconds <small>0 to 600,000, before the callback is sent</small>
<input type="number" name="delayMs" min="0" max="600000" inputmode="numeric" placeholder="0"></label>
<label>Copies <small>1 to 10 identical callbacks, at the same time</small>
<input type="number" name="copies" min="1" max="10" inputmode="numeric" placeholder="1"></label>
<label>Amount paid <small>in minor units; another one than was asked</small>
<input type="number" name="amount" min="0" inputmode="numeric" placeholder="${amount}"></label>
<label>Currency paid <small>three capital letters</small>
<input name="currency" pattern="[A-Z]{3}" maxlength="3" autocomplete="off" placeholder="${escaped(currency)}"></label>
<label><input type="checkbox" name="reorder" value="1">Then send an outdated “pending”</label>
${saveCard && !outcome ? keptCard : ""}
${
  outcome
    ? `<button name="outcome" value="${outcome}">Send the callback again</button>`
    : `<button name="outcome" value="silent">Pay, but leave silently</button>
<p class="soft">Silently: the money is taken and the merchant is never called. It has to ask.</p>`
}`;

const keptCard = `<label>The card that is kept <small>what it does when it is charged later</small>
<select name="keptCard"><option value="pays">Pays</option><option value="declines">Is declined</option>
<option value="waits">Lets the merchant wait: decide on the page of the charge</option></select></label>`;

const frame = (title: string, card: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} · Sandbox gateway</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>${style}</style></head>
<body><p class="tape">Sandbox: this is a test, no money moves.</p><main><div class="card">${card}</div></main></body></html>`;

/** Exact: the formatter reads text. It is told the decimals, because by custom some currencies are shown without theirs. */
export function formatted(price: Money): string {
  const decimals = decimalsOf(price.currency) ?? 0;
  const format = new Intl.NumberFormat("en", {
    style: "currency",
    currency: price.currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(toDecimal(price) as `${number}`);
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
