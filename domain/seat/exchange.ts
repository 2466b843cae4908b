/**
 * Other seats of the same session in place of a booking's own: more, fewer, or as many for other people. Its own count as
 * free for it, so it never is without; what it gives back is for those who wait, and while somebody waits it gets no more.
 */
import * as Clock from "../clock.ts";
import { again, type Write } from "../commit.ts";
import { conflict, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import * as Handover from "./handover.ts";
import * as Loan from "./loan.ts";
import * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";
import type { Seat } from "./seats.ts";

/** Seats of another booking, as an entry of the same pool says it. */
export type Other = { readonly key: string; readonly entry: Pool.Entry };

/** To be committed together with both bookings. */
export async function writes(seat: Seat, other: Other): Promise<Write[]> {
  const pools = await Pool.all(seat);
  const home = pools[seat.pool]!;
  const now = Clock.millis();
  mustTake(home, { from: seat.spots, to: other.entry.n }, now);
  const data = { bookingId: other.entry.bk!, spots: other.entry.n, formerSpots: seat.spots };
  const occurrence = () => Events.SeatsExchanged({ data });
  if (Handover.isServed(home, now)) {
    const become = Handover.only(home.index, (pool) => {
      if (pool.version !== home.version) throw again();
      return taken(freed(pool, seat), other);
    });
    return Handover.writes(seat, { become, occurrence });
  }
  const read = pools.map((pool) => Revision.upToDate(pool, now));
  const rooms = read.map((pool) => (pool.index === home.index ? freed(pool, seat) : pool));
  const loans = Loan.loansFor(rooms, home.index, other.entry.n);
  if (!loans)
    throw conflict("session.sold_out", "Too little is left.", { seatsLeft: Pool.count(pools, now).free });
  const after = Loan.lent(rooms, home.index, loans);
  return after.flatMap((pool, index) => {
    if (index === home.index) return [Revision.write(home, taken(pool, other), occurrence())];
    return pool === read[index] ? [] : [Revision.write(pools[index]!, pool, Events.SeatsLent())];
  });
}

// Pure rules

const freed = (pool: Pool.Pool, { spots }: Seat): Pool.Pool => Revision.seated(pool, -spots);
const taken = (pool: Pool.Pool, { key, entry }: Other): Pool.Pool => Revision.placed(pool, [key, entry]);

type Spots = { readonly from: number; readonly to: number };

/** More is taken only where anybody may take it; fewer is always possible, while the session is. */
function mustTake(pool: Pool.Pool, { from, to }: Spots, now: number): void {
  const { status, opensAt, closesAt, minSpots, maxSpots, line } = pool;
  const at = new Date(now).toISOString();
  const isOnSale = status === "OPEN" && closesAt > at && (opensAt === undefined || opensAt <= at);
  if (status === "CANCELLED" || (to > from && !isOnSale))
    throw conflict("session.closed", "This session is not on sale any more.", { closesAt });
  if ((to < from && to < minSpots) || (to > from && to > maxSpots))
    throw unprocessable("hold.spots_out_of_range", `Hold ${minSpots} to ${maxSpots} spots at once.`, {
      minSpots,
      maxSpots,
    });
  if (to > from && line)
    throw conflict("session.sold_out", "What comes free goes to those who wait. Join the waitlist.", {
      seatsLeft: 0,
      waitlist: true,
    });
}
