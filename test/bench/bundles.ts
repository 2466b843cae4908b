/**
 * Every function as it is deployed: the size of its bundle, and how long a fresh process takes to import it, with and
 * without a head start, against a function that is nothing but the SDK, bundled the same way, without one. They take
 * turns, so the machine cancels out.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle, bundleName, giveHeadStart } from "../../infra/build.ts";
import { entries } from "../../infra/entries.ts";
import { median } from "./effort.ts";

/** Milliseconds of CPU time, and how many times those of the bare SDK they are. */
export type Start = { readonly ms: number; readonly ratio: number };
export type Bundle = {
  readonly entry: string;
  readonly kilobytes: number;
  readonly cold: Start;
  readonly headStart: Start;
};
/** What the bare SDK takes, and what it would take with a head start of its own. */
export type Starts = {
  readonly sdkMs: number;
  readonly sdkHeadStartMs: number;
  readonly functions: Bundle[];
};

const run = promisify(execFile);
/** The thread's own CPU time: a start does nothing but compute, and a busy machine does not lengthen it. */
const SCRIPT = `const before = process.threadCpuUsage();
await import(process.argv[1]);
const { user, system } = process.threadCpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit(0);`;

const SDK_ONLY = "test/bench/sdk-only.ts";

export async function bundles(rounds: number): Promise<Starts> {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  const all = [SDK_ONLY, ...entries];
  const at = all.map((entry) => join(directory, bundleName(entry)));
  try {
    await bundle(Object.fromEntries(all.map((entry) => [bundleName(entry), entry])), directory);
    const cold = await measure(at, rounds);
    giveHeadStart(at);
    const helped = await measure(at, rounds);
    const [sdkMs, sdkHeadStartMs] = [cold[0]!, helped[0]!];
    const against = (ms: number): Start => ({ ms, ratio: ms / sdkMs });
    const functions = all.map((entry, position) => ({
      entry,
      kilobytes: statSync(join(at[position]!, "main.js")).size / 1024,
      cold: against(cold[position]!),
      headStart: against(helped[position]!),
    }));
    return { sdkMs, sdkHeadStartMs, functions: functions.slice(1) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Medians; the first of them, which the others are compared with, is asked again often enough to meet each busy moment. */
async function measure(directories: readonly string[], rounds: number): Promise<number[]> {
  const starts: number[][] = directories.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [position, directory] of directories.entries()) {
      if (position % 4 === 1) starts[0]!.push(await startOf(directories[0]!));
      starts[position]!.push(await startOf(directory));
    }
  }
  return starts.map(median);
}

async function startOf(directory: string): Promise<number> {
  const file = join(directory, "index.cjs");
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", SCRIPT, file], {
    env: { ...process.env, TABLE_NAME: "holdfast", AWS_REGION: "eu-central-1", LOG_LEVEL: "SILENT" },
  });
  return Number(stdout);
}
