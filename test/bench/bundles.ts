/**
 * Every function as it is deployed: the size of its bundle, and how long a fresh process takes to import it, against a
 * function that is nothing but the SDK, bundled the same way. They take turns, so the machine cancels out.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle, bundleDirectory, buildFunctions } from "../../infra/build.ts";
import { entries } from "../../infra/entries.ts";
import { median } from "./effort.ts";

export type Bundle = {
  readonly entry: string;
  readonly kilobytes: number;
  readonly startMs: number;
  readonly ratio: number;
};

const run = promisify(execFile);
/** The thread's own CPU time: a start does nothing but compute, and a busy machine does not lengthen it. */
const SCRIPT = `const before = process.threadCpuUsage();
await import(process.argv[1]);
const { user, system } = process.threadCpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit(0);`;

export async function bundles(rounds: number): Promise<{ sdkOnlyMs: number; functions: Bundle[] }> {
  await buildFunctions();
  const directory = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  try {
    await bundle({ "sdk-only": "test/bench/sdk-only.ts" }, directory);
    return await measure(join(directory, "sdk-only.mjs"), rounds);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(sdkOnly: string, rounds: number) {
  const files = entries.map((entry) => join(bundleDirectory(entry), "index.mjs"));
  const [base, starts]: [number[], number[][]] = [[], files.map(() => [])];
  for (let round = 0; round < rounds; round++) {
    for (const [position, file] of files.entries()) {
      // Often enough between the others that a busy moment of the machine meets both.
      if (position % 4 === 0) base.push(await startOf(sdkOnly));
      starts[position]!.push(await startOf(file));
    }
  }
  const sdkOnlyMs = median(base);
  const functions = entries.map((entry, position): Bundle => {
    const startMs = median(starts[position]!);
    const kilobytes = statSync(files[position]!).size / 1024;
    return { entry, kilobytes, startMs, ratio: startMs / sdkOnlyMs };
  });
  return { sdkOnlyMs, functions };
}

async function startOf(file: string): Promise<number> {
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", SCRIPT, file], {
    env: { ...process.env, TABLE_NAME: "holdfast", AWS_REGION: "eu-central-1", LOG_LEVEL: "SILENT" },
  });
  return Number(stdout);
}
