/** How much one transaction holds, and what does not fit into one in as few as hold it. */
import type { Write } from "../commit.ts";

/** What one transaction can write, the memory of its request aside. */
export const MOST_WRITES = 99;

/** Each list stays together. */
export function packed(lists: readonly (readonly Write[])[]): Write[][] {
  const packs: Write[][] = [];
  for (const writes of lists) {
    const last = packs.at(-1);
    if (last && last.length + writes.length <= MOST_WRITES) last.push(...writes);
    else packs.push([...writes]);
  }
  return packs;
}
