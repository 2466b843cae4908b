/** The page where a payer pays: what Stripe's Checkout does, in four buttons. */
import * as z from "zod";
import { escaped, frame, html, priced } from "../page.ts";
import type { Asked, Said } from "../twin.ts";
import type { Account, Thing } from "./account.ts";
import type { Callbacks } from "./callbacks.ts";
import * as Sessions from "./sessions.ts";

const Choice = z.object({
  outcome: z.enum(["paid", "later", "declined", "silent", "abandoned"]),
  delayMs: z.coerce.number().int().min(0).max(600_000).optional(),
  copies: z.coerce.number().int().min(1).max(10).optional(),
});

export function hosted(
  accounts: Iterable<Account>,
  callbacks: Callbacks,
  { method, path, body }: Asked,
): Said | undefined {
  const id = /^\/c\/pay\/(cs_test_\w+)$/.exec(path)?.[1];
  if (id === undefined) return undefined;
  const account = [...accounts].find(({ things }) => things.has(id));
  if (!account) return problem(404, "There is no such page.");
  const session = Sessions.find(account, callbacks, id);
  if (method !== "POST") return html(200, page(session), String(session.success_url));
  const form = Object.entries(Object.fromEntries(new URLSearchParams(body.toString())));
  const choice = Choice.safeParse(Object.fromEntries(form.filter(([, value]) => value !== "")));
  if (!choice.success) return problem(400, z.prettifyError(choice.error));
  return chosen(account, callbacks, session, choice.data);
}

function chosen(
  account: Account,
  callbacks: Callbacks,
  session: Thing,
  { outcome, delayMs = 0, copies = 1 }: z.output<typeof Choice>,
): Said {
  if (outcome === "abandoned") return to(session.cancel_url ?? session.success_url);
  if (outcome === "declined")
    return html(200, page(session, "Your card was declined."), String(session.success_url));
  const silent = outcome === "silent";
  const usual = { ...account.controls };
  Object.assign(account.controls, { delayMs, copies, silent: silent || usual.silent });
  Sessions.pay(account, callbacks, session, outcome === "later" ? "later" : "now");
  Object.assign(account.controls, usual);
  return to(session.success_url);
}

const to = (url: unknown): Said => ({ status: 303, headers: { location: String(url) }, body: "" });
const problem = (status: number, message: string): Said =>
  html(
    status,
    frame("Stripe", "This did not work", `<h1>This did not work</h1><p class="soft">${escaped(message)}</p>`),
  );

function page(
  { title, amount_total, currency, status, success_url, cancel_url }: Thing,
  note?: string,
): string {
  const price = escaped(priced(Number(amount_total), String(currency)));
  const closed = status === "complete" ? "This is paid." : "This page is closed. Nothing was paid.";
  return frame(
    "Stripe",
    `Pay ${price}`,
    `${note === undefined ? "" : `<p class="note" role="status">${escaped(note)}</p>`}
<h1>${escaped(String(title))}</h1><p class="amount">${price}</p>
${
  status === "open"
    ? `<form method="post"><button class="go" name="outcome" value="paid">Pay ${price}</button>
<button name="outcome" value="later">Pay by bank, which takes days</button>
<button name="outcome" value="declined">Use a card that is declined</button>
<button name="outcome" value="abandoned">Leave without paying</button>
<details><summary>Test controls</summary>
<label>Delay in milliseconds <small>before the events are sent</small>
<input type="number" name="delayMs" min="0" max="600000" inputmode="numeric" placeholder="0"></label>
<label>Copies <small>of each event, at the same time</small>
<input type="number" name="copies" min="1" max="10" inputmode="numeric" placeholder="1"></label>
<button name="outcome" value="silent">Pay, but no event is ever sent</button></details></form>`
    : `<p class="note" role="status">${closed}</p>${back(status === "complete" ? success_url : (cancel_url ?? success_url))}`
}`,
  );
}

const back = (url: unknown) => `<a class="button go" href="${escaped(String(url))}">Back to the merchant</a>`;
