import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { pathToFileURL } from "node:url";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { aheadOf } from "./local-clock.ts";

/** The inside of a worker: loads one function's bundle and hands it one event at a time. */
export interface Boot {
  readonly arn: string;
  /** How far the functions' clock is ahead of the machine's. */
  readonly clock: SharedArrayBuffer;
  readonly directory: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly name: string;
}
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly deadline: number;
}
export type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly result: string }
  | {
      readonly kind: "failed" | "broken";
      readonly type: string;
      readonly message: string;
      readonly trace: string[];
    };

type Handler = (event: unknown, context: object) => unknown;

const boot = workerData as Boot;
const port = parentPort!;
const machineNow = Date.now;
Date.now = () => machineNow() + aheadOf(boot.clock);
const answer = (message: Answer) => port.postMessage(message);

function failure(kind: "failed" | "broken", error: unknown): Answer {
  if (!(error instanceof Error)) return { kind, type: "Error", message: String(error), trace: [] };
  return { kind, type: error.name, message: error.message, trace: (error.stack ?? "").split("\n") };
}

async function load(): Promise<Handler> {
  const dot = boot.handler.lastIndexOf(".");
  const [file, name] = [boot.handler.slice(0, dot), boot.handler.slice(dot + 1)];
  const path = [".mjs", ".js", ".cjs"].map((ending) => join(boot.directory, file + ending)).find(existsSync);
  if (path === undefined) throw new Error(`Cannot find module '${file}' in ${boot.directory}`);
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const handler = module[name] ?? (module["default"] as Record<string, unknown> | undefined)?.[name];
  if (typeof handler !== "function") throw new Error(`${boot.handler} is undefined or not exported`);
  return handler as Handler;
}

async function run(handler: Handler, { requestId, payload, deadline }: Invocation): Promise<Answer> {
  const context = {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: boot.name,
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
    invokedFunctionArn: boot.arn,
    logGroupName: `/aws/lambda/${boot.name}`,
    logStreamName: "local",
    memoryLimitInMB: String(boot.memoryMb),
  };
  try {
    const result = await handler(JSON.parse(payload), context);
    return { kind: "done", result: JSON.stringify(result) ?? "null" };
  } catch (error) {
    return failure("failed", error);
  }
}

// On Linux this is the thread's own: however busy the functions, the gateway, the endpoint and the issuer stay prompt.
if (process.platform === "linux") setPriority(5);
try {
  const handler = await load();
  port.on("message", (invocation: Invocation) => void run(handler, invocation).then(answer));
  answer({ kind: "ready" });
} catch (error) {
  answer(failure("broken", error));
}
