/**
 * Pools of one session lend each other free seats, and bookings where those are counted too: a hold is never in two
 * pools, so what it needs moves to where it is.
 */
import type * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";

export type Loan = Revision.Amount & { readonly from: number };

/**
 * What the others lend so that the pool has room for a hold of so many seats; nothing if they can not. The fewest
 * lenders, the richest first; each lends half of what it has or more, so that the next hold need not ask.
 */
export function loansFor(pools: readonly Pool.Pool[], home: number, spots: number): Loan[] | undefined {
  const { remaining, bookingsLeft = 1 } = pools[home]!;
  const others = pools.filter(({ index }) => index !== home);
  const seats = seatsFrom(others, spots - remaining);
  return seats && (bookingsLeft > 0 ? seats : withBookings(others, seats));
}

/** The pool with the most free seats; where bookings count, one that may take another, if there is one. */
export function roomiest(pools: readonly Pool.Pool[]): number {
  const [best] = pools.toSorted(
    (one, other) =>
      Number((other.bookingsLeft ?? 1) > 0) - Number((one.bookingsLeft ?? 1) > 0) ||
      other.remaining - one.remaining,
  );
  return best!.index;
}

function seatsFrom(lenders: readonly Pool.Pool[], need: number): Loan[] | undefined {
  const loans: Loan[] = [];
  let wanting = need;
  if (wanting <= 0) return loans;
  for (const { index, remaining } of lenders.toSorted((one, other) => other.remaining - one.remaining)) {
    if (remaining === 0) break;
    const seats = Math.min(remaining, Math.max(wanting, Math.floor(remaining / 2)));
    loans.push({ from: index, seats, bookings: 0 });
    wanting -= seats;
    if (wanting <= 0) return loans;
  }
  return undefined;
}

/** One lender of bookings is enough, since a hold is one; best one that lends seats anyway. */
function withBookings(lenders: readonly Pool.Pool[], loans: readonly Loan[]): Loan[] | undefined {
  const lending = new Set(loans.map(({ from }) => from));
  const [lender] = lenders
    .filter(({ bookingsLeft = 0 }) => bookingsLeft > 0)
    .toSorted(
      (one, other) =>
        Number(lending.has(other.index)) - Number(lending.has(one.index)) ||
        other.bookingsLeft! - one.bookingsLeft!,
    );
  if (!lender) return undefined;
  const bookings = Math.max(1, Math.floor(lender.bookingsLeft! / 2));
  const seats = loans.find(({ from }) => from === lender.index)?.seats ?? 0;
  return [...loans.filter(({ from }) => from !== lender.index), { from: lender.index, seats, bookings }];
}

/** The pools after the loans. */
export function lent(pools: readonly Pool.Pool[], home: number, loans: readonly Loan[]): Pool.Pool[] {
  const total = loans.reduce(
    (sum, loan) => ({ seats: sum.seats + loan.seats, bookings: sum.bookings + loan.bookings }),
    { seats: 0, bookings: 0 },
  );
  return pools.map((pool) => {
    if (pool.index === home) return loans.length > 0 ? Revision.enlarged(pool, total) : pool;
    const loan = loans.find(({ from }) => from === pool.index);
    return loan ? Revision.enlarged(pool, { seats: -loan.seats, bookings: -loan.bookings }) : pool;
  });
}
