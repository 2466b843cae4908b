import { settle } from "../streamed.ts";
import { isDeepStrictEqual } from "node:util";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { fresh } from "../../domain/id.ts";
import * as Journal from "../../domain/ledger/journal.ts";
import * as Link from "../../domain/ledger/link.ts";
import * as Verification from "../../domain/ledger/verification.ts";
import type { Item } from "../../domain/send.ts";
import { TABLE, writer } from "../../domain/table.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import { as, asSystem, company, HOUR, refusal, rowsOf, travel, type World } from "../world.ts";
import { books, reason, uah, type Books } from "./kept-books.ts";

/** All pages, as somebody who asks on sees them; and the whole at once must say the same. */
async function verdict({ companyId, owner }: World) {
  let cursor: string | undefined;
  let checked = 0;
  for (;;) {
    const page = await as(owner, () =>
      Verification.verify({ companyId, ...(cursor !== undefined && { cursor }) }),
    );
    const whole = () => asSystem(() => Verification.whole(companyId));
    if (!page.ok) {
      const { ok: _, ...finding } = page;
      expect((await whole()).finding).toBeDefined();
      return finding;
    }
    checked += page.checked;
    cursor = page.cursor;
    if (cursor !== undefined) continue;
    expect(await whole()).toEqual({ checked });
    return { ok: true, checked };
  }
}

type Rows = { all: Item[]; find: (entity: string, like?: object) => Item };
const put = (Item_: object) => writer.send(new PutCommand({ TableName: TABLE, Item: Item_ }));
const remove = ({ pk, sk }: Item) => writer.send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));

/** Changed and hashed again, as by somebody who knows how. */
const resealed = (row: Item, more: object, without: RegExp) => {
  const said = Object.fromEntries(
    Object.entries({ ...row, ...more }).filter(([name]) => !without.test(name)),
  );
  return { ...row, ...more, hash: Link.hash(said) };
};
const KEYS = /^(pk|sk|__edb_.__)$/;

const TAMPERED: [string, (rows: Rows, books: Books) => Promise<unknown>, object][] = [
  [
    "an entry's amount",
    ({ find }, { customerId }) =>
      put({ ...find("walletEntry", { customerId, currency: "UAH", seq: 1 }), amount: 9 }),
    { reason: "entry_changed", seq: 1 },
  ],
  [
    "an entry's amount, hashed again",
    ({ find }, { customerId }) => {
      const row = find("walletEntry", { customerId, currency: "UAH", seq: 2 });
      return put(resealed(row, { amount: 6_000, balanceAfter: 16_000 }, KEYS));
    },
    { reason: "journal_differs", seq: 2 },
  ],
  [
    "an entry gone from the middle",
    ({ find }, { customerId }) => remove(find("walletEntry", { customerId, currency: "UAH", seq: 2 })),
    { reason: "entry_missing", seq: 2 },
  ],
  [
    "the last entry gone",
    ({ find }, { customerId }) => remove(find("walletEntry", { customerId, currency: "UAH", seq: 3 })),
    { reason: "entry_missing", seq: 3 },
  ],
  [
    "an entry added at the end",
    async ({ find }, { customerId }) => {
      const last = find("walletEntry", { customerId, currency: "UAH", seq: 3 });
      const more = {
        seq: 4,
        previousHash: last.hash,
        balanceBefore: 12_000,
        balanceAfter: 13_000,
        amount: 1_000,
      };
      await put({ ...resealed(last, more, KEYS), sk: "E#UAH#000000000004" });
    },
    { reason: "journal_differs", seq: 4 },
  ],
  [
    "a wallet that holds more than its entries",
    ({ find }, { customerId }) =>
      put({ ...find("wallet", { customerId, currency: "UAH" }), available: 99_000 }),
    { reason: "balance_wrong", seq: 3 },
  ],
  [
    "a wallet whose row is gone",
    ({ find }, { customerId }) => remove(find("wallet", { customerId, currency: "EUR" })),
    { reason: "entry_missing", currency: "EUR" },
  ],
  [
    "another hash in an account",
    ({ find }) => put({ ...find("posting", { account: "cash", currency: "UAH", seq: 1 }), hash: "x" }),
    { reason: "entry_changed", account: "cash", seq: 1 },
  ],
  [
    "a posting gone",
    ({ find }) => remove(find("posting", { account: "wallet", currency: "UAH", seq: 1 })),
    { reason: "entry_missing", account: "wallet", currency: "UAH", seq: 1 },
  ],
  [
    "the last posting gone, and its journals with no account",
    ({ find }) => remove(find("posting", { account: "wallet", currency: "UAH", seq: 2 })),
    { reason: "journal_not_taken", account: "wallet", currency: "UAH" },
  ],
  [
    "an account that nobody knows of any more",
    ({ find }) => remove(find("account", { account: "goodwill", currency: "UAH" })),
    { reason: "journal_not_taken", account: "goodwill" },
  ],
  [
    "a journal counted twice",
    async ({ find }) => {
      const first = find("posting", { account: "goodwill", currency: "UAH", seq: 1 });
      const after = { debits: 20_000, credits: 0 };
      const more = { seq: 2, previousHash: first.hash, before: first.after, after };
      await put({ ...resealed(first, more, KEYS), sk: "E#000000000002" });
    },
    { reason: "journal_taken_twice", account: "goodwill", seq: 2 },
  ],
  [
    "a journal gone",
    ({ all }, { bookingId }) =>
      remove(all.find((row) => row.__edb_e__ === "journal" && row.subject === bookingId)!),
    { reason: "journal_missing" },
  ],
  [
    "a journal's amounts",
    ({ all }, { bookingId }) => {
      const row = all.find((one) => one.__edb_e__ === "journal" && one.subject === bookingId)!;
      const lines = (row.lines as Journal.Line[]).map((line) => ({ ...line, amount: line.amount * 2 }));
      return put({ ...row, lines });
    },
    { reason: "journal_differs" },
  ],
  [
    "one line of a journal that moves no money",
    ({ all }, { bookingId }) => {
      const row = all.find((one) => one.__edb_e__ === "journal" && one.subject === bookingId)!;
      return put({ ...row, journalId: "jrn_other" });
    },
    { reason: "journal_misnamed" },
  ],
  [
    "a journal added behind the stream's back",
    ({ all }, { companyId, bookingId }) => {
      const row = all.find((one) => one.__edb_e__ === "journal" && one.subject === bookingId)!;
      const fact = `capture#${fresh("pay")}`;
      const more = { fact, journalId: Journal.idOf(companyId, fact), sk: `${bookingId}#${fact}` };
      return put({ ...row, ...more, postedAt: "2026-01-01T00:00:00.000Z" });
    },
    { reason: "journal_not_taken" },
  ],
  [
    "a journal that does not balance",
    ({ all }, { companyId, bookingId }) => {
      const row = all.find((one) => one.__edb_e__ === "journal" && one.subject === bookingId)!;
      const fact = `capture#${fresh("pay")}`;
      const more = { fact, journalId: Journal.idOf(companyId, fact), sk: `${bookingId}#${fact}` };
      return put({ ...row, ...more, lines: (row.lines as object[]).slice(0, 1) });
    },
    { reason: "journal_unbalanced" },
  ],
];

/** The same books for each who tampers with them; what he did is undone. */
let keeping: Promise<{ world: Books; all: Item[] }> | undefined;
const kept = () =>
  (keeping ??= books().then(async (world) => ({ world, all: await rowsOf(world.companyId) })));

const named = ({ pk, sk }: Item) => `${String(pk)} ${String(sk)}`;

async function restore({ companyId }: World, all: readonly Item[]): Promise<void> {
  const now = new Map((await rowsOf(companyId)).map((row) => [named(row), row]));
  const before = new Set(all.map(named));
  await Promise.all([
    ...all.filter((row) => !isDeepStrictEqual(row, now.get(named(row)))).map(put),
    ...[...now.values()].filter((row) => !before.has(named(row))).map(remove),
  ]);
}

describe("verification", () => {
  it("LED-6 finds nothing where nothing was done, and counts what it saw", async () => {
    const world = await books();
    const { checked, ok } = (await verdict(world)) as { checked: number; ok: boolean };
    expect(ok).toBe(true);
    expect(checked).toBe(19);
    const empty = await company();
    expect(await verdict(empty)).toEqual({ ok: true, checked: 0 });
  });

  it("LED-6 takes a journal that has just been posted for one on its way, and a late one for lost", async () => {
    const world = await books();
    const { companyId, owner, customerId } = world;
    await as(owner, () => ByHand.credit({ companyId, customerId, money: uah(1), reason }));
    expect(await verdict(world)).toMatchObject({ ok: true });
    using _later = travel(HOUR);
    expect(await verdict(world)).toMatchObject({ reason: "journal_not_taken" });
    await settle();
    expect(await verdict(world)).toMatchObject({ ok: true });
  });

  it.each(TAMPERED)("LED-6 finds %s", async (_, tamper, found) => {
    const { world, all } = await kept();
    const find = (entity: string, like: object = {}): Item =>
      all.find(
        (row) =>
          row.__edb_e__ === entity && Object.entries(like).every(([name, value]) => row[name] === value),
      )!;
    await tamper({ all, find }, world);
    using _later = travel(HOUR);
    const said = await verdict(world);
    await restore(world, all);
    expect(said).toMatchObject(found);
  });

  it("LED-6 finds nothing any more once all of that is undone", async () => {
    const { world } = await kept();
    expect(await verdict(world)).toMatchObject({ ok: true });
  });

  it("TEN-1 a cursor is good for one company's books", async () => {
    const [one, other] = [await books(), await books()];
    const { cursor } = (await as(one.owner, () => Verification.verify({ companyId: one.companyId }))) as {
      cursor: string;
    };
    const asked = as(other.owner, () => Verification.verify({ companyId: other.companyId, cursor }));
    expect((await refusal(asked)).code).toBe("cursor.invalid");
  });
});
