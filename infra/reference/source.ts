/**
 * The source as a graph of its top-level declarations: what each one refers to, how it refuses, and what its comment says.
 * References are taken by name, whatever the flow: more may seem to be reached than is, never less.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "rolldown/utils";
import { refusalIn, type Refusal } from "./refusal.ts";

const root = resolve(import.meta.dirname, "../..");
const ERRORS = "domain/error.ts";

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}
export interface Declaration {
  /** `domain/seat/hold.ts#place` */
  readonly id: string;
  readonly comment: string | undefined;
  readonly strings: ReadonlySet<string>;
  /** Names of fields that are read or taken apart, as `ifMatch`. */
  readonly fields: ReadonlySet<string>;
  readonly refersTo: ReadonlySet<string>;
  readonly refusals: readonly Refusal[];
}
/** What a name of a module stands for: a declaration, or every export of a module. */
type Bindings = ReadonlyMap<string, { readonly id: string } | { readonly all: string }>;
interface Draft {
  readonly strings: Set<string>;
  readonly fields: Set<string>;
  readonly refersTo: Set<string>;
  readonly refusals: Refusal[];
}

export function readSource(): ReadonlyMap<string, Declaration> {
  const files = globSync(["domain/**/*.ts", "functions/*.ts"], { cwd: root }).toSorted();
  return new Map(files.flatMap(declarationsOf).map((declaration) => [declaration.id, declaration]));
}

function declarationsOf(file: string): Declaration[] {
  const text = readFileSync(join(root, file), "utf8");
  const { program, comments, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const body = program.body as unknown as Node[];
  const named = body.flatMap((statement) =>
    namesIn(statement).map(([name, node]) => ({ name, node, statement })),
  );
  const bindings: Bindings = new Map([
    ...body.flatMap((statement) => importsIn(file, statement)),
    ...named.map(({ name }) => [name, { id: `${file}#${name}` }] as const),
  ]);
  const own = named.map(({ name, node, statement }) => {
    const found: Draft = { strings: new Set(), fields: new Set(), refersTo: new Set(), refusals: [] };
    walk(node, { bindings, text, found });
    const above = comments.findLast(
      ({ end }) => end <= statement.start && text.slice(end, statement.start).trim() === "",
    );
    const comment = above?.type === "Block" ? above.value : undefined;
    // Where refusals are defined, none is made.
    return { id: `${file}#${name}`, comment, ...found, ...(file === ERRORS && { refusals: [] }) };
  });
  return [...own, ...body.flatMap((statement) => handedOn(file, statement))];
}

/** What a module hands on from another one is that one's. */
function handedOn(file: string, statement: Node): Declaration[] {
  const module = statement.type === "ExportNamedDeclaration" && moduleOf(file, statement);
  if (!module) return [];
  return (statement["specifiers"] as Node[]).map((one) => ({
    id: `${file}#${(one["exported"] as Named).name}`,
    comment: undefined,
    strings: new Set(),
    fields: new Set(),
    refersTo: new Set([`${module}#${(one["local"] as Named).name}`]),
    refusals: [],
  }));
}

/** The module of ours that a statement takes from. */
function moduleOf(file: string, statement: Node): string | undefined {
  const from = (statement["source"] as { value?: string } | undefined)?.value;
  return from?.startsWith(".") ? relative(root, resolve(root, dirname(file), from)) : undefined;
}

/** The first comment of a file. */
export function headerOf(file: string): string | undefined {
  return parseSync(file, readFileSync(join(root, file), "utf8")).comments[0]?.value;
}

function namesIn(statement: Node): [name: string, node: Node][] {
  const inner = statement.type === "ExportNamedDeclaration" ? (statement["declaration"] as Node) : statement;
  if (inner?.type === "FunctionDeclaration" || inner?.type === "ClassDeclaration") {
    return [[(inner["id"] as Named).name, inner]];
  }
  if (inner?.type !== "VariableDeclaration") return [];
  return (inner["declarations"] as Node[]).flatMap((one) => {
    const name = (one["id"] as Partial<Named>).name;
    return name === undefined ? [] : [[name, one] as [string, Node]];
  });
}
interface Named {
  readonly name: string;
}

function importsIn(file: string, statement: Node): [string, { id: string } | { all: string }][] {
  const module = moduleOf(file, statement);
  if (statement.type !== "ImportDeclaration" || !module || statement["importKind"] === "type") return [];
  return (statement["specifiers"] as Node[]).map((one) => {
    const local = (one["local"] as Named).name;
    // Refusals are recognised by the names of their constructors.
    if (module === ERRORS && (one["imported"] as Named | undefined)?.name !== local) {
      throw new Error(`${file} must import from ${ERRORS} by name.`);
    }
    if (one.type === "ImportNamespaceSpecifier") return [local, { all: module }];
    return [local, { id: `${module}#${(one["imported"] as Named).name}` }];
  });
}

interface Walk {
  readonly bindings: Bindings;
  readonly text: string;
  readonly found: Draft;
}

function walk(node: unknown, at: Walk): void {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, at);
    return;
  }
  if (!isNode(node)) return;
  const { found, bindings, text } = at;
  if (node.type === "Literal" && typeof node["value"] === "string") found.strings.add(node["value"]);
  if (node.type === "Identifier") refer(bindings.get(String(node["name"])), undefined, found);
  const refusal = refusalIn(node, text);
  if (refusal) found.refusals.push(refusal);
  for (const part of partsOf(node, at)) walk(part, at);
}

/** The children that are code: types say nothing at run time, and the name of a field is no reference. */
function partsOf(node: Node, { bindings, found }: Walk): unknown[] {
  if (node.type.startsWith("TS")) return [node["expression"]];
  if (node.type === "MemberExpression" && !node["computed"]) {
    const { name } = node["property"] as Named;
    found.fields.add(name);
    const object = node["object"] as Node;
    const bound = object.type === "Identifier" ? bindings.get(String(object["name"])) : undefined;
    if (bound && "all" in bound) {
      refer(bound, name, found);
      return [];
    }
    return [object];
  }
  if (node.type === "Property" && !node["computed"]) {
    found.fields.add(String((node["key"] as Partial<Named>).name));
    return [node["value"]];
  }
  return Object.entries(node).flatMap(([name, part]) => (name === "typeAnnotation" ? [] : [part]));
}

function refer(bound: { id: string } | { all: string } | undefined, name: string | undefined, found: Draft) {
  if (!bound) return;
  found.refersTo.add("id" in bound ? bound.id : `${bound.all}#${name ?? "*"}`);
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
