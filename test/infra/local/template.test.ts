import { expect, test } from "vitest";
import { readTemplate } from "../../../infra/local/template/template.ts";
import { arnOf, httpApi, lambda, mayInvoke, stage, table } from "./stage.ts";

const place = {
  endpointUrl: "http://127.0.0.1:1",
  issuerUrl: "http://127.0.0.1:2/local/issuer",
  apiUrls: new Map([["api", "http://127.0.0.1:2"]]),
};
const read = (Resources: object, more: object = {}) => readTemplate({ ...more, Resources }, place);
const variables = (Variables: object, more: object = {}) =>
  read(
    {
      ...lambda("Fn", { Environment: { Variables } }),
      ...httpApi({}),
      ...table,
      Pool: { Type: "AWS::Cognito::UserPool" },
    },
    more,
  ).all("AWS::Lambda::Function")[0]?.properties.Environment?.Variables;

test("intrinsic functions become values", () => {
  expect(
    variables(
      {
        TABLE: { Ref: "Table" },
        ARN: arnOf("Table"),
        JOIN: { "Fn::Join": ["-", ["a", { Ref: "AWS::Region" }]] },
        SUB: { "Fn::Sub": ["${AWS::AccountId}/${Table.Arn}/${x}/${!literal}", { x: { Ref: "Stage" } }] },
        SELECT: { "Fn::Select": [1, { "Fn::Split": ["/", "a/b/c"] }] },
        IF: { "Fn::If": ["Big", "big", "small"] },
        GONE: { "Fn::If": ["Big", "big", { Ref: "AWS::NoValue" }] },
        NUMBER: 3,
        STAGE: { Ref: "Stage" },
        MAP: { "Fn::FindInMap": ["Map", "us-east-1", "value"] },
      },
      {
        Parameters: { Size: { Type: "String", Default: "s" } },
        Conditions: { Big: { "Fn::Equals": [{ Ref: "Size" }, "l"] } },
        Mappings: { Map: { "us-east-1": { value: "mapped" } } },
      },
    ),
  ).toEqual({
    TABLE: "holdfast-test",
    ARN: "arn:aws:dynamodb:us-east-1:000000000000:table/holdfast-test",
    JOIN: "a-us-east-1",
    SUB: "000000000000/arn:aws:dynamodb:us-east-1:000000000000:table/holdfast-test/$default/${literal}",
    SELECT: "b",
    IF: "small",
    NUMBER: "3",
    STAGE: "$default",
    MAP: "mapped",
  });
});

const join = (...parts: unknown[]) => ({ "Fn::Join": ["", parts] });

test("AWS's public addresses become this machine's", () => {
  expect(
    variables({
      API: { "Fn::GetAtt": ["Api", "ApiEndpoint"] },
      API_BY_PARTS: join(
        "https://",
        { Ref: "Api" },
        ".execute-api.",
        { Ref: "AWS::Region" },
        ".",
        { Ref: "AWS::URLSuffix" },
        "/v1",
      ),
      ISSUER: { "Fn::GetAtt": ["Pool", "ProviderURL"] },
      ISSUER_BY_PARTS: { "Fn::Sub": "https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}" },
    }),
  ).toEqual({
    API: "http://127.0.0.1:2",
    API_BY_PARTS: "http://127.0.0.1:2/v1",
    ISSUER: place.issuerUrl,
    ISSUER_BY_PARTS: place.issuerUrl,
  });
});

test("everything that is not understood is refused, all at once and by name", () => {
  const resources = {
    ...lambda("Fn", { Layers: ["arn"], Environment: { Variables: { A: { "Fn::ImportValue": "other" } } } }),
    Bucket: { Type: "AWS::S3::Bucket" },
    Fifo: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } },
    Other: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "Nowhere" } } },
    Secret: { Type: "AWS::SQS::Queue", Properties: { QueueName: "{{resolve:ssm:name}}" } },
    ...lambda("Layered", { Layers: ["arn"] }),
  };
  const start = () => read(resources, { Transform: "AWS::Serverless-2016-10-31" });
  for (const complaint of [
    "Bucket is a AWS::S3::Bucket",
    "Fn::ImportValue",
    "Fifo.FifoQueue",
    'there is no resource "Nowhere"',
    "dynamic references",
    "Layered (AWS::Lambda::Function)",
    '"Transform"',
  ]) {
    expect(start).toThrow(complaint);
  }
});

test("a resource whose condition does not hold does not exist", () => {
  const Conditions = { Never: { "Fn::Equals": ["a", "b"] } };
  const stack = read({ Queue: { Type: "AWS::SQS::Queue", Condition: "Never" } }, { Conditions });
  expect(stack.all("AWS::SQS::Queue")).toEqual([]);
});

test("a permission that AWS's services would miss is refused at the start", async () => {
  const rule = {
    Type: "AWS::Events::Rule",
    Properties: { EventPattern: { source: ["x"] }, Targets: [{ Id: "T", Arn: arnOf("Fn") }] },
  };
  const code = { Fn: "export const handler = async () => {}" };
  await expect(stage({ resources: { ...lambda("Fn"), Rule: rule }, code }).start()).rejects.toThrow(
    "EventBridge may not invoke Fn",
  );
  const mapping = {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      EventSourceArn: { "Fn::GetAtt": ["Table", "StreamArn"] },
      FunctionName: { Ref: "Fn" },
      StartingPosition: "TRIM_HORIZON",
    },
  };
  await expect(
    stage({ resources: { ...lambda("Fn"), ...table, Mapping: mapping }, code }).start(),
  ).rejects.toThrow("dynamodb:GetRecords");
  await expect(
    stage({ resources: { ...lambda("Fn"), ...mayInvoke("events", "Fn"), Rule: rule }, code }).start(),
  ).resolves.toBeDefined();
});

test("two runs on one data directory: the second says so", async () => {
  const staged = stage({ resources: {}, code: {} });
  await staged.start();
  await expect(staged.start()).rejects.toThrow("Another local run is using");
});

test("a port in use: the start says so", async () => {
  const run = await stage({ resources: {}, code: {} }).start();
  const port = Number(new URL(run.url).port);
  await expect(stage({ resources: {}, code: {} }).start({ port })).rejects.toThrow(`Port ${port} is in use`);
});
