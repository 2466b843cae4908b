/**
 * Tidies a pool: holds whose time is over leave it and their seats are counted as remaining. Nobody waits for this:
 * placing and reading treat them as free already. It keeps the calendar's figures true and the item small.
 */
import * as Clock from "../clock.ts";
import { commitOne, whileMoving } from "../commit.ts";
import * as Events from "../events.ts";
import * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";
import * as View from "./view.ts";

export const tidy = (place: Pool.Place, index: number): Promise<void> =>
  whileMoving(async () => {
    const pool = await Pool.get(place, index);
    const over = Pool.expired(pool, Clock.millis());
    const holds = over.map(([key, entry]) => ({
      holdId: View.idOf(pool.sessionId, pool.index, key),
      spots: entry.n,
    }));
    const occurrence = holds.length > 0 ? Events.HoldsExpired({ data: { holds } }) : Events.SeatsTidied();
    await commitOne(Revision.write(pool, Revision.reclaimed(pool, over, Clock.millis()), occurrence));
  });
