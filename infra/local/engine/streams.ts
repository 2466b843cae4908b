import { setTimeout as pause } from "node:timers/promises";
import type { Queues } from "../delivery/queues.ts";
import { compilePattern } from "../delivery/pattern.ts";
import type { Store } from "../delivery/store.ts";
import type { Faults } from "../faults/faults.ts";
import type { Functions } from "../functions/functions.ts";
import { lastPart } from "../template/place.ts";
import { refuse } from "../template/refusal.ts";
import type { Resource, Stack } from "../template/template.ts";
import { settleBatch, type Batch } from "./batch.ts";
import { openReader, type Reader } from "./stream-reader.ts";
import { tablesOf } from "./tables.ts";
import type { Wire } from "./wire.ts";

/** Stream mappings: a table's changes, in order, to a function. */
export interface Streams {
  /** Something was written: do not wait for the next look. */
  readonly nudge: () => void;
  readonly pending: () => boolean;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

interface Surroundings {
  readonly wire: Wire;
  readonly store: Store;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly warn: (message: string) => void;
  readonly faults: Faults | undefined;
}

const idleMs = 250;

export function openStreams(stack: Stack, around: Surroundings): Streams {
  const mappings = stack
    .all("AWS::Lambda::EventSourceMapping")
    .filter(
      ({ properties }) => properties.EventSourceArn.includes(":dynamodb:") && properties.Enabled !== false,
    )
    .map((mapping) => follow(stack, mapping, around));
  return {
    nudge: () => mappings.forEach(({ nudge }) => nudge()),
    pending: () => mappings.some(({ pending }) => pending()),
    start: () => mappings.forEach(({ start }) => start()),
    stop: async () => void (await Promise.all(mappings.map(({ stop }) => stop()))),
  };
}

function follow(
  stack: Stack,
  mapping: Resource<"AWS::Lambda::EventSourceMapping">,
  around: Surroundings,
): Streams {
  const { logicalId, properties } = mapping;
  const { wire, store, functions, queues, warn, faults } = around;
  const streamArn = properties.EventSourceArn;
  const table = tablesOf(stack).find(({ arn }) => streamArn.startsWith(`${arn}/stream/`));
  if (!table?.properties.StreamSpecification)
    return refuse(`${logicalId}: ${streamArn} is not a stream of this template.`);
  const functionName = lastPart(properties.FunctionName);
  const limit = properties.BatchSize ?? 100;
  const failures = properties.DestinationConfig?.OnFailure?.Destination;
  const failuresQueue =
    failures === undefined
      ? undefined
      : (queues.find(failures)?.name ?? refuse(`${logicalId}: ${failures} is not a queue.`));
  const filters = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) =>
    compilePattern(JSON.parse(Pattern), `${logicalId}.FilterCriteria`),
  );
  const reader: Reader = openReader({
    wire,
    store,
    mapping: logicalId,
    table: table.name,
    from: properties.StartingPosition ?? refuse(`${logicalId}: a stream mapping has a StartingPosition.`),
  });
  const batch: Omit<Batch, "records"> = {
    functionName,
    streamArn,
    properties,
    failuresQueue,
    reader,
    functions,
    queues,
    warn,
  };

  const ending = new AbortController();
  let writes = 0;
  /** How many writes were known of when the stream was last found empty. */
  let emptyAt = -1;
  let wake: (() => void) | undefined;
  let loop: Promise<void> = Promise.resolve();

  async function nothingNew() {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const timer = setTimeout(resolve, idleMs);
    await promise;
    clearTimeout(timer);
    wake = undefined;
  }

  async function step() {
    const known = writes;
    const records = await reader.read(limit);
    if (records.length === 0) {
      emptyAt = known;
      if (writes === known) await nothingNew();
      return;
    }
    emptyAt = -1;
    const passing =
      filters.length === 0 ? records : records.filter((record) => filters.some((matches) => matches(record)));
    const batches = faults?.batches(passing) ?? [{ lateMs: 0, what: passing }];
    for (const { lateMs, what } of batches.filter(() => passing.length > 0)) {
      if (lateMs > 0) await pause(lateMs, undefined, { signal: ending.signal }).catch(() => {});
      await settleBatch({ ...batch, records: what }, ending.signal);
    }
    if (!ending.signal.aborted) reader.done(records.at(-1)!);
  }

  async function run() {
    while (!ending.signal.aborted) {
      try {
        await step();
      } catch (error) {
        if (ending.signal.aborted) return;
        warn(`The stream of ${table!.name} could not be read: ${String(error)}`);
        await pause(idleMs);
      }
    }
  }

  return {
    nudge() {
      writes += 1;
      wake?.();
    },
    pending: () => emptyAt !== writes,
    start: () => void (loop = run()),
    async stop() {
      ending.abort();
      wake?.();
      await loop;
    },
  };
}
