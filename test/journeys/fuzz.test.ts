/** The fuzz of the handlers once more, some hundred times, through the front door itself (prints its seed). */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultsOf } from "../functions/answer-faults.ts";
import { routes, type Asked, type Route } from "../functions/front-door.ts";
import { requestTo, type Loot } from "../functions/hostile.ts";
import { api, openCompany, request, settled, signIn } from "./people.ts";

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const PER_ROUTE = 10;

const [house, other, ann] = await Promise.all([openCompany(), openCompany(), signIn("ann")]);

async function thingsOf({ companyId, slug, activityId, owner, ada, home, ...at }: typeof house) {
  const sessionId = await at.session(40);
  const { holdId } = (await at.hold(ada, sessionId)).body;
  const { bookingId, customerId, payment } = await at.booked(ada, sessionId);
  await settled();
  const { notificationId } = (await ada.get("/v1/me/notifications")).body.items[0];
  await owner.post(`${home}/sessions/${await at.session()}/cancellation`, { reason: "for the record" });
  const { cursor } = (await owner.get(`${home}/sessions?limit=1`)).body;
  const { paymentId } = payment;
  const ids = { companyId, slug, activityId, sessionId, holdId, bookingId, paymentId, customerId };
  return {
    ids: { ...ids, notificationId, subject: bookingId } as Record<string, string>,
    cursor: String(cursor),
  };
}

const [ours, theirs] = [await thingsOf(house), await thingsOf(other)];
const secret = other.ada.userId;
const loot: Loot = {
  ids: Object.fromEntries(
    Object.entries(ours.ids).map(([name, id]) => [name, [id, id, id, theirs.ids[name]!]]),
  ),
  cursors: [ours.cursor, theirs.cursor, "e30.00"],
};
const tokens = [house.owner.token, house.ada.token, ann.token, undefined, "garbage"];

/** What no HTTP client can send. */
const sendable = (value: string) => /^[\x20-\x7e]*$/.test(value);

async function knock(
  { key }: Route,
  { path = {}, query, raw, headers = {} }: Asked,
  token: string | undefined,
) {
  const [method = "GET", pattern = ""] = key.split(" ");
  const where = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));
  const body = method === "GET" || method === "DELETE" ? undefined : raw;
  const kept = Object.entries(headers).filter(([, value]) => sendable(value));
  const answer = await request(
    method,
    `${where}${query ? `?${new URLSearchParams(query).toString()}` : ""}`,
    token,
    {
      key: null,
      headers: Object.fromEntries(kept),
      ...(body !== undefined && { body }),
    },
  );
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  const json = typeof answer.body === "string" ? undefined : answer.body;
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text, body: json };
}

let knocked = 0;

describe.concurrent(`with seed ${seed}`, () => {
  it.each(routes.map((one) => [one.key, one] as const))("%s", async (_, one) => {
    const asked = fc.record({ request: requestTo(one, loot), token: fc.constantFrom(...tokens) });
    const property = fc.asyncProperty(asked, async ({ request: sent, token }) => {
      const answer = await knock(one, sent, token);
      knocked++;
      // "." and ".." are folded by every client: another path, to which the front door knows no route.
      if (answer.status === 404 && answer.body?.message === "Not Found") return;
      // A busy machine says so where it is asked for its health.
      if (answer.status === 503 && one.verb.verb === "health.check") return;
      // More than a front door takes in its headers: refused before it is ours.
      if (answer.status === 431) return;
      const faults = faultsOf(one.verb, answer, secret);
      if (faults.length > 0) throw new Error(`${faults.join(", ")}: ${answer.status} ${answer.text}`);
    });
    const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns: PER_ROUTE });
    expect(failed ? `${JSON.stringify(counterexample)} ${String(errorInstance)}` : "nothing").toBe("nothing");
  });
});

it("afterwards the system comes to rest, and nothing was set aside", async () => {
  await settled();
  expect(knocked).toBeGreaterThan(0);
  expect((await request("GET", `${api()}/local/queues`, undefined)).body).toEqual(
    expect.not.arrayContaining([
      expect.objectContaining({ count: expect.toSatisfy((n: number) => n > 0) as number }),
    ]),
  );
});
