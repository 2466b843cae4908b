/**
 * Many users at once against the local run, for a bounded time: the booking flow up to the checkout, availability, and
 * the roster. One machine plays the users, the API and the table, so the figures are a floor, not a promise.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export type Load = {
  readonly flow: string;
  readonly users: number;
  readonly requests: number;
  readonly perSecond: number;
  /** What the API refused, as it may: sold out, too many requests. */
  readonly refused: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};
type Demo = {
  company: { companyId: string };
  people: Record<string, { token: string }>;
  activities: { activityId: string }[];
  sessions: { sessionId: string }[];
};
type Answer = { status: number; body: Record<string, unknown>; milliseconds: number };
type Ask = (method: string, path: string, more: { token: string; body?: object }) => Promise<Answer>;

/** As long as API Gateway waits: whoever has no answer by then has an error. */
const PATIENCE_SECONDS = 30;
const PORT = 4500 + (process.pid % 400);
const root = resolve(import.meta.dirname, "../..");

export async function loads(levels: readonly number[], seconds: number): Promise<Load[]> {
  const data = mkdtempSync(join(tmpdir(), "holdfast-load-"));
  const main = join(root, "infra/local/main.ts");
  const system = spawn(process.execPath, [main, "--data", data, "--port", String(PORT)], { stdio: "ignore" });
  try {
    const demo = await started(`http://127.0.0.1:${PORT}`);
    const results: Load[] = [];
    for (const users of levels) {
      for (const [flow, run] of Object.entries(await flows(demo))) {
        results.push(await play(flow, { users, seconds }, run));
      }
    }
    return results;
  } finally {
    system.kill("SIGINT");
    await new Promise((ended) => {
      system.once("exit", ended);
    });
    rmSync(data, { recursive: true, force: true });
  }
}

async function started(url: string): Promise<Demo> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const signal = AbortSignal.timeout(2000);
    const answer = await fetch(`${url}/local/demo`, { signal }).catch(() => undefined);
    if (answer?.ok) return (await answer.json()) as Demo;
    if (Date.now() > deadline) throw new Error("The local run does not start.");
    await new Promise((resolve_) => {
      setTimeout(resolve_, 200);
    });
  }
}

async function flows(demo: Demo): Promise<Record<string, (ask: Ask) => Promise<void>>> {
  const { companyId } = demo.company;
  const base = `/v1/companies/${companyId}`;
  const { owner, ada } = demo.people as { owner: { token: string }; ada: { token: string } };
  const { ask } = client(20);
  const startsAt = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const plan = { activityId: demo.activities[0]!.activityId, startsAt, capacity: 3000 };
  const planned = await ask("POST", `${base}/sessions`, { token: owner.token, body: plan });
  const session = `${base}/sessions/${String(planned.body.sessionId)}`;
  return {
    // A customer has one live booking in a session, so each time it is somebody else; signing him in is not timed.
    booking: async (timed) => {
      const token = await tokenOf(ask, `guest-${randomUUID()}`);
      const held = await timed("POST", `${session}/holds`, { token, body: { spots: 1 } });
      if (held.status !== 201) return;
      const payment = { gateway: "sandbox", returnUrl: "https://booking.example.com/thanks" };
      await timed("POST", `${base}/bookings`, { token, body: { holdId: held.body.holdId, payment } });
    },
    availability: async (timed) => void (await timed("GET", session, { token: ada.token })),
    roster: async (timed) => void (await timed("GET", `${session}/bookings`, { token: owner.token })),
  };
}

async function tokenOf(ask: Ask, name: string): Promise<string> {
  const { body } = await ask("POST", "/local/tokens", { token: "", body: { name } });
  return String(body.token);
}

type Level = { users: number; seconds: number };

async function play(
  flow: string,
  { users, seconds }: Level,
  run: (ask: Ask) => Promise<void>,
): Promise<Load> {
  const { ask, close } = client(users);
  const times: number[] = [];
  let [errors, refused] = [0, 0];
  const timed: Ask = async (...asked) => {
    const answer = await ask(...asked);
    times.push(answer.milliseconds);
    if (answer.status >= 500 || answer.status === 0) errors += 1;
    else if (answer.status >= 400) refused += 1;
    return answer;
  };
  const begun = performance.now();
  const user = async () => {
    while (performance.now() - begun < seconds * 1000) await run(timed);
  };
  const end = setTimeout(close, (seconds + PATIENCE_SECONDS) * 1000);
  await Promise.all(Array.from({ length: users }, user));
  const took = (performance.now() - begun) / 1000;
  clearTimeout(end);
  close();
  const sorted = times.toSorted((one, other) => one - other);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  const requests = times.length;
  return {
    flow,
    users,
    requests,
    perSecond: requests / took,
    refused,
    errors,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}

function client(sockets: number): { ask: Ask; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const ask: Ask = (method, path, { token, body }) => {
    const { promise, resolve: answer } = Promise.withResolvers<Answer>();
    const begun = performance.now();
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { "content-type": "application/json" }),
      "idempotency-key": randomUUID(),
    };
    const asked = request({ agent, host: "127.0.0.1", port: PORT, method, path, headers }, (said) => {
      let text = "";
      said.setEncoding("utf8").on("data", (part: string) => (text += part));
      said.on("end", () => {
        const parsed = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
        answer({ status: said.statusCode ?? 0, body: parsed, milliseconds: performance.now() - begun });
      });
    });
    asked.on("error", () => answer({ status: 0, body: {}, milliseconds: performance.now() - begun }));
    asked.end(body && JSON.stringify(body));
    return promise;
  };
  return { ask, close: () => agent.destroy() };
}
