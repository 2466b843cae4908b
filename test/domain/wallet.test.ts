import { describe, expect, it } from "vitest";
import { commit, whileMoving } from "../../domain/commit.ts";
import { fresh } from "../../domain/id.ts";
import * as Journal from "../../domain/ledger/journal.ts";
import * as Link from "../../domain/ledger/link.ts";
import * as Entry from "../../domain/wallet/entry.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import { asSystem, company, proveInvariants, refusal } from "../world.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });

async function pocket() {
  const world = await company();
  const { companyId } = world;
  const customerId = fresh("cus");
  const key = { companyId, customerId, currency: "UAH" };
  const credit = (amount: number, fact = fresh("credit")) => move(Wallet.credit, amount, fact);
  const debit = (amount: number, fact = fresh("debit")) => move(Wallet.debit, amount, fact);
  const move = (how: typeof Wallet.credit, amount: number, fact: string) =>
    asSystem(() =>
      whileMoving(async () => {
        const { writes, entry } = await how({
          companyId,
          customerId,
          money: uah(amount),
          source: "TOPUP",
          fact,
          against: "goodwill",
          links: {},
        });
        return commit(writes, entry);
      }),
    );
  const entries = async () => {
    const { data } = await Entry.Entries.query.primary(key).go({ consistent: true, pages: "all" });
    return data;
  };
  return { ...world, customerId, key, credit, debit, entries, now: () => Wallet.find(key) };
}

describe("a wallet", () => {
  it("LED-3 every entry says what was before and after, is numbered without gaps and chained to its predecessor", async () => {
    const wallet = await pocket();
    for (let turn = 0; turn < 6; turn++) {
      await wallet.credit(100 + turn);
      await wallet.debit(50);
    }
    const entries = await wallet.entries();
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    let end = Link.START;
    let balance = 0;
    for (const entry of entries) {
      expect(Link.breakOf(end, entry)).toBe(undefined);
      expect(entry.balanceBefore).toBe(balance);
      balance += entry.amount;
      expect(entry.balanceAfter).toBe(balance);
      end = entry;
    }
    expect(await wallet.now()).toMatchObject({ available: balance, seq: 12, lastHash: end.hash });
  });

  it("LED-1 each entry has its journal, and the journal's line names the entry", async () => {
    const wallet = await pocket();
    const { fact, subject } = await wallet.credit(700);
    const [journal] = await Journal.of(wallet.companyId, subject);
    expect(journal).toMatchObject({
      fact,
      lines: [
        { account: "goodwill", amount: 700, currency: "UAH" },
        { account: `wallet:${wallet.customerId}`, amount: -700, currency: "UAH", seq: 1 },
      ],
    });
    await proveInvariants(wallet);
  });

  it("LED-2 never gives more than it holds: a conflict with the balance, and nothing changes", async () => {
    const wallet = await pocket();
    expect(await refusal(wallet.debit(1))).toMatchObject({ detail: { available: uah(0) } });
    await wallet.credit(500);
    const before = await wallet.now();
    expect(await refusal(wallet.debit(501))).toMatchObject({
      kind: "conflict",
      code: "wallet.insufficient_funds",
      detail: { available: uah(500) },
    });
    expect(await wallet.now()).toEqual(before);
    expect(await wallet.entries()).toHaveLength(1);
    await wallet.debit(500);
    expect(await wallet.now()).toMatchObject({ available: 0, seq: 2 });
  });

  it("LED-1 the same fact twice is posted once", async () => {
    const wallet = await pocket();
    await wallet.credit(300, "once#1");
    expect((await refusal(wallet.credit(300, "once#1"))).code).toBe("write.contended");
    expect(await wallet.now()).toMatchObject({ available: 300, seq: 1 });
  });

  it("LED-2 the write itself refuses a wallet that was read before it moved", async () => {
    const wallet = await pocket();
    await wallet.credit(100);
    const stale = await asSystem(() =>
      Wallet.debit({
        companyId: wallet.companyId,
        customerId: wallet.customerId,
        money: uah(100),
        source: "BOOKING",
        fact: "stale#1",
        against: "booking_sales",
        links: {},
      }),
    );
    await wallet.debit(60);
    await expect(asSystem(() => commit(stale.writes, undefined))).rejects.toThrow("moved");
    expect(await wallet.now()).toMatchObject({ available: 40, seq: 2 });
  });
});
