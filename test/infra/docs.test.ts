import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as Events from "../../domain/events.ts";
import { describeEvents, eventsPage } from "../../infra/docs.ts";
import { reactions } from "../../infra/functions.ts";

it("OPS-3 docs/events.md says what the catalogue says: run `npm run docs` after a change", () => {
  expect(readFileSync(eventsPage, "utf8")).toBe(describeEvents());
});

it("OPS-3 no reaction waits for an event that cannot happen", () => {
  const types = Events.catalogue(Events);
  expect(reactions.map(({ on }) => on).filter((on) => !types.has(on))).toEqual([]);
});
