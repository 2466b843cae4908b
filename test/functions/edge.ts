/** The edge of the company, for tests of single functions: a server per neighbour, on a free port, gone with the test. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
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

/** Some process's AWS: a key that makes MACs, one that makes data keys, and a bus that hands over whatever is put on it. */
export async function aws(
  onEvent: (entry: { DetailType: string; Detail: string }) => void = () => {},
): Promise<Server> {
  return serve(({ headers, body }) => {
    const asked = JSON.parse(body.toString()) as {
      Message?: string;
      CiphertextBlob?: string;
      EncryptionContext?: Record<string, string>;
      Entries?: { DetailType: string; Detail: string }[];
    };
    const target = headers["x-amz-target"];
    const said = { headers: { "content-type": "application/x-amz-json-1.1" } };
    if (target === "TrentService.GenerateMac") {
      const Mac = macOf(Buffer.from(asked.Message ?? "", "base64")).toString("base64");
      return { ...said, body: JSON.stringify({ Mac }) };
    }
    if (target === "TrentService.GenerateDataKey") {
      const plain = randomBytes(32);
      const [Plaintext, CiphertextBlob] = [plain, wrapped(plain, asked.EncryptionContext)].map((bytes) =>
        bytes.toString("base64"),
      );
      return { ...said, body: JSON.stringify({ Plaintext, CiphertextBlob }) };
    }
    if (target === "TrentService.Decrypt") {
      const plain = unwrapped(Buffer.from(asked.CiphertextBlob ?? "", "base64"), asked.EncryptionContext);
      return plain
        ? { ...said, body: JSON.stringify({ Plaintext: plain.toString("base64") }) }
        : { status: 400, body: `{"__type":"InvalidCiphertextException"}` };
    }
    if (target === "TrentService.DescribeKey") {
      return { ...said, body: JSON.stringify({ KeyMetadata: { KeyId: "signing", Enabled: true } }) };
    }
    if (target === "AWSEvents.DescribeEventBus") return { ...said, body: JSON.stringify({ Name: "bus" }) };
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

/** What KMS gives out of a data key: bound to its context, of no use without the master key. */
type Context = Record<string, string> | undefined;
const MASTER = Buffer.alloc(32, "the master key that stays in KMS");
const boundTo = (context: Context) => Buffer.from(JSON.stringify(Object.entries(context ?? {}).toSorted()));

function wrapped(plain: Buffer, context: Context): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", MASTER, nonce).setAAD(boundTo(context));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function unwrapped(blob: Buffer, context: Context): Buffer | undefined {
  try {
    const cipher = createDecipheriv("aes-256-gcm", MASTER, blob.subarray(0, 12)).setAAD(boundTo(context));
    cipher.setAuthTag(blob.subarray(12, 28));
    return Buffer.concat([cipher.update(blob.subarray(28)), cipher.final()]);
  } catch {
    return undefined;
  }
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
    SECRETS_KEY_ID: "secrets",
    GUEST_KEY_ID: "guests",
    BUS_NAME: "bus",
  });
}
