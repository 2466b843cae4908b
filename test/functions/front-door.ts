/** Every route that the code has, and a way to knock at it as API Gateway does. */
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import type { Verb } from "../../domain/verb.ts";
import type { Verdict } from "../../functions/caller.ts";
import type { Person } from "../world.ts";

type Handler = (event: unknown, context: unknown) => Promise<Answer>;
export type Route = { key: string; verb: Verb; handler: Handler; parameters: readonly string[] };

const folder = resolve(import.meta.dirname, "../../functions/api");
const modules = await Promise.all(
  readdirSync(folder).map(
    async (file) =>
      (await import(pathToFileURL(resolve(folder, file)).href)) as {
        routes: Record<string, Verb>;
        handler: Handler;
      },
  ),
);

export const routes: readonly Route[] = modules.flatMap(({ routes: own, handler }) =>
  Object.entries(own).map(([key, verb]) => ({
    key,
    verb,
    handler,
    parameters: [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
  })),
);

export type Asked = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** A body as it is, in place of `body`. */
  raw?: string;
  base64?: boolean;
  headers?: Record<string, string>;
  verdict?: Verdict;
};
export type Told = { status: number; headers: Record<string, unknown>; text: string; body: Body };
type Body = Record<string, unknown> | undefined;

export async function knock({ key, verb, handler }: Route, asked: Asked): Promise<Told> {
  const { path, query, body, raw, base64 = false, headers = {}, verdict } = asked;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const { statusCode = 0, ...answer } = await handler(
    {
      version: "2.0",
      routeKey: key,
      rawPath: key,
      rawQueryString: "",
      headers,
      ...(path && { pathParameters: path }),
      ...(query && { queryStringParameters: query }),
      ...(text !== undefined && { body: base64 ? Buffer.from(text).toString("base64") : text }),
      isBase64Encoded: base64,
      requestContext: {
        requestId: randomUUID(),
        http: { method: key.split(" ")[0], path: key, sourceIp: "192.0.2.1", userAgent: "test" },
        ...(!verb.may.includes("public") && { authorizer: { lambda: verdict ?? null } }),
      },
    },
    {},
  );
  return {
    status: statusCode,
    headers: answer.headers ?? {},
    text: answer.body ?? "",
    body: answer.body && isJson(answer.headers) ? (JSON.parse(answer.body) as Body) : undefined,
  };
}

const isJson = (headers: Record<string, unknown> = {}): boolean =>
  /json/.test(String(headers["content-type"]));

/** What the authoriser says of a person with a valid token. */
export const signedIn = ({ userId, name, email }: Person): Verdict => ({ userId, name, email });
