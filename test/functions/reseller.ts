/** A reseller's program at the door of `functions/octo.ts`, as API Gateway hands its requests over; and a company for it. */
import { randomUUID } from "node:crypto";
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import * as Activity from "../../domain/activity/activity.ts";
import * as ApiKey from "../../domain/resale/api-key.ts";
import * as Reseller from "../../domain/resale/reseller.ts";
import { handler, type routes } from "../../functions/octo.ts";
import type { Json } from "../octo/rules.ts";
import { as, company } from "../world.ts";

export type Told = { status: number; headers: Record<string, unknown>; body: Json };
export type Asked = {
  /** Of a route for any. */
  method?: string;
  body?: unknown;
  raw?: string;
  query?: Record<string, string>;
  path?: Record<string, string>;
  capabilities?: string;
  headers?: Record<string, string>;
};
type Key = keyof typeof routes;

export const program =
  (key: string | undefined, door: unknown = handler) =>
  async (routeKey: Key, asked: Asked = {}): Promise<Told> => {
    const { body, raw, query, path, capabilities = "octo/pricing", headers } = asked;
    const [method, pattern = ""] = routeKey.split(" ");
    const rawPath = pattern.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => path?.[name] ?? "");
    const { statusCode = 0, ...answer } = await (
      door as (event: unknown, context: unknown) => Promise<Answer>
    )(
      {
        routeKey,
        rawPath,
        headers: {
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
          "octo-capabilities": capabilities,
          ...headers,
        },
        ...(path && { pathParameters: path }),
        ...(query && { queryStringParameters: query }),
        ...((raw !== undefined || body !== undefined) && { body: raw ?? JSON.stringify(body) }),
        isBase64Encoded: false,
        requestContext: {
          requestId: randomUUID(),
          domainName: "api.example.test",
          http: { method: asked.method ?? method, path: rawPath, sourceIp: "192.0.2.9", userAgent: "test" },
        },
      },
      {},
    );
    return {
      status: statusCode,
      headers: answer.headers ?? {},
      body: JSON.parse(answer.body ?? "null"),
    };
  };

/** A company with a session of its activity, and a reseller with a key, who keeps so much of what he sells. */
export async function agency(terms: object = {}, commissionPercent = 0) {
  const world = await company();
  const { companyId, owner, activityId } = world;
  if (Object.keys(terms).length > 0)
    await as(owner, () => Activity.edit({ companyId, activityId, ...terms }));
  const opened = await as(owner, () =>
    Reseller.open({ companyId, name: "Kyiv City Tours", commissionPercent }),
  );
  const issue = async (limitPerMinute = 600) =>
    (await as(owner, () => ApiKey.issue({ companyId, resellerId: opened.resellerId, limitPerMinute }))).key;
  const ask = program(opened.apiKey.key);
  const wishFor = (sessionId: string, quantity = 2, unitId = "adult") => ({
    productId: activityId,
    optionId: "DEFAULT",
    availabilityId: sessionId,
    unitItems: Array.from({ length: quantity }, () => ({ unitId })),
  });
  const reserve = (sessionId: string, more: object = {}) =>
    ask("POST /octo/bookings", { body: { ...wishFor(sessionId), ...more } });
  const on = (route: "GET" | "PATCH" | "confirm" | "extend" | "cancel", uuid: string, body?: object) =>
    ask(
      route === "GET" || route === "PATCH"
        ? `${route} /octo/bookings/{uuid}`
        : `POST /octo/bookings/{uuid}/${route}`,
      {
        path: { uuid },
        ...(body && { body }),
      },
    );
  return { ...world, ...opened, key: opened.apiKey.key, ask, issue, wishFor, reserve, on };
}
