/**
 * Sends prepared writes and finds out what became of them.
 *
 * Conflicts and throttles are sent again with full jitter. An answer that was lost (timeout, reset, 5xx) is asked for
 * again with the same token and the same bytes. A refusal whose old image carries our own stamp is our own earlier
 * attempt: success. If the outcome is still unknown, the first stamped item is read before anything is said.
 */
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Refuse } from "./commit.ts";
import { unavailable } from "./error.ts";
import * as Metric from "./metric.ts";
import { reader, writer, type Change } from "./table.ts";

export type Item = Readonly<Record<string, unknown>>;
type Expressions = {
  TableName: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};
type Put = Expressions & { Item: Record<string, unknown> };
type Update = Expressions & { Key: Record<string, unknown>; UpdateExpression: string };
type Delete = Expressions & { Key: Record<string, unknown> };

export type Prepared = {
  readonly params: Put | Update | Delete;
  readonly refuse: Refuse;
  readonly commitId: string;
  readonly stamp?: Change;
};

/** Nothing was written, for nothing but want of a turn. */
export class Crowded extends Error {}

const TRIES = 6;
const PATIENCE_MS = 6000;
const ALL_OLD = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

export async function send(
  writes: readonly Prepared[],
  { returning = false }: { returning?: boolean },
): Promise<Item | undefined> {
  const attempt = writes.length === 1 ? plain(writes[0]!, returning) : transaction(writes);
  const started = performance.now();
  let lost: unknown;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const verdict = judge(error, writes);
      if (verdict === "ours") return readBack(writes);
      if (verdict instanceof Error) throw verdict;
      if (verdict === "unknown") lost = error;
      if (tries >= TRIES || performance.now() - started > PATIENCE_MS) break;
      Metric.retried();
      await pause(Math.random() * Math.min(400, 15 * 2 ** tries));
    }
  }
  if (!lost) throw new Crowded("Others were writing the same all the time.");
  if (await landed(writes)) return readBack(writes);
  throw unavailable(
    "write.unavailable",
    "The write could not be completed now. Repeat it with the same key.",
    {
      retryAfter: 1,
    },
  );
}

function plain(write: Prepared, returning: boolean): () => Promise<Item | undefined> {
  const { params } = write;
  if ("Item" in params) {
    return async () => {
      await writer.send(new PutCommand({ ...params, ...ALL_OLD }));
      return params.Item;
    };
  }
  if ("UpdateExpression" in params) {
    return async () => {
      const ReturnValues = returning ? "ALL_NEW" : "NONE";
      return (await writer.send(new UpdateCommand({ ...params, ...ALL_OLD, ReturnValues }))).Attributes;
    };
  }
  return async () => (await writer.send(new DeleteCommand({ ...params, ...ALL_OLD }))).Attributes;
}

function transaction(writes: readonly Prepared[]): () => Promise<undefined> {
  const TransactItems = writes.map(({ params }) => {
    if ("Item" in params) return { Put: { ...params, ...ALL_OLD } };
    if ("UpdateExpression" in params) return { Update: { ...params, ...ALL_OLD } };
    return { Delete: { ...params, ...ALL_OLD } };
  });
  // The token is the commit's, so that a re-sent transaction is recognised by the store itself.
  const ClientRequestToken = writes.at(-1)!.commitId;
  return async () => {
    await writer.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
    return undefined;
  };
}

type Verdict = "ours" | "contended" | "unknown" | Error;

function judge(error: unknown, writes: readonly Prepared[]): Verdict {
  const { name, Item, CancellationReasons, $metadata } = error as Thrown;
  if (name === "ConditionalCheckFailedException") return refused(writes[0]!, image(Item));
  if (name === "TransactionCanceledException" && CancellationReasons) {
    if (CancellationReasons.some(({ Code }) => CONTENDED.has(Code ?? ""))) return "contended";
    const verdicts = CancellationReasons.flatMap(({ Code, Item: old }, position) =>
      Code === "ConditionalCheckFailed" ? [refused(writes[position]!, image(old))] : [],
    );
    return verdicts.find((verdict) => verdict === "ours") ?? verdicts[0] ?? (error as Error);
  }
  if (CONTENDED_EXCEPTIONS.has(name ?? "")) return "contended";
  // The SDK marks what it has tried to send. What bears no mark never left: a bug, and no use to try again.
  if (!$metadata) return error as Error;
  const status = $metadata.httpStatusCode;
  if (name === "TransactionInProgressException" || status === undefined || status >= 500) return "unknown";
  return error as Error;
}

function refused(write: Prepared, old: Item | undefined): Verdict {
  const stamp = old?.change as Change | undefined;
  if (write.stamp && stamp?.id === write.stamp.id) return "ours";
  return write.refuse(old);
}

type Thrown = {
  name?: string;
  Item?: Record<string, unknown>;
  CancellationReasons?: { Code?: string; Item?: Record<string, unknown> }[];
  $metadata?: { httpStatusCode?: number };
};

/** The store gave no answer, or none for now: nobody's mistake, and nothing is known. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, $metadata, cause } = error as Error & Thrown;
  const status = $metadata?.httpStatusCode ?? 500;
  if ($metadata) return status >= 500 || CONTENDED_EXCEPTIONS.has(name);
  return isAway(cause);
}

const CONTENDED = new Set([
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
]);
const CONTENDED_EXCEPTIONS = new Set([
  "TransactionConflictException",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
]);

/** The document client does not unmarshall what an exception carries. */
function image(item: Record<string, unknown> | undefined): Item | undefined {
  if (!item) return undefined;
  const marshalled = typeof item.pk === "object";
  return marshalled ? unmarshall(item as Record<string, AttributeValue>) : item;
}

/** Whether our stamp is on the first stamped item, read consistently. */
async function landed(writes: readonly Prepared[]): Promise<boolean> {
  const stampedWrite = writes.find(({ stamp }) => stamp);
  if (!stampedWrite) return false;
  // A store that is away even for the question leaves the outcome open; the caller is told so.
  const item = await current(stampedWrite).catch(() => undefined);
  return (item?.change as Change | undefined)?.id === stampedWrite.stamp?.id;
}

const readBack = async (writes: readonly Prepared[]): Promise<Item | undefined> =>
  writes.length === 1 ? current(writes[0]!) : undefined;

async function current({ params }: Prepared): Promise<Item | undefined> {
  const { pk, sk } = "Item" in params ? params.Item : params.Key;
  const read = new GetCommand({ TableName: params.TableName, Key: { pk, sk }, ConsistentRead: true });
  return (await reader.send(read)).Item;
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
