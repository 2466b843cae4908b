import { afterEach, describe, expect, it } from "vitest";
import * as Health from "../../domain/health.ts";
import * as Metric from "../../domain/metric.ts";
import { reader } from "../../domain/table.ts";
import { serve } from "../functions/edge.ts";
import { tapped } from "../tapped.ts";
import { asAnyone, asSystem } from "../world.ts";

const counted: [string, number][] = [];

afterEach(() => void counted.splice(0));
const listening = async <T>(run: () => Promise<T>): Promise<T> => {
  const back = Metric.connect({ count: (name, value) => void counted.push([name, value]), ring: () => {} });
  return run().finally(back);
};
const well = (name: string) => ({ name, status: "ok", latencyMs: expect.any(Number) as number });

describe("health", () => {
  it("INS-2 names each dependency with its status and latency", async () => {
    expect(await listening(() => asAnyone(() => Health.check({})))).toEqual({
      status: "ok",
      dependencies: [well("table"), well("key"), well("gateway.sandbox")],
    });
    expect(counted).toEqual([]);
  });

  it("INS-2 says within a second that a dependency hangs, and counts it for the alarm", async () => {
    using _ = tapped(reader, () => Promise.withResolvers().promise);
    const asked = performance.now();
    expect(await listening(() => asSystem(Health.look))).toMatchObject({
      status: "degraded",
      dependencies: [{ name: "table", status: "failing" }, { status: "ok" }, { status: "ok" }],
    });
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(counted).toEqual([["DependencyFailing", 1]]);
  });

  it("INS-2 says so of a gateway that fails, and of a key that is out of reach", async () => {
    const { SANDBOX_URL, AWS_ENDPOINT_URL_KMS } = process.env;
    const ill = await serve(() => ({ status: 502 }));
    try {
      Object.assign(process.env, { SANDBOX_URL: ill.url, AWS_ENDPOINT_URL_KMS: "http://127.0.0.1:9" });
      expect(await listening(() => asAnyone(() => Health.check({})))).toMatchObject({
        status: "degraded",
        dependencies: [
          { name: "table", status: "ok" },
          { name: "key", status: "failing" },
          { name: "gateway.sandbox", status: "failing" },
        ],
      });
      expect(counted).toEqual([["DependencyFailing", 2]]);
    } finally {
      Object.assign(process.env, { SANDBOX_URL, AWS_ENDPOINT_URL_KMS });
      await ill.close();
    }
  });
});
