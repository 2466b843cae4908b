import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { FunctionFailure } from "../functions/function-failure.ts";
import type { Functions } from "../functions/functions.ts";
import type { Log } from "../functions/logs.ts";
import type { Resource, Stack } from "../template/template.ts";
import { accessLine } from "./access-log.ts";
import { authorise } from "./authorise.ts";
import { corsHeaders, preflight } from "./cors.ts";
import { answerFrom, bodyOf, eventOf, message, send, type Answer } from "./payload.ts";
import { routesOf } from "./integrations.ts";
import { routeTable } from "./routes.ts";

/** One HTTP API of the template, as API Gateway serves it. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const largestBody = 10 * 1024 * 1024;
const largestEvent = 6 * 1024 * 1024;

export function openGateway(
  stack: Stack,
  api: Resource<"AWS::ApiGatewayV2::Api">,
  functions: Functions,
  log: Log,
): Listener {
  const match = routeTable(routesOf(stack, api));
  const { CorsConfiguration } = api.properties;
  const stage = stack.all("AWS::ApiGatewayV2::Stage").find(({ properties }) => properties.ApiId === api.ref);
  const format = stage?.properties.AccessLogSettings?.Format;

  async function answer(
    request: IncomingMessage,
    body: Buffer,
    requestId: string,
    at: Date,
  ): Promise<{ answer: Answer; routeKey: string }> {
    const method = request.method ?? "GET";
    const cross = preflight(CorsConfiguration, method, request.headers);
    if (cross) return { answer: cross, routeKey: "-" };
    const [path = "/"] = (request.url ?? "/").split("?");
    const found = match(method, path);
    if (!found) return { answer: message(404, "Not Found"), routeKey: "-" };
    const { routeKey, authoriser, functionName, timeoutMs } = found.route;
    const event = eventOf(request, {
      apiId: api.ref,
      routeKey,
      pathParameters: found.pathParameters,
      requestId,
      at,
      body,
    });
    const verdict = authoriser
      ? await authorise(authoriser, event, functions, requestId)
      : { context: undefined };
    if ("refused" in verdict) return { answer: verdict.refused, routeKey };
    const authorizer = verdict.context && { authorizer: { lambda: verdict.context } };
    const payload = JSON.stringify({
      ...event,
      requestContext: { ...event.requestContext, ...authorizer },
      ...bodyOf(event.headers, body),
    });
    if (payload.length > largestEvent) return { answer: message(413, "Request Entity Too Large"), routeKey };
    const ran = await inTime(
      functions.invoke(functionName, payload, { patienceMs: timeoutMs, requestId }),
      timeoutMs,
    );
    if (ran === undefined) return { answer: message(503, "Service Unavailable"), routeKey };
    return { answer: answerFrom(ran) ?? message(500, "Internal Server Error"), routeKey };
  }

  return function listen(request, response) {
    const at = new Date();
    const begun = performance.now();
    const requestId = randomUUID();

    function finish({ answer: given, routeKey }: { answer: Answer; routeKey: string }, failure?: unknown) {
      const headers = {
        ...given.headers,
        ...corsHeaders(CorsConfiguration, request.headers.origin),
        "apigw-requestid": requestId,
      };
      send(response, { ...given, headers });
      if (format === undefined) return;
      const latency = Math.round(performance.now() - begun);
      log.write(accessLine(format, { request, requestId, at, routeKey, answer: given, latency, failure }));
    }

    receive(request, response).then(
      async (body) => {
        if (body === undefined) return;
        try {
          finish(await answer(request, body, requestId, at));
        } catch (error) {
          finish({ answer: refusalFor(error), routeKey: "-" }, error);
        }
      },
      () => response.destroy(),
    );
  };
}

function refusalFor(error: unknown): Answer {
  if (error instanceof URIError) return message(400, "Bad Request");
  const throttled = error instanceof FunctionFailure && error.errorType === "TooManyRequestsException";
  return throttled ? message(503, "Service Unavailable") : message(500, "Internal Server Error");
}

/** Undefined when it took longer. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Undefined when it was too large and has been answered. */
async function receive(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= largestBody) return void chunks.push(chunk);
    if (response.headersSent) return;
    const { body, ...refusal } = message(413, "Request Entity Too Large");
    send(response, { ...refusal, headers: { ...refusal.headers, connection: "close" }, body });
    resolve(undefined);
  });
  request.on("end", () => resolve(size > largestBody ? undefined : Buffer.concat(chunks)));
  request.on("error", reject);
  return promise;
}
