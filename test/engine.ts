/** The table engine for all domain and function tests, with the tables as the template has them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { TestProject } from "vitest/node";
import { startEngine } from "../infra/local/engine/engine.ts";
import { indexes } from "../infra/table.ts";

declare module "vitest" {
  interface ProvidedContext {
    engine: string;
    /** As the template has it: each file makes one of its own. */
    table: CreateTableCommandInput;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "holdfast-test-"));
  const engine = await startEngine(dataDir, (message) => process.stderr.write(`${message}\n`));
  await createTables(engine.url);
  project.provide("engine", engine.url);
  project.provide("table", holdfast);
  return async () => {
    await engine.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

export async function createTables(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  await client.send(new CreateTableCommand(holdfast));
  await client.send(new CreateTableCommand(sandbox));
  await client.send(new CreateTableCommand({ ...sandbox, TableName: "limits" }));
  client.destroy();
}

const key = (AttributeName: string, KeyType: "HASH" | "RANGE") => ({ AttributeName, KeyType });
const names = [
  "pk",
  "sk",
  ...indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey.name, sortKey.name]),
];

const holdfast: CreateTableCommandInput = {
  TableName: "holdfast",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [key("pk", "HASH"), key("sk", "RANGE")],
  AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  GlobalSecondaryIndexes: indexes.map(({ indexName, partitionKey, sortKey, ...rest }) => ({
    IndexName: indexName,
    KeySchema: [key(partitionKey.name, "HASH"), key(sortKey.name, "RANGE")],
    Projection: { ProjectionType: "projectionType" in rest ? rest.projectionType : "ALL" },
  })),
};

const sandbox: CreateTableCommandInput = {
  TableName: "sandbox",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [key("pk", "HASH")],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
};
