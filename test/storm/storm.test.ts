/** A few seeds on every commit: the shortest storms in which every kind of fault is seen. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildFunctions } from "../../infra/build.ts";
import { synthesise } from "../../infra/synth.ts";
import { storm } from "./storm.ts";

const scratch = mkdtempSync(join(tmpdir(), "holdfast-storm-"));
let template: object;
const assetsDir = join(scratch, "cdk.out");

beforeAll(async () => {
  await buildFunctions();
  ({ template } = await synthesise("dev", assetsDir));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("a storm", () => {
  it.each([11, 12])("with seed %i breaks nothing", async (seed) => {
    const ground = { template, assetsDir, dataDir: join(scratch, `seed-${seed}`) };
    const report = await storm(ground, { seed, seconds: 4, customers: 8 });
    expect(report.broken).toEqual([]);
    // A storm in which nobody books or nothing goes wrong proves nothing.
    expect(Object.keys(report.bookings)).toContain("CONFIRMED");
    expect(Object.keys(report.faults).length).toBeGreaterThan(12);
  });
});
