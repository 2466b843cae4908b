/** What the infra tests ask of the synthesised templates: resources by type, and what a role may do. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFunctions } from "../../infra/build.ts";
import { environmentNames, type EnvironmentName } from "../../infra/environments.ts";
import { synthesise } from "../../infra/synth.ts";
import { merge, type Stacks } from "../../infra/template.ts";

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}
export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
export type Resources = Readonly<Record<string, Resource>>;

/** The stacks of every environment, synthesised apart from what a running system may be reading. */
export async function synthesiseStacks(): Promise<Record<EnvironmentName, Stacks>> {
  const scratch = mkdtempSync(join(tmpdir(), "holdfast-synth-"));
  try {
    await buildFunctions();
    const all = environmentNames.map(async (name) => {
      const { stacks } = await synthesise(name, join(scratch, name));
      return [name, stacks] as const;
    });
    return Object.fromEntries(await Promise.all(all)) as Record<EnvironmentName, Stacks>;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the stacks of each environment have together. */
export function merged(all: Record<EnvironmentName, Stacks>): Record<EnvironmentName, Resources> {
  const each = environmentNames.map((name) => [name, merge(all[name]).Resources] as const);
  return Object.fromEntries(each) as Record<EnvironmentName, Resources>;
}

export const synthesiseAll = async () => merged(await synthesiseStacks());

export const ofType = (resources: Resources, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

/** The logical id behind `{ Ref }` or `{ "Fn::GetAtt": [id, …] }`. */
export function named(reference: unknown): string | undefined {
  const { Ref, "Fn::GetAtt": attribute } = (reference ?? {}) as { Ref?: string; "Fn::GetAtt"?: string[] };
  return Ref ?? attribute?.[0];
}

export const statementsOf = (policy: unknown): Statement[] =>
  (policy as { Statement: Statement[] } | undefined)?.Statement ?? [];

/** A role's policy is part of it. */
export const policiesOf = (role: Resource | undefined): Statement[] =>
  (
    (role?.Type === "AWS::IAM::Role" ? (role.Properties["Policies"] ?? []) : []) as {
      PolicyDocument: unknown;
    }[]
  ).flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument));

/** What the role with this logical id may do. */
export const allowed = (resources: Resources, role: string | undefined): Statement[] =>
  policiesOf(resources[role ?? ""]);

export const actionsOf = (statements: readonly Statement[]): string[] =>
  statements.flatMap(({ Action }) => Action).toSorted();

/** What functions may do with a key, and under which condition. */
export const usesOf = (resources: Resources, key: string | undefined) =>
  ofType(resources, "AWS::Lambda::Function").flatMap(([, { Properties }]) =>
    allowed(resources, named(Properties["Role"]))
      .filter(({ Resource }) => named(Resource) === key)
      .flatMap(({ Action, Condition }) =>
        [Action].flat().map((action) => ({
          action,
          condition: Condition ? JSON.stringify(Condition) : "none",
          fn: String(Properties["FunctionName"]),
        })),
      ),
  );

/** Alarms whose metric is about this function or queue, which they know by its name alone. */
export const alarmsOn = (resources: Resources, id: string): Resource[] => {
  const { FunctionName, QueueName } = resources[id]?.Properties ?? {};
  return ofType(resources, "AWS::CloudWatch::Alarm")
    .map(([, alarm]) => alarm)
    .filter(({ Properties }) =>
      ((Properties["Dimensions"] ?? []) as { Value: unknown }[]).some(
        ({ Value }) => Value === (FunctionName ?? QueueName),
      ),
    );
};
