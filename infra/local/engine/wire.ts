import { Agent, request, type IncomingHttpHeaders } from "node:http";

/** Bytes to and from the engine over kept-alive connections. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export interface Wire {
  send(headers: Record<string, string>, body: Buffer | string): Promise<Reply>;
  /** An operation as the runner itself; throws what the engine refuses. */
  call<T>(target: string, input: object): Promise<T>;
  close(): void;
}

export class EngineRefusal extends Error {
  readonly type: string;

  constructor(target: string, body: { __type?: string; message?: string; Message?: string }) {
    const type = (body.__type ?? "").replace(/^.*#/, "");
    super(`${target}: ${type} ${body.message ?? body.Message ?? ""}`);
    this.type = type;
  }
}

const passedOn = new Set(["content-type", "x-amzn-requestid", "x-amz-crc32"]);
const credential = "AWS4-HMAC-SHA256 Credential=local-admin/20260101/us-east-1/dynamodb/aws4_request";

export function openWire(url: string): Wire {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  async function send(headers: Record<string, string>, body: Buffer | string): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const sized = { ...headers, "content-length": Buffer.byteLength(body) };
    const outgoing = request(
      { agent, hostname, port, method: "POST", path: "/", headers: sized },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 500,
            headers: kept(response.headers),
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
    return promise;
  }

  return {
    send,
    async call<T>(target: string, input: object): Promise<T> {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-date": "20260101T000000Z",
        "x-amz-target": target,
        authorization: `${credential}, SignedHeaders=host, Signature=none`,
      };
      const { status, body } = await send(headers, JSON.stringify(input));
      const output = JSON.parse(body.toString() || "{}") as T;
      if (status !== 200) throw new EngineRefusal(target, output as object);
      return output;
    },
    close: () => agent.destroy(),
  };
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => passedOn.has(name))) as Record<
    string,
    string
  >;
}
