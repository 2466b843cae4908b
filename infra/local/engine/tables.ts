import { DatabaseSync } from "node:sqlite";
import { refuse } from "../template/refusal.ts";
import type { Resource, Stack } from "../template/template.ts";
import type { Engine } from "./engine.ts";
import { EngineRefusal, type Wire } from "./wire.ts";

/** Makes the engine's tables what the template says, keeping what is in them. */
interface Description {
  readonly KeySchema: unknown;
  readonly GlobalSecondaryIndexes?: readonly { IndexName: string; KeySchema: unknown; Projection: unknown }[];
}

type TableResource = Resource<"AWS::DynamoDB::Table">;
export const tablesOf = (stack: Stack): readonly TableResource[] => [
  ...stack.all("AWS::DynamoDB::Table"),
  ...(stack.all("AWS::DynamoDB::GlobalTable") as unknown as readonly TableResource[]),
];

const api = "DynamoDB_20120810";

export async function makeTables(stack: Stack, wire: Wire, engine: Engine) {
  for (const table of tablesOf(stack)) {
    const existing = await describe(wire, table.name);
    if (existing) await adjust(wire, table, existing);
    else await create(wire, table);
    await timeToLive(wire, table);
  }
  if (engine.databaseFile !== undefined) quicken(engine.databaseFile);
}

async function describe(wire: Wire, TableName: string): Promise<Description | undefined> {
  try {
    return (await wire.call<{ Table: Description }>(`${api}.DescribeTable`, { TableName })).Table;
  } catch (error) {
    if (error instanceof EngineRefusal && error.type === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

async function create(wire: Wire, { name, properties }: TableResource) {
  const { AttributeDefinitions, BillingMode, KeySchema, StreamSpecification } = properties;
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  await wire.call(`${api}.CreateTable`, {
    AttributeDefinitions,
    BillingMode,
    KeySchema,
    TableName: name,
    ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(index) }),
    ...(LocalSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(index) }),
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  });
}

const index = ({
  IndexName,
  KeySchema,
  Projection,
}: TableResource["properties"]["GlobalSecondaryIndexes"][number]) => ({
  IndexName,
  KeySchema,
  Projection,
});

const named = <T extends { IndexName: string }>(list: readonly T[], wanted: string) =>
  list.find(({ IndexName }) => IndexName === wanted);

async function adjust(wire: Wire, { name, properties }: TableResource, existing: Description) {
  if (!alike(existing.KeySchema, properties.KeySchema)) {
    refuse(`The keys of table ${name} have changed, which no update can do. Begin anew with --fresh.`);
  }
  const wanted = properties.GlobalSecondaryIndexes.map(index);
  const present = existing.GlobalSecondaryIndexes ?? [];
  const same = (a: { KeySchema: unknown; Projection: unknown }, b: typeof a | undefined) =>
    b !== undefined && alike([a.KeySchema, a.Projection], [b.KeySchema, b.Projection]);
  const gone = present.filter((found) => !same(found, named(wanted, found.IndexName)));
  const added = wanted.filter((entry) => !same(entry, named(present, entry.IndexName)));
  const { AttributeDefinitions } = properties;
  const changes = [
    ...gone.map(({ IndexName }) => ({ Delete: { IndexName } })),
    ...added.map((entry) => ({ Create: entry })),
  ];
  for (const change of changes) {
    await wire.call(`${api}.UpdateTable`, {
      TableName: name,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [change],
    });
  }
}

async function timeToLive(wire: Wire, { name, properties }: TableResource) {
  const { AttributeName, Enabled } = properties.TimeToLiveSpecification ?? { Enabled: false };
  if (!Enabled) return;
  const { TimeToLiveDescription: now } = await wire.call<{
    TimeToLiveDescription: { TimeToLiveStatus: string; AttributeName?: string };
  }>(`${api}.DescribeTimeToLive`, { TableName: name });
  if (now.TimeToLiveStatus === "ENABLED" && now.AttributeName === AttributeName) return;
  await wire.call(`${api}.UpdateTimeToLive`, {
    TableName: name,
    TimeToLiveSpecification: { AttributeName, Enabled },
  });
}

/** Objects in any key order; lists in theirs. */
function alike(a: unknown, b: unknown): boolean {
  const canonical = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(canonical);
    if (typeof value !== "object" || value === null) return value;
    return Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, entry]) => [key, canonical(entry)]);
  };
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

/** The engine looks up the stream's last sequence number at each write, and has no index for it. */
function quicken(databaseFile: string) {
  const database = new DatabaseSync(databaseFile, { timeout: 2_000 });
  database.exec(`
    create index if not exists holdfast_stream_of_table on _stream_records(table_name, CAST(sequence_number AS INTEGER));
    create index if not exists holdfast_stream_of_shard on _stream_records(table_name, shard_id, CAST(sequence_number AS INTEGER));
  `);
  database.close();
}
