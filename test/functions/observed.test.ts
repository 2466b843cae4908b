import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { conflict } from "../../domain/error.ts";
import * as Metric from "../../domain/metric.ts";
import { verb } from "../../domain/verb.ts";
import { http } from "../../functions/http.ts";
import { logger } from "../../functions/log.ts";
import { place } from "../../domain/seat/hold.ts";
import { company } from "../world.ts";
import { knock, signedIn, type Route } from "./front-door.ts";

type Line = Record<string, unknown> & {
  _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] };
};
let lines: Line[] = [];
const info = logger.info.bind(logger);
logger.info = (...said) => void lines.push(said[1] as unknown as Line);
beforeEach(() => {
  lines = [];
});
afterAll(() => {
  logger.info = info;
});

const route = (run: () => Promise<Record<string, never>>): Route => {
  const test = verb({
    name: "test.run",
    may: ["public"],
    input: z.strictObject({}),
    output: z.object({}),
    run,
  });
  return { key: "GET /test", verb: test, handler: http({ "GET /test": test }) as never, parameters: [] };
};
/** Metric names by the dimensions under which CloudWatch will find them. */
const metricsOf = ({ _aws }: Line) =>
  Object.fromEntries(
    _aws.CloudWatchMetrics.map(({ Dimensions: [names], Metrics }) => [
      names?.join(),
      Metrics.map(({ Name, Unit }) => `${Name} ${Unit}`),
    ]),
  );

describe("the line of a request", () => {
  it("INS-3 is the latency of its verb, whose sample count is how many there were", async () => {
    await knock(
      route(async () => ({})),
      {},
    );
    expect(lines).toMatchObject([{ verb: "test.run", status: 200, Latency: expect.any(Number) as number }]);
    expect(metricsOf(lines[0]!)).toEqual({ "service,verb": ["Latency Milliseconds"] });
  });

  it("INS-3 counts a refusal for a conflict, with its code", async () => {
    const refused = await knock(
      route(async () => Promise.reject(conflict("seat.taken", "Taken."))),
      {},
    );
    expect(refused.status).toBe(409);
    expect(lines).toMatchObject([{ status: 409, code: "seat.taken", Conflicts: 1 }]);
    expect(metricsOf(lines[0]!)).toEqual({ "service,verb": ["Latency Milliseconds", "Conflicts Count"] });
  });

  it("INS-3 counts how often the store had to be asked again", async () => {
    await knock(
      route(async () => {
        Metric.retried();
        Metric.retried();
        return {};
      }),
      {},
    );
    expect(lines).toMatchObject([{ Retries: 2 }]);
    expect(metricsOf(lines[0]!)["service,verb"]).toContain("Retries Count");
  });

  it("INS-3 counts a bug for its function, though Lambda sees a good answer", async () => {
    const answer = await knock(
      route(async () => Promise.reject(new Error("secret"))),
      {},
    );
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(lines).toMatchObject([{ status: 500, code: "internal", ServerErrors: 1, function: "local" }]);
    expect(metricsOf(lines[0]!)["service,function"]).toEqual(["ServerErrors Count"]);
  });

  it("AUD-1 names the request and the change that it made", async () => {
    const { companyId, session, ada } = await company();
    const { sessionId } = await session();
    const key = "POST /holds";
    const held: Route = { key, verb: place, handler: http({ [key]: place }) as never, parameters: [] };
    const path = { companyId, sessionId };
    const asked = { path, body: { spots: 1 }, headers: { "idempotency-key": "k" }, verdict: signedIn(ada) };
    const { headers } = await knock(held, asked);
    expect(lines).toMatchObject([
      {
        requestId: headers["x-request-id"],
        changeId: expect.stringMatching(/^chg_[0-9A-Z]{26}$/) as string,
        userId: ada.userId,
      },
    ]);
  });
});
