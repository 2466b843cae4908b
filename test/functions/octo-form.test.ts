import * as fc from "fast-check";
import * as z from "zod";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Location from "../../domain/catalogue/location.ts";
import { routes } from "../../functions/octo.ts";
import type { Told } from "../octo/published.ts";
import { misfits } from "../octo/rules.ts";
import { as, proveInvariants } from "../world.ts";
import { resale } from "../../functions/resale.ts";
import { verb } from "../../domain/verb.ts";
import { agency, program, type Told as Answer } from "./reseller.ts";

describe("the form of OCTO answers", () => {
  it("CAT-4 API-2 content says where it starts, as far as that is known, and what a cancellation gives back", async () => {
    const windows = [
      { hoursBefore: 48, refundPercent: 100 },
      { hoursBefore: 1, refundPercent: 50, fee: 500 },
    ];
    const world = await agency({ policy: { windows }, maxSpots: 30 });
    const { companyId, owner, activityId } = world;
    const name = "Podil";
    const { locationId } = await as(owner, () =>
      Location.add({ companyId, name, address: "Kontraktova, 1" }),
    );
    await as(owner, () => Activity.edit({ companyId, activityId, locationId }));
    await world.session();
    const content = async () => {
      const { body } = await world.ask("GET /octo/products", { capabilities: "octo/content" });
      expect(misfits("Product", body[0], "product")).toEqual([]);
      return body[0];
    };
    expect(await content()).toMatchObject({
      title: "Bouldering",
      description: "For everybody",
      locations: [],
    });
    const coordinates = { latitude: 50.4663, longitude: 30.5187 };
    await as(owner, () => Location.edit({ companyId, locationId, coordinates }));
    const { locations, features } = await content();
    const postalAddress = { streetAddress: "Kontraktova, 1" };
    expect(locations).toMatchObject([
      { title: name, types: ["START"], place: { ...coordinates, postalAddress } },
    ]);
    // No more at once than there are seats, whatever one booking may have of a larger session.
    expect((await content()).options[0].restrictions).toEqual({ minUnits: 1, maxUnits: 8 });
    expect(features).toEqual([
      {
        type: "CANCELLATION_TERM",
        shortDescription:
          "Until 48 hours before the start, 100 % is refunded. Until 1 hour before the start, 50 % is refunded, less a fee.",
      },
    ]);
  });

  it("API-2 what is answered fits the published types, and says nothing that they do not know", () => {
    expectTypeOf<Told[keyof Told]>().toEqualTypeOf<never>();
  });

  it("API-2 whatever is wrong before a verb is asked, or in it, has the form of its errors, and a status", async () => {
    const world = await agency();
    const { ask, key } = world;
    const anywhere = "ANY /octo/{proxy+}" as const;
    const elsewhere = (proxy: string, method = "GET") => ask(anywhere, { method, path: { proxy } });
    const bug = verb({
      name: "octo.supplier",
      may: ["key:resale"],
      input: z.object({}),
      output: z.object({}),
      run: () => Promise.reject(new Error("a secret")),
    });
    const slow = program(await world.issue(1));
    await slow("GET /octo/supplier");
    const cases: [Promise<Answer>, number, string, (string | undefined)?][] = [
      [program(undefined)("GET /octo/supplier"), 401, "UNAUTHORIZED"],
      [program(undefined)(anywhere, { path: { proxy: "nothing" } }), 401, "UNAUTHORIZED"],
      [ask("GET /octo/supplier", { headers: { authorization: `Basic ${key}` } }), 401, "UNAUTHORIZED"],
      [program("hf_wrong")("GET /octo/supplier"), 403, "FORBIDDEN"],
      [slow("GET /octo/supplier"), 429, "TOO_MANY_REQUESTS"],
      [ask("POST /octo/bookings", { raw: "{" }), 400, "BAD_REQUEST"],
      [ask("POST /octo/bookings", { raw: '{"notes":"\\ud800"}' }), 400, "BAD_REQUEST"],
      [ask("POST /octo/bookings", { raw: "x".repeat(65 * 1024) }), 400, "BAD_REQUEST"],
      [ask("GET /octo/supplier", { headers: { "octo-env": "test" } }), 400, "BAD_REQUEST"],
      [elsewhere("suppliers"), 404, "NOT_FOUND"],
      [elsewhere("bookings/x/y/z", "POST"), 404, "NOT_FOUND"],
      [elsewhere("constructor"), 404, "NOT_FOUND"],
      [elsewhere("{proxy}"), 404, "NOT_FOUND"],
      [elsewhere("bookings", "PUT"), 405, "METHOD_NOT_ALLOWED", "GET, POST"],
      [elsewhere("bookings/x/cancel", "GET"), 405, "METHOD_NOT_ALLOWED", "POST, DELETE"],
      [elsewhere("supplier", "POST"), 405, "METHOD_NOT_ALLOWED", "GET"],
      [
        program(key, resale({ "GET /octo/supplier": bug }))("GET /octo/supplier"),
        500,
        "INTERNAL_SERVER_ERROR",
      ],
    ];
    for (const [asked, status, error, allow] of cases) {
      const answer = await asked;
      expect(answer).toMatchObject({ status, body: { error, errorMessage: expect.stringMatching(/\w/) } });
      expect(answer.headers).toMatchObject({
        "content-type": "application/json",
        "octo-capabilities": "octo/pricing",
      });
      expect([answer.headers.allow, "retry-after" in answer.headers]).toEqual([allow, status === 429]);
      expect(JSON.stringify(answer)).not.toContain("a secret");
    }
  });

  it("API-2 answers at the addresses of the published types, which end with a slash", async () => {
    const { ask, activityId, session } = await agency();
    await session();
    const at = (proxy: string, asked: object = {}) =>
      ask("ANY /octo/{proxy+}", { path: { proxy }, ...asked });
    const answers = await Promise.all([
      at("supplier/", { method: "GET" }),
      at("products/", { method: "GET" }),
      at("capabilities/", { method: "GET" }),
      at("bookings/", { method: "GET", query: { resellerReference: "none" } }),
      at("availability/", {
        method: "POST",
        body: { productId: activityId, optionId: "DEFAULT", localDate: "2027-01-01" },
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await at("bookings/", { method: "POST", body: {} })).body.error).toBe("BAD_REQUEST");
  });

  it("API-2 tells what of the capabilities it has, however they are asked for, and of content the language", async () => {
    const { ask, session } = await agency();
    await session();
    const told = async (header: string | undefined, query?: string) => {
      const { headers, body } = await ask("GET /octo/products", {
        headers: { "octo-capabilities": header as string },
        ...(query !== undefined && { query: { _capabilities: query } }),
      });
      const [product] = body;
      const { body: company } = await ask("GET /octo/supplier", {
        capabilities: headers["octo-capabilities"] as string,
      });
      expect("media" in company).toBe("title" in product);
      const has = [
        ["pricing", "defaultCurrency"],
        ["content", "title"],
      ].filter(([, field = ""]) => field in product);
      expect(headers["octo-capabilities"]).toBe(
        has
          .map(([name]) => `octo/${name}`)
          .toSorted()
          .join(", "),
      );
      const language = has.some(([name]) => name === "content") ? product.locale : undefined;
      expect([headers["content-language"], headers["available-languages"]]).toEqual([language, language]);
      return has.map(([name]) => name).join();
    };
    expect(await told(undefined)).toBe("");
    expect(await told("")).toBe("");
    expect(await told("octo/webhooks, constructor,,octo/pricing2")).toBe("");
    expect(await told("octo/pricing")).toBe("pricing");
    expect(await told(undefined, "octo/content")).toBe("content");
    expect(await told("", "octo/pricing,octo/pickups")).toBe("pricing");
    expect(await told(" Octo/Pricing ,octo/content", "octo/pricing")).toBe("pricing,content");
  });

  it("API-2 whatever is sent, the answer is in the specification's form and never a 5xx", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const { body: held } = await world.reserve(sessionId);
    const known = {
      ...world.wishFor(sessionId),
      uuid: held.uuid,
      localDate: "2026-12-01",
      availabilityIds: [sessionId],
    };
    const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: "binary", maxLength: 40 }));
    const fields = fc.record(
      Object.fromEntries(
        [
          ...Object.entries(known),
          ["contact", {}],
          ["units", [{ id: "adult", quantity: 1 }]],
          ["currency", "UAH"],
        ].map(([name, value]) => [name, fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, odd)]),
      ),
      { requiredKeys: [] },
    );
    const routeKeys = Object.keys(routes) as (keyof typeof routes)[];
    const request = fc.record({
      route: fc.constantFrom(...routeKeys),
      fields,
      raw: fc.option(fc.constantFrom("", "{", "[]", "null", '{"uuid":"\\ud800"}'), {
        nil: undefined,
        freq: 8,
      }),
      id: fc.constantFrom(held.uuid, held.uuid.toUpperCase(), world.activityId, "x", "\u0000", "__proto__"),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ route, fields: body, raw, id }) => {
        const answer = await world.ask(route, {
          path: { id, uuid: id },
          ...(raw === undefined ? { body } : { raw }),
        });
        expect(answer.status).toBeLessThan(500);
        if (answer.status !== 200)
          expect(answer.body).toMatchObject({ error: expect.any(String), errorMessage: expect.any(String) });
      }),
      { numRuns: 120 },
    );
    await proveInvariants(world);
  });
});
