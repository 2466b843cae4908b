import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { refuse } from "../template/refusal.ts";

/** Servers that are bound before anyone knows what they will serve, because the template contains their addresses. */
const backlog = 4096;
const loopback = "127.0.0.1";
const patienceAtStopMs = 10_000;

const bound = (server: Server) => (server.address() as AddressInfo).port;
export const urlOf = (server: Server) => `http://${loopback}:${bound(server)}`;

async function listen(port: number): Promise<Server> {
  // For a kept-alive line the client decides when it is over; ours would race with its next request.
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 120_000 });
  server.listen({ host: loopback, port, backlog });
  await once(server, "listening");
  return server;
}

/** On the very port that was asked for; 0 takes any free one. */
export async function listenOn(port: number): Promise<Server> {
  try {
    return await listen(port);
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE")
      refuse(`Port ${port} is in use. Choose another with --port <n>, or --port 0 for any free one.`);
    if (codeOf(error) === "EACCES")
      refuse(`Port ${port} may not be used by this user. Choose another with --port <n>.`);
    throw error;
  }
}

/** The first free port after the given one; after 0 any free one. */
export async function listenAfter(port: number): Promise<Server> {
  for (let next = port === 0 ? 0 : port + 1; ; next += 1) {
    try {
      return await listen(next);
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE" || next > port + 100) throw error;
    }
  }
}

/** Answers what is in flight, then closes. */
export async function close(server: Server) {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), patienceAtStopMs);
  await closed;
  clearTimeout(impatience);
}

const codeOf = (error: unknown) => (error as { code?: string }).code;
