import { during } from "../troubled.ts";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { FAULTS, type Fault } from "../../infra/local/faults/fault.ts";
import { DomainError } from "../../domain/error.ts";
import { TABLE, writer } from "../../domain/table.ts";
import { isAway } from "../../domain/send.ts";
import * as Notification from "../../domain/notification/notification.ts";
import * as Callback from "../../domain/payment/callback.ts";
import { as, asSystem, company, proveInvariants, rowsOf, told, type World } from "../world.ts";
import { VERBS } from "./troubles.ts";

type Name = keyof typeof VERBS;
const names = Object.keys(VERBS) as Name[];

/** What happens to one write of many; `lost`, `slow` and deaths are the storm's, and `partial` is the bus's. */
const OF_ONE_WRITE = FAULTS.filter((fault) => !/^(lost|slow|partial|death)/.test(fault));
/** Seats and money at their plainest go through every fault, their variants through one of each kind. */
const CENTRAL =
  /^(hold\.place|booking\.book|callback paid|refund paid out|booking\.cancel of a paid booking)$/;
const OF_EACH_KIND = ["conflict", "error_after"] as const;
const OF_ALL_WRITES = ["conflict", "error_before", "error_after", "reset_after"] as const;
const AFTER = new Set<Fault>(["error_after", "reset_after", "in_progress"]);

async function staged(name: Name) {
  const world = await company();
  const ask = await VERBS[name](world);
  const before = await taken(world);
  return { world, ask, effect: async () => effectOf(before, await taken(world)) };
}

type Taken = { rows: Map<string, Record<string, unknown>>; unread: number };

async function taken({ companyId, ada }: World): Promise<Taken> {
  const rows = await rowsOf(companyId);
  const { unread } = await as(ada, () => Notification.unreadCount({}));
  return { rows: new Map(rows.map((row) => [`${String(row.pk)} ${String(row.sk)}`, row])), unread };
}

const SUMS = ["remaining", "booked", "refundable", "refunded"] as const;

/** What has happened: which items are new or changed, how often, what they are now, and what it comes to. */
function effectOf(before: Taken, after: Taken): unknown {
  const sum = ({ rows }: Taken, name: string) =>
    [...rows.values()].reduce((total, row) => total + Number(row[name] ?? 0), 0);
  const items = [...after.rows].flatMap(([key, row]) => {
    const changes = Number(row.version ?? 0) - Number(before.rows.get(key)?.version ?? 0);
    if (changes === 0 && before.rows.has(key)) return [];
    const what = String(row.__edb_e__ ?? row.sk);
    // How often a callback was tried is not part of what it came to.
    return [`${what} ${String(row.status ?? row.kind)} ${what === "callback" ? "" : changes}`];
  });
  const gone = [...before.rows.keys()].filter((key) => !after.rows.has(key)).length;
  const sums = SUMS.map((name) => [name, sum(after, name) - sum(before, name)]);
  return {
    items: items.toSorted(),
    gone,
    ...Object.fromEntries(sums),
    told: after.unread - before.unread,
  };
}

/** The undisturbed run, repeated once as a client would: what every disturbed one must come to. */
const calm = new Map<Name, ReturnType<typeof calmly>>();
async function undisturbed(name: Name) {
  const known = calm.get(name) ?? calmly(name);
  calm.set(name, known);
  return known;
}
async function calmly(name: Name) {
  const { world, ask, effect } = await staged(name);
  const { outcome, writes } = await during(world.companyId, undefined, ask);
  if (outcome.status === "rejected") throw outcome.reason;
  await ask();
  await proveInvariants(world);
  return { effect: await effect(), writes };
}

/** What was kept for later is done, as the sweeper would. */
async function caughtUp({ companyId }: World): Promise<void> {
  for (const { callbackId, status } of await rowsOf(companyId)) {
    if (status === "RECEIVED") await asSystem(() => Callback.retry(companyId, String(callbackId)));
  }
}

const isNotNow = (reason: unknown): boolean =>
  reason instanceof DomainError ? reason.kind === "unavailable" : isAway(reason);

const timeless = (answer: unknown): unknown =>
  answer !== null && typeof answer === "object" ? { ...answer, expiresInSeconds: undefined } : answer;

/** After trouble: an answer or an honest "not now"; then the same request again, which has the same answer and one effect. */
async function survive(name: Name, trouble: Parameters<typeof during>[1]) {
  const expected = await undisturbed(name);
  const { world, ask, effect } = await staged(name);
  const { outcome, struck } = await during(world.companyId, trouble, ask);
  if (outcome.status === "rejected" && !isNotNow(outcome.reason)) throw outcome.reason;
  const repeated = await ask();
  const answered = outcome.status === "fulfilled" ? outcome.value : repeated;
  expect(timeless(repeated), "one answer").toEqual(timeless(answered));
  await caughtUp(world);
  expect(await effect(), "one effect").toEqual(expected.effect);
  await proveInvariants(world);
  await forget(world);
  return { outcome, struck };
}

/** Hundreds of companies in one table would make every look at one of them slow. */
async function forget({ companyId }: World): Promise<void> {
  const rows = await rowsOf(companyId);
  while (rows.length > 0) {
    const deletes = rows.splice(0, 25).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
    await writer.send(new BatchWriteCommand({ RequestItems: { [TABLE]: deletes } }));
  }
}

describe.concurrent.each(names)("%s", (name) => {
  it.each(CENTRAL.test(name) ? OF_ONE_WRITE : OF_EACH_KIND)(
    "comes through %s at each of its writes, with one effect",
    async (fault) => {
      const { writes } = await undisturbed(name);
      for (let nth = 1; nth <= writes; nth++) {
        const { outcome, struck } = await survive(name, { fault, nth, of: "writes" });
        expect(outcome.status, `write ${nth}`).toBe("fulfilled");
        expect(struck).toBeLessThanOrEqual(1);
      }
    },
  );

  it.each(OF_ALL_WRITES)(
    "%s at every write: an answer or “not now”, and one effect when asked again",
    async (fault) => {
      const { outcome, struck } = await survive(name, { fault, of: "writes" });
      // A callback is kept for later instead, and what is over before it begins has nothing to fail.
      const hopeless = struck > 0 && !AFTER.has(fault) && !name.startsWith("callback");
      expect(outcome.status).toBeOneOf(hopeless ? ["rejected"] : ["rejected", "fulfilled"]);
    },
  );

  it("a table that can not be read: “not now”, never “not there”, and one effect when asked again", async () => {
    const { struck } = await survive(name, { fault: "error_before", of: "reads" });
    expect(struck).toBeGreaterThanOrEqual(0);
  });
});

it.each(["error_after", "reset_after"] as const)(
  "PAY-9 a callback that was kept without our being told (%s) is ours, not a duplicate, and is applied at once",
  async (fault) => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    const { outcome } = await during(world.companyId, { fault, nth: 1, of: "writes" }, () =>
      told(world, bookingId),
    );
    expect(outcome).toEqual({ status: "fulfilled", value: { outcome: "applied" } });
  },
);
