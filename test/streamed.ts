/** A table of its own with a stream, for tests of what follows from it. Import before anything of the domain. */
import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { inject } from "vitest";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB!;
const TableName = `streamed-${Date.now()}-${process.pid}-${Math.floor(performance.now() * 1000)}`;
const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });

const like: CreateTableCommandInput = {
  ...inject("table"),
  TableName,
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
};
const { TableDescription } = await client.send(new CreateTableCommand(like));
const StreamArn = TableDescription!.LatestStreamArn!;
client.destroy();
process.env.TABLE_NAME = TableName;
process.env.POWERTOOLS_METRICS_DISABLED = "true";

let iterator: string | undefined;

/** Everything that the stream has told since it was last asked, in its order. */
export async function news(): Promise<DynamoDBRecord[]> {
  iterator ??= await begin();
  const records: DynamoDBRecord[] = [];
  for (;;) {
    const told: { Records: DynamoDBRecord[]; NextShardIterator?: string } = await ask("GetRecords", {
      ShardIterator: iterator,
    });
    iterator = told.NextShardIterator ?? iterator;
    if (told.Records.length === 0) return records;
    records.push(...told.Records);
  }
}

async function begin(): Promise<string> {
  type Shards = { StreamDescription: { Shards: { ShardId: string }[] } };
  const { StreamDescription } = await ask<Shards>("DescribeStream", { StreamArn });
  const [shard] = StreamDescription.Shards;
  const at = { StreamArn, ShardId: shard!.ShardId, ShardIteratorType: "TRIM_HORIZON" };
  return (await ask<{ ShardIterator: string }>("GetShardIterator", at)).ShardIterator;
}

async function ask<T>(operation: string, input: object): Promise<T> {
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDBStreams_20120810.${operation}`,
    authorization:
      "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=test",
    "x-amz-date": "20260101T000000Z",
  };
  const answer = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(input) });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as T;
}

/** Lets the relay and the bookkeeper take everything that the stream has to tell, their own writes included. */
export async function settle(): Promise<void> {
  const followers = [await import("../functions/relay.ts"), await import("../functions/bookkeeper.ts")];
  for (let records = await news(); records.length > 0; records = await news()) {
    for (const { handler } of followers) {
      const { batchItemFailures } = await handler({ Records: records });
      if (batchItemFailures.length > 0)
        throw new Error(`The stream failed: ${JSON.stringify(batchItemFailures)}`);
    }
  }
}
