import { describe, expect, it } from "vitest";
import type { CompanyId } from "../../domain/id.ts";
import { proveInvariants, proveRest } from "../invariants.ts";
import { tryAll } from "../octo/scenarios.ts";
import type { Ask } from "../octo/trial.ts";
import { openCompany, request, settled, type Answer } from "./people.ts";

const DAY_MS = 24 * 3600_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** A supplier with start times, opening hours, and a session that is sold out; and the key of a reseller. */
async function supplier() {
  const house = await openCompany();
  const { owner, companyId, activityId, home } = house;
  const schedule = (of: string, day: number, capacity = 40) =>
    owner.api.session.schedule({ companyId, activityId: of, startsAt: inDays(day), capacity });
  for (const day of [1, 2, 3, 4]) await schedule(activityId, day);
  const { sessionId } = await schedule(activityId, 5, 1);
  await house.hold(house.ada, sessionId);
  const { activityId: museumId } = await owner.api.activity.draft({
    companyId,
    name: "Museum",
    durationMinutes: 8 * 60,
    capacity: 40,
    price: { amount: 20_000, currency: "UAH" },
    anyTime: true,
  });
  await owner.api.activity.publish({ companyId, activityId: museumId });
  for (const day of [1, 2, 3]) await schedule(museumId, day);
  await settled();
  const opened = await owner.post(`${home}/resellers`, { name: "Kyiv City Tours", commissionPercent: 17 });
  return { ...house, sessionId, key: opened.body.apiKey.key as string };
}

const reseller =
  (key: string | undefined, capabilities: string): Ask =>
  async (method, path, body): Promise<Answer> =>
    request(method, `/octo${path}`, key, { body, key: null, headers: { "octo-capabilities": capabilities } });

describe("a reseller", () => {
  it("API-2 sells over HTTP as the specification's validator tries it, in every scenario with pricing and content, and all adds up", async () => {
    const house = await supplier();
    const both = ["octo/content", "octo/pricing"];
    const findings = await tryAll(reseller(house.key, both.toReversed().join(", ")), both);
    expect(findings.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(findings.length).toBeGreaterThan(45);
    await settled();
    const company = { companyId: house.companyId as CompanyId };
    await proveInvariants(company);
    await proveRest(company);
  }, 120_000);

  it("API-2 is told what was initialised and what is left, and without a key nothing", async () => {
    const house = await supplier();
    const answer = await reseller(house.key, "octo/pricing, octo/pickups")("GET", "/supplier");
    const headers = answer.headers as Headers;
    expect(headers.get("octo-capabilities")).toBe("octo/pricing");
    expect(headers.get("ratelimit-policy")).toBe('"key";q=600;w=60');
    expect(answer.body.endpoint).toMatch(/^http:\/\/[^/]+:\d+\/octo$/);
    expect(await reseller(undefined, "")("GET", "/supplier")).toMatchObject({
      status: 401,
      body: { error: "UNAUTHORIZED" },
    });
    const ask = reseller(house.key, "octo/content");
    const slashed = await ask("GET", "/products/");
    expect([slashed.status, (slashed.headers as Headers).get("content-language")]).toEqual([200, "uk-UA"]);
    const nowhere = await ask("GET", "/pickups");
    expect(nowhere).toMatchObject({ status: 404, body: { error: "NOT_FOUND" } });
    const otherwise = await ask("PATCH", "/bookings");
    expect(otherwise).toMatchObject({ status: 405, body: { error: "METHOD_NOT_ALLOWED" } });
    expect((otherwise.headers as Headers).get("allow")).toBe("GET, POST");
    const elsewhere = await request("GET", house.home, house.key);
    expect(elsewhere).toMatchObject({ status: 401, body: { code: "token.invalid" } });
  });
});
