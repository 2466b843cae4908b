import type { IncomingMessage, ServerResponse } from "node:http";
import { account } from "../template/place.ts";
import { isMap } from "../delivery/pattern-operators.ts";

/** The HTTP API's payload format 2.0, in both directions. */
export interface Arrived {
  readonly apiId: string;
  readonly routeKey: string;
  readonly pathParameters: Record<string, string> | undefined;
  readonly requestId: string;
  readonly at: Date;
  readonly body: Buffer;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number) => String(value).padStart(2, "0");
const clfTime = (at: Date) =>
  `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:` +
  `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;

const textual = /^(text\/|application\/(json|xml|javascript)\b)/i;
/** Hop-by-hop headers end at API Gateway. */
const dropped = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "expect", "te"]);

export function headersOf({ rawHeaders }: IncomingMessage) {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    const value = rawHeaders[index + 1]!;
    if (name === "cookie") cookies.push(...value.split(/; */).filter(Boolean));
    else if (!dropped.has(name)) headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  headers["x-forwarded-proto"] = "http";
  return { headers, cookies };
}

function queryOf(rawQueryString: string): Record<string, string> | undefined {
  if (rawQueryString === "") return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = name in query ? `${query[name]},${value}` : value;
  }
  return query;
}

/** Everything but the body, which the authoriser does not see. */
export function eventOf(request: IncomingMessage, arrived: Arrived) {
  const [path = "/", ...rest] = (request.url ?? "/").split("?");
  const rawQueryString = rest.join("?");
  const rawPath = decodeURIComponent(path);
  const { headers, cookies } = headersOf(request);
  const domainName = headers["host"] ?? "localhost";
  const queryStringParameters = queryOf(rawQueryString);
  const { apiId, at, pathParameters, requestId, routeKey } = arrived;
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(queryStringParameters && { queryStringParameters }),
    requestContext: {
      accountId: account,
      apiId,
      domainName,
      domainPrefix: domainName.split(".")[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey,
      stage: "$default",
      time: clfTime(at),
      timeEpoch: at.getTime(),
    },
    ...(pathParameters && { pathParameters }),
  };
}

export function bodyOf(headers: Record<string, string>, body: Buffer) {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = textual.test(headers["content-type"] ?? "") && headers["content-encoding"] === undefined;
  return isText
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString("base64"), isBase64Encoded: true };
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: string | Buffer;
}

/** Undefined when the function answered something that is no HTTP answer. */
export function answerFrom(result: string): Answer | undefined {
  const value: unknown = JSON.parse(result);
  if (!isMap(value) || !("statusCode" in value)) {
    return { status: 200, headers: { "content-type": "application/json" }, body: result };
  }
  const status = Number(value["statusCode"]);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const {
    headers = {},
    cookies,
    body = "",
    isBase64Encoded,
  } = value as {
    headers?: Record<string, unknown>;
    cookies?: string[];
    body?: unknown;
    isBase64Encoded?: boolean;
  };
  const lower = Object.entries(headers).map(([name, entry]) => [name.toLowerCase(), String(entry)] as const);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    status,
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      ...Object.fromEntries(lower),
      ...(cookies && { "set-cookie": cookies }),
    },
    body: isBase64Encoded ? Buffer.from(text, "base64") : text,
  };
}

export const message = (status: number, text: string): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message: text }),
});

export function send(response: ServerResponse, { status, headers, body }: Answer) {
  if (response.destroyed) return;
  const length = status === 204 || status === 304 ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length }).end(body);
}
