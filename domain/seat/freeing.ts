/**
 * Seats that come free: a hold gives them back, a booking ends, time is over. Each is one small write that waits for
 * nobody; unless people wait for the session, who have what came free in the same transaction.
 */
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import { canonical } from "../once.ts";
import * as Entry from "../waitlist/entry.ts";
import * as Handover from "./handover.ts";
import * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";
import * as View from "./view.ts";

/** Above this many entries an ended hold leaves at once: a pool's item has a size, whatever one person does to it. */
const MOST_ENTRIES = 100;

/**
 * A hold gives its seats back: its entry stays as a memory while there is room for memories. What becomes of whoever was
 * offered it and did not book, `wait` says.
 */
export async function ofHold(
  pool: Pool.Pool,
  key: string,
  entry: Pool.Entry,
  wait: (offer: Entry.Held) => Write = Entry.declined,
): Promise<Write[]> {
  const holdId = View.idOf(pool.sessionId, pool.index, key);
  const occurrence = Events.HoldReleased({ data: { holdId, spots: entry.n } });
  const waited = entry.offer && !entry.bk ? [wait({ ...pool, userId: entry.by, holdId })] : [];
  if (!Handover.isServed(pool, Clock.millis())) {
    return [change(occurrence, returning(pool, key, entry), again), ...waited];
  }
  const become = Handover.only(pool.index, (now) => {
    if (canonical(now.holds[key]) !== canonical(entry)) throw again();
    const held = [key, entry] as const;
    return isCrowded(now) ? Revision.reclaimed(now, [held], Clock.millis()) : Revision.returned(now, held);
  });
  return [...(await Handover.writes(pool, { become, occurrence: () => occurrence })), ...waited];
}

const isCrowded = ({ holds }: Pool.Pool): boolean => Object.keys(holds).length > MOST_ENTRIES;

function returning(pool: Pool.Pool, key: string, entry: Pool.Entry) {
  const patch = Pool.Pools.patch(View.keyOf(pool));
  const crowded = isCrowded(pool);
  const { [key]: _, ...others } = pool.holds;
  return patch
    .data((a, o) => {
      if (crowded) o.set(a.holds, others);
      else o.set(a.holds[key]!, { ...entry, end: "released" });
      o.add(a.remaining, entry.n);
      if (pool.bookingsLeft !== undefined) o.add(a.bookingsLeft, 1);
    })
    .where((a, o) =>
      [
        crowded ? o.eq(a.version, pool.version!) : o.eq(a.holds[key]!, entry),
        pool.line ? o.eq(a.status, pool.status) : o.notExists(a.line),
      ].join(" AND "),
    );
}

/** A booking gives back the seats that were its own. */
export async function ofBooking(pool: Pool.Pool, bookingId: string, spots: number): Promise<Write[]> {
  const occurrence = Events.SeatsFreed({ data: { bookingId, spots } });
  if (Handover.isServed(pool, Clock.millis())) {
    const become = Handover.only(pool.index, (now) => {
      if (now.booked < spots) throw again();
      return Revision.seated(now, -spots);
    });
    return Handover.writes(pool, { become, occurrence: () => occurrence });
  }
  const freed = Pool.Pools.patch(View.keyOf(pool))
    .data((a, o) => {
      o.subtract(a.booked, spots);
      o.add(a.remaining, spots);
      if (pool.bookingsLeft === undefined) return;
      o.subtract(a.bookingsTaken, 1);
      o.add(a.bookingsLeft, 1);
    })
    .where((a, o) =>
      // Nobody waits; or nobody is served, and that stays so.
      [o.gte(a.booked, spots), pool.line ? o.eq(a.status, pool.status) : o.notExists(a.line)].join(" AND "),
    );
  return [change(occurrence, freed, again)];
}

/** Holds of a pool whose time is over. */
export async function ofTime(pool: Pool.Pool): Promise<Write[]> {
  const now = Clock.millis();
  const over = Pool.expired(pool, now);
  const holds = View.toldOf(pool, over);
  const occurrence = holds.length > 0 ? Events.HoldsExpired({ data: { holds } }) : Events.SeatsTidied();
  if (!Handover.isServed(pool, now)) {
    return [Revision.write(pool, Revision.reclaimed(pool, over, now), occurrence)];
  }
  // Another object, so that it is written even where there is nothing but traces to tidy.
  const become = Handover.only(pool.index, (read) => ({ ...Revision.upToDate(read, now) }));
  return Handover.writes(pool, { become, occurrence: () => occurrence });
}
