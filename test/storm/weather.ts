/** Time in a storm: timers that fire late and together, a clock that jumps; and then the calm, until nothing is due. */
import { setTimeout as pause } from "node:timers/promises";
import type { LocalRun } from "../../infra/local/run.ts";
import type { Chance } from "./customer.ts";
import { rowsOf } from "./table.ts";

const MINUTE_MS = 60_000;
const SWEEPER = "holdfast-dev-timer-sweeper";
const AUDITOR = "holdfast-dev-timer-auditor";

export async function blow(
  run: LocalRun,
  { chance, over }: { chance: Chance; over: () => boolean },
): Promise<void> {
  for (let step = 1; !over(); step++) {
    await pause(300 + chance("rest", step) * 700);
    if (chance("jump", step) < 0.25) run.clock.advance(Math.round(chance("far", step) * 6 * MINUTE_MS));
    const ticks = chance("twice", step) < 0.3 ? [SWEEPER, SWEEPER] : [SWEEPER];
    if (chance("audit", step) < 0.2) ticks.push(AUDITOR);
    // A tick that dies is no matter: the next one does its work.
    await Promise.allSettled(ticks.map((name) => run.invoke(name, {})));
  }
}

export type Calm = { readonly redriven: number; readonly left: readonly string[] };

/** What an operator and time do when the storm is over; `left` is what even they could not finish. */
export async function calmDown(run: LocalRun): Promise<Calm> {
  let redriven = 0;
  for (let round = 1; round <= 12; round++) {
    if (!(await run.idle(30_000))) return { redriven, left: ["the system does not come to rest"] };
    const messages = await redrive(run);
    redriven += messages;
    const due = await dueRows(run);
    if (due.length === 0 && messages === 0) return { redriven, left: [] };
    // Further than anything waits, but for what is done every day.
    run.clock.advance(65 * MINUTE_MS);
    // What a tick could not do stays due, and shows in the end.
    await Promise.allSettled([run.invoke(SWEEPER, {}), run.invoke(AUDITOR, {})]);
  }
  return { redriven, left: await dueRows(run) };
}

/** What time looks at every day, for ever: a session's seats, a company's books; and a line, as long as its sale lasts. */
const DAILY = new Set(["SESSION", "RECONCILIATION", "LINE"]);

/** Everything else that time still has something to do with. */
async function dueRows(run: LocalRun): Promise<string[]> {
  const rows = await rowsOf(run, "holdfast-dev");
  return rows
    .filter(({ duePk, sk }) => duePk !== undefined && !DAILY.has(String(sk)))
    .map(({ pk, sk, dueSk }) => `${String(pk)} ${String(sk)} is due at ${String(dueSk)}`);
}

type Aside = { requestContext?: { functionArn?: string }; requestPayload?: unknown };

/** Events that failed three times are sent again, as the alarm's reader would; ticks are not worth it. */
async function redrive(run: LocalRun): Promise<number> {
  let sent = 0;
  for (const queue of run.queues.names) {
    for (const { receipt, body } of run.queues.receive(queue, 1000, 0)) {
      const { requestContext, requestPayload } = JSON.parse(body) as Aside;
      const name = requestContext?.functionArn?.split(":")[6];
      if (name === undefined || requestPayload === undefined) continue;
      if (!name.includes("timer")) await run.invoke(name, requestPayload);
      run.queues.delete(queue, receipt);
      sent += 1;
    }
  }
  return sent;
}
