/** A thousand buyers for a thousand seats at once: seats in pools, against one transaction on the session's row. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { TABLE, writer } from "../../domain/table.ts";
import type { Entry } from "./buyers.ts";
import type { Tally } from "./contention.ts";
import type { House } from "./house.ts";

export type Rush = {
  readonly way: string;
  readonly buyers: number;
  readonly sold: number;
  readonly soldOut: number;
  readonly gaveUp: number;
  readonly requests: number;
  readonly conflicts: number;
  readonly seconds: number;
};

async function hotSession(engine: string, entry: Entry): Promise<Rush> {
  const endpoint = new Worker(new URL("contention.ts", import.meta.url), { workerData: { engine } });
  const [url] = (await once(endpoint, "message")) as [string];
  // The clients of the domain read where the table is as they are made: the buyers have a thread of their own.
  const env = { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: url };
  const buyers = new Worker(new URL("buyers.ts", import.meta.url), { env, workerData: entry });
  const [outcome] = (await once(buyers, "message")) as [
    Pick<Rush, "sold" | "soldOut" | "gaveUp" | "seconds">,
  ];
  endpoint.postMessage("tally", []);
  const [tally] = (await once(endpoint, "message")) as [Tally];
  await Promise.all([endpoint.terminate(), buyers.terminate()]);
  const requests = tally.writes + tally.transactions;
  return { way: entry.way, buyers: entry.buyers, ...outcome, requests, conflicts: tally.conflicts };
}

/** Both ways, each on a fresh session of a thousand seats. */
export async function rushes(engine: string, { companyId, session }: House): Promise<Rush[]> {
  const buyers = 1000;
  const { sessionId } = await session({ capacity: buyers });
  const inPools = await hotSession(engine, { way: "pools", companyId, sessionId, buyers });
  const row = { pk: `C#${companyId}/ROW#${sessionId}`, sk: "SESSION", seatsLeft: buyers };
  await writer.send(new PutCommand({ TableName: TABLE, Item: row }));
  return [inPools, await hotSession(engine, { way: "session row", companyId, sessionId, buyers })];
}
