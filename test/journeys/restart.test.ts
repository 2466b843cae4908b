import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const dataDir = mkdtempSync(join(tmpdir(), "holdfast-restart-"));
const started: ChildProcess[] = [];

afterAll(async () => {
  for (const child of started) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  }
  rmSync(dataDir, { recursive: true, force: true });
});

/** Tokens and callbacks name the address, so both runs must have the same one. */
const port = await new Promise<string>((resolvePort) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port: free } = server.address() as AddressInfo;
    server.close(() => resolvePort(String(free)));
  });
});

/** As a newcomer starts it; resolves with its address once it says that it is running. */
async function start(): Promise<{ child: ChildProcess; api: string; said: string }> {
  const child = spawn(process.execPath, ["infra/local/main.ts", "--port", port, "--data", dataDir], {
    cwd: root,
  });
  started.push(child);
  let said = "";
  for await (const part of child.stdout) {
    said += String(part);
    const api = /running at (http:\S+)/.exec(said)?.[1];
    if (api && said.includes("/local/tokens")) return { child, api, said };
  }
  throw new Error(`It did not start: ${said}`);
}

type Json = ReturnType<typeof JSON.parse>;
const ask = async (
  url: string,
  token?: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Json> => {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), "content-type": "application/json" };
  const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers } });
  return response.json();
};

const terminal = promisify(execFile);

it(
  "OPS-2 kill -9 between the payer's click and the callback loses nothing that was answered",
  { timeout: 180_000 },
  async () => {
    const before = await start();
    const demo = await ask(`${before.api}/local/demo`);
    expect(Object.keys(demo.people)).toEqual(expect.arrayContaining(["owner", "coach", "ada", "boris"]));
    const { token } = demo.people.ada;
    const home = `/v1/companies/${demo.company.companyId}`;
    const post = (api: string, path: string, body: unknown, key: string) =>
      ask(api + path, token, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "idempotency-key": key },
      });
    const held = await post(
      before.api,
      `${home}/sessions/${demo.sessions[0].sessionId}/holds`,
      { spots: 1 },
      "h",
    );
    const wish = { holdId: held.holdId, payment: { gateway: "sandbox", returnUrl: "http://127.0.0.1/" } };
    const booked = await post(before.api, `${home}/bookings`, wish, "b");
    expect(booked.status).toBe("AWAITING_GATEWAY");
    const paid = await fetch(booked.payment.checkoutUrl, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ outcome: "paid", delayMs: "400" }),
    });
    expect(paid.status).toBe(303);
    before.child.kill("SIGKILL");
    await once(before.child, "exit");

    const { api, said } = await start();
    await ask(`${api}/local/idle?timeoutMs=30000`);
    expect((await post(api, `${home}/bookings`, wish, "b")).bookingId).toBe(booked.bookingId);
    const look = () => ask(`${api}${home}/bookings/${booked.bookingId}`, token);
    expect((await look()).status).toBe("CONFIRMED");
    const notes = await ask(`${api}/v1/me/notifications`, token);
    expect(notes.items.map(({ type }: { type: string }) => type).toSorted()).toEqual([
      "BOOKING_CONFIRMED",
      "BOOKING_CREATED",
    ]);
    expect((await ask(`${api}/local/demo`)).company).toEqual(demo.company);

    // What the start prints is what a newcomer pastes.
    const shown = /^ +API=[\s\S]*?\/history.*$/m.exec(said)?.[0] ?? "";
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    const { stdout } = await terminal("bash", ["-euc", shown], { env: { ...process.env, PATH } });
    const steps = [
      "hold_",
      '"AWAITING_GATEWAY"',
      "303",
      '"CONFIRMED"',
      '"BOOKING_CONFIRMED"',
      '"booking.confirmed"',
    ];
    for (const step of steps) expect(stdout).toContain(step);
  },
);
