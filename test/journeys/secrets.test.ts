/** What logs, answers and the template must never hold, looked for after everything was done with it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { expect, inject, it } from "vitest";
import { callback, newsOf } from "./bad-input/forger.ts";
import { openCompany, payer, request, settled, timer } from "./people.ts";

const CARD = "4242424242424242";
const house = await openCompany();
const { ada, owner, home, companyId } = house;
/** Planted in whatever people can write; none of it is anybody's business but the table's. */
const planted = `planted-${randomUUID()}`;
const wild = { note: planted, card: CARD, email: `${planted}@example.test` };

async function live(): Promise<string[]> {
  const sessionId = await house.session(40);
  const { bookingId, payment } = await house.booked(ada, sessionId);
  await payer(payment.checkoutUrl, { outcome: "paid" });
  await settled();
  const { body: calendar } = await ada.post(`${home}/calendars`, {});
  const asked = new URL(calendar.url).pathname;
  await request("GET", asked, undefined);
  const answers = [
    await request("GET", `${asked.slice(0, -1)}-`, undefined),
    await ada.post(`${home}/bookings/${bookingId}/cancellation`, { reason: planted }),
    await ada.post(`${home}/sessions/${sessionId}/holds`, { ...wild, spots: "two" }),
    await ada.post(`${home}/sessions/${sessionId}/holds`, `{"card":"${CARD}","${planted}`),
    await request("GET", "/v1/me/bookings", `${planted}.${CARD}.x`),
    await request("GET", `/v1/me/bookings?card=${CARD}&who=${planted}@example.test`, ada.token),
    await callback(companyId, { ...newsOf(payment), ...wild, amount: planted }),
    await callback(companyId, wild, { signature: planted }),
    await callback(companyId, newsOf({ ...payment, paymentId: "pay_unknown" })),
    await owner.get(`${home}/customers`),
    await owner.get(`/v1/companies/${planted}`),
    await timer("sweeper"),
    await timer("auditor"),
  ];
  await settled();
  return answers.filter(({ status }) => status >= 400).map(({ body }) => JSON.stringify(body));
}
const refusals = await live();

const SECRETS: Record<string, RegExp> = {
  "a token": /eyJ[\w-]{10,}\.[\w-]{10,}/,
  "a bearer": /bearer\s+\S{8,}/i,
  "an authorization header": /"?authorization"?\s*[:=]/i,
  "an e-mail address": /[\w.+-]+@[\w-]+\.[a-z]{2,}/i,
  "a number like a card's": /(?<![\w.-])(?:\d[ -]?){15,16}\d?(?![\w.-])/,
  "a key": /-----BEGIN|AKIA[0-9A-Z]{16}|"d":"[\w-]{40,}"/,
  "an address of a calendar": /hfc_[\w-]{8,}/,
  "a signature": /v1=[0-9a-f]{64}/,
  "what somebody wrote": new RegExp(planted),
};
/** Everything that matches, with a little around it. */
const found = (text: string, except: readonly string[] = []) =>
  Object.entries(SECRETS).flatMap(([what, pattern]) => {
    const match = except.includes(what) ? null : pattern.exec(text);
    return match ? [`${what}: …${text.slice(Math.max(0, match.index - 80), match.index + 40)}…`] : [];
  });

const logs = join(inject("system").dataDir, "logs");

it("the search finds what it looks for", () => {
  const leaky = `Authorization: Bearer ${ada.token} ${CARD} a@b.example v1=${"0".repeat(64)} AKIA${"A".repeat(16)} hfc_${"A".repeat(43)} ${planted}`;
  expect(found(leaky)).toHaveLength(Object.keys(SECRETS).length);
});

it("no log holds a token, a header, a body, a card or an address", () => {
  const files = readdirSync(logs);
  expect(files.length).toBeGreaterThan(10);
  const leaks = files.flatMap((file) =>
    found(readFileSync(join(logs, file), "utf8")).map((leak) => `${file}: ${leak}`),
  );
  expect(leaks).toEqual([]);
});

it("no refusal gives back what it refused", () => {
  expect(refusals.length).toBeGreaterThan(4);
  // A malformed token or body is ours to refuse, not to repeat.
  expect(refusals.flatMap((body) => found(body))).toEqual([]);
});

it("no payment, and no quarantined callback, shows what its gateway wrote beside the facts", async () => {
  const { body } = await owner.get(`${home}/callbacks/quarantined`);
  expect(body.items.length).toBeGreaterThan(0);
  const known = body.items.filter(
    ({ quarantinedBecause }: { quarantinedBecause: string }) => quarantinedBecause !== "unreadable",
  );
  expect(found(JSON.stringify(known))).toEqual([]);
});

it("no template holds a secret, in any function's environment or elsewhere", () => {
  const directory = join(inject("system").dataDir, "cdk.out");
  const templates = readdirSync(directory).filter((file) => file.endsWith(".template.json"));
  expect(templates.length).toBeGreaterThan(0);
  for (const file of templates) {
    expect(found(readFileSync(join(directory, file), "utf8"), ["an authorization header"])).toEqual([]);
  }
});
