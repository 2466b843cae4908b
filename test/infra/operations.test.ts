import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { environment, environmentNames, type EnvironmentName } from "../../infra/environments.ts";
import * as functions from "../../infra/functions.ts";
import { operationsPage, withAlarms } from "../../infra/operations.ts";
import { merge, type Stacks } from "../../infra/template.ts";
import { merged, ofType, synthesiseStacks, type Resources } from "./template.ts";

let stacks: Record<EnvironmentName, Stacks>;
let all: Record<EnvironmentName, Resources>;
beforeAll(async () => {
  stacks = await synthesiseStacks();
  all = merged(stacks);
}, 60_000);

const page = readFileSync(operationsPage, "utf8");
const alarmsOf = (name: EnvironmentName) =>
  ofType(all[name], "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);
/** What functions and queues are called. */
const namesIn = (name: EnvironmentName) =>
  Object.values(all[name]).flatMap(({ Properties: { FunctionName, QueueName } }) => [
    FunctionName ?? QueueName,
  ]);

it("INS-3 docs/operations.md has the alarms of the template: run `node infra/operations.ts` after a change", () => {
  expect(withAlarms(page, all.dev)).toBe(page);
});

it.each(environmentNames)(
  "INS-3 every alarm of %s has a name, and is on the page with its sentence",
  (name) => {
    const names = alarmsOf(name).map(({ AlarmName }) => String(AlarmName));
    expect(new Set(names).size).toBe(names.length);
    for (const { AlarmName, AlarmDescription } of alarmsOf(name)) {
      const short = String(AlarmName).replace(`holdfast-${name}-`, "");
      const rows = page
        .split("## Every alarm")[1]!
        .split("\n")
        .filter((line) => line.startsWith(`| \`${short}\` `));
      expect(rows, short).toHaveLength(1);
      expect(rows[0]).toContain(String(AlarmDescription));
    }
  },
);

it.each(environmentNames)(
  "INS-3 a bug that %s answers as a 500 rings with its function's sentence",
  (name) => {
    const { sandbox, ...webhooks } = functions.webhooks;
    const { octo } = functions;
    const work = { ...functions.api, octo, ...webhooks, ...(name === "dev" && { sandbox: sandbox! }) };
    const answers = alarmsOf(name).filter(({ MetricName }) => MetricName === "ServerErrors");
    const sentences = answers.map(({ AlarmDescription }) => String(AlarmDescription));
    expect(sentences.toSorted()).toEqual(
      Object.values(work)
        .map(({ ifItFails }) => ifItFails)
        .toSorted(),
    );
    for (const { Namespace, Dimensions } of answers) {
      const [watched, service] = Dimensions as { Name: string; Value: unknown }[];
      expect(Namespace).toBe("Holdfast");
      expect(watched?.Name).toBe("function");
      expect(namesIn(name)).toContain(watched?.Value);
      expect(service).toEqual({ Name: "service", Value: `holdfast-${name}` });
    }
  },
);

it.each(environmentNames)("INS-3 every alarm of %s watches something that is there", (name) => {
  const watched = alarmsOf(name)
    .flatMap(({ Dimensions }) => Dimensions as { Name: string; Value: unknown }[])
    .filter(({ Name }) => ["FunctionName", "QueueName", "function"].includes(Name));
  expect(watched.length).toBeGreaterThan(50);
  expect(watched.filter(({ Value }) => !namesIn(name).includes(Value))).toEqual([]);
});

interface Output {
  readonly Value: { readonly Ref?: string; readonly "Fn::GetAtt"?: [string, string] };
  readonly Export?: { readonly Name: string };
}
const exported = (template: object) =>
  Object.values((template as { Outputs?: Record<string, Output> }).Outputs ?? {}).filter(
    ({ Export }) => Export,
  );

describe.each(environmentNames)("OPS-1 the stacks of %s", (name) => {
  const of = (stack = "") => stacks[name][`holdfast-${name}${stack}`]!;

  it("have ample room each: CloudFormation takes 500 resources in one", () => {
    expect(Object.keys(stacks[name])).toEqual(
      ["", "-alarms", "-work"].map((part) => `holdfast-${name}${part}`),
    );
    for (const [stack, { Resources }] of Object.entries(stacks[name])) {
      expect(Object.keys(Resources ?? {}).length, stack).toBeLessThan(450);
    }
  });

  it("take from the first one alone, and only what it lends whoever takes it", () => {
    expect(exported(of("-work"))).toEqual([]);
    expect(exported(of("-alarms"))).toEqual([]);
    const lent = exported(of()).map(({ Value: { Ref, "Fn::GetAtt": got } }) =>
      [got?.[0] ?? Ref, got?.[1] ?? "Ref"].join(".").replace(/[0-9A-F]{8}\./, "."),
    );
    const keys = ["SigningKey", "SecretsKey", "GuestKey"].flatMap((key) => [`${key}.Arn`, `${key}.Ref`]);
    const table = ["Table.Arn", "Table.Ref", "Table.StreamArn"];
    const api = [
      "Api.ApiEndpoint",
      "Api.Ref",
      ...(environment(name).sandbox ? ["SandboxApi.ApiEndpoint"] : []),
    ];
    const wanted = [...keys, "DataKey.Arn", ...table, "Bus.Arn", "Bus.Ref", ...api];
    expect(lent.toSorted()).toEqual(wanted.toSorted());
  });

  it("make one template, in which nothing is imported any more", () => {
    const { Resources = {} } = merge(stacks[name]);
    const sizes = Object.values(stacks[name]).map((stack) => Object.keys(stack.Resources ?? {}).length);
    expect(Object.keys(Resources)).toHaveLength(sizes.reduce((sum, size) => sum + size, 0));
    expect(JSON.stringify(Resources)).not.toContain("Fn::ImportValue");
  });
});
