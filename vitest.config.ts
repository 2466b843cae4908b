import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Longest first: what waits for clocks and processes leaves a core to others, and is not waited for alone in the end. */
const LONG = [
  "storm/storm",
  "journeys/restart",
  "domain/faults",
  "journeys/octo",
  "journeys/paid-booking",
  "journeys/race",
  "functions/fuzz",
  "functions/authorisation",
  "pages/booking-page",
  "pages/states",
  "pages/console-booking",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer, and no array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const found = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return found < 0 ? LONG.length : found;
}

/**
 * domain, functions  through the real engine, one for all files; a fresh company per test
 * infra              what the template says, and the runner that runs it
 * storm              the whole system under seeded faults, and then every invariant
 * journeys           the whole system over HTTP, from the built bundles and the synthesised template
 * pages              what people see, in a real browser
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most tests wait for the table more than for a core.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "domain",
          include: ["test/*.test.ts", "test/domain/**/*.test.ts", "test/functions/**/*.test.ts"],
          globalSetup: ["test/engine.ts"],
          setupFiles: ["test/setup.ts"],
        },
      },
      // A system of its own each, while everything goes wrong that can.
      { extends: true, test: { name: "storm", include: ["test/storm/**/*.test.ts"], testTimeout: 120_000 } },
      { extends: true, test: { name: "infra", include: ["test/infra/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "journeys",
          testTimeout: 90_000,
          include: ["test/journeys/**/*.test.ts"],
          globalSetup: ["test/journeys/system.ts"],
          setupFiles: ["test/journeys/setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "pages",
          testTimeout: 90_000,
          include: ["test/pages/**/*.test.ts"],
          globalSetup: ["test/journeys/system.ts"],
          setupFiles: ["test/journeys/setup.ts"],
        },
      },
    ],
  },
});
