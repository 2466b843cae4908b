/**
 * `node test/bench/materialise.ts [sessions …]`: puts so many sessions of one activity on an empty calendar, a hundred
 * days ahead, as the materialiser does; says how long it took, what it cost, and how much memory was in use at most.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { layGround } from "./ground.ts";

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [2000, 20_000];
const DAYS = 100;
const FOR_EVER = Number.MAX_SAFE_INTEGER;
const STARTS = ["08", "10", "12", "14", "16"];

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const ground = await layGround(() => {});
const { randomUUID } = await import("node:crypto");
const Actor = await import("../../domain/actor.ts");
const Details = await import("../../domain/company/details.ts");
const Materialise = await import("../../domain/schedule/materialise.ts");
const Plan = await import("../../domain/schedule/plan.ts");
const Run = await import("../../domain/schedule/run.ts");
const Schedule = await import("../../domain/schedule/schedule.ts");
const { as, company } = await import("../world.ts");
const { metered } = await import("./meter.ts");

const asSystem = <T>(run: () => Promise<T>): Promise<T> => Actor.within(Actor.system(randomUUID()), run);

/** Every day at five times in each of up to forty slots. */
async function house(sessions: number) {
  const world = await company();
  const { companyId, activityId, owner } = world;
  await as(owner, () => Details.edit({ companyId, horizonDays: DAYS }));
  const slots = Array.from({ length: Math.ceil(sessions / DAYS / STARTS.length) }, (_, index) => ({
    rrule: `FREQ=DAILY;BYHOUR=${STARTS.join()}`,
    dtstart: `2026-01-01T08:${String(index).padStart(2, "0")}`,
  }));
  await as(owner, () => Schedule.set({ companyId, activityId, slots }));
  return { companyId, activityId };
}

/** Runs, and says what was in use at most: of the heap just after collections, and of the machine's memory. */
async function watched<T>(run: () => Promise<T>) {
  let [live, rss, turn] = [0, 0, 0];
  const look = () => {
    if (turn++ % 8 === 0) {
      collect();
      live = Math.max(live, process.memoryUsage().heapUsed);
    }
    rss = Math.max(rss, process.memoryUsage().rss);
  };
  look();
  const timer = setInterval(look, 250);
  const answer = await run();
  clearInterval(timer);
  look();
  return { answer, liveMb: live / 2 ** 20, rssMb: rss / 2 ** 20 };
}

/** A calendar of its own with a meter on the line: what a session costs. */
async function price() {
  const place = await house(500);
  const run = () => asSystem(() => Materialise.goOn(place, FOR_EVER));
  const { requests, writeUnits } = await metered(run);
  const { counts } = (await Run.find(place))!;
  return { units: writeUnits / counts.created!, requests: requests.length / counts.created! };
}

/** How long it took, in seconds, and how much of it a core was busy. */
async function timed<T>(run: () => Promise<T>) {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const answer = await run();
  const { user, system } = process.cpuUsage(cpu);
  return { answer, seconds: (performance.now() - began) / 1000, cpuMs: (user + system) / 1000 };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

const { units, requests } = await price();
say(`${units.toFixed(1)} write units and ${requests.toFixed(2)} requests a session`);
for (const sessions of sizes) {
  const place = await house(sessions);
  const run = () => asSystem(() => Materialise.goOn(place, FOR_EVER));
  const { answer, seconds, cpuMs } = await timed(() => watched(run));
  const made = (await Run.find(place))!.counts.created!;
  const { company: whose } = await Plan.read(place.companyId, place.activityId);
  await asSystem(() => Run.lookAgain(place, Plan.todayOf(whose)));
  const again = await timed(run);
  say(
    [
      `${made} sessions in ${seconds.toFixed(0)} s: ${(made / seconds).toFixed(0)} a second`,
      `${(cpuMs / made).toFixed(2)} ms CPU each`,
      `${answer.liveMb.toFixed(0)} MB live, ${answer.rssMb.toFixed(0)} MB resident`,
      `looked at again in ${again.seconds.toFixed(1)} s, ${(again.cpuMs / made).toFixed(2)} ms CPU each`,
    ].join(", "),
  );
}
await ground.close();
process.exit(0);
