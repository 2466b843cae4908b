import type { Intercept } from "../endpoint/endpoint.ts";
import type { Call } from "../endpoint/aws-service.ts";
import type { StreamRecord } from "../engine/stream-reader.ts";
import { drawsOf, openTurns } from "./chance.ts";
import { canHit, strike, type Fault } from "./fault.ts";
import { openOverlaps } from "./overlap.ts";
import * as Unrest from "./unrest.ts";

/** Faults on purpose, by seed and by rule. Rules are data: what happens to which calls, and how often. */
export interface Rule {
  readonly fault: Fault;
  /** Of the calls that the rest of the rule is about, 0 to 1. */
  readonly chance: number;
  readonly service?: string;
  readonly operations?: readonly string[];
  /** What the name of the calling function contains. */
  readonly by?: string;
}

export interface Plan {
  readonly seed: number;
  readonly rules: readonly Rule[];
  /** Writes that overlap by less than this conflict, as they do on AWS. */
  readonly overlapMs?: number;
  readonly unrest?: Unrest.Unrest;
}

export interface Faults {
  readonly intercept: Intercept;
  /** What becomes of records that the stream would hand over in one batch. */
  readonly batches: (records: readonly StreamRecord[]) => readonly Unrest.Later<readonly StreamRecord[]>[];
  /** What becomes of one event or tick on its way: when it arrives, and how often. */
  readonly arrivals: (to: string) => readonly number[];
  /** How long after its deletion a schedule fires nevertheless; undefined: not at all. */
  readonly afterDeletion: (name: string) => number | undefined;
  /** By fault. */
  readonly counts: () => Readonly<Record<string, number>>;
  /** From now on all is well. */
  readonly stop: () => void;
}

export function openFaults({ seed, rules, overlapMs, unrest = {} }: Plan): Faults {
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const draw = drawsOf(seed);
  const turn = openTurns();
  let stopped = false;
  const overlapping = overlapMs === undefined ? undefined : openOverlaps(overlapMs, () => count("overlap"));
  const unresting = Unrest.open(unrest, { draw, turn, count });

  function faultFor(call: Call): { fault: Fault; much: number } | undefined {
    const identity = [call.functionName, call.service, call.operation].join(" ");
    const nth = turn(identity);
    for (const [position, { fault, chance }] of rules.entries()) {
      if (!isAbout(rules[position]!, call) || draw("call", position, identity, nth) >= chance) continue;
      count(fault);
      return { fault, much: draw("much", position, identity, nth) };
    }
  }

  return {
    async intercept(call, next) {
      // The machine's own administrator looks on; nothing happens to him.
      if (stopped || call.functionName === "local-admin") return next();
      const struck = faultFor(call);
      const carryOut = (body?: Buffer) => (overlapping ? overlapping(call, () => next(body)) : next(body));
      return struck ? strike(struck.fault, call, carryOut, struck.much) : carryOut();
    },
    batches: (records) => (stopped ? [{ lateMs: 0, what: records }] : unresting.batches(records)),
    arrivals: (to) => (stopped ? [0] : unresting.arrivals(to)),
    afterDeletion: (name) => (stopped ? undefined : unresting.afterDeletion(name)),
    counts: () => Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    stop: () => void (stopped = true),
  };
}

const isAbout = ({ fault, service, operations, by }: Rule, call: Call): boolean =>
  canHit(fault, call) &&
  (service === undefined || service === call.service) &&
  (operations === undefined || operations.includes(call.operation)) &&
  (by === undefined || call.functionName.includes(by));
