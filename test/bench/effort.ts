/**
 * CPU time of a verb, as a ratio: what this thread spends from the request to the answer, against what it spends on the
 * same requests sent bare: those to the table by the SDK, those to a payment gateway by `fetch`. Both are done alternately
 * in one process, so the machine cancels out.
 */
import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as lib from "@aws-sdk/lib-dynamodb";
import type { Asked, Request } from "./meter.ts";
import type { Scene } from "./verbs.ts";

export type Effort = {
  readonly microseconds: number;
  readonly rawMicroseconds: number;
  readonly ratio: number;
};

const bare = lib.DynamoDBDocumentClient.from(new DynamoDBClient({}));
const WARM = 15;

type Requests = { readonly requests: readonly Request[]; readonly asked: readonly Asked[] };

export async function effortOf(scene: Scene, requests: Requests, rounds: number): Promise<Effort> {
  const [own, raw]: [number[], number[]] = [[], []];
  let run: (() => Promise<unknown>) | undefined;
  for (let round = 0; round < rounds + WARM; round++) {
    run = (scene.repeatable && run) || (await scene.prepare());
    const spent = await cpu(run);
    const spentRaw = await cpu(() => again(requests));
    if (round < WARM) continue;
    own.push(spent);
    raw.push(spentRaw);
  }
  const [microseconds, rawMicroseconds] = [median(own), median(raw)];
  return { microseconds, rawMicroseconds, ratio: microseconds / rawMicroseconds };
}

/** Microseconds of this thread. */
export async function cpu(run: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

const again = async ({ requests, asked }: Requests): Promise<void> => {
  for (const request of requests) await bare.send(commandOf(request) as never);
  for (const parameters of asked) await (await fetch(...parameters)).text();
};

/** The same bytes but for what would make a repeat fail: a condition that always holds, and another token. */
function commandOf({ operation, input }: Request): object {
  switch (operation) {
    case "Get":
      return new lib.GetCommand(input as never);
    case "Query":
      return new lib.QueryCommand(input as never);
    case "BatchGet":
      return new lib.BatchGetCommand(input as never);
    case "Put":
      return new lib.PutCommand(willing(input) as never);
    case "Update":
      return new lib.UpdateCommand(willing(input) as never);
    case "Delete":
      return new lib.DeleteCommand(willing(input) as never);
    case "TransactWriteItems":
      return new lib.TransactWriteCommand(willingAll(input));
    default:
      throw new Error(`The bench does not know how to repeat ${operation}.`);
  }
}

const willing = (input: Record<string, unknown>) => ({
  ...input,
  ...(input.ConditionExpression !== undefined && {
    ConditionExpression: `(${input.ConditionExpression as string}) OR attribute_exists(pk) OR attribute_not_exists(pk)`,
  }),
});

const willingAll = ({ TransactItems, ...input }: Record<string, unknown>) => ({
  ...input,
  ClientRequestToken: randomUUID(),
  TransactItems: (TransactItems as Record<string, Record<string, unknown>>[]).map((action) =>
    Object.fromEntries(Object.entries(action).map(([kind, part]) => [kind, willing(part)])),
  ),
});
