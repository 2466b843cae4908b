/**
 * `npm run bench`: what the product costs and how fast it is, as ratios within one run so that another machine can
 * compare. `--json` prints figures for machines; `--only verbs,growth` runs some parts; `--quick` takes fewer rounds.
 */
import { parseArgs } from "node:util";
import { layGround } from "./ground.ts";
import { print } from "./print.ts";
import type { Report } from "./report.ts";

const PARTS = ["verbs", "bundles", "hot", "growth", "bill", "load"] as const;
type Part = (typeof PARTS)[number];

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: PARTS.join() },
  },
});
const wanted = new Set(values.only.split(","));
const unknown = [...wanted].filter((part) => !PARTS.some((known) => known === part));
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join()}; there are ${PARTS.join(", ")}.`);
const wants = (part: Part): boolean => wanted.has(part);
const { quick } = values;

let hear: (entry: { Detail: string }) => void = () => {};
const report: Report = {};
const say = (what: string) => void process.stderr.write(`${what} …\n`);

if (wants("bundles")) {
  say("bundles");
  const { bundles } = await import("./bundles.ts");
  report.bundles = await bundles(quick ? 3 : 7);
}
const ground = await layGround((entry) => hear(entry));
try {
  const [stream, { openHouse }] = [await import("./stream.ts"), await import("./house.ts")];
  ({ hear } = stream);
  const house = await openHouse();
  if (wants("verbs")) {
    say("verbs");
    const { figures } = await import("./figures.ts");
    report.verbs = await figures(house, quick ? 20 : 60);
  }
  if (wants("bill")) {
    say("bill");
    const { billOf } = await import("./bill.ts");
    report.bill = await billOf(house);
  }
  if (wants("hot")) {
    say("hot session");
    const { rushes } = await import("./hot.ts");
    report.hot = await rushes(ground.engine, house);
  }
  if (wants("growth")) {
    say("growth");
    const { growth } = await import("./growth.ts");
    report.growth = await growth(house, quick ? 60_000 : 600_000);
  }
  await house.close();
} finally {
  await ground.close();
}
if (wants("load")) {
  say("load");
  const { loads } = await import("./load.ts");
  report.load = await loads([100, 1000], quick ? 4 : 8);
}
process.stdout.write(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : print(report));
process.exit(0);
