import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { lines } from "../functions/logs.ts";
import { refuse } from "../template/refusal.ts";

/** The embedded DynamoDB engine: a native server on one database file, or another one named by DYNAMODB_ENDPOINT. */
export interface Engine {
  readonly url: string;
  /** Undefined when the engine is not ours. */
  readonly databaseFile: string | undefined;
  stop(): Promise<void>;
}

export async function startEngine(dataDir: string, onDeath: (message: string) => void): Promise<Engine> {
  const given = process.env["DYNAMODB_ENDPOINT"];
  if (given) return { url: given.replace(/\/$/, ""), databaseFile: undefined, stop: async () => {} };
  const binary = findBinary();
  const databaseFile = join(dataDir, "table.sqlite");
  const pidFile = join(dataDir, "engine.pid");
  endOrphan(pidFile, databaseFile);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = spawn(binary, ["serve", "--port", String(port), "--db-path", databaseFile], {
      // Ctrl-C reaches the whole process group; the engine must outlive the requests in flight.
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    writeFileSync(pidFile, String(child.pid));
    const complaint = await listening(child);
    if (complaint === undefined)
      return running({ child, url: `http://127.0.0.1:${port}`, databaseFile, pidFile, onDeath });
    // Between finding a free port and using it, somebody else may have taken it.
    if (attempt === 5) refuse(`The table engine does not start: ${complaint}`);
  }
}

interface Running {
  child: ChildProcess;
  url: string;
  databaseFile: string;
  pidFile: string;
  onDeath: (message: string) => void;
}

function running({ child, url, databaseFile, pidFile, onDeath }: Running): Engine {
  let stopping = false;
  child.once("exit", (code, signal) => {
    if (!stopping) onDeath(`The table engine ended unexpectedly (${signal ?? code}).`);
  });
  // Nobody is left to do it when the process ends by an exception.
  const last = () => child.kill("SIGKILL");
  process.once("exit", last);
  return {
    url,
    databaseFile,
    async stop() {
      stopping = true;
      process.off("exit", last);
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        const impatience = setTimeout(() => child.kill("SIGKILL"), 2_000);
        await once(child, "exit");
        clearTimeout(impatience);
      }
      rmSync(pidFile, { force: true });
    },
  };
}

function findBinary(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    return join(createRequire(import.meta.url).resolve(`${name}/package.json`), "..", "dynoxide");
  } catch {
    return refuse(
      `There is no embedded table engine for this machine (${name} is not installed). ` +
        "Run `npm ci` without --omit=optional, or start DynamoDB Local and set DYNAMODB_ENDPOINT, for example http://127.0.0.1:8000.",
    );
  }
}

/** After a kill -9 of the runner, its engine is still there and holds the file. */
function endOrphan(pidFile: string, databaseFile: string) {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  const command = commandOf(pid);
  if (!command.includes("dynoxide") || !command.includes(databaseFile)) return;
  process.kill(pid, "SIGKILL");
  const deadline = Date.now() + 2_000;
  while (commandOf(pid).includes(databaseFile) && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}

function commandOf(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return "";
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** Undefined once it listens, otherwise its last words. */
async function listening(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = "";
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code) => resolve(said.trim() || `exit code ${code}`));
    const read = lines((line) => {
      said = line;
      if (line.includes("listening on")) resolve(undefined);
    });
    child.stderr?.on("data", read);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
