/** The only place that knows what time it is. Tests replace it; nothing else may ask the system. */
let source: () => number = () => Date.now();

export const now = (): Date => new Date(source());
export const millis = (): number => source();
export const iso = (): string => new Date(source()).toISOString();
export const isoAfter = (milliseconds: number): string => new Date(source() + milliseconds).toISOString();

/** Replaces the clock; returns how to put the old one back. */
export function replace(next: () => number): () => void {
  const previous = source;
  source = next;
  return () => {
    source = previous;
  };
}
