/** What a function is here: what it may do, and what it means for people when it fails. */
export interface Work {
  /** Each grant brings its statements and the environment variable that names what was granted (`grants.ts`). */
  readonly grants: readonly Grant[];
  /** Knows where the gateways are (SANDBOX_URL and the like), and API_URL for the address of their callbacks. */
  readonly paysThroughGateway?: true;
  /** Tells people addresses of the API, and so knows API_URL. */
  readonly tellsAddresses?: true;
  readonly timeoutSeconds?: number;
  /** One sentence for whoever is woken at night: what this means for people. It is the alarm's description. */
  readonly ifItFails: string;
}
export type Grant =
  | `${"table" | "sandbox"}.${"read" | "write"}`
  | "table.append"
  | "limits.count"
  | `bus.${"put" | "look"}`
  | "guest.mac"
  | "key.mac"
  | "key.look"
  | `settings.${"seal" | "open"}`
  | `cards.${"seal" | "open"}`;
export interface Reaction extends Work {
  readonly on: string;
  readonly does: string;
}
export interface Timer extends Work {
  readonly everyMinutes: number;
}

// Lists are handed out with signed cursors, and calls to a gateway are signed too; the rest has no use for the key.
export const reads = ["table.read", "key.mac"] as const;
export const looks = ["table.read", "key.look", "bus.look"] as const;
export const changes = ["table.read", "table.write"] as const;
export const writes = [...changes, "key.mac"] as const;
/** Talks to a gateway in a company's name. */
export const pays = [...writes, "settings.open"] as const;
