/**
 * What the page remembers while its tab lives, per company: who the guest is, which request has which key, and what was
 * typed. A reload asks the same questions again with the same keys, so nothing is done twice. Where a browser allows no
 * memory (some frames), it lasts until the reload.
 */
interface Remembered {
  /** The guest who is about to book, until he has. */
  guest?: { token: string; until: number };
  /** Which token opens which hold and booking. */
  tokens: Record<string, string>;
  /** The hold that has not become a booking; the next one takes its place. */
  holding?: {
    holdId: string;
    sessionId: string;
    spots: number;
    units?: Readonly<Record<string, number>> | undefined;
  };
  keys: Record<string, string>;
  /** What became of a hold, for whoever comes back to its address. */
  bookings: Record<string, string>;
  contact?: { name: string; email: string };
  /** What was said of who comes, for the hold that it was said for. */
  said?: { holdId: string; typed: Readonly<Record<string, string>> };
}

const address = `holdfast:${location.pathname.split("/")[2] ?? ""}`;
const nothing = (): Remembered => ({ tokens: {}, keys: {}, bookings: {} });
const now: Remembered = { ...nothing(), ...recall() };

function recall(): Partial<Remembered> {
  try {
    return JSON.parse(sessionStorage.getItem(address) ?? "{}") as Partial<Remembered>;
  } catch {
    return {};
  }
}

export const remembered = (): Readonly<Remembered> => now;

export function remember(change: (now: Remembered) => void): void {
  change(now);
  try {
    sessionStorage.setItem(address, JSON.stringify(now));
  } catch {
    // Forbidden or full: then it is remembered until the reload.
  }
}

/** The key of a request, made before it is first sent; a repeat has the same. */
export function keyOf(request: string): string {
  const known = now.keys[request];
  if (known) return known;
  const made = crypto.randomUUID();
  remember(({ keys }) => {
    keys[request] = made;
  });
  return made;
}

/** The request has had its last word: asking again is another request. */
export const forgetKey = (request: string): void =>
  remember(({ keys }) => {
    delete keys[request];
  });

export const tokenOf = (id: string): string | undefined => now.tokens[id];
