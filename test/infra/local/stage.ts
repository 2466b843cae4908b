import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startLocal, type LocalOptions, type LocalRun } from "../../../infra/local/run.ts";

/** A small template of one's own, with functions written out in the test. */
export type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

const trust = {
  Version: "2012-10-17",
  Statement: [{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } }],
};

export const arnOf = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
export const allow = (actions: string[], ...resources: unknown[]) => ({
  Action: actions,
  Effect: "Allow",
  Resource: resources,
});

/** A function with its role; `code` is the body of index.mjs. */
export function lambda(
  name: string,
  properties: Record<string, unknown> = {},
  statements: object[] = [],
): Resources {
  return {
    [`${name}Role`]: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: trust,
        ...(statements.length > 0 && {
          Policies: [{ PolicyName: "own", PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
        }),
      },
    },
    [name]: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { S3Bucket: { "Fn::Sub": "assets-${AWS::AccountId}" }, S3Key: `${name}.zip` },
        Handler: "index.handler",
        Role: arnOf(`${name}Role`),
        Runtime: "nodejs24.x",
        ...properties,
      },
    },
  };
}

export function mayInvoke(service: string, name: string): Resources {
  return {
    [`${name}Permission`]: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: arnOf(name),
        Principal: `${service}.amazonaws.com`,
      },
    },
  };
}

export function httpApi(routes: Record<string, string>, api: Record<string, unknown> = {}): Resources {
  const functions = [...new Set(Object.values(routes))];
  const resources: Resources = {
    Api: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: { Name: "holdfast-test", ProtocolType: "HTTP", ...api },
    },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true },
    },
  };
  for (const name of functions) {
    Object.assign(resources, mayInvoke("apigateway", name));
    resources[`${name}Integration`] = {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Api" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: arnOf(name),
        PayloadFormatVersion: "2.0",
      },
    };
  }
  for (const [index, [RouteKey, name]] of Object.entries(routes).entries()) {
    resources[`Route${index}`] = {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey,
        Target: { "Fn::Join": ["", ["integrations/", { Ref: `${name}Integration` }]] },
      },
    };
  }
  return resources;
}

export const table: Resources = {
  Table: {
    Type: "AWS::DynamoDB::GlobalTable",
    Properties: {
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "due", AttributeType: "S" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      GlobalSecondaryIndexes: [
        {
          IndexName: "due",
          KeySchema: [{ AttributeName: "due", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      Replicas: [{ Region: { Ref: "AWS::Region" } }],
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TableName: "holdfast-test",
    },
  },
};

export const queue = (name: string): Resources => ({
  [name]: { Type: "AWS::SQS::Queue", Properties: { QueueName: name } },
});

export interface Staged {
  readonly resources: Resources;
  /** The body of each function's index.mjs. */
  readonly code: Record<string, string>;
}

/** Writes the assembly down; each call of `start` is a process's life on the same data. */
export function stage({ resources, code }: Staged) {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-stage-"));
  const files: Record<string, unknown> = {};
  for (const [name, body] of Object.entries(code)) {
    mkdirSync(join(directory, `asset.${name}`));
    writeFileSync(join(directory, `asset.${name}`, "index.mjs"), body);
    files[name] = { source: { path: `asset.${name}` }, destinations: { here: { objectKey: `${name}.zip` } } };
  }
  writeFileSync(join(directory, "test.assets.json"), JSON.stringify({ files }));
  const dataDir = join(directory, "data");
  return {
    directory,
    dataDir,
    template: { Resources: resources },
    async start(options: Partial<LocalOptions> = {}): Promise<LocalRun> {
      const run = await startLocal({
        template: { Resources: resources },
        assetsDir: directory,
        dataDir,
        port: 0,
        timersAfterMs: 3_600_000,
        ...options,
      });
      onTestFinished(() => run.stop());
      return run;
    },
  };
}

/** Signed as the named caller, in the manner of the SDK, as far as anyone looks. */
export async function callAws(run: LocalRun, caller: string, service: string, target: string, input: object) {
  const answer = await fetch(run.endpointUrl, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${caller}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-date": "20260101T000000Z",
      "x-amz-target": target,
    },
    body: JSON.stringify(input),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

export const putItem = (run: LocalRun, pk: string, caller = "local-admin") =>
  callAws(run, caller, "dynamodb", "DynamoDB_20120810.PutItem", {
    TableName: "holdfast-test",
    Item: { pk: { S: pk } },
  });
