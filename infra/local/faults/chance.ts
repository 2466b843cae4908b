import { createHash } from "node:crypto";

/**
 * Chance that can be had again: what is drawn depends on the seed and on what it is drawn for, never on when. The third
 * write of a function gets the same draw in every run with the same seed, whatever runs beside it.
 */
export type Draw = (...identity: readonly (string | number)[]) => number;

/** From 0 up to 1. */
export function drawsOf(seed: number): Draw {
  return (...identity) => {
    const digest = createHash("sha1")
      .update([seed, ...identity].join("\n"))
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}

/** Counts, per identity, how often it was drawn for. */
export function openTurns() {
  const turns = new Map<string, number>();
  return (identity: string): number => {
    const turn = (turns.get(identity) ?? 0) + 1;
    turns.set(identity, turn);
    return turn;
  };
}
