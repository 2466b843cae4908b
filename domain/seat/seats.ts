/**
 * What a booking does to its seats, as writes to be committed together with the booking: attach a hold to a checkout,
 * take it when it is paid, seat a late payer again, give seats back.
 */
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { conflict } from "../error.ts";
import type { Occurrence } from "../event.ts";
import * as Events from "../events.ts";
import * as Entry from "../waitlist/entry.ts";
import * as Freeing from "./freeing.ts";
import * as Loan from "./loan.ts";
import * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";
import * as View from "./view.ts";

/** Where a booking's seats are. */
export type Seat = {
  companyId: string;
  sessionId: string;
  bookingId: string;
  spots: number;
  pool: number;
  hold: string;
};

/**
 * The hold, as it was read, goes into a checkout: its holder's other tabs can not take it away any more (CAP-3). It ends
 * when it would have ended, or is kept until the time that is given.
 */
export function attach(pool: Pool.Pool, key: string, bookingId: string, until?: string): Write[] {
  const holdId = View.idOf(pool.sessionId, pool.index, key);
  const held = pool.holds[key]!;
  const exp = until === undefined ? held.exp : Math.max(Pool.expiry(pool, held), Date.parse(until));
  const entry = { ...held, bk: bookingId, ...(exp !== undefined && { exp }) };
  return fromHold(pool, key, { entry, occurrence: Events.HoldBooked({ data: { holdId, bookingId } }) });
}

/** The hold, as it was read, becomes the seats of a booking that waits for no money. */
export function takeAtOnce(pool: Pool.Pool, key: string, bookingId: string): Write[] {
  const entry = { ...pool.holds[key]!, bk: bookingId, end: "booked" as const };
  const occurrence = Events.SeatsTaken({ data: { bookingId, spots: entry.n } });
  return fromHold(pool, key, { entry, occurrence });
}

function fromHold(
  pool: Pool.Pool,
  key: string,
  { entry, occurrence }: { entry: Pool.Entry; occurrence: Occurrence },
): Write[] {
  const held = pool.holds[key]!;
  const taken = change(
    occurrence,
    Pool.Pools.patch(View.keyOf(pool))
      .data((a, o) => {
        o.set(a.holds[key]!, entry);
        if (entry.end) o.add(a.booked, entry.n);
        if (entry.end && pool.bookingsLeft !== undefined) o.add(a.bookingsTaken, 1);
      })
      .where((a, o) =>
        [o.eq(a.holds[key]!, held), o.ne(a.status, "CANCELLED"), o.gt(a.closesAt, Clock.iso())].join(" AND "),
      ),
    (old) => refuseAttaching(old as Pool.Pool | undefined),
  );
  if (!held.offer) return [taken];
  const offer = { ...pool, userId: held.by, holdId: View.idOf(pool.sessionId, pool.index, key) };
  return [taken, Entry.booked(offer)];
}

function refuseAttaching(old: Pool.Pool | undefined) {
  if (old && (old.status === "CANCELLED" || old.closesAt <= Clock.iso())) {
    return conflict("session.closed", "This session is not on sale any more.", { closesAt: old.closesAt });
  }
  return again();
}

export type Refused = "no_seats_left" | "session_cancelled";

/**
 * Seats for a booking that has just been paid: its own hold, whatever the clock says, while it is still there;
 * else free seats of the session, if it is still on; or why there are none.
 */
export async function take(seat: Seat): Promise<{ pool: number; writes: Write[] } | Refused> {
  const home = await Pool.get(seat, seat.pool);
  if (home.status === "CANCELLED") return "session_cancelled";
  const entry = home.holds[seat.hold];
  if (entry?.bk === seat.bookingId && !entry.end) return { pool: seat.pool, writes: [takeHold(home, seat)] };
  const now = Clock.millis();
  // Without its hold a booking is new to the session, and nobody is seated anew once the doors are closed.
  if (home.closesAt <= new Date(now).toISOString()) return "no_seats_left";
  return takeFree(await Pool.all(seat), seat, now) ?? "no_seats_left";
}

const taken = ({ bookingId, spots }: Seat) => Events.SeatsTaken({ data: { bookingId, spots } });

function takeHold(pool: Pool.Pool, seat: Seat): Write {
  const entry = pool.holds[seat.hold]!;
  return change(
    taken(seat),
    Pool.Pools.patch(View.keyOf(pool))
      .data((a, o) => {
        o.set(a.holds[seat.hold]!, { ...entry, end: "booked" });
        o.add(a.booked, seat.spots);
        if (pool.bookingsLeft !== undefined) o.add(a.bookingsTaken, 1);
      })
      .where((a, o) => `${o.eq(a.holds[seat.hold]!, entry)} AND ${o.ne(a.status, "CANCELLED")}`),
    again,
  );
}

/** In the pool with the most room, to which others lend what it lacks; not while people wait for what is free. */
function takeFree(pools: readonly Pool.Pool[], seat: Seat, now: number) {
  if (pools.some(({ line }) => line)) return undefined;
  const rooms = pools.map((pool) => Revision.upToDate(pool, now));
  const home = Loan.roomiest(rooms);
  const loans = Loan.loansFor(rooms, home, seat.spots);
  if (!loans) return undefined;
  const writes = Loan.lent(rooms, home, loans).flatMap((pool, index) => {
    if (index === home)
      return [Revision.write(pools[index]!, Revision.seated(pool, seat.spots), taken(seat))];
    return pool === rooms[index] ? [] : [Revision.write(pools[index]!, pool, Events.SeatsLent())];
  });
  return { pool: home, writes };
}

/** Seats of a confirmed booking become free. */
export const free = async (seat: Seat): Promise<Write[]> =>
  Freeing.ofBooking(await Pool.get(seat, seat.pool), seat.bookingId, seat.spots);

/** The hold of a checkout that came to nothing gives its seats back; nothing to do if time has done it already. */
export async function letGo(seat: Seat): Promise<Write[]> {
  const pool = await Pool.get(seat, seat.pool);
  const entry = pool.holds[seat.hold];
  return !entry || entry.end ? [] : Freeing.ofHold(pool, seat.hold, entry);
}
