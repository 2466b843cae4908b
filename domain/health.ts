/**
 * Whether what the API stands on answers, and how fast (INS-2). Says so within a second, whatever hangs. The pulse asks
 * every minute, so that an alarm rings even if nobody outside is looking.
 */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import * as Gateway from "./gateway/gateway.ts";
import * as Key from "./key.ts";
import * as Metric from "./metric.ts";
import { reader, TABLE } from "./table.ts";
import { verb } from "./verb.ts";

const PATIENCE_MS = 800;

const Report = z.object({
  status: z.enum(["ok", "degraded"]),
  dependencies: z.array(
    z.object({ name: z.string(), status: z.enum(["ok", "failing"]), latencyMs: z.int() }),
  ),
});

export const check = verb({
  name: "health.check",
  may: ["public"],
  input: z.strictObject({}),
  output: Report,
  run: () => look(),
});

/** Counts what fails, for the alarm. */
export async function look(): Promise<z.infer<typeof Report>> {
  const gateways = Object.entries(Gateway.addresses());
  const dependencies = await Promise.all([
    probe("table", readNothing),
    probe("key", Key.look),
    ...gateways.map(([name, url]) => probe(`gateway.${name}`, knockAt(url))),
  ]);
  const failing = dependencies.filter(({ status }) => status === "failing");
  if (failing.length > 0) Metric.count("DependencyFailing", failing.length);
  return { status: failing.length > 0 ? "degraded" : "ok", dependencies };
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
