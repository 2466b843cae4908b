import { settle } from "../streamed.ts";
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Clock from "../../domain/clock.ts";
import { place } from "../../domain/seat/hold.ts";
import { tryAll } from "../octo/scenarios.ts";
import type { Ask } from "../octo/trial.ts";
import { as, HOUR, person, proveInvariants } from "../world.ts";
import { agency, program } from "./reseller.ts";

/** A supplier with something of everything: times and opening hours, much that is free and a session that is not. */
async function supplier() {
  const world = await agency({}, 17);
  const { companyId, owner, activityId } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, capacity: 40, maxSpots: 5 }));
  for (const day of [1, 2, 3, 4]) await world.session({ startsAt: Clock.isoAfter(day * 24 * HOUR) });
  const full = await world.session({ startsAt: Clock.isoAfter(5 * 24 * HOUR), capacity: 1 });
  await as(person("early"), () => place({ companyId, sessionId: full.sessionId }), { key: "first" });
  const museum = await as(owner, () =>
    Activity.draft({
      companyId,
      name: "Museum",
      description: "Two floors of it",
      durationMinutes: 8 * 60,
      capacity: 40,
      price: { amount: 20_000, currency: "UAH" },
      anyTime: true,
    }),
  );
  const { activityId: museumId } = museum;
  await as(owner, () => Activity.publish({ companyId, activityId: museumId }));
  for (const day of [1, 2, 3])
    await world.session({ activityId: museumId, startsAt: Clock.isoAfter(day * 24 * HOUR) });
  // Calendars show seats as the stream has told them.
  await settle();
  return { ...world, museumId };
}

const overDoor =
  (key: string, capabilities: string): Ask =>
  async (method, path, body) => {
    const [address = "", query = ""] = path.split("?");
    const [, noun = "", id, verb] = address.split("/");
    const named = noun === "products" ? "{id}" : noun === "bookings" ? "{uuid}" : id;
    const route = ["", "octo", noun, id && named, verb].filter((part) => part !== undefined).join("/");
    return program(key)(`${method} ${route}` as Parameters<ReturnType<typeof program>>[0], {
      capabilities,
      ...(id && named !== id && { path: { [named!.slice(1, -1)]: id } }),
      ...(query && { query: Object.fromEntries(new URLSearchParams(query)) }),
      ...(body && { body }),
    });
  };

describe("OCTO", () => {
  // With both over HTTP, in the journeys.
  it.each([[[]], [["octo/pricing"]], [["octo/content"]]])(
    "API-2 every scenario of the public validator finds nothing, with the capabilities %j",
    async (capabilities) => {
      const world = await supplier();
      const findings = await tryAll(overDoor(world.key, capabilities.join()), capabilities);
      expect(findings.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
      expect(findings.length).toBeGreaterThan(45);
      await proveInvariants(world);
    },
  );
});
