import { randomUUID } from "node:crypto";
import { Worker } from "node:worker_threads";
import { FunctionFailure } from "./function-failure.ts";
import type { InvokeOptions } from "./functions.ts";
import { lines, type Log } from "./logs.ts";
import type { Answer, Boot, Invocation } from "./worker.ts";

/** One function's workers: one invocation each at a time, more of them when all are busy, then a queue. */
export interface Definition extends Boot {
  readonly atMost: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly timeoutMs: number;
}

export interface Pool {
  invoke(payload: string, options: InvokeOptions): Promise<string>;
  running(): number;
  requestOf(session: string): string | undefined;
  /** Ends this worker where it stands; what it was doing fails. */
  end(session: string): void;
  stop(): Promise<void>;
}

interface Job {
  readonly payload: string;
  readonly requestId: string;
  readonly expiresAt: number;
  readonly resolve: (result: string) => void;
  readonly reject: (failure: FunctionFailure) => void;
}
interface Slot {
  readonly session: string;
  readonly worker: Worker;
  state: "starting" | "idle" | "busy";
  job?: Job | undefined;
  timer?: NodeJS.Timeout | undefined;
}

/** Loading bundles side by side on few cores only makes each of them late. */
const startingAtOnce = 2;
const largestAnswer = 6 * 1024 * 1024;
const patienceAtStopMs = 10_000;
/** After a rush, all workers but one give their memory back. */
const idleMs = 30_000;

export function openPool(definition: Definition): Pool {
  const { atMost, log, name, timeoutMs } = definition;
  const slots = new Map<string, Slot>();
  const queue: Job[] = [];
  let started = 0;
  let stopped = false;
  let emptied: (() => void) | undefined;

  const count = (state: Slot["state"]) => [...slots.values()].filter((slot) => slot.state === state).length;
  const running = () => queue.length + count("busy");

  function advance() {
    while (queue.length > 0) {
      const idle = [...slots.values()].find(({ state }) => state === "idle");
      if (!idle) break;
      const job = queue.shift()!;
      if (job.expiresAt > Date.now()) begin(idle, job);
      else job.reject(new FunctionFailure("TooManyRequestsException", "Rate Exceeded."));
    }
    const starting = count("starting");
    const wanted = Math.min(queue.length - starting, atMost - slots.size, startingAtOnce - starting);
    for (let extra = 0; extra < wanted; extra += 1) open();
    if (running() === 0) emptied?.();
  }

  function open() {
    started += 1;
    const session = `${name}.${started}`;
    const boot: Boot = {
      arn: definition.arn,
      directory: definition.directory,
      handler: definition.handler,
      memoryMb: definition.memoryMb,
      name,
      clock: definition.clock,
    };
    const worker = new Worker(new URL("worker.ts", import.meta.url), {
      env: { ...definition.environment, AWS_SESSION_TOKEN: session, AWS_LAMBDA_LOG_STREAM_NAME: session },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
      stderr: true,
      stdout: true,
      workerData: boot,
    });
    const slot: Slot = { session, worker, state: "starting" };
    slots.set(session, slot);
    worker.stdout.on("data", lines(log.write));
    worker.stderr.on("data", lines(log.write));
    worker.on("message", (answer: Answer) => settle(slot, answer));
    worker.on("error", (error) => lose(slot, new FunctionFailure("Runtime.UnhandledError", String(error))));
    worker.on("exit", () => lose(slot, new FunctionFailure("Runtime.ExitError", "The runtime exited.")));
  }

  function begin(slot: Slot, job: Job) {
    clearTimeout(slot.timer);
    slot.state = "busy";
    slot.job = job;
    slot.timer = setTimeout(() => {
      const seconds = (timeoutMs / 1000).toFixed(2);
      lose(
        slot,
        new FunctionFailure("Sandbox.Timedout", `${job.requestId} Task timed out after ${seconds} seconds`),
      );
    }, timeoutMs);
    const invocation: Invocation = {
      requestId: job.requestId,
      payload: job.payload,
      deadline: Date.now() + timeoutMs,
    };
    slot.worker.postMessage(invocation, []);
  }

  function finish(slot: Slot): Job | undefined {
    const { job } = slot;
    clearTimeout(slot.timer);
    slot.job = undefined;
    return job;
  }

  function settle(slot: Slot, answer: Answer) {
    if (answer.kind === "broken") return lose(slot, reported(answer));
    const job = finish(slot);
    slot.state = "idle";
    if (answer.kind === "failed") {
      const failure = reported(answer);
      log.write(JSON.stringify({ level: "ERROR", message: failure.message, ...(failure.payload as object) }));
      job?.reject(failure);
    } else if (answer.kind === "done" && answer.result.length > largestAnswer) {
      job?.reject(new FunctionFailure("Function.ResponseSizeTooLarge", "The response is larger than 6 MB."));
    } else if (answer.kind === "done") job?.resolve(answer.result);
    slot.timer = setTimeout(() => retire(slot), idleMs);
    advance();
  }

  function retire(slot: Slot) {
    if (slots.size === 1 || !slots.delete(slot.session)) return;
    void slot.worker.terminate();
  }

  /** The worker is gone or must go; what it was doing, or being started for, fails with it. */
  function lose(slot: Slot, failure: FunctionFailure) {
    if (!slots.delete(slot.session)) return;
    void slot.worker.terminate();
    if (!stopped)
      log.write(JSON.stringify({ level: "ERROR", message: failure.message, errorType: failure.errorType }));
    finish(slot)?.reject(failure);
    // Nothing that was started works: whoever waits would wait for ever.
    if (slot.state === "starting" && slots.size === count("starting")) {
      for (const job of queue.splice(0)) job.reject(failure);
    }
    advance();
  }

  return {
    invoke(payload, { patienceMs = Infinity, requestId = randomUUID() }) {
      if (stopped)
        return Promise.reject(new FunctionFailure("ServiceException", "The local run is stopping."));
      return new Promise((resolve, reject) => {
        queue.push({ payload, requestId, expiresAt: Date.now() + patienceMs, resolve, reject });
        advance();
      });
    },
    running,
    requestOf: (session) => slots.get(session)?.job?.requestId,
    end(session) {
      const slot = slots.get(session);
      if (slot) lose(slot, new FunctionFailure("Runtime.ExitError", "The runtime exited."));
    },
    async stop() {
      stopped = true;
      if (running() > 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        emptied = resolve;
        const impatience = setTimeout(resolve, patienceAtStopMs);
        await promise;
        clearTimeout(impatience);
      }
      const left = [...slots.values()];
      for (const slot of left) clearTimeout(slot.timer);
      slots.clear();
      await Promise.all(left.map(({ worker }) => worker.terminate()));
      for (const job of [...queue.splice(0), ...left.flatMap((slot) => slot.job ?? [])]) {
        job.reject(new FunctionFailure("ServiceException", "The local run is stopping."));
      }
    },
  };
}

function reported({ type, message, trace }: Extract<Answer, { kind: "failed" | "broken" }>) {
  return new FunctionFailure(type, message, trace);
}
