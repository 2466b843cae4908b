/** The public catalogue as it goes over the wire: what is in it, who finds it, and what keeping it costs and saves. */
import { describe, expect, it, vi } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Calendar from "../../domain/calendar/calendar.ts";
import * as Category from "../../domain/catalogue/category.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Member from "../../domain/company/member.ts";
import { metered } from "../bench/meter.ts";
import { as, asPlatform, company, person, type World } from "../world.ts";
import { newUlid } from "../../domain/id.ts";
import { knock, routes, type Told } from "./front-door.ts";

const routeOf = (verb: string) => routes.find((route) => route.verb.verb === verb)!;
const get = (
  verb: string,
  path: Record<string, string>,
  more: { query?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<Told> => knock(routeOf(verb), { path, ...more });
const head = (verb: string, path: Record<string, string>, headers = {}): Promise<Told> => {
  const route = routeOf(verb);
  return knock({ ...route, key: route.key.replace("GET", "HEAD") }, { path, headers });
};
const etagOf = ({ headers }: Told): string => String(headers.etag);

const price = { amount: 30_000, currency: "UAH" };
const unitKinds = [{ unitKindId: "adult", name: "Adult", type: "ADULT" as const, price, weight: 1 }];
const questions = [
  {
    questionId: "size",
    label: "Shoe size",
    kind: "number" as const,
    required: true,
    per: "attendee" as const,
  },
];

/** A company with a hall and a loft, categories of both scopes, and an activity in each place. */
async function shop(world: World) {
  const { companyId, owner } = world;
  const add = (name: string) => as(owner, () => Location.add({ companyId, name, address: `${name} street` }));
  const [hall, loft] = [await add("Hall"), await add("Loft")];
  const own = await as(owner, () => Category.add({ companyId, name: "Own" }));
  const wide = await asPlatform(() => Category.addPlatformWide({ name: newUlid() }));
  const offer = async (more: object) => {
    const common = {
      companyId,
      name: "Rope",
      durationMinutes: 60,
      capacity: 8,
      price,
      instructorId: owner.userId,
    };
    const { activityId } = await as(owner, () => Activity.draft({ ...common, ...more }));
    await as(owner, () => Activity.publish({ companyId, activityId }));
    return activityId;
  };
  const rope = await offer({ locationId: hall.locationId, categoryId: own.categoryId, unitKinds, questions });
  const boulder = await offer({ locationId: loft.locationId, categoryId: wide.categoryId });
  return { hall, loft, own, wide, rope, boulder };
}

const ids = ({ body }: Told) => (body!.items as { sessionId: string }[]).map(({ sessionId }) => sessionId);

describe("the public catalogue", () => {
  it("CAT-6 shows places, categories and what is published with its terms, by slug or by embed key, and nobody's name", async () => {
    const world = await company();
    const { companyId, slug, activityId, owner } = world;
    const { hall, loft, own, wide, rope, boulder } = await shop(world);
    await as(owner, () =>
      Activity.draft({ companyId, name: "Secret", durationMinutes: 60, capacity: 8, price }),
    );
    const all = (await get("catalogue.show", { slug })).body!;
    expect(all).toMatchObject({
      company: { companyId, slug, currency: "UAH" },
      locations: [{ name: "Hall", address: "Hall street" }, { name: "Loft" }],
      categories: [{ categoryId: own.categoryId }, { categoryId: wide.categoryId, name: wide.name }],
      activities: [
        { activityId, policy: { refundTo: "origin" }, unitKinds: [], questions: [] },
        { activityId: rope, unitKinds, questions, locationId: hall.locationId },
        { activityId: boulder, locationId: loft.locationId },
      ],
    });
    const here = (await get("catalogue.show_embedded", { embedKey: hall.embedKey })).body!;
    expect(here).toMatchObject({ locations: [{ name: "Hall" }], activities: [{ activityId: rope }] });
    expect(here.activities).toHaveLength(1);
    const text = JSON.stringify([all, here]);
    expect(text).not.toContain("Secret");
    expect(text).not.toContain(owner.userId);
    expect(text).not.toContain(hall.embedKey);
    await as(owner, () => Location.rotate({ companyId, locationId: hall.locationId }));
    for (const embedKey of [hall.embedKey, "no key"]) {
      const shut = await get("catalogue.show_embedded", { embedKey });
      expect(shut).toMatchObject({ status: 404, body: { code: "embed_key.not_found" } });
    }
    await as(owner, () => Category.archive({ companyId, categoryId: own.categoryId }));
    expect((await get("catalogue.show", { slug })).body).toMatchObject({
      categories: [{ categoryId: wide.categoryId }],
    });
  });

  it("CAT-6 shows sessions with seats left, of a place, an activity and a time, and not who leads them", async () => {
    const world = await company();
    const { companyId, slug, coach, owner } = world;
    const { hall, rope, boulder } = await shop(world);
    const soon = (activityId: string, hours: number) =>
      world.session({
        activityId,
        startsAt: new Date(Date.now() + hours * 3600_000).toISOString(),
        instructorId: coach.userId,
      });
    const [first, second] = [await soon(rope, 5), await soon(boulder, 6)];
    await soon(rope, 24 * 40);
    await world.hold(world.ada, second.sessionId, 2);
    const all = await get("availability.list", { slug });
    expect(ids(all)).toEqual([first.sessionId, second.sessionId]);
    expect(all.text).not.toContain(coach.userId);
    expect(all.headers).toMatchObject({ "cache-control": "public, max-age=30" });
    expect(ids(await get("availability.list", { slug }, { query: { activityId: boulder } }))).toEqual([
      second.sessionId,
    ]);
    expect(ids(await get("availability.list_embedded", { embedKey: hall.embedKey }))).toEqual([
      first.sessionId,
    ]);
    expect((await get("storefront.sessions", { slug })).text).not.toContain(coach.userId);
    await as(owner, () => Activity.archive({ companyId, activityId: boulder }));
    expect(ids(await get("availability.list", { slug }))).toEqual([first.sessionId]);
  });

  it("CAT-6 pages: activities come once each, and each page is kept by itself", async () => {
    const world = await company();
    await shop(world);
    const seen: unknown[] = [];
    let query: Record<string, string> = { limit: "2" };
    for (let page = 1; page <= 2; page++) {
      const { body } = await get("catalogue.show", { slug: world.slug }, { query });
      seen.push(...(body!.activities as { activityId: string }[]).map(({ activityId }) => activityId));
      query = { limit: "2", cursor: String(body!.cursor) };
    }
    expect(new Set(seen).size).toBe(3);
  });
});

describe("what may be kept", () => {
  it("CAT-6 is told for how long, and asked for again with its tag is a 304 without a body until something changes", async () => {
    const world = await company();
    const { companyId, slug, activityId, owner } = world;
    const first = await get("catalogue.show", { slug });
    expect(first).toMatchObject({ status: 200, headers: { "cache-control": "public, max-age=300" } });
    const etag = etagOf(first);
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const ask = (tag: string) => get("catalogue.show", { slug }, { headers: { "if-none-match": tag } });
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const same = await ask(tag);
      expect(same).toMatchObject({
        status: 304,
        text: "",
        headers: { etag, "cache-control": "public, max-age=300", "content-type": "application/json" },
      });
    }
    expect(await ask('"other"')).toMatchObject({ status: 200 });
    await as(owner, () => Activity.edit({ companyId, activityId, price }));
    const after = await ask(etag);
    expect(after).toMatchObject({ status: 200, body: { activities: [{ price }] } });
    expect(etagOf(after)).not.toBe(etag);
  });

  it("CAT-6 does not change its tag for what nobody is shown", async () => {
    const world = await company();
    const { companyId, slug, owner } = world;
    const etag = etagOf(await get("catalogue.show", { slug }));
    await as(owner, () =>
      Activity.draft({ companyId, name: "Draft", durationMinutes: 60, capacity: 8, price }),
    );
    await as(owner, () => Member.add({ companyId, userId: person("new").userId, role: "coach" }));
    expect(etagOf(await get("catalogue.show", { slug }))).toBe(etag);
  });

  it("CAT-6 a page with another after it has one tag, too: a place in a list has one cursor", async () => {
    const world = await company();
    const { slug } = world;
    for (let times = 0; times < 2; times++) await world.session();
    const asked = { query: { limit: "1" } };
    const pages = await Promise.all(
      Array.from({ length: 12 }, () => get("availability.list", { slug }, asked)),
    );
    expect(pages[0]!.body!.cursor).toBeTypeOf("string");
    expect(new Set(pages.map(etagOf)).size).toBe(1);
  });

  it("API-1 keeps nothing that is not said to be kept: refusals, and every other answer", async () => {
    const { slug } = await company();
    const missing = await get(
      "catalogue.show",
      { slug: "nobody-here" },
      { headers: { "if-none-match": "*" } },
    );
    expect(missing).toMatchObject({ status: 404, headers: { "cache-control": "no-store" } });
    expect(missing.headers.etag).toBeUndefined();
    expect((await get("storefront.company", { slug })).headers["cache-control"]).toBe("no-store");
    const kept = routes.filter(({ verb }) => verb.cacheSeconds !== undefined);
    // What may be kept by anybody is nobody's in particular, and asked for by reading.
    expect(kept.filter(({ key, verb }) => !key.startsWith("GET ") || !verb.may.includes("public"))).toEqual(
      [],
    );
  });

  it("CAT-6 costs a catalogue of 20 activities few read units, and no more for being asked with its tag", async () => {
    const world = await company();
    const { companyId, slug, owner } = world;
    await shop(world);
    for (let more = 3; more < 20; more++) {
      const { activityId } = await as(owner, () =>
        Activity.draft({
          companyId,
          name: `Wall ${more}`,
          durationMinutes: 60,
          capacity: 8,
          price,
          unitKinds,
        }),
      );
      await as(owner, () => Activity.publish({ companyId, activityId }));
    }
    const cold = await metered(() => get("catalogue.show", { slug }));
    expect((cold.answer.body!.activities as unknown[]).length).toBe(20);
    const warm = await metered(() => get("catalogue.show", { slug }));
    const same = await metered(() =>
      get("catalogue.show", { slug }, { headers: { "if-none-match": etagOf(warm.answer) } }),
    );
    expect(same.answer.status).toBe(304);
    expect(same.readUnits).toBe(warm.readUnits);
    expect(warm.readUnits).toBeLessThanOrEqual(12);
  });
});

describe("a calendar", () => {
  it("BKG-14 is for programs: text/calendar, kept for its reader alone, a 304 by its tag until something changes, and in a measure of its own", async () => {
    const world = await company();
    const { companyId, ada } = world;
    const { url } = await as(ada, () => Calendar.issue({ companyId }));
    expect(url).toMatch(/^http:\/\/api\.test\/v1\/calendars\/hfc_/);
    const path = { token: url.split("/").at(-1)! };
    const first = await get("calendar.fetch", path);
    expect(first).toMatchObject({ status: 200, text: expect.stringMatching(/^BEGIN:VCALENDAR\r\n/) });
    expect(first.headers).toMatchObject({
      "content-type": "text/calendar; charset=utf-8",
      "cache-control": "private, max-age=300",
      "ratelimit-policy": '"calendar";q=1000;w=60',
    });
    const headers = { "if-none-match": etagOf(first) };
    const { "x-request-id": _, ratelimit: __, ...same } = first.headers;
    expect(await head("calendar.fetch", path)).toMatchObject({ status: 200, headers: same });
    expect((await head("calendar.fetch", path, headers)).status).toBe(304);
    expect(await get("calendar.fetch", path, { headers })).toMatchObject({
      status: 304,
      text: "",
      headers: { "content-type": "text/calendar; charset=utf-8" },
    });
    const { sessionId } = await world.session();
    await world.booking(ada, sessionId);
    const after = await get("calendar.fetch", path, { headers });
    expect(after.status).toBe(200);
    expect(after.text).toContain("STATUS:TENTATIVE");
    vi.stubEnv("LIMIT_CALENDAR", "1");
    const limited = await get("calendar.fetch", path);
    vi.unstubAllEnvs();
    expect(limited).toMatchObject({ status: 429, body: { code: "request.rate_limited" } });
    expect(limited.headers).toHaveProperty("retry-after");
    for (const token of [`hfc_${"A".repeat(43)}`, "hfc_", `${path.token}A`, "../x", "cal_1"]) {
      const none = await get("calendar.fetch", { token });
      expect(none).toMatchObject({ status: 404, body: { code: "calendar.not_found" } });
      expect(none.headers["cache-control"]).toBe("no-store");
    }
  });
});
