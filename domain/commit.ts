/**
 * The only door to a write.
 *
 * A commit is a list of conditional writes, each with what to say when its condition is refused, and the answer to give.
 * One write with nothing to remember beside it goes out as a plain conditional put or update (half the price, a quarter
 * of the latency); everything else is one transaction. Every stateful item gets the same stamp (`change`), which the
 * stream turns into its audit row and its event. The request's Idempotency-Key is one more put in the same transaction,
 * holding the answer: a repeat is refused by that row, and the refusal carries the answer.
 */
import * as Actor from "./actor.ts";
import * as Clock from "./clock.ts";
import { DomainError, unavailable } from "./error.ts";
import type { Occurrence } from "./event.ts";
import { newUlid } from "./id.ts";
import * as Metric from "./metric.ts";
import { find, recall, refusalOf, remember, type Remembered } from "./once.ts";
import { Crowded, pause, send, type Item, type Prepared } from "./send.ts";
import type { Change } from "./table.ts";

/** An ElectroDB operation that has not been sent. `go` is deliberately not part of it. */
export type Operation = { params: () => unknown };
/** What a refused condition means: an error, the answer of an earlier equal write, or "look again, the world moved". */
export type Refusal = DomainError | Replay | Again;
export type Refuse = (old: Item | undefined) => Refusal;
export type Write = {
  readonly operation: Operation;
  readonly refuse: Refuse;
  readonly occurrence?: Occurrence;
};

export class Replay extends Error {
  readonly answer: unknown;
  constructor(answer: unknown) {
    super("This was answered before.");
    this.answer = answer;
  }
}

export class Again extends Error {}

/** A write of a stateful item: it will have an audit row and an event. */
export const change = (occurrence: Occurrence, operation: Operation, refuse: Refuse): Write => ({
  occurrence,
  operation,
  refuse,
});
/** A write of a row that has no life of its own: a lookup, a lock, a counter. */
export const when = (operation: Operation, refuse: Refuse): Write => ({ operation, refuse });

export const replay = (answer: unknown): Replay => new Replay(answer);
export const again = (): Again => new Again("The world moved between reading and writing.");

/** Commits all writes or none, and returns the answer (of the earlier request, if this one is a repeat). */
export async function commit<T>(writes: readonly Write[], answer: T): Promise<T> {
  return (await run(writes, answer, "final")).answer;
}

/** Commits the first of several steps: a repeat of the request gets `progress` back and goes on from there. */
export async function begin<T>(writes: readonly Write[], progress: T): Promise<T> {
  return (await run(writes, progress, "progress")).answer;
}

/** What an earlier, unfinished request with this key has come to; a finished one is answered at once. */
export async function resume<T>(): Promise<T | undefined> {
  const { pin } = Actor.current();
  const known = pin && (await find(pin));
  return pin && known && goOn<T>(pin, known);
}

/** A finished request is answered as it was; an unfinished one goes on from its progress. */
function goOn<T>(pin: Actor.Pin, known: Remembered): T {
  Actor.current().replayed = true;
  if (known.kind === "refusal") throw refusalOf(known.answer);
  if (known.kind === "final") throw new Replay(known.answer);
  pin.written = true;
  return known.answer as T;
}

const LOOKS = 8;
/** Well below the ten seconds that a request may take. */
const PATIENCE_MS = 6000;

/**
 * Runs again, from its reads on, while the world moves between reading and writing. What a hundred want at once, as a
 * wallet's last money, is had one after the other: each waits its turn, with full jitter.
 */
export async function whileMoving<T>(attempt: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (let look = 1; look <= LOOKS || performance.now() - started < PATIENCE_MS; look++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Again || error instanceof Crowded)) throw error;
      Metric.retried();
      if (look > 1) await pause(Math.random() * Math.min(500, 15 * 2 ** look));
    }
  }
  throw unavailable("write.contended", "Too many changes at once. Repeat the request with the same key.", {
    retryAfter: 1,
  });
}

/** The code of a refusal, for a caller that has another way to go. */
export const conflictOf = (error: unknown): string | undefined =>
  error instanceof DomainError ? error.code : undefined;

/** Commits what is true by itself, whatever else becomes of the request: it is no answer to remember. */
export async function commitApart(writes: readonly Write[]): Promise<void> {
  const prepared = prepare(writes);
  if (prepared.length > 0) await send(prepared, {});
}

/** Commits a single write and returns the item as it now is. For verbs whose id makes them idempotent. */
export async function commitOne(write: Write): Promise<Item> {
  const prepared = prepare([write]);
  const after = await send(prepared, { returning: true });
  name(prepared);
  return after ?? {};
}

async function run<T>(
  writes: readonly Write[],
  answer: T,
  kind: "final" | "progress",
): Promise<{ answer: T }> {
  const { pin } = Actor.current();
  const prepared = prepare(writes);
  // Whoever finds everything done has nothing to write, and nothing to remember.
  if (!pin && prepared.length === 0) return { answer };
  if (!pin) {
    await send(prepared, {});
    name(prepared);
    return { answer };
  }
  const already = await send([remember(pin, answer, kind), ...prepared], {}).then(
    () => undefined,
    (refused: unknown) => recall(refused, pin),
  );
  if (!already) {
    pin.written = true;
    name(prepared);
    return { answer };
  }
  return { answer: goOn<T>(pin, already) };
}

/** The log of a request names the change that it made. */
function name(prepared: readonly Prepared[]): void {
  const changed = prepared.find(({ stamp }) => stamp);
  if (changed) Actor.current().changeId = changed.commitId;
}

const prepare = (writes: readonly Write[]): Prepared[] => {
  const id = `chg_${newUlid()}`;
  return writes.map((write, position) => {
    const params = write.operation.params() as Prepared["params"];
    if (!write.occurrence) return { params, refuse: write.refuse, commitId: id };
    const stamp = stampOf(write.occurrence, `${id}.${position}`);
    return { params: stampInto(params, stamp), refuse: write.refuse, commitId: id, stamp };
  });
};

function stampOf(occurrence: Occurrence, id: string): Change {
  const actor = Actor.current();
  const { kind, userId, role, key } = actor;
  const by = { kind, ...defined({ userId, role, keyId: key?.keyId }) };
  return {
    id,
    type: occurrence.type,
    at: Clock.iso(),
    by,
    requestId: actor.requestId,
    ...defined({
      command: actor.command,
      ip: actor.ip,
      userAgent: inShort(actor.userAgent),
      reason: occurrence.reason,
      data: occurrence.data,
    }),
  };
}

/** What every browser says of itself says nothing; the stamp is on every item of a commit, and items are paid by size. */
const SAID_BY_ALL =
  /Mozilla\/5\.0 |AppleWebKit\/[\d.]+ |\(KHTML, like Gecko\) ?| like Mac OS X| Mobile\/15E148| Safari\/[\d.]+/g;
const inShort = (userAgent: string | undefined): string | undefined =>
  userAgent?.replaceAll(SAID_BY_ALL, "").slice(0, 120);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;

/** Adds the stamp, the next version, and the guard that makes a re-sent plain update refuse itself. */
function stampInto(params: Prepared["params"], stamp: Change): Prepared["params"] {
  if ("Item" in params) return { ...params, Item: { ...params.Item, version: 1, change: stamp } };
  if (!("UpdateExpression" in params)) throw new Error("A stateful item is never deleted.");
  return {
    ...params,
    UpdateExpression: params.UpdateExpression.replace(
      /\bSET /,
      "SET #stamp = :stamp, #stampVersion = #stampVersion + :stampOne, ",
    ),
    ConditionExpression: `(${params.ConditionExpression ?? "attribute_exists(pk)"}) AND #stamp.#stampId <> :stampId`,
    ExpressionAttributeNames: {
      ...params.ExpressionAttributeNames,
      "#stamp": "change",
      "#stampId": "id",
      "#stampVersion": "version",
    },
    ExpressionAttributeValues: {
      ...params.ExpressionAttributeValues,
      ":stamp": stamp,
      ":stampId": stamp.id,
      ":stampOne": 1,
    },
  };
}
