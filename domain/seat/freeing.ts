/**
 * Seats that come free: a hold gives them back, a booking ends, time is over. Each is one small write that waits for
 * nobody.
 */
import { again, change, type Operation, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import * as Pool from "./pool.ts";
import * as View from "./view.ts";

/** Above this many entries an ended hold leaves at once: a pool's item has a size, whatever one person does to it. */
const MOST_ENTRIES = 100;

/** A hold gives its seats back: its entry stays as a memory while there is room for memories. */
export async function ofHold(pool: Pool.Pool, key: string, entry: Pool.Entry): Promise<Write[]> {
  const holdId = View.idOf(pool.sessionId, pool.index, key);
  const occurrence = Events.HoldReleased({ data: { holdId, spots: entry.n } });
  return [change(occurrence, returning(pool, key, entry), again)];
}

function returning(pool: Pool.Pool, key: string, entry: Pool.Entry): Operation {
  const patch = Pool.Pools.patch(View.keyOf(pool));
  const crowded = Object.keys(pool.holds).length > MOST_ENTRIES;
  const { [key]: _, ...others } = pool.holds;
  return patch
    .data((a, o) => {
      if (crowded) o.set(a.holds, others);
      else o.set(a.holds[key]!, { ...entry, end: "released" });
      o.add(a.remaining, entry.n);
      if (pool.bookingsLeft !== undefined) o.add(a.bookingsLeft, 1);
    })
    .where((a, o) => (crowded ? o.eq(a.version, pool.version!) : o.eq(a.holds[key]!, entry)));
}

/** A booking gives back the seats that were its own. */
export async function ofBooking(pool: Pool.Pool, bookingId: string, spots: number): Promise<Write[]> {
  const freed = Pool.Pools.patch(View.keyOf(pool))
    .data((a, o) => {
      o.subtract(a.booked, spots);
      o.add(a.remaining, spots);
      if (pool.bookingsLeft === undefined) return;
      o.subtract(a.bookingsTaken, 1);
      o.add(a.bookingsLeft, 1);
    })
    .where((a, o) => o.gte(a.booked, spots));
  return [change(Events.SeatsFreed({ data: { bookingId, spots } }), freed, again)];
}
