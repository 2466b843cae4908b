/**
 * A table endpoint on which writes take time, as they do at AWS: an item is being written for 8 ms. Plain writes to one
 * item wait for each other; a transaction that meets any other write on one of its items is cancelled with
 * TransactionConflict, and a plain write that meets a transaction is rejected. Everything else passes through.
 */
import { request as ask, Agent } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { serve, type Call, type Said } from "../functions/edge.ts";

export const WINDOW_MS = 8;
export type Tally = { writes: number; transactions: number; conflicts: number };

type Key = { pk: { S: string }; sk: { S: string } };
type Action = { Key?: Key; Item?: Key };
type Input = Action & { TransactItems?: Record<string, Action>[] };

const { engine } = workerData as { engine: string };
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** Until when an item is being written, and whether by a transaction. */
const busy = new Map<string, { until: number; transaction: boolean }>();
const tally: Tally = { writes: 0, transactions: 0, conflicts: 0 };

const server = await serve(async (call) => {
  const operation = String(call.headers["x-amz-target"]).split(".")[1] ?? "";
  if (operation === "TransactWriteItems") return transact(call);
  return /^(Put|Update|Delete)Item$/.test(operation) ? write(call) : pass(call);
});
parentPort!.on("message", () => parentPort!.postMessage(tally, []));
parentPort!.postMessage(server.url, []);

const nameOf = ({ Key, Item }: Action): string => {
  const { pk, sk } = (Key ?? Item)!;
  return `${pk.S} ${sk.S}`;
};
const held = (name: string) => {
  const hold = busy.get(name);
  return hold && hold.until > performance.now() ? hold : undefined;
};
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
const refusal = (type: string, more: object = {}): Said => ({
  status: 400,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more }),
});

function transact(call: Call): Promise<Said> | Said {
  const { TransactItems = [] } = JSON.parse(call.body.toString()) as Input;
  const names = TransactItems.map((action) => nameOf(Object.values(action)[0]!));
  tally.transactions += 1;
  const CancellationReasons = names.map((name) => ({ Code: held(name) ? "TransactionConflict" : "None" }));
  if (CancellationReasons.some(({ Code }) => Code !== "None")) {
    tally.conflicts += 1;
    return refusal("TransactionCanceledException", { CancellationReasons });
  }
  return writing(call, names, true);
}

async function write(call: Call): Promise<Said> {
  const name = nameOf(JSON.parse(call.body.toString()) as Input);
  tally.writes += 1;
  for (let hold = held(name); hold; hold = held(name)) {
    if (hold.transaction) {
      tally.conflicts += 1;
      return refusal("TransactionConflictException");
    }
    await pause(Math.max(1, hold.until - performance.now()));
  }
  return writing(call, [name], false);
}

/** The item is taken from the moment the write begins, and for the whole window. */
async function writing(call: Call, names: string[], transaction: boolean): Promise<Said> {
  const until = performance.now() + WINDOW_MS;
  for (const name of names) busy.set(name, { until, transaction });
  const [said] = await Promise.all([pass(call), pause(WINDOW_MS)]);
  return said;
}

async function pass({ method, path, headers, body }: Call): Promise<Said> {
  const { promise, resolve, reject } = Promise.withResolvers<Said>();
  const asked = ask(`${engine}${path}`, { method, headers, agent }, (answer) => {
    const parts: Buffer[] = [];
    answer.on("data", (part: Buffer) => parts.push(part));
    answer.on("end", () => {
      const type = String(answer.headers["content-type"]);
      resolve({
        status: answer.statusCode ?? 500,
        headers: { "content-type": type },
        body: Buffer.concat(parts).toString(),
      });
    });
  });
  asked.on("error", reject);
  asked.end(body);
  return promise;
}
