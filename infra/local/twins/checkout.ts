/** A twin's hosted page: what is paid, to whom, and the payer's choices. It works without script. */
import { escaped, frame, html, priced } from "./page.ts";
import type { Said } from "./twin.ts";

/** silent: the money is taken, and the shop has to ask. */
export const CHOICES = ["paid", "declined", "silent", "abandoned"] as const;
export type Choice = (typeof CHOICES)[number];

interface Shown {
  readonly gateway: string;
  readonly description: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly outcome?: string | undefined;
  readonly returnUrl: string;
  readonly action: string;
  readonly hidden?: Readonly<Record<string, string>>;
}

export function checkout(shown: Shown): Said {
  const { gateway, description, reference, outcome, returnUrl, action, hidden = {} } = shown;
  const price = priced(shown.amount, shown.currency);
  const fields = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const card = `${outcome === undefined ? "" : `<p class="note" role="status">${escaped(outcome)}</p>`}
<h1>${escaped(description)}</h1><p class="amount">${escaped(price)}</p>
<dl><dt>Reference</dt><dd>${escaped(reference)}</dd></dl>
${outcome === undefined ? "" : `<a class="button go" href="${escaped(returnUrl)}">Back to the merchant</a>`}
<form method="post" action="${escaped(action)}">${fields.join("")}
<button class="go" name="outcome" value="paid">Pay ${escaped(price)}</button>
<button name="outcome" value="declined">Decline</button>
<button name="outcome" value="silent">Pay, but tell nobody</button>
<button name="outcome" value="abandoned">Leave without paying</button></form>`;
  return html(200, frame(gateway, `Pay ${price}`, card), returnUrl);
}

export const choiceIn = (form: URLSearchParams): Choice | undefined =>
  CHOICES.find((choice) => choice === form.get("outcome"));

export const back = (returnUrl: string): Said => ({
  status: 303,
  headers: { location: returnUrl, "cache-control": "no-store" },
  body: "",
});

export const nowhere = (gateway: string): Said =>
  html(404, frame(gateway, "This did not work", "<h1>There is no such payment</h1>"));

export const json = (status: number, body: object): Said => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
