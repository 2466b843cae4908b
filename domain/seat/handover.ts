/**
 * Seats that come free while people wait: in the transaction that frees them they become a hold of the first in the line,
 * as an offer that nobody else can take. The order is strict: who wants more seats than are free is waited for, and what
 * is free stays closed to others until it is enough. When the last has his offer, what is left is on sale again.
 */
import * as Clock from "../clock.ts";
import { again, type Write } from "../commit.ts";
import type { Occurrence } from "../event.ts";
import * as Events from "../events.ts";
import { digest } from "../id.ts";
import * as Entry from "../waitlist/entry.ts";
import * as Line from "./line.ts";
import * as Loan from "./loan.ts";
import * as Pool from "./pool.ts";
import * as Revision from "./revision.ts";
import * as View from "./view.ts";

/** How long an offer is good for, if its session does not say it and the sale does not end before. */
const USUAL_OFFER_SECONDS = 3600;
/** Offers in one transaction, and what pools and offers may come to in it: others' writes share its 100 items. */
const MOST_OFFERS = 8;
const MOST_WRITES = 80;

export type Cause = {
  /** What the pools become by themselves; those that stay as they are, are the same objects. */
  readonly become: (pools: readonly Pool.Pool[]) => readonly Pool.Pool[];
  /** What happens to those pools. */
  readonly occurrence?: () => Occurrence;
  /** Who leaves the line with this. */
  readonly leaver?: Entry.Entry;
};

/** The cause and what follows from it for the line, to be committed together. */
export async function writes(session: Pool.Place, cause: Cause): Promise<Write[]> {
  // The line first: whoever frees seats meanwhile takes a turn at it, and then this one looks again and sees them, too.
  const line = await Line.read(session, MOST_OFFERS + 1);
  if (!line) throw again();
  const pools = await Pool.all(session);
  const { leaver } = cause;
  const now = Clock.millis();
  const caused = cause.become(pools);
  const ready = caused.map((pool) => Revision.upToDate(pool, now));
  const first = line.first.filter(({ entryId }) => entryId !== leaver?.entryId);
  const others = caused.flatMap((pool, index) => (pool === pools[index] ? [] : [index]));
  const served = isServed(ready[0]!, now)
    ? serve(ready, first, now, others)
    : { pools: ready, offers: [], outgrown: [], more: false };
  const gone = served.offers.length + served.outgrown.length;
  const waiting = line.waiting - gone - (leaver ? 1 : 0);
  // Where nothing else happens, there is room for all pools that a session can have.
  const most = others.length === 0 && !leaver ? Pool.MOST_POOLS : MOST_WRITES;
  const opens = waiting === 0 && pools.length + 2 * gone <= most;
  const after = opens ? served.pools.map(withoutLine) : served.pools;
  const changed = pools.flatMap((was, index) => {
    const byCause = caused[index] !== was;
    if (!byCause && after[index] === ready[index]) return [];
    const occurrence = byCause && cause.occurrence ? cause.occurrence() : occurrenceFor(was, now, opens);
    return [Revision.write(was, after[index]!, occurrence)];
  });
  const more = waiting === 0 ? !opens : served.more;
  const lookAt = more ? new Date(now).toISOString() : pools[0]!.closesAt;
  return [
    ...changed,
    ...served.offers.flatMap((offer) => [Entry.offered({ ...session, ...offer }), Line.gone(session, offer)]),
    ...served.outgrown.flatMap((one) => [
      Entry.lapsed({ ...session, ...one }, "WAITING", "session_smaller"),
      Line.gone(session, one),
    ]),
    ...(leaver ? [Line.gone(session, leaver)] : []),
    Line.turn(session, line, { waiting, ...((more || waiting > 0) && { lookAt }) }),
  ];
}

/** Puts the seats of every pool on sale again; what came free meanwhile is for those who wait. */
export async function reopenings(session: Pool.Place): Promise<Write[]> {
  const { line } = await Pool.get(session, 0);
  if (!line) return Pool.reopenings(session.companyId, session.sessionId);
  return writes(session, { become: opened, occurrence: Events.SeatsOpened });
}

/** Whether what comes free in the pool is offered to those who wait: while it is on sale. */
export const isServed = ({ line, status, closesAt }: Pool.Pool, now: number): boolean =>
  line === true && status === "OPEN" && Date.parse(closesAt) > now;

/** Changes one pool of several. */
export const only =
  (index: number, change: (pool: Pool.Pool) => Pool.Pool): Cause["become"] =>
  (pools) =>
    pools.map((pool) => (pool.index === index ? change(pool) : pool));

// Pure rules

type Offer = { entryId: string; place: number; holdId: string; until: string };
type Served = {
  readonly pools: readonly Pool.Pool[];
  readonly offers: readonly Offer[];
  /** Who wants more seats than the session has by now, and would be waited for in vain. */
  readonly outgrown: readonly Line.Waiting[];
  /** Whether there would be more to offer than one transaction holds. */
  readonly more: boolean;
};

/** Holds for the first in line, one after the other, as far as the free seats go. */
export function serve(
  pools: readonly Pool.Pool[],
  line: readonly Line.Waiting[],
  now: number,
  writtenAnyway: readonly number[] = [],
): Served {
  const { sessionId, closesAt, offerSeconds = USUAL_OFFER_SECONDS } = pools[0]!;
  const exp = Math.min(now + offerSeconds * 1000, Date.parse(closesAt));
  const capacity = pools.reduce((sum, pool) => sum + pool.capacity, 0);
  let [after, offers]: [readonly Pool.Pool[], Offer[]] = [pools, []];
  const outgrown: Line.Waiting[] = [];
  for (const waiting of line) {
    const { entryId, place, userId, spots, units } = waiting;
    const served = offers.length + outgrown.length;
    if (spots > capacity && served < MOST_OFFERS) {
      outgrown.push(waiting);
      continue;
    }
    const home = Loan.roomiest(after);
    const loans = Loan.loansFor(after, home, spots);
    if (!loans) return { pools: after, offers, outgrown, more: false };
    const key = digest(`${entryId}\n${place}`, 16);
    const entry = { n: spots, ...(units && { u: units }), at: now, exp, by: userId, offer: true as const };
    const lent = Loan.lent(after, home, loans);
    const next = lent.map((pool) => (pool.index === home ? Revision.placed(pool, [key, entry]) : pool));
    const written = next.filter((pool, index) => pool !== pools[index] || writtenAnyway.includes(index));
    const fits = served < MOST_OFFERS && written.length + 2 * served + 3 <= MOST_WRITES;
    if (!fits) return { pools: after, offers, outgrown, more: true };
    after = next;
    const holdId = View.idOf(sessionId, home, key);
    offers = [...offers, { entryId, place, holdId, until: new Date(exp).toISOString() }];
  }
  return { pools: after, offers, outgrown, more: false };
}

/** Nobody waits any more. */
export function withoutLine(pool: Pool.Pool): Pool.Pool {
  const { line, ...rest } = pool;
  return line === undefined ? pool : rest;
}

const opened: Cause["become"] = (pools) => pools.map((pool) => ({ ...pool, status: "OPEN" }));

function occurrenceFor(was: Pool.Pool, now: number, opens: boolean): Occurrence {
  const over = Pool.expired(was, now);
  if (over.length > 0) return Events.HoldsExpired({ data: { holds: View.toldOf(was, over) } });
  return opens ? Events.SeatsOpened() : Events.SeatsOffered();
}
