import { refuse } from "../template/refusal.ts";

/** Which route a request takes: exact beats variable beats greedy beats `$default`, and a method beats ANY. */
export interface Match<T> {
  readonly route: T;
  readonly pathParameters: Record<string, string> | undefined;
}

interface Compiled<T> {
  readonly route: T;
  readonly method: string;
  readonly segments: readonly string[];
  readonly rank: string;
}

export function routeTable<T extends { readonly routeKey: string }>(routes: readonly T[]) {
  const fallback = routes.find(({ routeKey }) => routeKey === "$default");
  const compiled = routes
    .filter((route) => route !== fallback)
    .map(compile)
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));

  return function match(method: string, path: string): Match<T> | undefined {
    const segments = split(path);
    for (const candidate of compiled) {
      if (candidate.method !== "ANY" && candidate.method !== method) continue;
      const parameters = fit(candidate.segments, segments);
      if (!parameters) continue;
      const pathParameters = Object.keys(parameters).length > 0 ? parameters : undefined;
      return { route: candidate.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: undefined };
  };
}

const split = (path: string) => path.slice(1).split("/");
const isVariable = (segment: string) => segment.startsWith("{");
const isGreedy = (segment: string) => segment.endsWith("+}");

function compile<T extends { readonly routeKey: string }>(route: T): Compiled<T> {
  const [, method = "", path = ""] = /^([A-Z]+) (\/\S*)$/.exec(route.routeKey) ?? [];
  if (!path) refuse(`The route "${route.routeKey}" is not understood.`);
  const segments = split(path);
  // Compared as text, segment by segment; at the end a method before ANY.
  const ranks = segments.map((segment) => (isGreedy(segment) ? "3" : isVariable(segment) ? "2" : "1"));
  return { route, method, segments, rank: `${ranks.join("")}${method === "ANY" ? "9" : "0"}` };
}

function fit(wanted: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const actual = given[index];
    if (actual === undefined || (isVariable(segment) && actual === "")) return undefined;
    if (isGreedy(segment)) {
      parameters[segment.slice(1, -2)] = given.slice(index).map(decodeURIComponent).join("/");
      return parameters;
    }
    if (isVariable(segment)) parameters[segment.slice(1, -1)] = decodeURIComponent(actual);
    else if (segment !== decodeURIComponent(actual)) return undefined;
  }
  return wanted.length === given.length ? parameters : undefined;
}
