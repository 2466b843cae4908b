import * as fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Location from "../../domain/catalogue/location.ts";
import { routes } from "../../functions/octo.ts";
import type { Told } from "../octo/published.ts";
import { misfits } from "../octo/rules.ts";
import { as, proveInvariants } from "../world.ts";
import { agency } from "./reseller.ts";

describe("the form of OCTO answers", () => {
  it("CAT-4 API-2 content says where it starts, as far as that is known, and what a cancellation gives back", async () => {
    const windows = [
      { hoursBefore: 48, refundPercent: 100 },
      { hoursBefore: 1, refundPercent: 50, fee: 500 },
    ];
    const world = await agency({ policy: { windows } });
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
