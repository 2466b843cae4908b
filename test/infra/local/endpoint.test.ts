import { expect, test } from "vitest";
import type { Call } from "../../../infra/local/endpoint/aws-service.ts";
import { keyIdOf } from "../../../infra/local/template/attributes.ts";
import { allow, arnOf, callAws, lambda, putItem, queue, stage, table } from "./stage.ts";

const noCode = "export const handler = async () => {}";
const index = { "Fn::Sub": "${Table.Arn}/index/due" };
const put = { Put: { TableName: "holdfast-test", Item: { pk: { S: "x" } } } };
const check = {
  ConditionCheck: {
    TableName: "holdfast-test",
    Key: { pk: { S: "y" } },
    ConditionExpression: "attribute_not_exists(pk)",
  },
};

const staged = (statements: object[]) =>
  stage({
    resources: { ...table, ...queue("Inbox"), ...lambda("Fn", {}, statements) },
    code: { Fn: noCode },
  });
const dynamodb = "DynamoDB_20120810";

test("a function may do what its role allows, on that table and index, and nothing else", async () => {
  const warnings: string[] = [];
  const run = await staged([allow(["dynamodb:PutItem", "dynamodb:Query"], arnOf("Table"))]).start({
    warn: (text) => warnings.push(text),
  });
  expect((await putItem(run, "a", "Fn")).status).toBe(200);
  const get = await callAws(run, "Fn", "dynamodb", `${dynamodb}.GetItem`, {
    TableName: "holdfast-test",
    Key: { pk: { S: "a" } },
  });
  expect([get.status, get.body["__type"]]).toEqual([400, "com.amazon.coral.service#AccessDeniedException"]);
  expect(get.body["message"]).toContain(
    "assumed-role/FnRole/Fn is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/holdfast-test",
  );
  const query = {
    TableName: "holdfast-test",
    IndexName: "due",
    KeyConditionExpression: "due = :d",
    ExpressionAttributeValues: { ":d": { S: "x" } },
  };
  expect((await callAws(run, "Fn", "dynamodb", `${dynamodb}.Query`, query)).body["message"]).toContain(
    "/index/due",
  );
  expect(warnings).toHaveLength(2);
  expect((await putItem(run, "a", "Stranger")).body["message"]).toContain(
    '"Stranger" is not a function of this template',
  );
});

test("a transaction needs the permission of each of its entries", async () => {
  const items = { TransactItems: [put, check] };
  const without = await staged([
    allow(["dynamodb:PutItem", "dynamodb:Query"], arnOf("Table"), index),
  ]).start();
  expect(
    (await callAws(without, "Fn", "dynamodb", `${dynamodb}.TransactWriteItems`, items)).body["message"],
  ).toContain("dynamodb:ConditionCheckItem");
  const withBoth = await staged([
    allow(["dynamodb:PutItem", "dynamodb:ConditionCheckItem"], arnOf("Table")),
  ]).start();
  expect((await callAws(withBoth, "Fn", "dynamodb", `${dynamodb}.TransactWriteItems`, items)).status).toBe(
    200,
  );
});

test("what the endpoint does not do is an UnknownOperationException", async () => {
  const run = await staged([]).start();
  const answer = await callAws(run, "local-admin", "dynamodb", `${dynamodb}.ExportTableToPointInTime`, {});
  expect([answer.status, answer.body["__type"]]).toEqual([
    400,
    "com.amazon.coral.service#UnknownOperationException",
  ]);
  expect((await callAws(run, "local-admin", "s3", "GetObject", {})).body["__type"]).toBe(
    "UnknownOperationException",
  );
});

test("an interceptor counts calls, replaces answers and cuts lines", async () => {
  const calls: Call[] = [];
  const run = await staged([allow(["dynamodb:PutItem"], arnOf("Table"))]).start({
    async intercept(call, next) {
      calls.push(call);
      if (calls.length === 2) return { status: 500, headers: {}, body: Buffer.from("{}") };
      if (calls.length === 3) throw new Error("cut");
      return next();
    },
  });
  expect((await putItem(run, "a", "Fn")).status).toBe(200);
  expect((await putItem(run, "b", "Fn")).status).toBe(500);
  await expect(putItem(run, "c", "Fn")).rejects.toThrow("fetch failed");
  expect(calls.map(({ service, operation, functionName }) => [service, operation, functionName])[0]).toEqual([
    "dynamodb",
    "PutItem",
    "Fn",
  ]);
});

test("the meter reports what each call cost, without the caller having asked", async () => {
  const run = await staged([allow(["dynamodb:PutItem"], arnOf("Table"))]).start({ meter: true });
  await putItem(run, "a", "Fn");
  await callAws(run, "local-admin", "dynamodb", `${dynamodb}.TransactWriteItems`, { TransactItems: [put] });
  await callAws(run, "local-admin", "dynamodb", `${dynamodb}.GetItem`, {
    TableName: "holdfast-test",
    Key: { pk: { S: "a" } },
    ConsistentRead: true,
  });
  expect(run.meter.read()).toEqual([
    { functionName: "Fn", operation: "PutItem", requestId: undefined, readUnits: 0, writeUnits: 1 },
    {
      functionName: "local-admin",
      operation: "TransactWriteItems",
      requestId: undefined,
      readUnits: 0,
      writeUnits: 2,
    },
    { functionName: "local-admin", operation: "GetItem", requestId: undefined, readUnits: 1, writeUnits: 0 },
  ]);
  run.meter.reset();
  expect(run.meter.read()).toEqual([]);
});

test("KMS: what was encrypted is decrypted after a restart, under its context only; MACs verify", async () => {
  const keys = stage({
    resources: {
      Data: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: {} } },
      Alias: { Type: "AWS::KMS::Alias", Properties: { AliasName: "alias/data", TargetKeyId: arnOf("Data") } },
      Signing: {
        Type: "AWS::KMS::Key",
        Properties: { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" },
      },
    },
    code: {},
  });
  const first = await keys.start();
  const kms = (run: typeof first, operation: string, input: object) =>
    callAws(run, "local-admin", "kms", `TrentService.${operation}`, input);
  const EncryptionContext = { company: "c" };
  const { CiphertextBlob } = (
    await kms(first, "Encrypt", { KeyId: "alias/data", Plaintext: btoa("secret"), EncryptionContext })
  ).body;
  await first.stop();
  const second = await keys.start();
  expect((await kms(second, "Decrypt", { CiphertextBlob, EncryptionContext })).body["Plaintext"]).toBe(
    btoa("secret"),
  );
  expect((await kms(second, "Decrypt", { CiphertextBlob })).body["__type"]).toBe(
    "InvalidCiphertextException",
  );
  const data = (await kms(second, "GenerateDataKey", { KeyId: "alias/data", KeySpec: "AES_256" })).body;
  expect((await kms(second, "Decrypt", { CiphertextBlob: data["CiphertextBlob"] })).body["Plaintext"]).toBe(
    data["Plaintext"],
  );
  const KeyId = keyIdOf("Signing");
  const message = { KeyId, Message: btoa("x"), MacAlgorithm: "HMAC_SHA_256" };
  const { Mac } = (await kms(second, "GenerateMac", message)).body;
  expect((await kms(second, "VerifyMac", { ...message, Mac })).body["MacValid"]).toBe(true);
  expect((await kms(second, "VerifyMac", { ...message, Mac: btoa("y") })).body["__type"]).toBe(
    "KMSInvalidMacException",
  );
  const { KeyId: encryptionKey } = (
    await kms(second, "Encrypt", { KeyId: "alias/data", Plaintext: btoa("x") })
  ).body;
  expect(
    (
      await kms(second, "GenerateMac", {
        KeyId: encryptionKey,
        Message: btoa("x"),
        MacAlgorithm: "HMAC_SHA_256",
      })
    ).body["__type"],
  ).toBe("InvalidKeyUsageException");
});

test("SQS: sent, received, hidden, deleted", async () => {
  const run = await staged([]).start();
  const QueueUrl = `${run.endpointUrl}/000000000000/Inbox`;
  const sqs = (operation: string, input: object) =>
    callAws(run, "local-admin", "sqs", `AmazonSQS.${operation}`, { QueueUrl, ...input });
  await sqs("SendMessage", { MessageBody: "hello" });
  const { Messages } = (await sqs("ReceiveMessage", {})).body as {
    Messages: { Body: string; ReceiptHandle: string }[];
  };
  expect(Messages[0]?.Body).toBe("hello");
  expect((await sqs("ReceiveMessage", {})).body).toEqual({});
  expect((await sqs("GetQueueAttributes", {})).body["Attributes"]).toMatchObject({
    ApproximateNumberOfMessagesNotVisible: "1",
  });
  await sqs("DeleteMessage", { ReceiptHandle: Messages[0]?.ReceiptHandle });
  expect(run.queues.list()).toEqual([{ name: "Inbox", count: 0, messages: [] }]);
});
