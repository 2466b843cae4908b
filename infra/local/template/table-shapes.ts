import * as z from "zod";
import { flag, list, maybe, shape, text } from "./shape.ts";

/** DynamoDB tables, both as `TableV2` (GlobalTable) and as the older Table writes them. */
const keySchema = z.array(shape({ AttributeName: text, KeyType: z.enum(["HASH", "RANGE"]) }));
const projection = shape({
  NonKeyAttributes: maybe(z.array(text)),
  ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
});
const index = shape(
  { IndexName: text, KeySchema: keySchema, Projection: projection },
  "ContributorInsightsSpecification OnDemandThroughput WarmThroughput WriteOnDemandThroughputSettings",
);
const common = {
  AttributeDefinitions: z.array(shape({ AttributeName: text, AttributeType: z.enum(["S", "N", "B"]) })),
  BillingMode: z.literal("PAY_PER_REQUEST", "only on-demand tables are understood"),
  GlobalSecondaryIndexes: list(index),
  KeySchema: keySchema,
  LocalSecondaryIndexes: list(index),
  StreamSpecification: maybe(
    shape({ StreamViewType: z.enum(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]) }),
  ),
  TableName: maybe(text),
  TimeToLiveSpecification: maybe(shape({ AttributeName: maybe(text), Enabled: flag })),
};

const protections =
  "ContributorInsightsSpecification DeletionProtectionEnabled PointInTimeRecoverySpecification ResourcePolicy SSESpecification TableClass Tags";
const replica = shape(
  { Region: text },
  `${protections} GlobalSecondaryIndexes ReadOnDemandThroughputSettings`,
);

export const globalTable = shape(
  { ...common, Replicas: z.array(replica).max(1, "one region only") },
  "MultiRegionConsistency SSESpecification WarmThroughput WriteOnDemandThroughputSettings",
);
export const table = shape(common, `${protections} OnDemandThroughput WarmThroughput`);
export type Table = z.infer<typeof table>;
