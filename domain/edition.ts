/**
 * An edit stands on the version that somebody saw: the one of `If-Match`, if it was sent, else the one that was just
 * read. Whoever names a version is told that it has changed; whoever names none looks again and edits what is there now.
 */
import * as Actor from "./actor.ts";
import { again, type Refusal } from "./commit.ts";
import type { DomainError } from "./error.ts";
import type { Item } from "./send.ts";

/** What to say where the item has gone, and where it is not what was seen. */
export type Told = { gone: () => DomainError; changed: (version: number) => DomainError };

/** The version that the write must still find. */
export function expected({ version = 0 }: { version?: number | undefined }, { changed }: Told): number {
  const { ifMatch } = Actor.current();
  if (ifMatch !== undefined && ifMatch !== version) throw changed(version);
  return version;
}

export const moved =
  ({ gone, changed }: Told) =>
  (old: Item | undefined): Refusal => {
    if (!old) return gone();
    return Actor.current().ifMatch === undefined ? again() : changed(Number(old.version));
  };
