import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Policy } from "../access/policy.ts";
import type { Reply } from "../engine/wire.ts";
import { Death, type Next } from "../faults/fault.ts";
import { account } from "../template/place.ts";
import { metered, type Metering } from "./meter.ts";
import { ServiceError, type Call, type Request, type Service } from "./aws-service.ts";

/** The one address behind which AWS is: who calls is read from the signature, and may do what their role allows. */
export type Intercept = (call: Call, next: Next) => Promise<Reply>;

export interface Caller {
  readonly roleName: string;
  readonly policy: Policy;
}

export interface EndpointOptions {
  readonly services: Readonly<Record<string, Service>>;
  /** By function name, which is also its access key. */
  readonly callers: ReadonlyMap<string, Caller>;
  readonly requestOf: (session: string) => string | undefined;
  /** Ends the worker that signs with this session, in the middle of what it does. */
  readonly end: (session: string) => void;
  readonly warn: (message: string) => void;
  readonly intercept: Intercept | undefined;
  /** Counts every call when given; otherwise only those that ask with the header `x-holdfast-meter`. */
  readonly meter: Metering;
  readonly meterAll: boolean;
}

/** The runner's own key, and the tests'. */
export const admin = "local-admin";
const credential = /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/;

export function serveEndpoint(server: Server, options: EndpointOptions) {
  const { services, callers, requestOf, end, warn, intercept, meter, meterAll } = options;

  async function answer(request: Request): Promise<Reply> {
    const [, key = "", scope = ""] = credential.exec(request.headers["authorization"] ?? "") ?? [];
    const service = services[scope];
    if (!service) return plainRefusal(`The local endpoint has no service "${scope}".`);
    const operation = service.operation(request);
    if (operation === undefined) {
      const asked = request.headers["x-amz-target"] ?? `${request.method} ${request.path}`;
      warn(`${key} asked for ${asked}, which the local endpoint does not do.`);
      return service.refusal("UnknownOperationException", `The local endpoint does not do ${asked}.`);
    }
    const input = inputOf(request.body);
    if (input === malformed) return service.refusal("SerializationException", "The body is not JSON.");
    const denied = key === admin ? undefined : deniedTo(key, service, operation, input, request);
    if (denied !== undefined) {
      warn(denied);
      return service.refusal("AccessDeniedException", denied);
    }
    const metering =
      scope === "dynamodb" && metered(operation) && (meterAll || "x-holdfast-meter" in request.headers);
    const sent = metering ? { ...request, body: meter.prepare(request.body) } : request;
    const next: Next = async (body) => {
      const reply = body
        ? await carryOut(service, operation, inputOf(body), { ...sent, body })
        : await carryOut(service, operation, input, sent);
      const session = request.headers["x-amz-security-token"];
      const requestId = session === undefined ? undefined : requestOf(session);
      if (metering) meter.record(reply, { functionName: key, operation, requestId });
      return reply;
    };
    return intercept
      ? intercept({ service: scope, operation, functionName: key, requestBody: request.body }, next)
      : next();
  }

  async function carryOut(
    service: Service,
    operation: string,
    input: unknown,
    request: Request,
  ): Promise<Reply> {
    try {
      return await service.answer(operation, input, request);
    } catch (error) {
      if (error instanceof ServiceError) return service.refusal(error.type, error.message, error.status);
      warn(
        `${operation} failed at the local endpoint: ${error instanceof Error ? error.stack : String(error)}`,
      );
      return service.refusal("InternalFailure", String(error), 500);
    }
  }

  function deniedTo(
    key: string,
    service: Service,
    operation: string,
    input: unknown,
    request: Request,
  ): string | undefined {
    const caller = callers.get(key);
    if (!caller) return `"${key}" is not a function of this template, so it may do nothing.`;
    const refused = service.needs(operation, input, request).find((need) => !caller.policy.allows(need));
    if (!refused) return undefined;
    const who = `arn:aws:sts::${account}:assumed-role/${caller.roleName}/${key}`;
    return (
      `User: ${who} is not authorized to perform: ${refused.action} on resource: ${refused.resource} ` +
      `because no identity-based policy allows the ${refused.action} action`
    );
  }

  server.on("request", (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = requestFrom(incoming, Buffer.concat(chunks));
      answer(request).then(
        ({ status, headers, body }) =>
          outgoing.writeHead(status, { ...headers, "content-length": body.length }).end(body),
        // An interceptor that throws cuts the line, as a lost answer would.
        (error: unknown) => {
          if (error instanceof Death) end(request.headers["x-amz-security-token"] ?? "");
          outgoing.destroy();
        },
      );
    });
    incoming.on("error", () => outgoing.destroy());
  });
}

/** For a kept-alive line the client decides when it is over; ours would race with its next request. */
export function patientServer(): Server {
  return createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 });
}

function requestFrom(incoming: IncomingMessage, body: Buffer): Request {
  return {
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: incoming.headers as Record<string, string>,
    body,
  };
}

const malformed = Symbol("malformed");
function inputOf(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    const input: unknown = JSON.parse(body.toString());
    return typeof input === "object" && input !== null ? input : malformed;
  } catch {
    return malformed;
  }
}

const plainRefusal = (message: string): Reply => ({
  status: 400,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": "UnknownOperationException" },
  body: Buffer.from(JSON.stringify({ __type: "UnknownOperationException", message })),
});
