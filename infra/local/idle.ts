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

/** When it is done, or after that time. */
export async function within(done: Promise<void>, timeoutMs: number): Promise<void> {
  const patience = new AbortController();
  await Promise.race([done, pause(timeoutMs, undefined, { signal: patience.signal })]).catch(() => undefined);
  patience.abort();
}
