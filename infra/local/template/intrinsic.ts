import { described, pseudo, type Named } from "./attributes.ts";
import { relocate, type Place } from "./place.ts";
import { refuse } from "./refusal.ts";

/** Turns the template's intrinsic functions into values; one it does not know is refused. */
export interface Document {
  readonly Resources: Record<string, RawResource>;
  readonly Parameters?: Record<string, { Default?: unknown }>;
  readonly Conditions?: Record<string, unknown>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

export interface RawResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Condition?: string;
}

export interface Resolver {
  readonly resolve: (value: unknown, at: string) => unknown;
  readonly holds: (condition: string, at: string) => boolean;
  readonly nameOf: (logicalId: string) => string;
}

export function resolver(document: Document, place: Place): Resolver {
  const names = new Map<string, string>();

  function resource(logicalId: string, at: string): Named {
    const raw = document.Resources[logicalId] ?? refuse(`${at}: there is no resource "${logicalId}".`);
    return {
      logicalId,
      name: nameOf(logicalId),
      place,
      property: (name) => resolve(raw.Properties?.[name], `${logicalId}.${name}`),
    };
  }

  function nameOf(logicalId: string): string {
    const known = names.get(logicalId);
    if (known !== undefined) return known;
    const raw = document.Resources[logicalId];
    const property = raw && described[raw.Type]?.nameProperty;
    const given =
      property === undefined ? undefined : resolve(raw?.Properties?.[property], `${logicalId}.${property}`);
    const name = typeof given === "string" ? given : logicalId;
    names.set(logicalId, name);
    return name;
  }

  function description(logicalId: string, at: string) {
    const type = document.Resources[logicalId]?.Type ?? refuse(`${at}: there is no resource "${logicalId}".`);
    return (
      described[type] ?? refuse(`${at}: ${logicalId} is a ${type}, which the local run does not understand.`)
    );
  }

  function ref(name: string, at: string): unknown {
    if (name in pseudo) return pseudo[name];
    const parameter = document.Parameters?.[name];
    if (parameter) return parameter.Default ?? refuse(`${at}: parameter ${name} has no default.`);
    return description(name, at).ref(resource(name, at));
  }

  function attribute(path: string, at: string): string {
    const dot = path.indexOf(".");
    const [logicalId, name] = [path.slice(0, dot), path.slice(dot + 1)];
    const read = description(logicalId, at).attributes?.[name];
    return read?.(resource(logicalId, at)) ?? refuse(`${at}: the local run does not know attribute ${path}.`);
  }

  function substitute(argument: unknown, at: string): string {
    const [text, given] = Array.isArray(argument)
      ? (argument as [string, Record<string, unknown>])
      : [String(argument), {}];
    const filled = text.replaceAll(/\$\{([^!][^}]*)\}/g, (_, name: string) => {
      if (name in given) return String(resolve(given[name], at));
      return String(name.includes(".") ? attribute(name, at) : ref(name, at));
    });
    return relocate(filled.replaceAll("${!", "${"), place);
  }

  function list(argument: unknown, at: string): unknown[] {
    const value = resolve(argument, at);
    return Array.isArray(value) ? value : refuse(`${at}: a list was expected.`);
  }

  const functions: Record<string, (argument: unknown, at: string) => unknown> = {
    Ref: (argument, at) => ref(String(argument), at),
    "Fn::GetAtt": (argument, at) =>
      attribute(Array.isArray(argument) ? argument.join(".") : String(argument), at),
    "Fn::Sub": substitute,
    "Fn::Join": (argument, at) => {
      const [separator, parts] = argument as [string, unknown];
      return relocate(list(parts, at).map(String).join(separator), place);
    },
    "Fn::Select": (argument, at) => {
      const [index, from] = argument as [unknown, unknown];
      return (
        list(from, at)[Number(resolve(index, at))] ?? refuse(`${at}: Fn::Select has nothing at its index.`)
      );
    },
    "Fn::Split": (argument, at) => {
      const [separator, text] = argument as [string, unknown];
      return String(resolve(text, at)).split(separator);
    },
    "Fn::FindInMap": (argument, at) => {
      const [map, first, second] = list(argument, at).map(String) as [string, string, string];
      return (
        document.Mappings?.[map]?.[first]?.[second] ??
        refuse(`${at}: mapping ${map}.${first}.${second} is missing.`)
      );
    },
    "Fn::If": (argument, at) => {
      const [condition, yes, no] = argument as [string, unknown, unknown];
      return resolve(holds(condition, at) ? yes : no, at);
    },
    Condition: (argument, at) => holds(String(argument), at),
    "Fn::Equals": (argument, at) => {
      const [left, right] = list(argument, at);
      return String(left) === String(right);
    },
    "Fn::And": (argument, at) => list(argument, at).every(Boolean),
    "Fn::Or": (argument, at) => list(argument, at).some(Boolean),
    "Fn::Not": (argument, at) => !list(argument, at)[0],
  };

  function holds(condition: string, at: string): boolean {
    const definition =
      document.Conditions?.[condition] ?? refuse(`${at}: there is no condition "${condition}".`);
    return Boolean(resolve(definition, `Conditions.${condition}`));
  }

  function resolve(value: unknown, at: string): unknown {
    if (Array.isArray(value)) {
      return value
        .map((entry, index) => resolve(entry, `${at}[${index}]`))
        .filter((entry) => entry !== undefined);
    }
    if (typeof value === "string" && value.includes("{{resolve:"))
      refuse(`${at}: dynamic references are not resolved here.`);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    // IAM's own "Condition" is a map; the intrinsic names a condition, so it is text.
    if (entries.length === 1 && only && (only[0] !== "Condition" || typeof only[1] === "string")) {
      const intrinsic = functions[only[0]];
      if (intrinsic) return intrinsic(only[1], at);
      if (only[0].startsWith("Fn::")) refuse(`${at}: the local run does not know ${only[0]}.`);
    }
    const resolved = entries.map(([key, entry]) => [key, resolve(entry, `${at}.${key}`)] as const);
    return Object.fromEntries(resolved.filter(([, entry]) => entry !== undefined));
  }

  return { resolve, holds, nameOf };
}
