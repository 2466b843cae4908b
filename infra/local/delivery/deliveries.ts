import { randomUUID } from "node:crypto";
import { FunctionFailure } from "../functions/function-failure.ts";
import type { Faults } from "../faults/faults.ts";
import type { Functions } from "../functions/functions.ts";
import { failureMessage, type Failure } from "./failure.ts";
import type { Plan } from "./plan.ts";
import { textAttributes, type Queues } from "./queues.ts";
import { together, type Store } from "./store.ts";

/** Asynchronous invocations: stored first, then tried until they succeed or their plan sets them aside. */
export interface Delivery {
  readonly id: string;
  readonly functionName: string;
  readonly payload: string;
  readonly plan: Plan;
  readonly attempts: number;
  readonly createdAt: number;
}

export interface Deliveries {
  enqueue(wanted: readonly { functionName: string; payload: string; plan: Plan }[]): void;
  pending(): number;
  /** Takes up what an earlier run left. */
  start(): void;
  stop(): void;
}

const atOnce = 10;
const firstBackoffMs = 200;
const longestBackoffMs = 30_000;

export function openDeliveries(
  store: Store,
  queues: Queues,
  functions: Functions,
  warn: (message: string) => void,
  faults?: Faults,
): Deliveries {
  const lanes = new Map<string, { running: number; ready: Delivery[] }>();
  const timers = new Map<string, NodeJS.Timeout>();
  let pending = 0;
  let stopped = false;
  const insert = store.prepare("insert into deliveries values (?, ?, ?, ?, 0, ?, ?)");
  const remove = store.prepare("delete from deliveries where id = ?");
  const postpone = store.prepare("update deliveries set attempts = ?, due = ? where id = ?");

  function ready(delivery: Delivery) {
    const lane = lanes.get(delivery.functionName) ?? { running: 0, ready: [] };
    lanes.set(delivery.functionName, lane);
    lane.ready.push(delivery);
    advance(lane);
  }

  function advance(lane: { running: number; ready: Delivery[] }) {
    if (stopped) return;
    while (lane.running < atOnce) {
      const delivery = lane.ready.shift();
      if (!delivery) return;
      lane.running += 1;
      void attempt(delivery).finally(() => {
        lane.running -= 1;
        advance(lane);
      });
    }
  }

  function later(delivery: Delivery, ms: number) {
    const timer = setTimeout(() => {
      timers.delete(delivery.id);
      ready(delivery);
    }, ms);
    timers.set(delivery.id, timer);
  }

  async function attempt(delivery: Delivery) {
    try {
      await functions.invoke(delivery.functionName, delivery.payload);
    } catch (error) {
      // A stop interrupts attempts; they stay stored and are taken up by the next run.
      if (!stopped)
        fail(
          delivery,
          error instanceof FunctionFailure ? error : new FunctionFailure("Unhandled", String(error)),
        );
      return;
    }
    if (stopped && !store.isOpen) return;
    remove.run(delivery.id);
    pending -= 1;
  }

  function fail(delivery: Delivery, error: FunctionFailure) {
    const attempts = delivery.attempts + 1;
    const { plan } = delivery;
    const aged = Date.now() - delivery.createdAt >= plan.maxAgeSeconds * 1000;
    if (attempts <= plan.retries && !aged) {
      const ms = Math.min(firstBackoffMs * 2 ** (attempts - 1), longestBackoffMs);
      postpone.run(attempts, Date.now() + ms, delivery.id);
      later({ ...delivery, attempts }, ms);
      return;
    }
    setAside({ delivery: { ...delivery, attempts }, error, aged });
  }

  function setAside(failure: Failure) {
    const { delivery, error } = failure;
    const { failures, source } = delivery.plan;
    together(store, () => {
      if (failures) {
        const { body, attributes } = failureMessage(failure, failures.form);
        queues.send(failures.queue, body, textAttributes(attributes));
      }
      remove.run(delivery.id);
    });
    pending -= 1;
    const where = failures
      ? `set aside in ${failures.queue}`
      : "dropped, as nothing is configured to keep it";
    warn(
      `${source} → ${delivery.functionName} failed ${delivery.attempts} times (${error.message}): ${where}.`,
    );
  }

  return {
    enqueue(wanted) {
      const now = Date.now();
      const arriving = wanted.flatMap((entry) =>
        (faults?.arrivals(entry.functionName) ?? [0]).map((lateMs) => ({
          lateMs,
          delivery: { ...entry, id: randomUUID(), attempts: 0, createdAt: now },
        })),
      );
      together(store, () => {
        for (const { lateMs, delivery } of arriving) {
          const { id, functionName, payload, plan } = delivery;
          insert.run(id, functionName, payload, JSON.stringify(plan), now, Math.ceil(now + lateMs));
        }
      });
      pending += arriving.length;
      for (const { lateMs, delivery } of arriving) {
        if (lateMs > 0) later(delivery, lateMs);
        else setImmediate(ready, delivery);
      }
    },
    pending: () => pending,
    start() {
      for (const row of store.prepare("select * from deliveries order by created").all()) {
        const delivery = {
          id: String(row["id"]),
          functionName: String(row["function"]),
          payload: String(row["payload"]),
          plan: JSON.parse(String(row["plan"])) as Plan,
          attempts: Number(row["attempts"]),
          createdAt: Number(row["created"]),
        };
        pending += 1;
        later(delivery, Math.max(0, Number(row["due"]) - Date.now()));
      }
    },
    stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
