import { RemovalPolicy, type Stack, Validations } from "aws-cdk-lib";
import { AttributeType, Billing, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Environment } from "./environments.ts";

/** What callers have used of their rate limits, for a minute each; apart from the books, and worth no copy. */
export function makeLimits(stack: Stack, { name }: Environment): TableV2 {
  const table = new TableV2(stack, "Limits", {
    tableName: `holdfast-limits-${name}`,
    partitionKey: { name: "pk", type: AttributeType.STRING },
    billing: Billing.onDemand(),
    timeToLiveAttribute: "ttl",
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(table).acknowledge({
    id: "AwsSolutions-DDB3",
    reason: "Counters of one minute: nobody would restore them.",
  });
  return table;
}
