/**
 * What one paid booking costs, in dollars per million of them: each step metered as it runs, from the hold to the row that
 * says a notification was written. AWS's list prices of us-east-1; what is assumed rather than measured is named below.
 */
import type { Envelope } from "../../domain/event.ts";
import { environment } from "../../infra/environments.ts";
import { cpu, median } from "./effort.ts";
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

/** At this much memory a function has one processor to itself; at less, a share of it. */
const WHOLE_CPU_MB = 1769;
const MEMORIES = [256, 512, 1024, WHOLE_CPU_MB];

/** How to do the same again without the meter, whose own work is not ours; and what is waited for beside the table. */
type Costs = { readonly again: () => Promise<() => Promise<unknown>>; readonly waitMs?: number };
const ROUNDS = 15;

type Step = Metered & { readonly name: string; readonly cpuMs: number; readonly waitMs: number };
export type Line = {
  readonly what: string;
  readonly amount: number;
  readonly unit: string;
  readonly dollars: number;
};
/** What Lambda's time costs with so much memory, and how long the slowest request then takes with a warm function. */
export type Memory = { readonly memoryMb: number; readonly dollars: number; readonly bookMs: number };
export type Bill = {
  readonly lines: Line[];
  readonly total: number;
  readonly memoryMb: number;
  readonly memories: Memory[];
};

export async function billOf(house: House): Promise<Bill> {
  const steps: Step[] = [];
  const events: Envelope[] = [];
  const step = async <T>(name: string, run: () => Promise<T>, { again, waitMs = 0 }: Costs) => {
    const done = await metered(run);
    steps.push({ ...done, name, cpuMs: await cpuMsOf(again), waitMs: done.trips * TRIP_MS + waitMs });
    return done;
  };
  const tell = async (name: string, { writes }: Metered): Promise<void> => {
    const { answer } = await step(`${name}: audit`, () => relay(writes), {
      again: async () => () => relay(writes),
    });
    events.push(...answer);
    for (const event of answer.filter(listens)) {
      const told = await step("notification", async () => react(event), {
        again: async () => async () => react(event),
      });
      await tell("notification", told);
    }
  };

  const who = person("ada");
  // A customer whom the company knows, and functions that are warm.
  for (let warm = 0; warm < 20; warm++) await house.confirmed(who, (await house.session()).sessionId);
  const { sessionId } = await house.session();
  const another = async () => house.holding(who, (await house.session()).sessionId);
  const held = await step("hold", () => house.holding(who, sessionId), {
    again: async () => {
      const fresh = await house.session();
      return () => house.holding(who, fresh.sessionId);
    },
  });
  const booked = await step("book", () => house.booking(who, held.answer.holdId), {
    again: async () => {
      const { holdId } = await another();
      return () => house.booking(who, holdId);
    },
    waitMs: GATEWAY_MS,
  });
  const callback = await house.pay(booked.answer);
  const confirmed = await step("callback", () => house.confirm(callback), {
    again: async () => {
      const paid = await house.pay(await house.booking(who, (await another()).holdId));
      return () => house.confirm(paid);
    },
  });
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
  const gigabyteSeconds = (memory: number) =>
    ((timeOf(steps, memory) + SWEEPS.milliseconds * share) / 1000) * (memory / 1024);
  add("Lambda, time", gigabyteSeconds(memoryMb), "GB-seconds", PRICE.gigabyteSecond);
  add("EventBridge", events, "events", PRICE.event);
  add("Scheduler", SWEEPS.timersPerMinute * share, "calls, after 14 million free a month", 1);
  add("stream, read by Lambda", records, "records", 0);
  const booking = steps.filter(({ name }) => name === "book");
  const memories = MEMORIES.map((memory) => ({
    memoryMb: memory,
    dollars: gigabyteSeconds(memory) * PRICE.gigabyteSecond,
    bookMs: timeOf(booking, memory),
  }));
  return { lines, total: lines.reduce((sum, { dollars }) => sum + dollars, 0), memoryMb, memories };
}

async function cpuMsOf(again: Costs["again"]): Promise<number> {
  const spent: number[] = [];
  for (let round = 0; round < ROUNDS; round++) spent.push(await cpu(await again()));
  return median(spent) / 1000;
}

/** Waiting takes as long with little memory; computing takes longer. */
const timeOf = (steps: readonly Step[], memoryMb: number): number =>
  steps.reduce((sum, { cpuMs, waitMs }) => sum + waitMs + cpuMs * Math.max(1, WHOLE_CPU_MB / memoryMb), 0);

const total = (steps: readonly Step[], name: string, figure: "writeUnits"): number =>
  steps.reduce((sum, step) => (step.name === name ? sum + step[figure] : sum), 0);
