/**
 * What the domain tells about itself beyond its answers. `functions/log.ts` connects it to logs and metrics; unconnected,
 * nothing is told. Names are those of the alarms.
 */
import * as Actor from "./actor.ts";
import type { Detail } from "./error.ts";

export type Ear = {
  readonly count: (name: string, value: number) => void;
  readonly ring: (name: string, detail: Detail) => void;
};

let ear: Ear = { count: () => {}, ring: () => {} };

export const count = (name: string, value = 1): void => ear.count(name, value);

/** A write that the store must be asked for again: counted with the request that waits for it. */
export const retried = (): void => {
  const actor = Actor.current();
  actor.retries = (actor.retries ?? 0) + 1;
};

/** Counts something that must never happen, and says in the log where: ids only, nothing personal. */
export const ring = (name: string, detail: Detail): void => {
  ear.count(name, 1);
  ear.ring(name, detail);
};

/** Replaces who listens; returns how to put the old one back. */
export function connect(next: Ear): () => void {
  const previous = ear;
  ear = next;
  return () => {
    ear = previous;
  };
}
