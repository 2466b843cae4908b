import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import { ring } from "./alarm.ts";
import { makeDeadLetters } from "./dead-letters.ts";
import { entryOf } from "./entries.ts";
import { Fn } from "./fn.ts";
import { relay } from "./functions.ts";
import type { House } from "./house.ts";

/** The table's stream → audit rows and events. One bad record is isolated by bisecting and set aside in the end. */
export function makeRelay(house: House): void {
  const fn = new Fn(house, { ...relay, name: "relay", entry: entryOf.relay });
  const stream = house.table.tableStreamArn;
  if (stream === undefined)
    throw new Error("The relay listens to the table's stream, and the table has none.");

  // By name: the library's event source asks for ListStreams on everything.
  fn.role.addToPolicy(
    new PolicyStatement({
      actions: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
      ],
      resources: [stream],
    }),
  );
  const mapping = new EventSourceMapping(fn, "Stream", {
    target: fn.lambda,
    eventSourceArn: stream,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    maxBatchingWindow: Duration.seconds(0),
    parallelizationFactor: 1,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 10,
    maxRecordAge: Duration.hours(24),
    onFailure: new SqsDlq(makeDeadLetters(house, "relay", relay.ifItFails)),
  });
  // Lambda checks that the role may read the stream at the moment the mapping is made.
  mapping.node.addDependency(fn.role);

  ring(fn, "Late", house.topic, {
    metric: fn.lambda.metric("IteratorAge", { statistic: "Maximum", period: Duration.minutes(1) }),
    threshold: 60_000,
    ifItFails: "History and notifications are more than a minute late; bookings themselves are not affected.",
  });
}
