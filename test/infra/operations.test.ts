import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { environmentNames, type EnvironmentName } from "../../infra/environments.ts";
import * as functions from "../../infra/functions.ts";
import { operationsPage, withAlarms } from "../../infra/operations.ts";
import { named, ofType, synthesiseAll, type Resources } from "./template.ts";

let all: Record<EnvironmentName, Resources>;
beforeAll(async () => {
  all = await synthesiseAll();
}, 60_000);

const page = readFileSync(operationsPage, "utf8");
const alarmsOf = (name: EnvironmentName) =>
  ofType(all[name], "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);

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
    const work = { ...functions.api, ...webhooks, ...(name === "dev" && { sandbox: sandbox! }) };
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
      expect(all[name][named(watched?.Value) ?? ""]?.Type).toBe("AWS::Lambda::Function");
      expect(service).toEqual({ Name: "service", Value: `holdfast-${name}` });
    }
  },
);
