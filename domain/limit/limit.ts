/**
 * Rate limits (TEN-7), counted where the request is served, before any work and without asking anyone. A process shares
 * what it has counted in the background, a few requests at once, and learns what all others have: so an ordinary caller
 * costs nothing, and one near the limit is known everywhere.
 *
 * What slips through is bounded: a process that knows nothing yet admits at most `stride` requests before it has asked, so
 * together they admit at most limit + processes × stride in a window. A limit that cannot be shared holds per process.
 */
import * as Clock from "../clock.ts";
import { digest } from "../id.ts";

export const KINDS = ["public", "user", "admin", "gateway", "calendar", "key"] as const;
export type Kind = (typeof KINDS)[number];

/** Adds to what all processes have counted, and says the sum. */
export type Share = (row: { id: string; count: number; endsAt: number }) => Promise<number>;

export type Standing = {
  readonly kind: Kind;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly refused: boolean;
};

const WINDOW_MS = 60_000;
const MOST_CALLERS = 5000;

type Tally = {
  readonly id: string;
  readonly endsAt: number;
  /** Of all processes, as of the last time of asking; it has what this one had sent by then. */
  known: number;
  sending: number;
  unsent: number;
  /** How many unsent requests are worth asking again. */
  shareAt: number;
};

const tallies = new Map<string, Tally>();

/** Counts one request, unless it is one too many. */
export function take(kind: Kind, who: string, limit: number, share?: Share): Standing {
  const tally = tallyOf(kind, who, limit);
  const refused = seen(tally) >= limit;
  if (!refused) {
    tally.unsent += 1;
    if (share && tally.sending === 0 && tally.unsent >= tally.shareAt) void settle(tally, limit, share);
  }
  return {
    kind,
    limit,
    windowSeconds: WINDOW_MS / 1000,
    remaining: Math.max(0, limit - seen(tally)),
    resetSeconds: Math.max(1, Math.ceil((tally.endsAt - Clock.millis()) / 1000)),
    refused,
  };
}

const seen = ({ known, sending, unsent }: Tally): number => known + sending + unsent;

/** How many requests a process may count before it asks: fewer, the less is left. */
export function stride(limit: number, counted: number): number {
  const usual = Math.max(2, Math.ceil(limit / 100));
  return Math.max(1, Math.min(usual, Math.floor((limit - counted) / 20)));
}

function tallyOf(kind: Kind, who: string, limit: number): Tally {
  const key = `${kind}:${who}`;
  const known = tallies.get(key);
  if (known && known.endsAt > Clock.millis()) return known;
  tallies.delete(key);
  const oldest = tallies.keys().next();
  if (tallies.size >= MOST_CALLERS && !oldest.done) tallies.delete(oldest.value);
  const endsAt = windowEnd(key);
  // Neither an address nor a person's id lies in the table.
  const id = `${kind}#${digest(key, 26)}#${endsAt}`;
  const tally = { id, endsAt, known: 0, sending: 0, unsent: 0, shareAt: stride(limit, 0) };
  tallies.set(key, tally);
  return tally;
}

/** Windows of different callers end at different times, so that not everybody comes back at once. */
function windowEnd(key: string): number {
  const offset = (parseInt(Buffer.from(digest(key, 6)).toString("hex"), 16) % 600) * (WINDOW_MS / 600);
  return (Math.floor((Clock.millis() - offset) / WINDOW_MS) + 1) * WINDOW_MS + offset;
}

async function settle(tally: Tally, limit: number, share: Share): Promise<void> {
  tally.sending = tally.unsent;
  tally.unsent = 0;
  const { id, endsAt, sending: count } = tally;
  try {
    tally.known = await share({ id, count, endsAt });
    tally.sending = 0;
    tally.shareAt = stride(limit, seen(tally));
  } catch {
    // Counting must never cost a request; what was not shared is counted here and offered again later.
    tally.unsent += count;
    tally.sending = 0;
    tally.shareAt = tally.unsent + stride(limit, 0);
  }
}
