import { refuse } from "../template/refusal.ts";
import { isMap, leaf } from "./pattern-operators.ts";

/** EventBridge's event patterns, which Lambda's event filters use too: the documented grammar, compiled once. */
export type Matches = (event: unknown) => boolean;

export function compilePattern(pattern: unknown, at: string): Matches {
  if (!isMap(pattern) || Object.keys(pattern).length === 0)
    return refuse(`${at}: a pattern is a map with at least one key.`);
  const fields = Object.entries(pattern).map(([key, rule]) => {
    const here = `${at}.${key}`;
    if (key === "$or") {
      if (!Array.isArray(rule) || rule.length < 2) return refuse(`${here}: $or takes two patterns or more.`);
      const choices = rule.map((choice, index) => compilePattern(choice, `${here}[${index}]`));
      return (event: unknown) => choices.some((choice) => choice(event));
    }
    if (isMap(rule)) {
      const inner = compilePattern(rule, here);
      return (event: unknown) => inChild(event, key, inner);
    }
    if (!Array.isArray(rule) || rule.length === 0)
      return refuse(`${here}: a rule is a list with at least one entry.`);
    const tests = rule.map((entry) => leaf(entry, here));
    return (event: unknown) => {
      const values = valuesOf(event, key);
      return tests.some((test) => test(values));
    };
  });
  return (event) => fields.every((matches) => matches(event));
}

/** A list in the event matches when one of its entries does. */
function inChild(event: unknown, key: string, inner: Matches): boolean {
  const child = isMap(event) ? event[key] : undefined;
  return Array.isArray(child) ? child.some((entry) => inner(entry)) : inner(child);
}

function valuesOf(event: unknown, key: string): readonly unknown[] {
  const value = isMap(event) ? event[key] : undefined;
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
