/** The template of a whole environment, of the templates that its stacks are deployed from. */
type Section = Readonly<Record<string, unknown>>;
export type Template = Readonly<Record<string, unknown>> & { readonly Resources?: Section };
export type Stacks = Readonly<Record<string, Template>>;

/**
 * What the stacks come to together on AWS, for the local run and for whoever reads an environment as one: everything that
 * any of them has, and each import replaced by what the exporting stack says. What cannot be is an error, as it is there.
 */
export function merge(stacks: Stacks): Template {
  const merged: Record<string, unknown> = {};
  for (const [stack, template] of Object.entries(stacks)) {
    for (const [section, content] of Object.entries(template)) {
      const known = merged[section];
      merged[section] =
        isMap(known) && isMap(content) ? union(known, content, `${stack}: ${section}`) : content;
    }
  }
  return settled(merged, exportsOf(stacks)) as Template;
}

function union(one: Section, other: Section, at: string): Section {
  const twice = Object.keys(other).filter((name) => name in one);
  if (twice.length > 0) throw new Error(`${at} has ${twice.join(", ")}, and so has another stack.`);
  return { ...one, ...other };
}

interface Output {
  readonly Value: unknown;
  readonly Export?: { readonly Name: string };
}

function exportsOf(stacks: Stacks): ReadonlyMap<string, unknown> {
  const outputs = Object.values(stacks).flatMap(({ Outputs }) => Object.values((Outputs ?? {}) as Section));
  const exported = (outputs as Output[]).flatMap(({ Value, Export }) =>
    Export ? [[Export.Name, Value] as const] : [],
  );
  return new Map(exported);
}

function settled(value: unknown, exported: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((entry) => settled(entry, exported));
  if (!isMap(value)) return value;
  if ("Fn::ImportValue" in value) {
    const name = value["Fn::ImportValue"];
    if (typeof name !== "string" || !exported.has(name))
      throw new Error(`No stack exports ${JSON.stringify(name)}.`);
    return exported.get(name);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, settled(entry, exported)]));
}

const isMap = (value: unknown): value is Section =>
  typeof value === "object" && value !== null && !Array.isArray(value);
