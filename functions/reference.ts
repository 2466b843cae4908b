/**
 * What the API says of itself: `/openapi.json`, the reference page `/docs`, and an answer for every address that is none.
 * The two files, and the list of all routes, are made of the code at build time and lie beside the bundle.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { refusalAt } from "./address.ts";
import * as Limit from "./limit.ts";
import { problem } from "./problem.ts";

type Answer = APIGatewayProxyStructuredResultV2;
type Request = APIGatewayProxyEventV2;
type Served = { packed: string; etag: string; styleHash: string };

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
const hash = (text: string): string => createHash("sha256").update(text).digest("base64");

const kept = new Map<string, Served>();
function served(name: string): Served {
  const known = kept.get(name);
  if (known) return known;
  const text = read(name);
  const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? "";
  const made = { packed: gzipSync(text).toString("base64"), etag: `"${hash(text)}"`, styleHash: hash(style) };
  kept.set(name, made);
  return made;
}

const file =
  (name: string, type: string) =>
  ({ headers: asked, requestContext }: Request): Answer => {
    const { packed, etag, styleHash } = served(name);
    const headers = {
      "content-type": type,
      "cache-control": "public, max-age=300",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "x-request-id": requestContext.requestId,
      vary: "accept-encoding",
      etag,
    };
    if (asked["if-none-match"] === etag) return { statusCode: 304, headers };
    if (!asked["accept-encoding"]?.includes("gzip")) return { statusCode: 200, headers, body: read(name) };
    return {
      statusCode: 200,
      headers: { ...headers, "content-encoding": "gzip" },
      body: packed,
      isBase64Encoded: true,
    };
  };

let routeKeys: readonly string[] | undefined;

/** No route of ours: another method of one that is, or nothing at all. */
function nowhere({ rawPath, requestContext }: Request): Answer {
  const { requestId, http } = requestContext;
  // A browser that asks what it may do is answered by API Gateway, which adds what it knows to this.
  if (http.method === "OPTIONS") return { statusCode: 204, headers: { "x-request-id": requestId } };
  const refusal = refusalAt(rawPath, (routeKeys ??= JSON.parse(read("routes.json")) as string[]));
  const refused = problem(refusal, requestId);
  const { allow } = refusal.detail;
  return typeof allow === "string" ? { ...refused, headers: { ...refused.headers, allow } } : refused;
}

const openApi = file("openapi.json", "application/json");
const docs = file("docs.html", "text/html; charset=utf-8");

export const routes: Readonly<Record<string, (request: Request) => Answer>> = {
  "GET /openapi.json": openApi,
  "HEAD /openapi.json": openApi,
  "GET /docs": docs,
  "HEAD /docs": docs,
  $default: nowhere,
};

/** Counted by each process alone: there is no work here that would need protecting, and nothing to connect to. */
export const handler = async (request: Request): Promise<Answer> => {
  const standing = Limit.admit(request);
  const answer = standing.refused
    ? tooMany(standing, request)
    : (routes[request.routeKey] ?? nowhere)(request);
  return Limit.told(standing, answer);
};

function tooMany(standing: Parameters<typeof Limit.refusalOf>[0], { requestContext }: Request): Answer {
  return problem(Limit.refusalOf(standing), requestContext.requestId);
}
