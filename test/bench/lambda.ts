/** Calls a function as API Gateway does: a routed request in, status and body out. */
import { randomUUID } from "node:crypto";
import { newUlid, UserId } from "../../domain/id.ts";

export type Person = { readonly userId: UserId; readonly name: string; readonly email: string };
export const person = (name: string): Person => {
  const userId = UserId.parse(`usr_${name}_${newUlid()}`);
  return { userId, name, email: `${userId.toLowerCase()}@example.test` };
};

export type Asked = {
  readonly route: string;
  readonly who?: Person;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
};
type Handler = (event: never, context: never) => Promise<unknown>;

export function eventOf({ route, who, path = {}, query, body, headers, key }: Asked): object {
  const agent = headers?.["user-agent"] ?? BROWSER;
  const authorizer = who && { lambda: { userId: who.userId, name: who.name, email: who.email } };
  return {
    version: "2.0",
    routeKey: route,
    rawPath: "/",
    headers: { "user-agent": agent, "idempotency-key": key ?? randomUUID(), ...headers },
    pathParameters: path,
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: `${newUlid().slice(-14)}=`,
      http: { method: route.split(" ")[0], sourceIp: "203.0.113.17", userAgent: agent },
      ...(authorizer && { authorizer }),
    },
  };
}

/** A browser's own words are long, and they are stored with every change. */
export const BROWSER =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

export async function call<T = Record<string, string>>(handler: Handler, asked: Asked): Promise<T> {
  return answerOf<T>(await handler(eventOf(asked) as never, {} as never), asked.route);
}

export function answerOf<T>(answer: unknown, route: string): T {
  const { statusCode, body = "" } = answer as { statusCode: number; body?: string };
  if (statusCode >= 300) throw new Error(`${route} answered ${statusCode}: ${body}`);
  return (body === "" ? undefined : JSON.parse(body)) as T;
}
