/**
 * What must be done by now: reads the due index, shard by shard, and gives each item to the noun it belongs to. Every one
 * of them reads its item again and compares before it sets, so late, early, double and parallel sweeps change nothing.
 */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as Clock from "../clock.ts";
import * as Settings from "../gateway/settings.ts";
import * as Callback from "../payment/callback.ts";
import { chase } from "../payment/chase.ts";
import { payOut } from "../payment/pay-out.ts";
import * as Reconciliation from "../reconciliation/reconciliation.ts";
import { tidy } from "../seat/expiry.ts";
import * as Reminder from "../session/reminder.ts";
import * as Review from "../session/review.ts";
import { DUE_SHARDS, reader, TABLE } from "../table.ts";

export type Sweep = { done: number; failed: { key: string; error: unknown }[] };
type Key = { pk: string; sk: string };
type Chore = { key: RegExp; run: (...parts: string[]) => Promise<unknown> };

/** By the key of the item: what it is, and who looks after it. */
export const MONEY_AND_SEATS: readonly Chore[] = [
  {
    key: /^C#(.+)\/POOL#(.+)#(\d+) POOL$/,
    run: (companyId = "", sessionId = "", index = "") => tidy({ companyId, sessionId }, Number(index)),
  },
  {
    key: /^C#(.+)\/PAYMENT#(.+) PAYMENT$/,
    run: (companyId = "", paymentId = "") => chase(companyId, paymentId),
  },
  {
    key: /^C#(.+)\/PAYMENT#(.+) REFUND#(.+)$/,
    run: (companyId = "", paymentId = "", refundId = "") => payOut({ companyId, paymentId, refundId }),
  },
  {
    key: /^C#(.+)\/PAYMENT#(.+) CALLBACK#(.+)$/,
    run: (companyId = "", _payment = "", callbackId = "") => Callback.retry(companyId, callbackId),
  },
];
export const SETTINGS: readonly Chore[] = [
  {
    key: /^C#(.+)\/GATEWAYS (.+)$/,
    run: (companyId = "", gateway = "") => Settings.forgetReplaced(companyId, gateway),
  },
];
const PATIENCE_MS = 45_000;

const RECONCILIATIONS: readonly Chore[] = [
  { key: /^C#([^/]+) RECONCILIATION$/, run: (companyId = "") => Reconciliation.daily(companyId) },
  {
    key: /^C#(.+)\/RECONCILIATION#(.+) PROGRESS$/,
    run: (companyId = "", day = "") => Reconciliation.goOn({ companyId, day }, Clock.millis() + PATIENCE_MS),
  },
];
const SESSIONS: readonly Chore[] = [
  {
    key: /^C#(.+)\/SESSION#(.+) SESSION$/,
    run: (companyId = "", sessionId = "") => Review.review({ companyId, sessionId }),
  },
  {
    key: /^C#(.+)\/SESSION#(.+) REMINDER#(\d+)$/,
    run: (companyId = "", sessionId = "", lead = "") =>
      Reminder.remind({ companyId, sessionId }, Number(lead), Clock.millis() + PATIENCE_MS),
  },
];
/** What is looked at again to be sure of it, and whom a look finds to be reminded. */
export const EVIDENCE: readonly Chore[] = [...SESSIONS, ...RECONCILIATIONS];

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
