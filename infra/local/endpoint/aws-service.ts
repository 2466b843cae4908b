import type { Reply } from "../engine/wire.ts";

/** One AWS service at the endpoint. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly functionName: string;
  readonly requestBody: Buffer;
}

export interface Request {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** What a request asks of IAM. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string | string[]>;
}

export interface Service {
  /** Undefined when the service has no such operation here. */
  operation(request: Request): string | undefined;
  needs(operation: string, input: unknown, request: Request): readonly Need[];
  answer(operation: string, input: unknown, request: Request): Promise<Reply> | Reply;
  /** How this service says no. */
  refusal(type: string, message: string, status?: number): Reply;
}

/** An error in the service's own words, thrown by an operation. */
export class ServiceError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export const targetOperation = (prefix: string) => (request: Request) => {
  const target = request.headers["x-amz-target"] ?? "";
  return target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : undefined;
};

export function jsonReply(version: "1.0" | "1.1", value: unknown, status = 200): Reply {
  return {
    status,
    headers: { "content-type": `application/x-amz-json-${version}` },
    body: Buffer.from(JSON.stringify(value)),
  };
}

export const jsonRefusal =
  (version: "1.0" | "1.1", namespace = "") =>
  (type: string, message: string, status = 400) =>
    jsonReply(version, { __type: `${namespace}${type}`, message, Message: message }, status);
