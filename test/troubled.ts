/** The table behind a line on which things go wrong as asked, company by company. Import before anything of the domain. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { writing } from "../infra/local/endpoint/dynamodb.ts";
import type { Call } from "../infra/local/endpoint/aws-service.ts";
import { openWire } from "../infra/local/engine/wire.ts";
import { canHit, strike, type Fault } from "../infra/local/faults/fault.ts";

type Trouble = {
  readonly fault: Fault;
  /** Which call, counted from 1 and over again by the caller's retries; every one if none is named. */
  readonly nth?: number;
  readonly of: "writes" | "reads";
};
type Line = { trouble: Trouble | undefined; calls: { writes: number; reads: number }; struck: number };

const wire = openWire(process.env.AWS_ENDPOINT_URL_DYNAMODB!);
const lines = new Map<string, Line>();

const server = createServer((incoming, outgoing) => {
  const answer = async () => {
    const body = await buffer(incoming);
    const headers = incoming.headers as Record<string, string>;
    const operation = (headers["x-amz-target"] ?? "").split(".")[1] ?? "";
    const call: Call = { service: "dynamodb", operation, functionName: "test", requestBody: body };
    const forwarded = ["authorization", "content-type", "x-amz-date", "x-amz-target"];
    const kept = Object.fromEntries(forwarded.map((name) => [name, headers[name] ?? ""]));
    const next = (other?: Buffer) => wire.send(kept, other ?? body);
    const fault = faultFor(call);
    const reply = await (fault ? strike(fault, call, next, 0.5) : next());
    outgoing
      .writeHead(reply.status, { ...reply.headers, "content-length": reply.body.length })
      .end(reply.body);
  };
  answer().catch(() => outgoing.destroy());
});
await new Promise<void>((resolve) => {
  server.listen(0, "127.0.0.1", resolve);
});
server.unref();
process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Only the company's own table: its sandbox gateway is another house. */
function faultFor(call: Call): Fault | undefined {
  const text = call.requestBody.toString();
  if (text.includes('"TableName":"sandbox"')) return undefined;
  const line = [...lines].find(([companyId]) => text.includes(companyId))?.[1];
  if (!line) return undefined;
  const kind = writing.has(call.operation) ? "writes" : "reads";
  line.calls[kind] += 1;
  const { trouble } = line;
  if (trouble?.of !== kind || !canHit(trouble.fault, call)) return undefined;
  if (trouble.nth !== undefined && trouble.nth !== line.calls[kind]) return undefined;
  line.struck += 1;
  return trouble.fault;
}

/** Runs with trouble on the company's line (none: only counts), and says how much there was. */
export async function during<T>(companyId: string, trouble: Trouble | undefined, run: () => Promise<T>) {
  const line: Line = { trouble, calls: { writes: 0, reads: 0 }, struck: 0 };
  lines.set(companyId, line);
  try {
    const [outcome] = await Promise.allSettled([run()]);
    return { outcome, struck: line.struck, writes: line.calls.writes };
  } finally {
    lines.delete(companyId);
  }
}
