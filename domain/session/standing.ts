/**
 * A session's standing in the schedule: what becomes of it when the schedule wants it with other seats, or no more (SCH-4).
 *
 *   wanted       OPEN: its capacity becomes what is wanted, but never less than what is taken; legacy or WITHDRAWN: back
 *   not wanted   nobody has seats in it: WITHDRAWN; somebody has: legacy, its seats closed to everybody else, and whoever
 *                waited for some waits no longer
 *
 * What is decided is decided by the write: each pool it was decided on must still be what it was. A hold that comes
 * between is seen by the next look, and a person who has seats never finds himself without a session.
 */
import * as Clock from "../clock.ts";
import { again, change, commit, type Write, whileMoving } from "../commit.ts";
import type { Occurrence } from "../event.ts";
import * as Events from "../events.ts";
import * as Capacity from "../seat/capacity.ts";
import * as Line from "../seat/line.ts";
import * as Pool from "../seat/pool.ts";
import * as Resize from "../seat/resize.ts";
import { due } from "../table.ts";
import * as Session from "./session.ts";

export const EFFECTS = ["kept", "reopened", "withdrawn", "legacy", "raised", "lowered", "left"] as const;
export type Effect = (typeof EFFECTS)[number];
/** Nothing: the schedule does not want it. `maxSpots` is what its activity allows at once. */
export type Wish = { readonly capacity: number; readonly maxSpots: number } | undefined;
export type Verdict = { readonly effect: Effect; readonly capacity: number; readonly taken: number };

const DAY_MS = 24 * 3600_000;

/** What the wish means for a session with these seats, now. */
export function judge(
  session: Session.Session,
  pools: readonly Pool.Pool[],
  wish: Wish,
  now: number,
): Verdict {
  const taken = Capacity.taken(pools, now);
  const as = (effect: Effect, capacity = session.capacity): Verdict => ({ effect, capacity, taken });
  if (session.status === "CANCELLED" || Date.parse(session.startsAt) <= now) return as("left");
  if (wish === undefined) {
    if (session.status === "WITHDRAWN") return as("left");
    if (Capacity.isFree(pools, now)) return as("withdrawn");
    return as(session.legacy ? "left" : "legacy");
  }
  const capacity = Math.max(wish.capacity, taken);
  if (session.status === "WITHDRAWN" || session.legacy) return as("reopened", capacity);
  if (capacity === session.capacity) return as("kept");
  return as(capacity > session.capacity ? "raised" : "lowered", capacity);
}

/** Whether its seats must be looked at; of most sessions the row alone says that nothing changes. */
export const isSettled = (session: Session.Session, wish: Wish, now: number): boolean =>
  session.status === "CANCELLED" ||
  Date.parse(session.startsAt) <= now ||
  (wish === undefined
    ? session.status === "WITHDRAWN"
    : session.status === "OPEN" && !session.legacy && session.capacity === wish.capacity);

/** What to call it that nothing changes. */
export const asItIs = (session: Session.Session, wish: Wish): "kept" | "left" =>
  wish && session.status === "OPEN" ? "kept" : "left";

/** Makes it what the schedule wants, and says what that was. A repeat changes nothing. */
export async function settle(seen: Session.Session, wish: Wish): Promise<Effect> {
  if (isSettled(seen, wish, Clock.millis())) return Promise.resolve(asItIs(seen, wish));
  return whileMoving(async () => {
    const session = await Session.get(seen.companyId, seen.sessionId);
    const pools = await Pool.all(session);
    const now = Clock.millis();
    const verdict = judge(session, pools, wish, now);
    const writes = await writesOf({ session, pools, now, wish }, verdict);
    if (writes.length > 0) await commit(writes, undefined);
    return verdict.effect;
  });
}

type Seen = { session: Session.Session; pools: readonly Pool.Pool[]; now: number; wish: Wish };

async function writesOf(
  { session, pools, now, wish }: Seen,
  { effect, capacity }: Verdict,
): Promise<Write[]> {
  const { companyId, sessionId } = session;
  switch (effect) {
    case "kept":
    case "left":
      return [];
    case "withdrawn": {
      const sealed = await Resize.withdrawal(session);
      if (!sealed) throw again();
      return [ours(session, Events.SessionWithdrawn(), { status: "WITHDRAWN" }), ...sealed];
    }
    case "legacy":
      return [
        ours(session, Events.SessionMadeLegacy(), { legacy: true }),
        ...Capacity.close(pools),
        ...(await hurried(pools)),
      ];
    case "reopened": {
      const status = session.saleClosedAt ? ("CLOSED" as const) : ("OPEN" as const);
      const maxSpots = Math.min(wish!.maxSpots, capacity);
      const open = { status: "OPEN" as const, capacity, maxSpots, ...due(sessionId, Clock.isoAfter(DAY_MS)) };
      const seats = Capacity.reopen(pools, { capacity, maxSpots, status }, now);
      return [ours(session, Events.SessionReopened(), open), ...seats, ...(await hurried(pools))];
    }
    case "raised":
    case "lowered": {
      const maxSpots = spotsAfter(session, wish!, capacity);
      const sized = await Resize.to(companyId, sessionId, capacity, maxSpots);
      const data = { capacity: sized.capacity };
      const set = { ...data, ...(maxSpots !== undefined && { maxSpots }) };
      return [ours(session, Events.SessionCapacityChanged({ data }), set), ...sized.writes];
    }
  }
}

/** How many seats one person may have at once, where there were too few for as many as the activity allows. */
function spotsAfter(
  session: Session.Session,
  { maxSpots }: NonNullable<Wish>,
  capacity: number,
): number | undefined {
  const isBounded = session.maxSpots === session.capacity && capacity > session.capacity;
  return isBounded && maxSpots > session.maxSpots ? Math.min(maxSpots, capacity) : undefined;
}

const hurried = async ([pool]: readonly Pool.Pool[]): Promise<Write[]> =>
  pool?.line ? Line.hurried(pool) : [];

/** The session as it was seen becomes this; one that is wanted again is nobody's legacy. */
function ours(session: Session.Session, occurrence: Occurrence, set: Partial<Session.Session>): Write {
  const patch = Session.Sessions.patch({ companyId: session.companyId, sessionId: session.sessionId }).set(
    set,
  );
  const whole = set.status === undefined ? patch : patch.remove(["legacy"]);
  return change(
    occurrence,
    whole.where((a, o) => o.eq(a.version, session.version!)),
    again,
  );
}
