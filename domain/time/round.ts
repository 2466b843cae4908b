/**
 * A round of what is due by now: reads the due index, shard by shard, and gives each item to the chore that looks after
 * it. Every one of them reads its item again and compares before it sets, so late, early, double and parallel rounds
 * change nothing.
 */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as Clock from "../clock.ts";
import { DUE_SHARDS, reader, TABLE } from "../table.ts";

export type Sweep = { done: number; failed: { key: string; error: unknown }[] };
type Key = { pk: string; sk: string };
/** By the key of the item: what it is, and who looks after it. */
export type Chore = { key: RegExp; run: (...parts: string[]) => Promise<unknown> };

export const PATIENCE_MS = 45_000;
const AT_ONCE = 10;

/** One round within the time of one tick. What failed is thrown at the end, after everything else was tried. */
export async function inTime(chores: readonly Chore[]): Promise<void> {
  const { failed } = await sweep(chores, Clock.millis() + PATIENCE_MS);
  if (failed.length === 0) return;
  const keys = failed.map(({ key }) => key).slice(0, 10);
  throw new AggregateError(
    failed.map(({ error }) => error),
    `${failed.length} chores failed: ${keys.join(", ")}`,
  );
}

/** Does what is due of these chores, at most until `deadline` (epoch milliseconds). One failure stops no other. */
export async function sweep(chores: readonly Chore[], deadline: number): Promise<Sweep> {
  const total: Sweep = { done: 0, failed: [] };
  const shards = [...Array(DUE_SHARDS).keys()];
  await Promise.all(shards.map((shard) => sweepShard({ shard, chores, deadline }, total)));
  return total;
}

type Round = { shard: number; chores: readonly Chore[]; deadline: number };

async function sweepShard({ shard, chores, deadline }: Round, total: Sweep): Promise<void> {
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await reader.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: "due",
        KeyConditionExpression: "duePk = :shard AND dueSk <= :now",
        ExpressionAttributeValues: { ":shard": `DUE#${shard}`, ":now": Clock.iso() },
        ExclusiveStartKey: from,
        Limit: 100,
      }),
    );
    for (let next = 0; next < Items.length && Clock.millis() < deadline; next += AT_ONCE) {
      await Promise.all(Items.slice(next, next + AT_ONCE).map((item) => attend(item as Key, chores, total)));
    }
    from = LastEvaluatedKey;
  } while (from && Clock.millis() < deadline);
}

async function attend({ pk, sk }: Key, chores: readonly Chore[], total: Sweep): Promise<void> {
  const key = `${pk} ${sk}`;
  const chore = chores.find((candidate) => candidate.key.test(key));
  if (!chore) return;
  try {
    await chore.run(...chore.key.exec(key)!.slice(1));
    total.done += 1;
  } catch (error) {
    total.failed.push({ key, error });
  }
}
