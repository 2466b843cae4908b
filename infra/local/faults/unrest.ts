import type { StreamRecord } from "../engine/stream-reader.ts";
import type { Draw } from "./chance.ts";

/** What happens on the way: streams and buses deliver at least once, at some time, in some order. All 0 to 1. */
export interface Unrest {
  readonly duplicated?: number;
  readonly reordered?: number;
  readonly late?: number;
  readonly split?: number;
  readonly firedAfterDeletion?: number;
  readonly longestMs?: number;
}

export interface Later<T> {
  readonly lateMs: number;
  readonly what: T;
}

interface Chance {
  readonly draw: Draw;
  readonly turn: (identity: string) => number;
  readonly count: (what: string) => void;
}

export function open(
  { duplicated = 0, reordered = 0, late = 0, split = 0, firedAfterDeletion = 0, longestMs = 1_000 }: Unrest,
  { draw, turn, count }: Chance,
) {
  function hits(what: string, chance: number, identity: string, nth: number): boolean {
    if (draw(what, identity, nth) >= chance) return false;
    count(what);
    return true;
  }
  const lateness = (what: string, identity: string, nth: number) =>
    hits(what, late, identity, nth) ? draw("late by", identity, nth) * longestMs : 0;

  return {
    batches(records: readonly StreamRecord[]): Later<readonly StreamRecord[]>[] {
      const nth = turn("stream");
      const mixed = hits("stream_reordered", reordered, "stream", nth)
        ? shuffled(records, (position) => draw("place", nth, position))
        : records;
      const middle = Math.ceil(mixed.length * draw("middle", nth));
      const parts =
        mixed.length > 1 && hits("stream_split", split, "stream", nth)
          ? [mixed.slice(0, middle), mixed.slice(middle)].filter((part) => part.length > 0)
          : [mixed];
      // A batch that was dealt with but not ticked off comes again, whole.
      const all = hits("stream_duplicated", duplicated, "stream", nth) ? [...parts, ...parts] : parts;
      return all.map((what, part) => ({ lateMs: lateness("stream_late", `stream ${part}`, nth), what }));
    },
    arrivals(to: string): number[] {
      const nth = turn(`to ${to}`);
      const first = lateness("event_late", to, nth);
      if (!hits("event_duplicated", duplicated, to, nth)) return [first];
      return [first, draw("again", to, nth) * longestMs];
    },
    afterDeletion(name: string): number | undefined {
      const nth = turn(`deleted ${name}`);
      const fires = hits("fired_after_deletion", firedAfterDeletion, name, nth);
      return fires ? draw("after deletion", name, nth) * longestMs : undefined;
    },
  };
}

/** Another order, in which the records of one item keep theirs: that much a stream promises. */
export function shuffled(
  records: readonly StreamRecord[],
  place: (position: number) => number,
): readonly StreamRecord[] {
  const ofItem = Map.groupBy(records, itemOf);
  const queues = [...ofItem.values()].map((queue) => [...queue]);
  return records.map((_, position) => {
    const left = queues.filter((queue) => queue.length > 0);
    return left[Math.floor(place(position) * left.length)]!.shift()!;
  });
}

/** The engine names the parts of a key in any order. */
const itemOf = ({ dynamodb }: StreamRecord): string =>
  JSON.stringify(Object.entries(dynamodb.Keys ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1)));
