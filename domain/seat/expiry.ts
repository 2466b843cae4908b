/**
 * Tidies a pool: holds whose time is over leave it and their seats are counted as remaining. Nobody waits for this:
 * placing and reading treat them as free already. It keeps the calendar's figures true and the item small.
 */
import * as Clock from "../clock.ts";
import { again, change, commitOne, whileMoving } from "../commit.ts";
import * as Events from "../events.ts";
import * as Pool from "./pool.ts";
import * as View from "./view.ts";

export const tidy = (place: Pool.Place, index: number): Promise<void> =>
  whileMoving(async () => {
    const pool = await Pool.get(place, index);
    const over = Pool.expired(pool, Clock.millis());
    const { remaining, holds, next } = Pool.without(pool, over, Clock.millis());
    const expired = over.map(([key, entry]) => ({
      holdId: View.idOf(pool.sessionId, pool.index, key),
      spots: entry.n,
    }));
    const patch = Pool.Pools.patch(View.keyOf(pool)).set({ remaining, holds });
    const timed =
      next === undefined ? patch.remove(["duePk", "dueSk"]) : patch.set(Pool.dueAt(place, index, next));
    await commitOne(
      change(
        expired.length > 0 ? Events.HoldsExpired({ data: { holds: expired } }) : Events.SeatsTidied(),
        timed.where((a, o) => o.eq(a.version, pool.version!)),
        again,
      ),
    );
  });
