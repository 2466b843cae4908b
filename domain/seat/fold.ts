/**
 * What calendars show of a session's seats: `seats` on its row, one entry per pool, folded from the stream so that no
 * booking ever writes that row. A pool's version decides: older news is refused by the write itself, so records may come
 * twice or late. Seats that do not add up ring here, a moment after the write that lost them (CAP-6).
 */
import { ENTITY } from "../audit/image.ts";
import { commit, replay, Replay, when } from "../commit.ts";
import * as Metric from "../metric.ts";
import type { Item } from "../send.ts";
import { TABLE } from "../table.ts";
import * as Pool from "./pool.ts";

export const isPool = (item: Item | undefined): item is Pool.Pool & Item => item?.[ENTITY] === "pool";

export function check(pool: Pool.Pool): void {
  if (Pool.addsUp(pool)) return;
  const { companyId, sessionId, index, version } = pool;
  Metric.ring("OverbookingDetected", { companyId, sessionId, index, version });
}

/** Takes the news of a pool to its session, unless newer news was there before. */
export async function fold(pool: Pool.Pool): Promise<void> {
  const { companyId, sessionId, index, version } = pool;
  const params = {
    TableName: TABLE,
    Key: { pk: `C#${companyId}/SESSION#${sessionId}`, sk: "SESSION" },
    UpdateExpression: "SET seats.#pool = :news",
    ConditionExpression: "attribute_exists(pk) AND (attribute_not_exists(seats.#pool) OR seats.#pool.v < :v)",
    ExpressionAttributeNames: { "#pool": String(index) },
    ExpressionAttributeValues: { ":news": { v: version, ...told(pool) }, ":v": version },
  };
  await commit([when({ params: () => params }, replay)], undefined).catch((old: unknown) => {
    if (!(old instanceof Replay)) throw old;
  });
}

/** Whether calendars show it otherwise than what was there before. */
export function isNews(pool: Pool.Pool, before: Item | undefined): boolean {
  if (!isPool(before)) return true;
  const [now, then] = [told(pool), told(before)];
  return now.r !== then.r || now.b !== then.b;
}

/** What remains on sale: nothing while people wait for it. And how many bookings, where they are counted. */
export const told = ({ remaining, line, bookingsLeft }: Pool.Pool) => ({
  r: line ? 0 : remaining,
  ...(bookingsLeft !== undefined && { b: bookingsLeft }),
});
