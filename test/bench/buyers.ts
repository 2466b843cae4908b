/** The buyers of a hot session. All are there at once, each tries once, and the product's own retries are all he has. */
import { randomUUID } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import * as Actor from "../../domain/actor.ts";
import { commit, when } from "../../domain/commit.ts";
import { conflict, DomainError } from "../../domain/error.ts";
import { place } from "../../domain/seat/hold.ts";
import { TABLE } from "../../domain/table.ts";
import { person } from "./lambda.ts";

export type Entry = {
  readonly way: "pools" | "session row";
  readonly companyId: string;
  readonly sessionId: string;
  readonly buyers: number;
};
/** As many as one process has sockets: more would wait for each other here, which functions of their own do not. */
const AT_ONCE = 50;

const { way, companyId, sessionId, buyers } = workerData as Entry;

async function buy(): Promise<"sold" | "soldOut" | "gaveUp"> {
  const { userId } = person("buyer");
  const idempotencyKey = randomUUID();
  const actor: Actor.Actor = {
    kind: "public",
    requestId: idempotencyKey,
    userId,
    idempotencyKey,
    roles: new Map(),
  };
  const tried = Actor.within(actor, () => (way === "pools" ? inPool() : onRow(userId)));
  return tried.then(
    () => "sold" as const,
    (error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
      return error.code === "session.sold_out" ? "soldOut" : "gaveUp";
    },
  );
}

const inPool = (): Promise<unknown> => place({ companyId, sessionId, spots: 1 });

/** What a straightforward design does: count the seat on the session's row and put the hold, in one transaction. */
const onRow = (userId: string): Promise<unknown> =>
  commit(
    [
      when(
        {
          params: () => ({
            TableName: TABLE,
            Key: { pk: `C#${companyId}/ROW#${sessionId}`, sk: "SESSION" },
            UpdateExpression: "SET seatsLeft = seatsLeft - :one",
            ConditionExpression: "seatsLeft >= :one",
            ExpressionAttributeValues: { ":one": 1 },
          }),
        },
        () => conflict("session.sold_out", "No seat is left."),
      ),
      when(
        {
          params: () => ({
            TableName: TABLE,
            Item: { pk: `C#${companyId}/ROW#${sessionId}`, sk: `HOLD#${randomUUID()}`, userId, spots: 1 },
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        },
        () => conflict("hold.exists", "The hold exists already."),
      ),
    ],
    undefined,
  );

const outcomes: Awaited<ReturnType<typeof buy>>[] = [];
const queue = Array.from({ length: buyers }, () => buy);
const begun = performance.now();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.pop(); next; next = queue.pop()) outcomes.push(await next());
  }),
);
const count = (outcome: string): number => outcomes.filter((one) => one === outcome).length;
const outcome = {
  sold: count("sold"),
  soldOut: count("soldOut"),
  gaveUp: count("gaveUp"),
  seconds: (performance.now() - begun) / 1000,
};
parentPort!.postMessage(outcome, []);
