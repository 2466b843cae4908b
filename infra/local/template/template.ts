import { described } from "./attributes.ts";
import { resolver, type Document } from "./intrinsic.ts";
import { apiIdOf, type Place } from "./place.ts";
import { refuse } from "./refusal.ts";
import { shapes, type Properties, type ResourceType } from "./shapes.ts";

/**
 * The synthesised CloudFormation template, read strictly: every resource with its values resolved.
 * What it contains and the local run does not understand ends the start with all complaints at once.
 */
export interface Resource<Type extends ResourceType> {
  readonly logicalId: string;
  readonly name: string;
  readonly ref: string;
  readonly arn: string;
  readonly properties: Properties<Type>;
}

export interface Stack {
  all<Type extends ResourceType>(type: Type): readonly Resource<Type>[];
}

const sections = new Set([
  "AWSTemplateFormatVersion",
  "Conditions",
  "Description",
  "Mappings",
  "Metadata",
  "Outputs",
  "Parameters",
  "Resources",
  "Rules",
]);
const resourceAttributes = new Set([
  "Condition",
  "DeletionPolicy",
  "DependsOn",
  "Metadata",
  "Properties",
  "Type",
  "UpdateReplacePolicy",
]);

const isMain = (name: unknown) => typeof name === "string" && /^holdfast-[a-z]+$/.test(name);

/** The ids and names of the template's HTTP APIs, the main one first. */
export function apisOf(template: object) {
  const resources = Object.entries((template as Document).Resources ?? {});
  const apis = resources.filter(([, { Type }]) => Type === "AWS::ApiGatewayV2::Api");
  return apis
    .map(([logicalId, { Properties }]) => ({
      logicalId,
      apiId: apiIdOf(logicalId),
      main: isMain(Properties?.Name),
    }))
    .toSorted((a, b) => Number(b.main) - Number(a.main));
}

export function readTemplate(template: object, place: Place): Stack {
  const document = template as Document;
  const complaints: string[] = [];
  const complain = (problem: string) => void complaints.push(problem);
  for (const section of Object.keys(template)) {
    if (!sections.has(section)) complain(`The section "${section}" is not understood.`);
  }
  const { resolve, holds, nameOf } = resolver(document, place);
  const byType = new Map<string, Resource<ResourceType>[]>();

  for (const [logicalId, raw] of Object.entries(document.Resources ?? {})) {
    try {
      if (raw.Condition !== undefined && !holds(raw.Condition, logicalId)) continue;
      const shape = shapes[raw.Type as ResourceType];
      const description = described[raw.Type];
      if (!shape || !description) {
        complain(`${logicalId} is a ${raw.Type}, which the local run does not understand.`);
        continue;
      }
      for (const attribute of Object.keys(raw)) {
        if (!resourceAttributes.has(attribute)) complain(`${logicalId}: ${attribute} is not understood.`);
      }
      const parsed = shape.safeParse(resolve(raw.Properties ?? {}, logicalId));
      if (!parsed.success) {
        for (const { path, message } of parsed.error.issues) {
          complain(`${[logicalId, ...path].join(".")} (${raw.Type}): ${message}.`);
        }
        continue;
      }
      const property = (name: string) => (parsed.data as Record<string, unknown>)[name];
      const named = { logicalId, name: nameOf(logicalId), place, property };
      const resource = {
        logicalId,
        name: named.name,
        ref: description.ref(named),
        arn: (description.attributes?.["Arn"] ?? description.ref)(named),
        properties: parsed.data,
      };
      byType.set(raw.Type, [...(byType.get(raw.Type) ?? []), resource]);
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
    }
  }
  if (complaints.length > 0) {
    refuse(
      `The template asks for what the local run does not do:\n  ${[...new Set(complaints)].join("\n  ")}`,
    );
  }
  return {
    all: (type) => byType.get(type) ?? [],
  };
}
