/** `npm run storm -- --seed 1 --minutes 5` (or `--rounds 3`): storms with consecutive seeds, until one breaks something. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildFunctions } from "../../infra/build.ts";
import { synthesise } from "../../infra/synth.ts";
import { storm, type Report } from "./storm.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    minutes: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string", default: "15" },
    customers: { type: "string", default: "14" },
  },
});
const rounds = values.rounds ? Number(values.rounds) : values.minutes ? Infinity : 1;
const ends = Date.now() + Number(values.minutes ?? 60) * 60_000;
const say = (text: string) => void process.stdout.write(`${text}\n`);
const list = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(" · ");

function tell({ seed, faults, answers, bookings, carts, lines, redriven, broken }: Report): void {
  say(`seed ${seed}: ${broken.length === 0 ? "everything holds" : `${broken.length} invariants are broken`}`);
  say(`  faults    ${list(faults)}`);
  say(`  answers   ${list(answers)}`);
  say(`  lines     ${list(lines)}`);
  say(`  carts     ${list(carts)}`);
  say(`  bookings  ${list(bookings)}   sent again by hand ${redriven}`);
  for (const what of broken.slice(0, 12)) say(`  ✗ ${what}`);
}

process.env["TZ"] = "UTC";
// Ended from outside, the table engine must end too: it does so when the process exits.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
const scratch = mkdtempSync(join(tmpdir(), "holdfast-storm-"));
let kept = true;
try {
  await buildFunctions();
  const { template, directory: assetsDir } = await synthesise("dev", join(scratch, "cdk.out"));
  const force = { seconds: Number(values.seconds), customers: Number(values.customers) };
  for (let round = 0; round < rounds && Date.now() < ends; round++) {
    const seed = Number(values.seed) + round;
    const dataDir = join(scratch, `seed-${seed}`);
    const report = await storm({ template, assetsDir, dataDir }, { ...force, seed });
    tell(report);
    if (report.broken.length > 0) {
      say(
        `Again: npm run storm -- --seed ${seed} --seconds ${force.seconds}. Tables and logs are in ${dataDir}.`,
      );
      process.exit(1);
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
  kept = false;
} finally {
  if (!kept) rmSync(scratch, { recursive: true, force: true });
}
