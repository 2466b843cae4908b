import { type Stack, RemovalPolicy } from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import type { Environment } from "./environments.ts";
import type { Keys } from "./keys.ts";

const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });

/** Sparse, and named by the question they answer; `domain/table.ts` says which. */
export const indexes = [
  { indexName: "byTime", partitionKey: text("byTimePk"), sortKey: text("byTimeSk") },
  { indexName: "belongsTo", partitionKey: text("belongsToPk"), sortKey: text("belongsToSk") },
  {
    indexName: "mine",
    partitionKey: text("minePk"),
    sortKey: text("mineSk"),
    projectionType: dynamodb.ProjectionType.KEYS_ONLY,
  },
  {
    indexName: "due",
    partitionKey: text("duePk"),
    sortKey: text("dueSk"),
    projectionType: dynamodb.ProjectionType.KEYS_ONLY,
  },
] satisfies dynamodb.GlobalSecondaryIndexPropsV2[];

/** The one table. Its stream is the outbox: the relay reads both images. */
export function makeTable(stack: Stack, { name, keep }: Environment, { data }: Keys): dynamodb.TableV2 {
  return new dynamodb.TableV2(stack, "Table", {
    tableName: `holdfast-${name}`,
    partitionKey: text("pk"),
    sortKey: text("sk"),
    globalSecondaryIndexes: indexes,
    billing: dynamodb.Billing.onDemand(),
    dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: "ttl",
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(data),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: keep,
    removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
