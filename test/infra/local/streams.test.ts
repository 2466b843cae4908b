import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allow, arnOf, lambda, putItem, queue, stage, table } from "./stage.ts";

/** A listener that writes down each batch it is given, and fails where the test says. */
const listener = (failing: string) => `import { appendFileSync } from "node:fs";
let calls = 0;
export const handler = async ({ Records }) => {
  calls += 1;
  const keys = Records.map(({ dynamodb }) => dynamodb.Keys.pk.S);
  appendFileSync(process.env.DIARY, JSON.stringify(keys) + "\\n");
  ${failing}
};`;

const stream = { "Fn::GetAtt": ["Table", "StreamArn"] };
const reads = allow(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], stream);

function staged(failing: string, mapping: Record<string, unknown> = {}) {
  const scene = stage({
    resources: {
      ...table,
      ...queue("Failures"),
      ...lambda("Relay", { Environment: { Variables: { DIARY: "" } } }, [
        reads,
        allow(["sqs:SendMessage"], arnOf("Failures")),
      ]),
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          BatchSize: 10,
          DestinationConfig: { OnFailure: { Destination: arnOf("Failures") } },
          EventSourceArn: stream,
          FunctionName: { Ref: "Relay" },
          MaximumRetryAttempts: 1,
          StartingPosition: "TRIM_HORIZON",
          ...mapping,
        },
      },
    },
    code: { Relay: listener(failing) },
  });
  const diary = join(scene.directory, "diary");
  Object.assign(scene.template.Resources["Relay"]?.Properties?.["Environment"] ?? {}, {
    Variables: { DIARY: diary },
  });
  const batches = () =>
    readFileSync(diary, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as string[]);
  return { ...scene, batches, keys: () => batches().flat() };
}

/** Written before the listener exists for it, so that they arrive as one batch. */
async function writeWhileDown(scene: ReturnType<typeof staged>, keys: string[]) {
  const writer = stage({ resources: { ...table }, code: {} });
  const run = await writer.start({ dataDir: scene.dataDir });
  for (const key of keys) await putItem(run, key);
  await run.stop();
}

test("changes arrive in order, once, and also after a restart", async () => {
  const scene = staged("");
  const first = await scene.start();
  for (const key of ["a", "b"]) await putItem(first, key);
  expect(await first.idle()).toBe(true);
  await first.stop();
  const second = await scene.start();
  await putItem(second, "c");
  expect(await second.idle()).toBe(true);
  expect(scene.keys()).toEqual(["a", "b", "c"]);
});

test("a batch that throws is halved until the bad record stands alone, which is set aside", async () => {
  const scene = staged(`if (keys.includes("bad")) throw new Error("no");`, {
    BisectBatchOnFunctionError: true,
  });
  await writeWhileDown(scene, ["a", "b", "bad", "c"]);
  const run = await scene.start();
  expect(await run.idle()).toBe(true);
  expect(scene.batches()).toEqual([
    ["a", "b", "bad", "c"],
    ["a", "b"],
    ["bad", "c"],
    ["bad"],
    ["bad"],
    ["c"],
  ]);
  const [{ count, messages } = { count: 0, messages: [] }] = run.queues.list();
  expect(count).toBe(1);
  expect(messages[0]?.body).toMatchObject({
    requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
    DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: "3", endSequenceNumber: "3" },
  });
});

test("a partial failure is retried from the lowest record that failed", async () => {
  const scene = staged(
    `if (calls === 1) return { batchItemFailures: [{ itemIdentifier: Records[2].dynamodb.SequenceNumber }, { itemIdentifier: Records[1].dynamodb.SequenceNumber }] };`,
    { FunctionResponseTypes: ["ReportBatchItemFailures"] },
  );
  await writeWhileDown(scene, ["a", "b", "c"]);
  const run = await scene.start();
  expect(await run.idle()).toBe(true);
  expect(scene.batches()).toEqual([
    ["a", "b", "c"],
    ["b", "c"],
  ]);
  expect(run.queues.list()[0]?.count).toBe(0);
});

test("a filter keeps out what does not match", async () => {
  const Pattern = JSON.stringify({
    eventName: ["INSERT"],
    dynamodb: { Keys: { pk: { S: [{ prefix: "order" }] } } },
  });
  const scene = staged("", { FilterCriteria: { Filters: [{ Pattern }] } });
  const run = await scene.start();
  for (const key of ["order1", "other", "order1", "order2"]) await putItem(run, key);
  expect(await run.idle()).toBe(true);
  // The second put of the same item changes nothing, or modifies: no insert in either case.
  expect(scene.keys()).toEqual(["order1", "order2"]);
});
