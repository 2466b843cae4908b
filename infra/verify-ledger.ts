import { parseArgs } from "node:util";
import { within, system } from "../domain/actor.ts";
import { DIGITS } from "../domain/id.ts";

/**
 * Proves the books of a company, or names the first entry that is wrong:
 *
 *   npm run verify-ledger -- --company cmp_… [--table holdfast-dev] [--endpoint http://127.0.0.1:8000]
 *
 * It reads the table itself, with the credentials of whoever runs it, and writes nothing.
 */
const { values } = parseArgs({
  options: {
    company: { type: "string" },
    table: { type: "string", default: process.env["TABLE_NAME"] ?? "holdfast-dev" },
    endpoint: { type: "string" },
  },
});
const { company: companyId, table, endpoint } = values;
if (companyId === undefined) throw new Error("Say whose books: --company cmp_…");
process.env["TABLE_NAME"] = table;
if (endpoint !== undefined) process.env["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint;

// They read the table's name as they are loaded.
const Verification = await import("../domain/ledger/verification.ts");
const Posting = await import("../domain/ledger/posting.ts");
type Place = Awaited<ReturnType<typeof Verification.first>>;

const WIDTH = 30;
const started = performance.now();
let checked = 0;
let entries = 0;

/** Half of the bar is accounts and wallets, whose numbers say how far it is; half is the parts of the journals. */
async function barOf(company: string): Promise<(place: Place) => number> {
  const names = await Posting.accountsOf(company);
  const lasts = await Promise.all(names.map((name) => Posting.lastBefore(name, "~")));
  const all = lasts.reduce((sum, last) => sum + (last?.seq ?? 0), 0);
  return (place) => {
    if (place.part === "journals") return 0.5 + DIGITS.indexOf(place.shard) / DIGITS.length / 2;
    return place.part === "accounts"
      ? 0.4 * (entries / Math.max(1, all))
      : 0.4 + 0.1 * (1 - 1 / (1 + entries / 1e4));
  };
}

const memory = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);

await within(system("verify-ledger"), async () => {
  const bar = await barOf(companyId);
  let most = 0;
  let drawn = 0;
  const { finding } = await Verification.whole(companyId, (step) => {
    checked += step.checked;
    if (step.place.part !== "journals") entries += step.checked;
    most = Math.max(most, memory());
    if (!process.stderr.isTTY || performance.now() - drawn < 100) return;
    drawn = performance.now();
    const done = Math.min(WIDTH, Math.round(bar(step.place) * WIDTH));
    process.stderr.write(
      `\r${"█".repeat(done)}${"░".repeat(WIDTH - done)} ${step.place.part}, ${checked} checked, ${most} MB `,
    );
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (finding) {
    process.stdout.write(`Wrong: ${JSON.stringify(finding)}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`The books are whole: ${checked} checked in ${seconds} s, at most ${most} MB.\n`);
});
