import { setTimeout as pause } from "node:timers/promises";

const lookMs = 5;

/** True once nothing is busy, false when the time was not enough. */
export async function whenIdle(busy: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (busy()) {
    if (Date.now() >= deadline) return false;
    await pause(lookMs);
  }
  return true;
}
