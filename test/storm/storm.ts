/** One storm: a house full of customers while everything goes wrong that can, then the calm, then the proofs. */
import { drawsOf } from "../../infra/local/faults/chance.ts";
import { openFaults } from "../../infra/local/faults/faults.ts";
import { startLocal, type LocalRun } from "../../infra/local/run.ts";
import { openClient, type Client, type Tally } from "./client.ts";
import { live } from "./customer.ts";
import * as History from "./history.ts";
import { openHouse, staff, type House } from "./house.ts";
import { planOf } from "./plans.ts";
import * as Proof from "./proof.ts";
import { rowsOf } from "./table.ts";
import { blow, calmDown } from "./weather.ts";

export type Ground = { readonly template: object; readonly assetsDir: string; readonly dataDir: string };
export type Force = { readonly seed: number; readonly seconds: number; readonly customers: number };
export type Report = {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, number>>;
  readonly bookings: Readonly<Record<string, number>>;
  /** What became of the payments for whole carts. */
  readonly carts: Readonly<Record<string, number>>;
  /** What became of those who waited. */
  readonly lines: Readonly<Record<string, number>>;
  readonly redriven: number;
};

export async function storm(ground: Ground, force: Force): Promise<Report> {
  const { seed, seconds, customers } = force;
  const faults = openFaults(planOf(seed));
  const run = await startLocal({ ...ground, port: 0, faults, timersAfterMs: 3_600_000 });
  try {
    const draw = drawsOf(seed);
    const tally: Tally = new Map();
    const broken: string[] = [];
    const house = await openHouse(run, seed, tally);
    const ends = Date.now() + seconds * 1000;
    const over = () => Date.now() >= ends;
    const chanceOf =
      (who: string) =>
      (...question: (string | number)[]) =>
        draw(who, ...question);
    const people = await Promise.all(
      Array.from({ length: customers }, async (_, index) =>
        openClient(run.url, await run.token(`customer-${seed}-${index}`), tally),
      ),
    );
    await Promise.all([
      ...people.map((client, index) => {
        const chance = chanceOf(`customer ${index}`);
        return live(client, { ...house, chance, over, broken: (what) => broken.push(what) });
      }),
      staff(house, { chance: chanceOf("staff"), over }),
      blow(run, { chance: chanceOf("weather"), over }),
    ]);
    faults.stop();
    const { redriven, left } = await calmDown(run);
    broken.push(...left, ...(await sameAnswers(people)));
    if (!(await run.idle(20_000))) broken.push("the system does not come to rest");
    broken.push(...(await proofs(run, house, people)));
    if (tally.has("500 internal")) broken.push(`${tally.get("500 internal")} requests ended as a bug`);
    const rows = await rowsOf(run, "holdfast-dev");
    const statuses = rows.flatMap(({ __edb_e__: is, status, rescheduledTo }) =>
      is === "booking" ? [rescheduledTo === undefined ? String(status) : "MOVED"] : [],
    );
    const inLine = rows.flatMap(({ __edb_e__: is, status }) =>
      is === "waitlistEntry" ? [String(status)] : [],
    );
    const ofCarts = rows.flatMap(({ parts, __edb_e__: is, status }) =>
      is === "payment" && parts ? [String(status)] : [],
    );
    const sorted = Object.fromEntries([...tally].toSorted(([one], [other]) => (one < other ? -1 : 1)));
    const became = { bookings: counted(statuses), carts: counted(ofCarts), lines: counted(inLine) };
    return { seed, broken, faults: faults.counts(), answers: sorted, ...became, redriven };
  } finally {
    await run.stop();
  }
}

async function proofs(run: LocalRun, { owner }: House, people: readonly Client[]): Promise<string[]> {
  const rows = await rowsOf(run, "holdfast-dev");
  const gateway = await rowsOf(run, "holdfast-sandbox-dev");
  const told = [owner, ...people].flatMap((client) => client.told);
  const aside = run.queues.list().filter(({ count }) => count > 0);
  return [
    ...Proof.seats(rows),
    ...Proof.money(
      rows,
      gateway.filter(({ checkoutId }) => checkoutId !== undefined),
    ),
    ...Proof.rest(rows),
    ...History.answers(rows, told),
    ...History.audit(rows, run.clock.now()),
    ...History.notifications(rows),
    ...aside.map(
      ({ name, count, messages }) => `${count} messages in ${name}: ${JSON.stringify(messages[0])}`,
    ),
  ];
}

/** Asked again with the same key, the same is answered, long after: for what has a memory of its own. */
async function sameAnswers(people: readonly Client[]): Promise<string[]> {
  const broken: string[] = [];
  for (const client of people.slice(0, 8)) {
    const answered = client.told.filter(
      ({ answer, path }) =>
        answer && answer.status < 300 && /\/(bookings|cancellation|rescheduling)$/.test(path),
    );
    for (const { answer, ...asked } of answered.slice(0, 6)) {
      const again = await client.post(asked);
      if (JSON.stringify(again) !== JSON.stringify(answer)) {
        broken.push(`${asked.key} was answered ${JSON.stringify(answer)}, now ${JSON.stringify(again)}`);
      }
    }
  }
  return broken;
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
