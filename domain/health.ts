/**
 * Whether what the API stands on answers, and how fast (INS-2). Says so within a second, whatever hangs. The pulse asks
 * every minute, so that an alarm rings even if nobody outside is looking.
 *
 *   ok         everything answers
 *   degraded   customers can book and pay, but not everything happens: a gateway, or the bus, is silent
 *   failing    nobody can book: the table or the keys are out of reach; over HTTP a 503, for whoever reads no further
 *
 * However often it is asked over HTTP, a process looks once in a few seconds.
 */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import * as Clock from "./clock.ts";
import { unavailable } from "./error.ts";
import * as Gateway from "./gateway/gateway.ts";
import * as Key from "./key.ts";
import * as Metric from "./metric.ts";
import * as Bus from "./outbox/bus.ts";
import { reader, TABLE } from "./table.ts";
import { verb } from "./verb.ts";

const PATIENCE_MS = 800;
const KEPT_MS = 5000;
const NEEDED = ["table", "key"];

const Dependencies = z.array(
  z.object({ name: z.string(), status: z.enum(["ok", "failing"]), latencyMs: z.int() }),
);
type Report = {
  status: "ok" | "degraded" | "failing";
  checkedAt: string;
  dependencies: z.infer<typeof Dependencies>;
};

export const check = verb({
  name: "health.check",
  may: ["public"],
  input: z.strictObject({}),
  output: z.object({ status: z.enum(["ok", "degraded"]), checkedAt: z.string(), dependencies: Dependencies }),
  async run() {
    const { status, ...seen } = await latest();
    if (status !== "failing") return { status, ...seen };
    throw unavailable("health.failing", "Something that every booking needs does not answer.", {
      ...seen,
      retryAfter: KEPT_MS / 1000,
    });
  },
});

let kept: { until: number; report: Promise<Report> } | undefined;

/** Whoever asks while somebody is looking waits for what is seen. */
async function latest(): Promise<Report> {
  if (!kept || kept.until <= Clock.millis()) kept = { until: Clock.millis() + KEPT_MS, report: look() };
  return kept.report;
}

/** Counts what fails, for the alarm. */
export async function look(): Promise<Report> {
  const checkedAt = Clock.iso();
  const gateways = Object.entries(Gateway.addresses());
  const dependencies = await Promise.all([
    probe("table", readNothing),
    probe("key", Key.look),
    probe("bus", Bus.look),
    ...gateways.map(([name, url]) => probe(`gateway.${name}`, knockAt(url))),
  ]);
  const failing = dependencies.flatMap(({ name, status }) => (status === "failing" ? [name] : []));
  if (failing.length > 0) Metric.count("DependencyFailing", failing.length);
  return { status: statusOf(failing), checkedAt, dependencies };
}

function statusOf(failing: readonly string[]): Report["status"] {
  if (failing.length === 0) return "ok";
  return failing.some((name) => NEEDED.includes(name)) ? "failing" : "degraded";
}

async function probe(name: string, ask: (signal: AbortSignal) => Promise<unknown>) {
  const started = performance.now();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  // The client waits between its tries without looking at the signal, so the signal is raced as well.
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
  const status = await Promise.race([ask(signal), late]).then(
    () => "ok" as const,
    () => "failing" as const,
  );
  return { name, status, latencyMs: Math.round(performance.now() - started) };
}

const readNothing = (abortSignal: AbortSignal) =>
  reader.send(new GetCommand({ TableName: TABLE, Key: { pk: "HEALTH", sk: "HEALTH" } }), { abortSignal });

/** Any answer will do: whoever says "no such page" is there. */
const knockAt = (url: string) => async (signal: AbortSignal) => {
  const { status } = await fetch(url, { method: "HEAD", signal, redirect: "manual" });
  if (status >= 500) throw new Error(`status ${status}`);
};
