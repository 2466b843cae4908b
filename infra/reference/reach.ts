import type { Declaration } from "./source.ts";

/** Every declaration that this one can come to. What all verbs have in common is told apart. */
export function reachedFrom(
  source: ReadonlyMap<string, Declaration>,
  start: Declaration,
  stop: (id: string) => boolean = (id) => id === "domain/verb.ts#verb",
): Declaration[] {
  const seen = new Set<string>();
  const todo = [start.id];
  const reached: Declaration[] = [];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (seen.has(id) || (stop(id) && id !== start.id)) continue;
    seen.add(id);
    if (id.endsWith("#*")) {
      const module = id.slice(0, -1);
      todo.push(...Array.from(source.keys()).filter((other) => other.startsWith(module)));
    }
    const declaration = source.get(id);
    if (!declaration) continue;
    reached.push(declaration);
    todo.push(...declaration.refersTo);
  }
  return reached;
}
