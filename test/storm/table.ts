/** What is in the running system's tables, read by the machine's administrator, whom no fault hits. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { LocalRun } from "../../infra/local/run.ts";

export type Row = Readonly<Record<string, unknown>>;

export async function rowsOf({ endpointUrl }: LocalRun, TableName: string): Promise<Row[]> {
  const credentials = { accessKeyId: "local-admin", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint: endpointUrl, region: "us-east-1", credentials });
  const table = DynamoDBDocumentClient.from(client);
  const rows: Row[] = [];
  let from: Row | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.send(
      new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    rows.push(...Items);
    from = LastEvaluatedKey;
  } while (from);
  client.destroy();
  return rows;
}

export const kind = (rows: readonly Row[], entity: string): Row[] =>
  rows.filter(({ __edb_e__: is }) => is === entity);
