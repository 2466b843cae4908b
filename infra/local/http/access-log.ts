import type { IncomingMessage } from "node:http";
import type { Answer } from "./payload.ts";

/** A line of the access log in the stage's own format. */
export interface Accessed {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly at: Date;
  readonly routeKey: string;
  readonly answer: Answer;
  readonly latency: number;
  readonly failure: unknown;
}

type Variable = (accessed: Accessed) => string | number | undefined;
const variables: Record<string, Variable> = {
  "error.message": ({ failure, answer }) =>
    failure && answer.status >= 500 ? "Internal Server Error" : undefined,
  httpMethod: ({ request }) => request.method,
  "identity.sourceIp": ({ request }) => request.socket.remoteAddress,
  "identity.userAgent": ({ request }) => request.headers["user-agent"],
  integrationErrorMessage: ({ failure }) => (failure instanceof Error ? failure.message : undefined),
  integrationLatency: ({ latency }) => latency,
  path: ({ request }) => request.url?.split("?")[0],
  protocol: ({ request }) => `HTTP/${request.httpVersion}`,
  requestId: ({ requestId }) => requestId,
  requestTime: ({ at }) => at.toISOString(),
  requestTimeEpoch: ({ at }) => at.getTime(),
  responseLatency: ({ latency }) => latency,
  responseLength: ({ answer }) => Buffer.byteLength(answer.body),
  routeKey: ({ routeKey }) => routeKey,
  status: ({ answer }) => answer.status,
};

/** What is not known here is "-", as with API Gateway. The escaping keeps JSON formats whole. */
export function accessLine(format: string, accessed: Accessed): string {
  return format.replaceAll(/\$context\.([\w.]+)/g, (_, name: string) => {
    const value = variables[name]?.(accessed) ?? "-";
    return JSON.stringify(String(value)).slice(1, -1);
  });
}
