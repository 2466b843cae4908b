/**
 * What one paid booking costs, in dollars per million of them: each step metered as it runs, from the hold to the row that
 * says a notification was written. AWS's list prices of us-east-1; what is assumed rather than measured is named below.
 */
import type { Envelope } from "../../domain/event.ts";
import { environment } from "../../infra/environments.ts";
import type { House } from "./house.ts";
import { person } from "./lambda.ts";
import { metered, type Metered } from "./meter.ts";
import { listens, react, recordsOf, relay } from "./stream.ts";

const PRICE = { write: 0.625, read: 0.125, http: 1, invocation: 0.2, gigabyteSecond: 13.3334, event: 1 };
/** A round trip to the table within a region, which this machine does not have. */
const TRIP_MS = 4;
/** The gateway's own answer to "open a checkout" is waited for, too. */
const GATEWAY_MS = 100;
/** Rows a minute at which the relay's batches and the minute timers are shared: a busy company's ten bookings a minute. */
const BOOKINGS_A_MINUTE = 10;
const SWEEPS = { timersPerMinute: 1.2, readUnitsPerMinute: 4, milliseconds: 60 };

type Step = Metered & { readonly name: string; readonly milliseconds: number };
export type Line = {
  readonly what: string;
  readonly amount: number;
  readonly unit: string;
  readonly dollars: number;
};
export type Bill = { readonly lines: Line[]; readonly total: number; readonly memoryMb: number };

export async function billOf(house: House): Promise<Bill> {
  const steps: Step[] = [];
  const events: Envelope[] = [];
  const step = async <T>(name: string, run: () => Promise<T>, waitMs = 0) => {
    const before = process.threadCpuUsage();
    const done = await metered(run);
    const { user, system } = process.threadCpuUsage(before);
    const milliseconds = (user + system) / 1000 + done.trips * TRIP_MS + waitMs;
    steps.push({ ...done, name, milliseconds });
    return done;
  };
  const tell = async (name: string, { writes }: Metered): Promise<void> => {
    const { answer } = await step(`${name}: audit`, () => relay(writes));
    events.push(...answer);
    for (const event of answer.filter(listens)) {
      const told = await step("notification", async () => react(event));
      await tell("notification", told);
    }
  };

  const who = person("ada");
  // A customer whom the company knows, and functions that are warm.
  for (let warm = 0; warm < 20; warm++) await house.confirmed(who, (await house.session()).sessionId);
  const { sessionId } = await house.session();
  const held = await step("hold", () => house.holding(who, sessionId));
  const booked = await step("book", () => house.booking(who, held.answer.holdId), GATEWAY_MS);
  const callback = await house.pay(booked.answer);
  const confirmed = await step("callback", () => house.confirm(callback));
  await tell("hold", held);
  await tell("book", booked);
  await tell("callback", confirmed);

  return reckon(steps, events.length, recordsOf(steps.flatMap(({ writes }) => writes)).length);
}

function reckon(steps: readonly Step[], events: number, records: number): Bill {
  const { memoryMb } = environment("prod");
  const lines: Line[] = [];
  const add = (what: string, amount: number, unit: string, price: number) => {
    lines.push({ what, amount, unit, dollars: amount * price });
  };
  const names = [...new Set(steps.map(({ name }) => name))];
  for (const name of names) {
    const units = total(steps, name, "writeUnits");
    if (units > 0) add(`writes, ${name}`, units, "write units", PRICE.write);
  }
  const readUnits = steps.reduce((sum, step) => sum + step.readUnits, 0);
  const share = 1 / BOOKINGS_A_MINUTE;
  add("reads", readUnits + SWEEPS.readUnitsPerMinute * share, "read units", PRICE.read);
  add("HTTP API", 3, "requests", PRICE.http);
  // The relay and the timers are invoked for many at once; people's requests and reactions are not.
  const invocations = names.reduce(
    (sum, name) => sum + (name.endsWith("audit") ? 0 : steps.filter((one) => one.name === name).length),
    1 + SWEEPS.timersPerMinute * share,
  );
  add("Lambda, requests", invocations, "requests", PRICE.invocation);
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0) + SWEEPS.milliseconds * share;
  add("Lambda, time", (milliseconds / 1000) * (memoryMb / 1024), "GB-seconds", PRICE.gigabyteSecond);
  add("EventBridge", events, "events", PRICE.event);
  add("Scheduler", SWEEPS.timersPerMinute * share, "calls, after 14 million free a month", 1);
  add("stream, read by Lambda", records, "records", 0);
  return { lines, total: lines.reduce((sum, { dollars }) => sum + dollars, 0), memoryMb };
}

const total = (steps: readonly Step[], name: string, figure: "writeUnits"): number =>
  steps.reduce((sum, step) => (step.name === name ? sum + step[figure] : sum), 0);
