import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Queues } from "../delivery/queues.ts";
import type { Functions } from "../functions/functions.ts";
import { functionArn, region } from "../template/place.ts";
import type { Properties } from "../template/shapes.ts";
import type { Reader, StreamRecord } from "./stream-reader.ts";

/** One batch of stream records, tried, halved and tried again until each record is dealt with or set aside. */
export interface Batch {
  readonly records: readonly StreamRecord[];
  readonly functionName: string;
  readonly streamArn: string;
  readonly properties: Properties<"AWS::Lambda::EventSourceMapping">;
  readonly failuresQueue: string | undefined;
  readonly reader: Reader;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly warn: (message: string) => void;
}

const firstBackoffMs = 100;
const longestBackoffMs = 10_000;

/** In order: when it returns, every record of the batch is behind us, unless the signal ended it. */
export async function settleBatch(batch: Batch, ending: AbortSignal): Promise<void> {
  const { properties, reader } = batch;
  let { records } = batch;
  for (let attempts = 1; !ending.aborted; attempts += 1) {
    const failedFrom = await attempt({ ...batch, records });
    if (failedFrom === undefined) return reader.done(records.at(-1)!);
    // What a stop interrupted is not the function's failure; the next run begins at the checkpoint.
    if (ending.aborted) return;
    if (typeof failedFrom === "number" && failedFrom > 0) {
      reader.done(records[failedFrom - 1]!);
      records = records.slice(failedFrom);
      // What is left has failed once, as a batch of its own.
      attempts = 1;
    } else if (failedFrom === "all" && properties.BisectBatchOnFunctionError && records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      await settleBatch({ ...batch, records: records.slice(0, middle) }, ending);
      return settleBatch({ ...batch, records: records.slice(middle) }, ending);
    }
    const condition = exhausted(properties, records, attempts);
    if (condition !== undefined) return setAside({ ...batch, records }, attempts, condition);
    const backoff = Math.min(firstBackoffMs * 2 ** (attempts - 1), longestBackoffMs);
    await pause(backoff, undefined, { signal: ending }).catch(() => {});
  }
}

/** Undefined when all went well; the lowest failed record when the function told it; otherwise all of them. */
async function attempt({
  records,
  functionName,
  streamArn,
  properties,
  functions,
}: Batch): Promise<number | "all" | undefined> {
  const Records = records.map((record) => ({ ...record, awsRegion: region, eventSourceARN: streamArn }));
  let answer: string;
  try {
    answer = await functions.invoke(functionName, JSON.stringify({ Records }));
  } catch {
    return "all";
  }
  if (!properties.FunctionResponseTypes.includes("ReportBatchItemFailures")) return undefined;
  const { batchItemFailures } = (JSON.parse(answer) ?? {}) as {
    batchItemFailures?: { itemIdentifier?: string }[];
  };
  if (!batchItemFailures || batchItemFailures.length === 0) return undefined;
  const positions = batchItemFailures.map(({ itemIdentifier }) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
  );
  return positions.includes(-1) ? "all" : Math.min(...positions);
}

function exhausted(properties: Batch["properties"], records: readonly StreamRecord[], attempts: number) {
  const { MaximumRecordAgeInSeconds: age = -1, MaximumRetryAttempts: retries = -1 } = properties;
  if (retries >= 0 && attempts > retries) return "RetryAttemptsExhausted";
  const oldest = records[0]!.dynamodb.ApproximateCreationDateTime;
  if (age >= 0 && Date.now() / 1000 - oldest > age) return "RecordAgeExceeded";
  return undefined;
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

/** The queue gets where the records lie, not the records themselves. */
function setAside(
  { records, functionName, streamArn, failuresQueue, reader, queues, warn }: Batch,
  attempts: number,
  condition: string,
) {
  const [first, last] = [records[0]!.dynamodb, records.at(-1)!.dynamodb];
  const message = {
    requestContext: {
      requestId: randomUUID(),
      functionArn: functionArn(functionName),
      condition,
      approximateInvokeCount: attempts,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: reader.shard(),
      startSequenceNumber: first.SequenceNumber,
      endSequenceNumber: last.SequenceNumber,
      approximateArrivalOfFirstRecord: instant(first.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: instant(last.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn,
    },
  };
  if (failuresQueue !== undefined) queues.send(failuresQueue, JSON.stringify(message));
  reader.done(records.at(-1)!);
  const where =
    failuresQueue === undefined
      ? "dropped, as nothing is configured to keep them"
      : `set aside in ${failuresQueue}`;
  warn(`${records.length} stream records failed in ${functionName} (${condition}): ${where}.`);
}
