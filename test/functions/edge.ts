/** The edge of the company, for tests of single functions: a server per neighbour, on a free port, gone with the test. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Call = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };
export type Said = { status?: number; headers?: Record<string, string>; body?: string };
export type Server = { url: string; close: () => Promise<void> };

export async function serve(answer: (call: Call) => Promise<Said> | Said): Promise<Server> {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = "GET", url: path = "/", headers } = request;
    const said = await answer({ method, path, headers, body: Buffer.concat(parts) });
    response.writeHead(said.status ?? 200, said.headers).end(said.body);
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Some process's AWS: a key that makes MACs, and a bus that hands over whatever is put on it. */
export function aws(
  onEvent: (entry: { DetailType: string; Detail: string }) => void = () => {},
): Promise<Server> {
  return serve(({ headers, body }) => {
    const asked = JSON.parse(body.toString()) as {
      Message?: string;
      Entries?: { DetailType: string; Detail: string }[];
    };
    const target = headers["x-amz-target"];
    const said = { headers: { "content-type": "application/x-amz-json-1.1" } };
    if (target === "TrentService.GenerateMac") {
      const Mac = macOf(Buffer.from(asked.Message ?? "", "base64")).toString("base64");
      return { ...said, body: JSON.stringify({ Mac }) };
    }
    if (target === "TrentService.DescribeKey") {
      return { ...said, body: JSON.stringify({ KeyMetadata: { KeyId: "signing", Enabled: true } }) };
    }
    if (target === "AWSEvents.PutEvents") {
      for (const entry of asked.Entries ?? []) onEvent(entry);
      return {
        ...said,
        body: JSON.stringify({ FailedEntryCount: 0, Entries: asked.Entries?.map(() => ({})) }),
      };
    }
    return { status: 400, body: `{"__type":"AccessDeniedException","message":"${String(target)}"}` };
  });
}

export const macOf = (message: Uint8Array | string): Buffer =>
  createHmac("sha256", "the key that never leaves KMS").update(message).digest();

/** The key that a company has at the sandbox gateway. */
export const sandboxKeyOf = (companyId: string): Buffer => macOf(`holdfast/sandbox/${companyId}`);

export function useAws(endpoint: string): void {
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_KMS: endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
    HMAC_KEY_ID: "signing",
    BUS_NAME: "bus",
  });
}
