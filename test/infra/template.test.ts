import { beforeAll, describe, expect, test } from "vitest";
import { environment, environmentNames, type EnvironmentName } from "../../infra/environments.ts";
import * as functions from "../../infra/functions.ts";
import { readRoutes, type Routes } from "../../infra/routes.ts";
import { known } from "./known.ts";
import {
  actionsOf,
  alarmsOn,
  allowed,
  named,
  ofType,
  policiesOf,
  statementsOf,
  synthesiseAll,
  usesOf,
} from "./template.ts";
import type { Resource, Resources } from "./template.ts";

let all: Record<EnvironmentName, Resources>;
let routes: Routes;
beforeAll(async () => {
  [all, routes] = await Promise.all([synthesiseAll(), readRoutes()]);
}, 60_000);

const one = (resources: Resources, type: string, name: string, value: string): Resource => {
  const found = ofType(resources, type).find(([, { Properties }]) => Properties[name] === value)?.[1];
  if (!found) throw new Error(`There is no ${type} whose ${name} is ${value}.`);
  return found;
};

const byKey = (a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key);

describe.each(environmentNames)("OPS-1 %s", (name) => {
  const { keep, sandbox, logDays } = environment(name);
  const of = (type: string) => ofType(all[name], type);
  const lambda = (fn: string) =>
    one(all[name], "AWS::Lambda::Function", "FunctionName", `holdfast-${name}-${fn}`);
  const may = (fn: string) => actionsOf(allowed(all[name], named(lambda(fn).Properties["Role"])));

  const macKeys = (fn: string) =>
    allowed(all[name], named(lambda(fn).Properties["Role"])).flatMap(({ Action, Resource }) =>
      [Action].flat().includes("kms:GenerateMac") ? [Resource].flat().map(named) : [],
    );
  const variable = (fn: string, key: string) => {
    const { Variables } = lambda(fn).Properties["Environment"] as { Variables: Record<string, unknown> };
    return named(Variables[key]);
  };

  test("no policy allows an action or a resource by wildcard", () => {
    const documents = Object.values(all[name]).flatMap((resource) =>
      [
        ...policiesOf(resource),
        ...statementsOf(resource.Properties["PolicyDocument"] ?? resource.Properties["KeyPolicy"]),
      ].map((statement) => ({
        ...statement,
        // In a key's own policy "*" is the key itself.
        Resource: resource.Type === "AWS::KMS::Key" ? undefined : statement.Resource,
      })),
    );
    const allows = documents.filter(({ Effect }) => Effect === "Allow");
    expect(allows.length).toBeGreaterThan(50);
    const wild = allows.filter(({ Action, Resource }) => JSON.stringify([Action, Resource]).includes("*"));
    expect(wild).toEqual([]);
    for (const [, { Properties }] of of("AWS::IAM::Role")) {
      expect(Properties).not.toHaveProperty("ManagedPolicyArns");
    }
  });

  test("every function has a role, a log group and an alarm of its own, and the alarm says what it means", () => {
    const lambdas = of("AWS::Lambda::Function");
    const roles = lambdas.map(([, { Properties }]) => named(Properties["Role"]));
    const groups = lambdas.map(([, { Properties }]) =>
      named((Properties["LoggingConfig"] as { LogGroup: unknown }).LogGroup),
    );
    expect(new Set(roles).size).toBe(lambdas.length);
    expect(new Set(groups).size).toBe(lambdas.length);
    expect(lambdas.filter(([id]) => alarmsOn(all[name], id).length === 0)).toEqual([]);
    for (const [, { Properties }] of of("AWS::CloudWatch::Alarm")) {
      expect(Properties["AlarmDescription"]).toMatch(/^[A-Z].{20,}\.$/);
      expect(Properties["AlarmActions"]).toHaveLength(1);
    }
    for (const [, { Properties }] of of("AWS::Logs::LogGroup"))
      expect(Properties["RetentionInDays"]).toBe(logDays);
  });

  test("every function runs on Node 24 and arm64, with its log as JSON", () => {
    for (const [, { Properties }] of of("AWS::Lambda::Function")) {
      expect(Properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        LoggingConfig: { LogFormat: "JSON" },
      });
    }
  });

  test("nothing may scan, and who only reads may not write", () => {
    const policies = of("AWS::IAM::Role").flatMap(([, role]) => actionsOf(policiesOf(role)));
    expect(policies.length).toBeGreaterThan(50);
    expect(policies.filter((action) => /Scan|PartiQL/.test(action))).toEqual([]);
    const [limits] = of("AWS::DynamoDB::GlobalTable").find(
      ([, { Properties }]) => Properties["TableName"] === `holdfast-limits-${name}`,
    )!;
    const writers = Object.keys(functions.api).filter((resource) =>
      // Everybody counts, in a table where there is nothing else.
      allowed(all[name], named(lambda(`api-${resource}`).Properties["Role"]))
        .filter(({ Resource }) => named(Resource) !== limits)
        .some(({ Action }) => /dynamodb:(Put|Update|Delete|ConditionCheck)/.test(JSON.stringify(Action))),
    );
    const meant = Object.entries(functions.api).filter(([, { grants }]) => grants.includes("table.write"));
    expect(writers).toEqual(meant.map(([resource]) => resource));
  });

  test("only what hands out cursors or calls a gateway may sign", () => {
    expect(may("api-bookings")).toContain("kms:GenerateMac");
    expect(may("timer-sweeper")).toContain("kms:GenerateMac");
    for (const fn of ["api-health", "relay", "booking-confirmed-notify-customer"]) {
      expect(may(fn)).not.toContain("kms:GenerateMac");
    }
  });

  test("whoever checks guests' tokens may derive their key and no other", () => {
    const [guests, signing] = [variable("authoriser", "GUEST_KEY_ID"), variable("api-me", "HMAC_KEY_ID")];
    expect(guests).not.toBe(signing);
    expect(macKeys("authoriser")).toEqual([guests]);
    expect(macKeys("web-book")).toEqual([guests]);
    const both = Object.keys(functions.api).filter((fn) => macKeys(`api-${fn}`).includes(guests));
    expect(both.toSorted()).toEqual(["bookings", "public"]);
  });

  test("PAY-10 credentials are sealed where they are taken, and opened where gateways are talked to", () => {
    const alias = one(all[name], "AWS::KMS::Alias", "AliasName", `alias/holdfast-${name}-secrets`).Properties;
    const uses = usesOf(all[name], named(alias["TargetKeyId"]));
    const who = (wanted: string, purpose = "gateway-settings") =>
      uses
        .filter(({ action, condition }) => action === wanted && condition.includes(`:"${purpose}"`))
        .map(({ fn }) => fn.replace(`holdfast-${name}-`, ""));
    expect(who("kms:GenerateDataKey")).toEqual(["api-gateways"]);
    expect(who("kms:GenerateDataKey", "saved-card")).toHaveLength(sandbox ? 4 : 3);
    expect(who("kms:Decrypt", "saved-card")).toEqual(["timer-sweeper"]);
    expect(uses.filter(({ condition }) => condition === "none")).toEqual([]);
    for (const fn of ["api-bookings", "timer-sweeper"]) expect(who("kms:Decrypt")).toContain(fn);
    expect(who("kms:Decrypt").filter((fn) => fn.startsWith("webhook-"))).toHaveLength(sandbox ? 4 : 3);
    for (const fn of ["api-public", "relay", "web-book"]) expect(who("kms:Decrypt")).not.toContain(fn);
  });

  test("the authoriser may do nothing but log and check what we have signed", () => {
    expect(may("authoriser")).toEqual(["kms:GenerateMac", "logs:CreateLogStream", "logs:PutLogEvents"]);
    expect(lambda("authoriser").Properties["Environment"]).toMatchObject({
      Variables: { ISSUER: expect.anything() as unknown, AUDIENCE: expect.anything() as unknown },
    });
  });

  test("every route of the code is in the template, and only what is public has no authoriser", () => {
    const api = of("AWS::ApiGatewayV2::Route").filter(([id]) => !id.startsWith("SandboxApi"));
    const deployed = api.map(([, { Properties }]) => ({
      key: Properties["RouteKey"] as string,
      open: Properties["AuthorizationType"] !== "CUSTOM",
    }));
    const webhooks = [...routes.webhooks].flatMap(([gateway, own]) =>
      gateway === "sandbox" && !sandbox ? [] : [own],
    );
    const others = [...routes.web.values(), routes.reference, routes.octo, ...webhooks];
    const declared = [...routes.api.values(), ...others].flat();
    expect(deployed.toSorted(byKey)).toEqual(declared.toSorted(byKey));
    expect(deployed.filter(({ open }) => !open).length).toBeGreaterThan(0);
  });

  test("the authoriser is asked for every request, with or without a token", () => {
    expect(of("AWS::ApiGatewayV2::Authorizer").map(([, { Properties }]) => Properties)).toMatchObject([
      {
        AuthorizerType: "REQUEST",
        AuthorizerPayloadFormatVersion: "2.0",
        EnableSimpleResponses: true,
        AuthorizerResultTtlInSeconds: 0,
        IdentitySource: [],
      },
    ]);
  });

  test("the table can be restored, streams both images, forgets by ttl, and is protected where data is real", () => {
    const table = one(all[name], "AWS::DynamoDB::GlobalTable", "TableName", `holdfast-${name}`);
    expect(table.DeletionPolicy).toBe(keep ? "Retain" : "Delete");
    expect(table.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      Replicas: [
        {
          DeletionProtectionEnabled: keep,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
      GlobalSecondaryIndexes: [
        { IndexName: "byTime", Projection: { ProjectionType: "ALL" } },
        { IndexName: "belongsTo", Projection: { ProjectionType: "ALL" } },
        { IndexName: "mine", Projection: { ProjectionType: "KEYS_ONLY" } },
        { IndexName: "due", Projection: { ProjectionType: "KEYS_ONLY" } },
      ],
    });
    for (const type of ["AWS::KMS::Key", "AWS::Cognito::UserPool"]) {
      for (const [, { DeletionPolicy }] of of(type)) expect(DeletionPolicy).toBe(keep ? "Retain" : "Delete");
    }
  });

  test("the relay isolates a bad record, gives up into a queue, and rings when it is late", () => {
    const [mappings] = of("AWS::Lambda::EventSourceMapping");
    expect(mappings?.[1].Properties).toMatchObject({
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      MaximumRetryAttempts: 10,
      ParallelizationFactor: 1,
      DestinationConfig: { OnFailure: { Destination: expect.anything() as unknown } },
    });
    const alarms = alarmsOn(all[name], named(mappings?.[1].Properties["FunctionName"]) ?? "");
    expect(alarms.map(({ Properties }) => Properties["MetricName"])).toContain("IteratorAge");
    expect(may("relay")).toEqual(expect.arrayContaining(["dynamodb:GetRecords", "events:PutEvents"]));
    expect(may("relay")).not.toContain("dynamodb:DeleteItem");
  });

  test("every reaction has its own rule, attempts and dead-letter queue", () => {
    const rules = of("AWS::Events::Rule").map(([, { Properties }]) => Properties);
    const ours = rules.filter(({ EventPattern }) => JSON.stringify(EventPattern).includes('"holdfast"'));
    const heard = ours.map(
      ({ EventPattern }) => (EventPattern as { "detail-type": string[] })["detail-type"][0],
    );
    expect(heard.map(String).toSorted()).toEqual(functions.reactions.map(({ on }) => on).toSorted());
    const targets = rules.flatMap(({ Targets }) => Targets as Record<string, Record<string, unknown>>[]);
    const queues = targets.map(({ DeadLetterConfig }) => named(DeadLetterConfig?.["Arn"]));
    expect(new Set(queues).size).toBe(rules.length);
    for (const { Arn, RetryPolicy } of targets) {
      expect(RetryPolicy?.["MaximumRetryAttempts"]).toBeGreaterThan(0);
      const attempts = of("AWS::Lambda::EventInvokeConfig").map(([, { Properties }]) => Properties);
      const own = attempts.filter(({ FunctionName }) => named(FunctionName) === named(Arn));
      expect(own).toHaveLength(1);
      expect(own[0]).toHaveProperty("DestinationConfig.OnFailure.Destination");
    }
  });

  test("every timer is tried again and has a dead-letter queue", () => {
    const schedules = of("AWS::Scheduler::Schedule").map(([, { Properties }]) => Properties);
    expect(schedules.map(({ Name }) => String(Name)).toSorted()).toEqual(
      Object.keys(functions.timers).toSorted(),
    );
    for (const { Target } of schedules) {
      expect(Target).toHaveProperty("DeadLetterConfig.Arn");
      expect(Target).toHaveProperty("RetryPolicy.MaximumRetryAttempts");
    }
  });

  test("every dead-letter queue rings", () => {
    expect(of("AWS::SQS::Queue").filter(([id]) => alarmsOn(all[name], id).length !== 1)).toEqual([]);
  });

  test("the product's own measures ring", () => {
    const metrics = of("AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties["MetricName"]);
    const measures = ["5xx", "OverbookingDetected", "OldestInboxSeconds", "CallbackQuarantined"];
    expect(metrics).toEqual(
      expect.arrayContaining([...measures, "CallbackSignatureRefused", "UnstampedChange"]),
    );
  });

  test("the sandbox gateway is there for developers, and nowhere else is there a way to it", () => {
    expect(/sandbox/i.test(JSON.stringify(all[name]))).toBe(sandbox);
  });

  test("our pages sign people in by code alone, back to this host, and are believed beside the app", () => {
    const [id, { Properties }] = of("AWS::Cognito::UserPoolClient").find(([, client]) =>
      String(client.Properties["ClientName"]).endsWith("-pages"),
    )!;
    expect(Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email", "profile"],
    });
    expect(JSON.stringify(Properties["CallbackURLs"])).toMatch(/ApiEndpoint.*\/signed-in/);
    const [page, judge] = ["web-book", "authoriser"].map((fn) =>
      JSON.stringify(lambda(fn).Properties["Environment"]),
    );
    expect(page).toContain(`"SIGN_IN_CLIENT":{"Ref":"${id}"}`);
    expect(judge).toContain(`{"Ref":"${id}"}`);
  });

  test("the access log has the request and never a header or a query", () => {
    for (const [, { Properties }] of of("AWS::ApiGatewayV2::Stage")) {
      const { Format } = Properties["AccessLogSettings"] as { Format: string };
      expect(Object.keys(JSON.parse(Format) as object)).toEqual(
        expect.arrayContaining(["requestId", "ip", "routeKey", "status", "latency"]),
      );
      expect(Format).not.toMatch(/header|queryString|\.path"/i);
    }
  });

  test("the template has only what the local run can run", () => {
    const types = new Set(Object.values(all[name]).map(({ Type }) => Type));
    expect([...types].filter((type) => !known.has(type))).toEqual([]);
  });
});
