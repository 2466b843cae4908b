import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeEvents, eventsPage } from "../../infra/docs.ts";

it("OPS-3 docs/events.md says what the catalogue says: run `npm run docs` after a change", () => {
  expect(readFileSync(eventsPage, "utf8")).toBe(describeEvents());
});
