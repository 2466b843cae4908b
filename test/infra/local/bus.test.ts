import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { LocalRun } from "../../../infra/local/run.ts";
import { allow, arnOf, callAws, lambda, mayInvoke, queue, stage, type Resources } from "./stage.ts";

/** A function's first start takes a while on a busy machine. */
const PATIENT = { timeout: 20_000 };

/** Writes down what it got; fails while the file `broken` is there. */
const code = `import { appendFileSync, existsSync } from "node:fs";
export const handler = async (event) => {
  appendFileSync(process.env.DIARY, JSON.stringify(event) + "\\n");
  if (existsSync(process.env.DIARY + ".broken")) throw new Error("broken");
  return "done";
};`;

const queuePolicy: Resources = {
  FailuresPolicy: {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      PolicyDocument: {
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: "*",
          },
        ],
      },
      Queues: [{ Ref: "Failures" }],
    },
  },
};

function staged(more: Resources = {}) {
  const resources: Resources = {
    Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "holdfast" } },
    ...queue("Failures"),
    ...queuePolicy,
    ...lambda("React", {}, [allow(["sqs:SendMessage"], arnOf("Failures"))]),
    ...mayInvoke("events", "React"),
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        EventBusName: { Ref: "Bus" },
        EventPattern: { "detail-type": [{ prefix: "booking." }] },
        Targets: [
          {
            Id: "React",
            Arn: arnOf("React"),
            DeadLetterConfig: { Arn: arnOf("Failures") },
            RetryPolicy: { MaximumRetryAttempts: 1 },
          },
        ],
      },
    },
    ...more,
  };
  const scene = stage({ resources, code: { React: code } });
  const diary = join(scene.directory, "diary");
  Object.assign(resources["React"]?.Properties ?? {}, { Environment: { Variables: { DIARY: diary } } });
  const events = () =>
    existsSync(diary)
      ? readFileSync(diary, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Record<string, unknown>)
      : [];
  const breakIt = () => writeFileSync(`${diary}.broken`, "");
  return { ...scene, diary, events, breakIt };
}

const putEvents = (run: LocalRun, ...types: string[]) =>
  callAws(run, "local-admin", "events", "AWSEvents.PutEvents", {
    Entries: types.map((DetailType) => ({
      EventBusName: "holdfast",
      Source: "test",
      DetailType,
      Detail: '{"n":1}',
    })),
  });

test("an event reaches the targets of the rules it matches", async () => {
  const scene = staged();
  const run = await scene.start();
  const { body } = await putEvents(run, "booking.confirmed", "session.cancelled");
  expect(body["FailedEntryCount"]).toBe(0);
  expect(await run.idle()).toBe(true);
  expect(scene.events()).toEqual([
    expect.objectContaining({
      "detail-type": "booking.confirmed",
      source: "test",
      detail: { n: 1 },
      account: "000000000000",
      version: "0",
    }),
  ]);
});

test("a malformed entry fails alone", async () => {
  const run = await staged().start();
  const { body } = await callAws(run, "local-admin", "events", "AWSEvents.PutEvents", {
    Entries: [
      { Source: "test", DetailType: "x", Detail: "no json" },
      { Source: "test", DetailType: "x", Detail: "{}" },
    ],
  });
  expect(body["FailedEntryCount"]).toBe(1);
});

test("a target that keeps failing: retries as the rule says, then its queue, and a word about what AWS would do", async () => {
  const scene = staged();
  scene.breakIt();
  const warnings: string[] = [];
  const run = await scene.start({ warn: (text) => warnings.push(text) });
  await putEvents(run, "booking.confirmed");
  expect(await run.idle()).toBe(true);
  expect(scene.events()).toHaveLength(2);
  expect(run.queues.list()[0]).toMatchObject({
    count: 1,
    messages: [
      {
        body: { "detail-type": "booking.confirmed" },
        attributes: { EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts", ERROR_MESSAGE: "broken" },
      },
    ],
  });
  expect(warnings.some((text) => text.includes("needs an on-failure destination"))).toBe(true);
});

test("a function's own asynchronous configuration overrules its rule's", async () => {
  const scene = staged({
    Config: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        DestinationConfig: { OnFailure: { Destination: arnOf("Failures") } },
        FunctionName: { Ref: "React" },
        MaximumRetryAttempts: 0,
        Qualifier: "$LATEST",
      },
    },
  });
  scene.breakIt();
  const run = await scene.start();
  await putEvents(run, "booking.confirmed");
  expect(await run.idle()).toBe(true);
  expect(scene.events()).toHaveLength(1);
  expect(run.queues.list()[0]?.messages[0]?.body).toMatchObject({
    requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 1 },
    requestPayload: { "detail-type": "booking.confirmed" },
    responsePayload: { errorType: "Error", errorMessage: "broken" },
  });
});

test("kill -9 loses nothing that PutEvents answered, and the orphaned engine is no obstacle", async () => {
  const scene = staged();
  scene.breakIt();
  const main = `
    import { startLocal } from ${JSON.stringify(join(import.meta.dirname, "../../../infra/local/run.ts"))};
    const run = await startLocal(${JSON.stringify({ template: scene.template, assetsDir: scene.directory, dataDir: scene.dataDir, port: 0 })});
    process.stdout.write(run.endpointUrl + "\\n");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", main], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [endpointUrl] = (await once(child.stdout, "data")) as [Buffer];
  await putEvents({ endpointUrl: String(endpointUrl).trim() } as LocalRun, "booking.confirmed");
  await vi.waitUntil(() => scene.events().length === 1, PATIENT);
  child.kill("SIGKILL");
  await once(child, "exit");

  const run = await scene.start();
  expect(await run.idle()).toBe(true);
  expect(scene.events().length).toBeGreaterThanOrEqual(2);
  expect(run.queues.list()[0]?.count).toBe(1);
});

const scheduling: Resources = {
  SchedulerRole: {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: { Statement: [] },
      Policies: [
        {
          PolicyName: "p",
          PolicyDocument: { Statement: [allow(["lambda:InvokeFunction"], arnOf("React"))] },
        },
      ],
    },
  },
  Sweep: {
    Type: "AWS::Scheduler::Schedule",
    Properties: {
      FlexibleTimeWindow: { Mode: "OFF" },
      Name: "sweeper",
      ScheduleExpression: "rate(1 minute)",
      Target: { Arn: arnOf("React"), Input: '{"sweep":true}', RoleArn: arnOf("SchedulerRole") },
    },
  },
};

test("a recurring timer fires soon after the start, and whenever it is asked to", async () => {
  const scene = staged(scheduling);
  const run = await scene.start({ timersAfterMs: 0 });
  await vi.waitUntil(() => scene.events().length === 1, PATIENT);
  const fired = await fetch(`${run.url}/local/timers/sweeper`, { method: "POST" });
  expect([fired.status, await fired.json()]).toEqual([200, { result: "done" }]);
  expect(scene.events()).toEqual([{ sweep: true }, { sweep: true }]);
  expect((await fetch(`${run.url}/local/timers/nobody`, { method: "POST" })).status).toBe(404);
});

const request = (run: LocalRun, method: string, body?: object) =>
  fetch(`${run.endpointUrl}/schedules/release`, {
    method,
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=local-admin/20260101/us-east-1/scheduler/aws4_request, SignedHeaders=host, Signature=none",
    },
    ...(body && { body: JSON.stringify(body) }),
  });
const definition = (at: Date) => ({
  ActionAfterCompletion: "DELETE",
  FlexibleTimeWindow: { Mode: "OFF" },
  ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
  Target: {
    Arn: "arn:aws:lambda:us-east-1:000000000000:function:React",
    Input: '{"release":1}',
    RoleArn: "arn:aws:iam::000000000000:role/SchedulerRole",
  },
});

test("a one-shot schedule is made once, survives a restart, fires and is gone", async () => {
  const scene = staged(scheduling);
  const first = await scene.start();
  expect((await request(first, "POST", definition(new Date(Date.now() + 3_600_000)))).status).toBe(200);
  expect((await request(first, "POST", definition(new Date()))).headers.get("x-amzn-errortype")).toBe(
    "ConflictException",
  );
  expect(await first.idle()).toBe(true);
  await first.stop();

  const second = await scene.start();
  expect(await (await request(second, "GET")).json()).toMatchObject({
    Name: "release",
    ActionAfterCompletion: "DELETE",
  });
  expect((await request(second, "PUT", definition(new Date(Date.now() - 1000)))).status).toBe(200);
  await vi.waitUntil(() => scene.events().length === 1, PATIENT);
  expect(scene.events()).toEqual([{ release: 1 }]);
  expect((await request(second, "GET")).status).toBe(404);
});

test("a queue feeds its function, and what keeps failing goes to the queue's own dead letters", async () => {
  const scene = staged({
    Inbox: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: "Inbox",
        RedrivePolicy: { deadLetterTargetArn: arnOf("Failures"), maxReceiveCount: 2 },
      },
    },
    ...lambda("React", {}, [
      allow(
        ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        arnOf("Failures"),
        arnOf("Inbox"),
      ),
    ]),
    Source: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: { EventSourceArn: arnOf("Inbox"), FunctionName: { Ref: "React" } },
    },
  });
  const run = await scene.start();
  run.queues.send("Inbox", "good");
  expect(await run.idle()).toBe(true);
  expect(scene.events()).toEqual([
    { Records: [expect.objectContaining({ body: "good", eventSource: "aws:sqs" })] },
  ]);
  scene.breakIt();
  run.queues.send("Inbox", "bad");
  expect(await run.idle()).toBe(true);
  expect(run.queues.list().find(({ name }) => name === "Failures")?.messages).toEqual([
    { body: "bad", attributes: {} },
  ]);
});
