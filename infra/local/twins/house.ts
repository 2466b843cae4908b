import type { IncomingMessage, Server } from "node:http";
import { listenAfter, urlOf } from "../http/listen.ts";
import { twin as liqpay } from "./liqpay.ts";
import { twin as monobank } from "./monobank.ts";
import { twin as stripe } from "./stripe.ts";
import type { Asked, Said, Twin } from "./twin.ts";

/** The twins of the real gateways, each at an address of its own. Functions are told these instead of the real ones. */
export interface House {
  /** By the variable that tells a function where the gateway is. */
  readonly addresses: Readonly<Record<string, string>>;
  /** When all that the twins had to tell has been told. */
  readonly settled: () => Promise<void>;
}

/** Nothing of a run on this machine reaches a real gateway. */
const twins: Readonly<Record<string, () => Twin>> = {
  LIQPAY_URL: liqpay,
  MONOBANK_URL: monobank,
  STRIPE_URL: stripe,
};

export async function openHouse(port: number, opened: (server: Server) => void): Promise<House> {
  const addresses: Record<string, string> = {};
  const hosted: Twin[] = [];
  for (const [variable, open] of Object.entries(twins)) {
    const server = await listenAfter(port);
    opened(server);
    const twin = open();
    const origin = urlOf(server);
    serve(server, twin, origin);
    addresses[variable] = origin;
    hosted.push(twin);
  }
  return { addresses, settled: async () => void (await Promise.all(hosted.map((twin) => twin.settled()))) };
}

function serve(server: Server, twin: Twin, origin: string): void {
  server.on("request", (request, response) => {
    askedBy(request, origin)
      .then((asked) => twin.handle(asked))
      .catch((error: unknown): Said => ({ status: 500, body: String(error) }))
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      .catch(() => response.destroy());
  });
}

async function askedBy(request: IncomingMessage, origin: string): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? "/", origin);
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(parts),
    origin,
  };
}
