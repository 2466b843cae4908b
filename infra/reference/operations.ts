/** The API as its declarations have it: every route with its verb, what is said about it, and how it may refuse. */
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import type { Verb } from "../../domain/verb.ts";
import { entryOf } from "../entries.ts";
import * as functions from "../functions.ts";
import { openErrors, type Problem } from "./errors.ts";
import { reachedFrom } from "./reach.ts";
import { readSource, type Declaration } from "./source.ts";
import { sentenceOf, summaryOf } from "./words.ts";

export interface Operation {
  /** The verb's name; a second address of the same verb has a number behind it. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly verb: Verb;
  /** "hold" of "hold.place" */
  readonly noun: string;
  readonly action: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly pathNames: readonly string[];
  readonly problems: readonly Problem[];
  readonly takesIfMatch: boolean;
}

export async function readOperations(): Promise<{
  operations: readonly Operation[];
  problems: readonly Problem[];
}> {
  const source = readSource();
  const errors = openErrors(source);
  const files = await Promise.all(Object.keys(functions.api).map(load));
  const operations = files.flatMap((routes) =>
    Object.entries(routes).map(([key, verb]) => {
      const [method = "", path = ""] = key.split(" ");
      const [noun = "", action = ""] = verb.verb.split(".");
      const declaration = declarationOf(source, verb.verb);
      const reached = reachedFrom(source, declaration);
      const pathNames = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
      return {
        method,
        path,
        verb,
        noun,
        action,
        pathNames,
        summary: summaryOf(verb.verb),
        description: sentenceOf(declaration.comment),
        problems: errors.of(verb, reached, pathNames),
        takesIfMatch: reached.some(({ fields, id }) => id.startsWith("domain/") && fields.has("ifMatch")),
      };
    }),
  );
  return { operations: named(operations), problems: errors.all() };
}

function named(operations: readonly Omit<Operation, "id">[]): Operation[] {
  return operations.map((operation, at) => {
    const { verb } = operation;
    const before = operations.slice(0, at).filter((one) => one.verb === verb).length;
    return { ...operation, id: before === 0 ? verb.verb : `${verb.verb}_${before + 1}` };
  });
}

async function load(resource: string): Promise<Readonly<Record<string, Verb>>> {
  const file = pathToFileURL(resolve(import.meta.dirname, "../..", entryOf.api(resource)));
  return ((await import(file.href)) as { routes: Readonly<Record<string, Verb>> }).routes;
}

/** The one declaration that says this verb's name. */
function declarationOf(source: ReadonlyMap<string, Declaration>, name: string): Declaration {
  const declares = ({ refersTo }: Declaration): boolean =>
    refersTo.has("domain/verb.ts#verb") ||
    Array.from(refersTo).some((id) => source.get(id)?.refersTo.has("domain/verb.ts#verb"));
  const [found, ...more] = Array.from(source.values()).filter(
    (declaration) => declaration.strings.has(name) && declares(declaration),
  );
  if (!found || more.length > 0) throw new Error(`${name} must be declared in exactly one place.`);
  return found;
}
