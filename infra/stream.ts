import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import { kept, ring } from "./alarm.ts";
import { makeDeadLetters } from "./dead-letters.ts";
import { entryOf } from "./entries.ts";
import { Fn } from "./fn.ts";
import * as functions from "./functions.ts";
import { type House, physicalName } from "./house.ts";

interface Follower {
  readonly name: "relay" | "bookkeeper";
  readonly work: functions.Work;
  readonly batchSize: number;
  /** How long a batch may wait for company; each costs rows of its own where batches are folded. */
  readonly windowSeconds: number;
  readonly lateMinutes: number;
  readonly late: string;
  readonly filters?: Record<string, unknown>[];
}

/** The table's stream → audit rows and events. */
export function makeRelay(house: House): void {
  follow(house, {
    name: "relay",
    work: functions.relay,
    batchSize: 100,
    windowSeconds: 0,
    lateMinutes: 1,
    late: "History and notifications are more than a minute late; bookings themselves are not affected.",
  });
}

/** The table's stream → the totals of the house's accounts and the companies' dashboards. The rest does not wake it. */
export function makeBookkeeper(house: House): void {
  const counted = ["journal", "booking", "session", "activity", "location"];
  const entity = { [ENTITY]: { S: FilterRule.or(...counted) } };
  follow(house, {
    name: "bookkeeper",
    work: functions.bookkeeper,
    batchSize: 500,
    windowSeconds: 10,
    // A dashboard is never older than five minutes (INS-1).
    lateMinutes: 5,
    late: "Dashboards and the totals of accounts are minutes behind; no booking and no money is affected.",
    filters: [FilterCriteria.filter({ dynamodb: { NewImage: entity } })],
  });
}

/** Where ElectroDB keeps the name of an item's entity. */
const ENTITY = "__edb_e__";

/** One bad record is isolated by bisecting and set aside in the end. */
function follow(house: House, { name, work, late, ...batches }: Follower): void {
  const fn = new Fn(house, { ...work, name, entry: entryOf[name] });
  const stream = house.table.tableStreamArn;
  if (stream === undefined)
    throw new Error(`The ${name} listens to the table's stream, and the table has none.`);

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
    batchSize: batches.batchSize,
    maxBatchingWindow: Duration.seconds(batches.windowSeconds),
    parallelizationFactor: 1,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 10,
    maxRecordAge: Duration.hours(24),
    onFailure: new SqsDlq(makeDeadLetters(house, name, work.ifItFails)),
    ...(batches.filters && { filters: batches.filters }),
  });
  // Lambda checks that the role may read the stream at the moment the mapping is made.
  mapping.node.addDependency(fn.role);

  const watched = { FunctionName: physicalName(house.environment, name) };
  ring(house, `${name}-late`, {
    metric: kept("AWS/Lambda", "IteratorAge", watched, { statistic: "Maximum", minutes: 1 }),
    threshold: batches.lateMinutes * 60_000,
    ifItFails: late,
  });
}
