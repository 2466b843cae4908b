/** What goes wrong in a storm. Chances are per call and high enough that every fault is seen in seconds. */
import type { Plan, Rule } from "../../infra/local/faults/faults.ts";

const rules: readonly Rule[] = [
  { fault: "conflict", chance: 0.02 },
  { fault: "throttle", chance: 0.01 },
  { fault: "error_before", chance: 0.01 },
  { fault: "error_after", chance: 0.015 },
  { fault: "reset_before", chance: 0.01 },
  { fault: "reset_after", chance: 0.015 },
  { fault: "in_progress", chance: 0.02 },
  { fault: "lost", chance: 0.004 },
  { fault: "slow", chance: 0.02 },
  { fault: "partial", chance: 0.15 },
  { fault: "death_before", chance: 0.004 },
  { fault: "death_after", chance: 0.005 },
  // The gateway is another house, and is away more often than ours.
  { fault: "death_before", chance: 0.03, by: "sandbox-gateway" },
  { fault: "death_after", chance: 0.03, by: "sandbox-gateway" },
];

export const planOf = (seed: number): Plan => ({
  seed,
  rules,
  overlapMs: 8,
  unrest: {
    duplicated: 0.25,
    reordered: 0.25,
    late: 0.15,
    split: 0.3,
    firedAfterDeletion: 0.5,
    longestMs: 800,
  },
});
