import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Health from "../../domain/health.ts";
import * as Metric from "../../domain/metric.ts";
import { reader } from "../../domain/table.ts";
import { serve } from "../functions/edge.ts";
import { tapped } from "../tapped.ts";
import { asAnyone, asSystem, MINUTE, refusal, travel } from "../world.ts";

const counted: [string, number][] = [];
let later: Disposable;
let tests = 0;

// What one test has seen, the next must not be told.
beforeEach(() => {
  later = travel(++tests * MINUTE);
});
afterEach(() => {
  later[Symbol.dispose]();
  counted.splice(0);
});
const listening = async <T>(run: () => Promise<T>): Promise<T> => {
  const back = Metric.connect({ count: (name, value) => void counted.push([name, value]), ring: () => {} });
  return run().finally(back);
};
const check = () => listening(() => asAnyone(() => Health.check({})));
const well = (name: string) => ({ name, status: "ok", latencyMs: expect.any(Number) as number });
const ill = (name: string) => ({ ...well(name), status: "failing" });

/** While some of the neighbours are elsewhere. */
async function having(variables: Record<string, string>, run: () => Promise<void>): Promise<void> {
  const usual = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  await run().finally(() => Object.assign(process.env, usual));
}

describe("health", () => {
  it("INS-2 names each dependency with its status and latency", async () => {
    expect(await check()).toEqual({
      status: "ok",
      checkedAt: expect.any(String) as string,
      dependencies: [well("table"), well("key"), well("bus"), well("gateway.sandbox")],
    });
    expect(counted).toEqual([]);
  });

  it("INS-2 says within a second that a dependency hangs, and counts it for the alarm", async () => {
    using _ = tapped(reader, () => Promise.withResolvers().promise);
    const asked = performance.now();
    expect(await listening(() => asSystem(Health.look))).toMatchObject({
      status: "failing",
      dependencies: [ill("table"), well("key"), well("bus"), well("gateway.sandbox")],
    });
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(counted).toEqual([["DependencyFailing", 1]]);
  });

  it("INS-2 is degraded while a gateway fails, for customers still book", async () => {
    const gateway = await serve(() => ({ status: 502 }));
    await having({ SANDBOX_URL: gateway.url }, async () => {
      const { status, dependencies } = await check();
      expect(status).toBe("degraded");
      expect(dependencies.at(-1)).toEqual(ill("gateway.sandbox"));
      expect(counted).toEqual([["DependencyFailing", 1]]);
    });
    await gateway.close();
  });

  it("INS-2 is a 503 that names what fails while nobody can book", async () => {
    await having({ AWS_ENDPOINT_URL_KMS: "http://127.0.0.1:9" }, async () => {
      expect(await refusal(check())).toMatchObject({
        kind: "unavailable",
        code: "health.failing",
        detail: {
          retryAfter: 5,
          dependencies: expect.arrayContaining([ill("key"), well("table")]) as object,
        },
      });
    });
  });

  it("INS-2 looks once in five seconds, however many ask", async () => {
    let looks = 0;
    const gateway = await serve(() => {
      looks += 1;
      return {};
    });
    await having({ SANDBOX_URL: gateway.url }, async () => {
      const [first, ...others] = await Promise.all(Array.from({ length: 20 }, check));
      expect(others.every((other) => other.checkedAt === first!.checkedAt)).toBe(true);
      expect(looks).toBe(1);
      using _ = travel((tests + 1) * MINUTE);
      await check();
      expect(looks).toBe(2);
    });
    await gateway.close();
  });
});
