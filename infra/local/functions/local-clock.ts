/** What `Date.now()` tells the functions: the machine's time, and as much more as was asked for. Tokens keep real time. */
export interface LocalClock {
  readonly shared: SharedArrayBuffer;
  /** From now on the functions believe that it is this much later. */
  advance(milliseconds: number): void;
  now(): number;
}

export function openClock(): LocalClock {
  const shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const ahead = new BigInt64Array(shared);
  return {
    shared,
    advance: (milliseconds) => void Atomics.add(ahead, 0, BigInt(milliseconds)),
    now: () => Date.now() + aheadOf(shared),
  };
}

export const aheadOf = (shared: SharedArrayBuffer): number =>
  Number(Atomics.load(new BigInt64Array(shared), 0));
