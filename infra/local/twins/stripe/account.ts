/** One merchant's account: everything in it by id, whom it calls, and what it was told to do wrong. */
import { createHash, randomBytes } from "node:crypto";
import { missing } from "./failure.ts";

export type Thing = { id: string; object: string; created: number } & Record<string, unknown>;

export interface Endpoint {
  readonly url: string;
  readonly events: readonly string[];
  /** More than one while the secret is being replaced. */
  secrets: string[];
}

export interface Controls {
  /** What becomes of a refund that is asked for. */
  refunds: "succeeded" | "pending" | "failed" | "unreachable";
  /** What the bank says to a card that is charged without its owner. */
  cards: "ok" | "card_declined" | "authentication_required" | "processing";
  /** Events are made but nobody is called. */
  silent: boolean;
  /** Events wait until they are released. */
  hold: boolean;
  delayMs: number;
  copies: number;
}

export interface Account {
  readonly id: string;
  readonly things: Map<string, Thing>;
  readonly remembered: Map<string, { fingerprint: string; status: number; body: string }>;
  readonly endpoints: Map<string, Endpoint>;
  readonly held: Thing[];
  readonly controls: Controls;
  readonly now: () => number;
}

export const open = (key: string, now: () => number): Account => ({
  id: `acct_${createHash("sha256").update(key).digest("hex").slice(0, 16)}`,
  things: new Map(),
  remembered: new Map(),
  endpoints: new Map(),
  held: [],
  controls: { refunds: "succeeded", cards: "ok", silent: false, hold: false, delayMs: 0, copies: 1 },
  now,
});

export const idOf = (prefix: string): string => `${prefix}_${randomBytes(12).toString("hex")}`;

export function add<T extends Record<string, unknown>>(
  account: Account,
  prefix: string,
  object: string,
  fields: T,
): Thing & T {
  const thing = {
    id: idOf(prefix),
    object,
    created: Math.floor(account.now() / 1000),
    livemode: false,
    ...fields,
  };
  account.things.set(thing.id, thing);
  return thing;
}

export function get(account: Account, object: string, id: string, param?: string): Thing {
  const thing = account.things.get(id);
  if (thing?.object === object) return thing;
  throw missing(object, id, param);
}

/** Newest first, as every list of Stripe's. */
export const all = (account: Account, object: string): Thing[] =>
  [...account.things.values()].filter((thing) => thing.object === object).toReversed();

/** Ids become what they name, where it was asked for. */
export function expanded(account: Account, thing: Thing, paths: readonly string[]): Thing {
  const shown = { ...thing };
  for (const path of paths) {
    const [field = "", ...rest] = path.split(".");
    const known = typeof shown[field] === "string" ? account.things.get(shown[field]) : undefined;
    if (known) shown[field] = expanded(account, known, rest.length > 0 ? [rest.join(".")] : []);
  }
  return shown;
}
