/** What goes out while something runs: requests to the table with their units and images, and those to a gateway. */
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { reader, TABLE, writer } from "../../domain/table.ts";
import { writeUnits, type Image, type Write } from "./price.ts";

export type Request = { readonly operation: string; readonly input: Record<string, unknown> };
/** How a gateway was asked. */
export type Asked = Parameters<typeof fetch>;
export type Metered = {
  readonly requests: readonly Request[];
  readonly asked: readonly Asked[];
  /** One after the other: requests that were out at the same time count once. */
  readonly trips: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** What the engine itself reports, where it reports anything: refused writes it does not. */
  readonly engineWriteUnits: number;
  readonly writes: readonly Write[];
};
type Key = { pk: string; sk: string };
type Action = { Key?: Key; Item?: Key };
type Input = Action & { TransactItems?: Record<"Put" | "Update" | "Delete", Action | undefined>[] };
type Consumed = { CapacityUnits?: number };
type Count = {
  requests: Request[];
  asked: Asked[];
  trips: number;
  out: number;
  readUnits: number;
  engine: number;
  writes: Write[];
};
type Step = { input: object };
type Next = (step: Step) => Promise<{ output: object }>;

const inspector = new DynamoDBClient({});
const NAME = "benchMeter";

/** Runs with a meter on both of the domain's clients, and on `fetch`. */
export async function metered<T>(run: () => Promise<T>): Promise<Metered & { answer: T }> {
  const count: Count = { requests: [], asked: [], trips: 0, out: 0, readUnits: 0, engine: 0, writes: [] };
  for (const { middlewareStack } of [reader, writer]) {
    middlewareStack.add(weighing(count) as never, { name: NAME, step: "initialize", priority: "high" });
  }
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    // A signal is of its own time; a repeat is as patient as it must be.
    count.asked.push([input, { ...init, signal: null }]);
    return fetch(input, init);
  };
  try {
    const answer = await run();
    const { requests, asked, trips, readUnits, engine: engineWriteUnits, writes } = count;
    const units = writes.reduce((sum, write) => sum + writeUnits(write), 0);
    return { answer, requests, asked, trips, readUnits, writeUnits: units, engineWriteUnits, writes };
  } finally {
    globalThis.fetch = fetch;
    for (const { middlewareStack } of [reader, writer]) middlewareStack.remove(NAME);
  }
}

const weighing =
  (count: Count) =>
  (next: Next, { commandName = "" }: { commandName?: string }) =>
  async (step: Step) => {
    const operation = commandName.replace("Command", "").replace(/Item$/, "");
    count.requests.push({ operation, input: step.input as Request["input"] });
    const keys = isWrite(operation) ? keysOf(step.input) : [];
    const before = await Promise.all(keys.map(look));
    if (count.out === 0) count.trips += 1;
    count.out += 1;
    try {
      const answered = await next({
        ...step,
        input: { ...step.input, ReturnConsumedCapacity: "INDEXES" },
      });
      weigh(count, operation, answered.output);
      return answered;
    } finally {
      count.out -= 1;
      const after = await Promise.all(keys.map(look));
      const transactional = operation.startsWith("Transact");
      for (const [position, old] of before.entries()) {
        const now = after[position];
        count.writes.push({ ...(old && { before: old }), ...(now && { after: now }), transactional });
      }
    }
  };

const isWrite = (operation: string): boolean => /^(Put|Update|Delete|TransactWrite)/.test(operation);

function weigh(count: Count, operation: string, output: object): void {
  const { ConsumedCapacity } = output as { ConsumedCapacity?: Consumed | Consumed[] };
  const units = [ConsumedCapacity ?? []]
    .flat()
    .reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  if (isWrite(operation)) count.engine += units;
  else count.readUnits += units;
}

function keysOf(input: Input): Key[] {
  const actions = input.TransactItems?.flatMap(({ Put, Update, Delete }) => Put ?? Update ?? Delete ?? []);
  return (actions ?? [input]).map(({ Key, Item }) => {
    const { pk, sk } = (Key ?? Item)!;
    return { pk, sk };
  });
}

async function look(key: Key): Promise<Image | undefined> {
  const asked = new GetItemCommand({ TableName: TABLE, Key: marshall(key), ConsistentRead: true });
  return (await inspector.send(asked)).Item;
}
