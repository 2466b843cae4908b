/**
 * Who is acting: ambient, entered in `functions/http.ts`, `event.ts`, `timer.ts` and `stream.ts` only, read by verbs and by
 * `commit`. Without an actor everything fails closed.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type CompanyId, digest, type KeyId, type ResellerId, type UserId } from "./id.ts";

export const ROLES = ["owner", "admin", "manager", "coach"] as const;
export type Role = (typeof ROLES)[number];

/** What an API key may be good for. */
export const SCOPES = ["resale"] as const;
export type Scope = (typeof SCOPES)[number];
/** The key of a reseller's program: for one company, and for what its scopes say. */
export type Key = {
  readonly keyId: KeyId;
  readonly companyId: CompanyId;
  readonly resellerId: ResellerId;
  readonly scopes: readonly Scope[];
};

export type Actor = {
  /** Decided by the verb as it authorises: a coach who books a class for herself acts as a customer. */
  kind: "public" | "customer" | "staff" | "platform" | "system" | "key";
  readonly requestId: string;
  readonly userId?: UserId;
  readonly name?: string;
  /** Only an address that the issuer has verified. */
  readonly email?: string;
  readonly platformAdmin?: boolean;
  /** Has no account, only our token: a customer of this company; with a booking, for nothing but that booking. */
  readonly guest?: { readonly companyId: CompanyId; readonly bookingId?: string };
  /** A program that shows a key of ours; `userId` is then whoever it acts for, or the reseller himself. */
  readonly key?: Key;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly idempotencyKey?: string;
  /** The version of `If-Match`. */
  readonly ifMatch?: number;
  /** Roles already read in this request, by company. */
  readonly roles: Map<CompanyId, Role | undefined>;
  role?: Role;
  /** The verb that runs, and what `commit` needs to make a repeat change nothing. */
  command?: string;
  pin?: Pin;
  /** What the last commit of this request is called in history and events; its items' changes are `<changeId>.<position>`. */
  changeId?: string;
  /** How often the store had to be asked again. */
  retries?: number;
  /** Set when the answer is that of an earlier request with the same key. */
  replayed?: boolean;
};

/** The request's idempotency row: where it is, what was asked, whether this request has written it yet. */
export type Pin = { readonly pk: string; readonly fingerprint: string; written: boolean };

const storage = new AsyncLocalStorage<Actor>();

export const within = <T>(actor: Actor, run: () => Promise<T>): Promise<T> => storage.run(actor, run);

export function current(): Actor {
  const actor = storage.getStore();
  if (!actor) throw new Error("No actor: a verb was called outside of http, event, timer and stream.");
  return actor;
}

/** The signed-in person; only behind a verb that is not public. */
export function currentUser(): UserId {
  const { userId } = current();
  if (!userId) throw new Error("No user: this verb needs a person.");
  return userId;
}

/** The reseller whose key this is; only behind a verb that is for keys. */
export function currentKey(): Key {
  const { key } = current();
  if (!key) throw new Error("No key: this verb needs one.");
  return key;
}

/** Runs in the name of somebody whom the key brings: what he holds and books is his, and nobody else's. */
export const onBehalfOf = <T>(userId: UserId, run: () => Promise<T>, idempotencyKey?: string): Promise<T> => {
  const { pin: _, command: __, idempotencyKey: ___, ...actor } = current();
  return within({ ...actor, userId, ...(idempotencyKey !== undefined && { idempotencyKey }) }, run);
};

export const system = (requestId: string): Actor => ({ kind: "system", requestId, roles: new Map() });

/** A request of the same person beside this one, with a key of its own made of the reason: a repeat makes the same. */
export async function beside<T>(reason: string, run: () => Promise<T>): Promise<T> {
  const { guest, idempotencyKey = "", ...actor } = current();
  const key = digest(`${reason}\n${idempotencyKey}`, 26);
  return within(
    { ...actor, idempotencyKey: key, ...(guest && { guest: { companyId: guest.companyId } }) },
    run,
  );
}
