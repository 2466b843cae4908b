import type { Functions } from "../functions/functions.ts";
import { account, region } from "../template/place.ts";
import type { Authoriser } from "./integrations.ts";
import { message, type Answer, type eventOf } from "./payload.ts";

/** A Lambda authoriser with simple answers. */
type Verdict = { readonly context: Record<string, unknown> | undefined } | { readonly refused: Answer };
type Event = ReturnType<typeof eventOf>;

const remembered = new WeakMap<Authoriser, Map<string, { until: number; verdict: Verdict }>>();

export async function authorise(
  authoriser: Authoriser,
  event: Event,
  functions: Functions,
  requestId: string,
): Promise<Verdict> {
  const identity = authoriser.identitySources.map((source) => valueAt(source, event));
  if (identity.includes(undefined)) return { refused: message(401, "Unauthorized") };
  const key = JSON.stringify(identity);
  const memory = remembered.get(authoriser) ?? new Map<string, { until: number; verdict: Verdict }>();
  remembered.set(authoriser, memory);
  const known = memory.get(key);
  if (known && known.until > Date.now()) return known.verdict;
  const verdict = await ask(authoriser, event, identity as string[], functions, requestId);
  if (authoriser.cacheMs > 0) memory.set(key, { until: Date.now() + authoriser.cacheMs, verdict });
  return verdict;
}

async function ask(
  { functionName }: Authoriser,
  event: Event,
  identity: string[],
  functions: Functions,
  requestId: string,
): Promise<Verdict> {
  const { apiId, http, stage } = event.requestContext;
  const routeArn = `arn:aws:execute-api:${region}:${account}:${apiId}/${stage}/${http.method}${event.rawPath}`;
  const request = {
    ...event,
    type: "REQUEST",
    routeArn,
    identitySource: identity.length > 0 ? identity : null,
  };
  let answer: { isAuthorized?: unknown; context?: Record<string, unknown> } | null;
  try {
    answer = JSON.parse(
      await functions.invoke(functionName, JSON.stringify(request), { patienceMs: 30_000, requestId }),
    ) as typeof answer;
  } catch {
    return { refused: message(500, "Internal Server Error") };
  }
  if (typeof answer?.isAuthorized !== "boolean") return { refused: message(500, "Internal Server Error") };
  return answer.isAuthorized ? { context: answer.context ?? {} } : { refused: message(403, "Forbidden") };
}

function valueAt(source: string, event: Event): string | undefined {
  const [, kind, name = ""] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  const values = kind === "header" ? event.headers : event.queryStringParameters;
  const value = values?.[kind === "header" ? name.toLowerCase() : name];
  return value === "" ? undefined : value;
}
