import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import * as Csv from "../../domain/csv.ts";
import { CustomerId, fresh } from "../../domain/id.ts";
import * as Journal from "../../domain/ledger/journal.ts";
import * as Link from "../../domain/ledger/link.ts";
import { TABLE, writer } from "../../domain/table.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import * as Entry from "../../domain/wallet/entry.ts";
import * as Statement from "../../domain/wallet/statement.ts";
import { transfer } from "../../domain/wallet/transfer.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import { tapped } from "../tapped.ts";
import { as, codes, company, proveInvariants, refusal, type Person, type World } from "../world.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });
const reason = "For the broken wall";

/** Ada and Boris have booked once, so they are customers. */
async function house() {
  const world = await company();
  const { companyId, owner, ada, boris } = world;
  const { sessionId } = await world.session();
  const customerOf = async (who: Person) => {
    await world.booking(who, sessionId);
    const { customerId } = await as(who, () => Statement.mine({ companyId }));
    return customerId!;
  };
  const [adas, boriss] = [await customerOf(ada), await customerOf(boris)];
  const credit = (customerId: CustomerId, amount: number, key?: string) =>
    as(owner, () => ByHand.credit({ companyId, customerId, money: uah(amount), reason }), {
      ...(key && { key }),
    });
  const debit = (customerId: CustomerId, amount: number, key?: string) =>
    as(owner, () => ByHand.debit({ companyId, customerId, money: uah(amount), reason }), {
      ...(key && { key }),
    });
  const move = (customerId: CustomerId, toCustomerId: CustomerId, amount: number) =>
    as(owner, () => transfer({ companyId, customerId, toCustomerId, money: uah(amount), reason }));
  const available = async (customerId: CustomerId) =>
    (await Wallet.find({ companyId, customerId, currency: "UAH" }))?.available ?? 0;
  return { ...world, adas, boriss, credit, debit, move, available };
}

const chainOf = async ({ companyId }: World, customerId: CustomerId) => {
  const { data } = await Entry.Entries.query
    .primary({ companyId, customerId, currency: "UAH" })
    .go({ consistent: true, pages: "all" });
  return data;
};

async function proveChain(world: World, customerId: CustomerId): Promise<void> {
  let end = Link.START;
  let balance = 0;
  for (const entry of await chainOf(world, customerId)) {
    expect(Link.breakOf(end, entry), `entry ${entry.seq}`).toBe(undefined);
    expect(entry.balanceBefore).toBe(balance);
    balance = entry.balanceAfter;
    end = entry;
  }
  const { companyId } = world;
  const wallet = await Wallet.find({ companyId, customerId, currency: "UAH" });
  expect(wallet).toMatchObject({ available: balance, seq: end.seq, lastHash: end.hash });
}

describe("credit by hand", () => {
  it("LED-3 is given and taken with a reason, which the statement shows, newest first and in pages", async () => {
    const { companyId, ada, adas, credit, debit } = await house();
    await credit(adas, 900);
    await debit(adas, 250);
    const ask = (more: object = {}) =>
      as(ada, () => Statement.entries({ companyId, customerId: adas, currency: "UAH", ...more }));
    const { items } = await ask();
    expect(items).toMatchObject([
      { seq: 2, source: "MANUAL_DEBIT", amount: -250, balanceBefore: 900, balanceAfter: 650, reason },
      { seq: 1, source: "MANUAL_CREDIT", amount: 900, balanceBefore: 0, balanceAfter: 900, reason },
    ]);
    const first = await ask({ limit: 1 });
    const second = await ask({ limit: 1, cursor: first.cursor });
    expect([...first.items, ...second.items]).toEqual(items);
    expect(await as(ada, () => Statement.list({ companyId, customerId: adas }))).toMatchObject({
      wallets: [{ available: uah(650), entries: 2 }],
    });
  });

  it("LED-1 a repeat with its key gives once, and says so again", async () => {
    const { adas, credit, available } = await house();
    const key = fresh("key");
    const first = await credit(adas, 100, key);
    expect(await credit(adas, 100, key)).toEqual(first);
    expect(await available(adas)).toBe(100);
  });

  it("LED-2 what was refused stays refused under its key, whatever comes in meanwhile", async () => {
    const { adas, credit, debit, available } = await house();
    const key = fresh("key");
    expect(await refusal(debit(adas, 100, key))).toMatchObject({
      code: "wallet.insufficient_funds",
      detail: { available: uah(0) },
    });
    await credit(adas, 100);
    expect((await refusal(debit(adas, 100, key))).code).toBe("wallet.insufficient_funds");
    expect(await available(adas)).toBe(100);
  });

  it("LED-2 a hundred debits at once of a balance that covers twenty: exactly twenty, the others told the balance", async () => {
    const world = await house();
    await world.credit(world.adas, 20 * 30 + 29);
    const { companyId, adas: customerId, owner } = world;
    const debits = Array.from({ length: 100 }, () =>
      as(owner, () => ByHand.debit({ companyId, customerId, money: uah(30), reason })),
    );
    const settled = await Promise.allSettled(debits);
    expect(codes(settled)).toEqual({ ok: 20, "wallet.insufficient_funds": 80 });
    for (const result of settled) {
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ detail: { available: uah(29) } });
    }
    expect(await world.available(customerId)).toBe(29);
    await proveChain(world, customerId);
    await proveInvariants(world);
  });

  it("LED-2 the same where the store refuses whatever overlaps: nobody is turned away for want of patience", async () => {
    const world = await house();
    await world.credit(world.adas, 10 * 30);
    using _conflicts = overlapping(10);
    const debits = Array.from({ length: 100 }, () => world.debit(world.adas, 30));
    expect(codes(await Promise.allSettled(debits))).toEqual({ ok: 10, "wallet.insufficient_funds": 90 });
    await proveChain(world, world.adas);
  });

  it("is the business of owners, admins and managers, and for customers of the company alone", async () => {
    const { companyId, coach, ada, adas } = await house();
    const other = await house();
    const give = (who: Person, customerId: CustomerId) =>
      as(who, () => ByHand.credit({ companyId, customerId, money: uah(1), reason }));
    const owner = (await house()).owner;
    expect((await refusal(give(coach, adas))).code).toBe("access.forbidden");
    expect((await refusal(give(ada, adas))).code).toBe("company.not_found");
    expect((await refusal(give(owner, adas))).code).toBe("company.not_found");
    const foreign = as(other.owner, () =>
      ByHand.credit({ companyId: other.companyId, customerId: adas, money: uah(1), reason }),
    );
    expect((await refusal(foreign)).code).toBe("customer.not_found");
  });

  it("LED-3 never holds more than can be counted exactly", async () => {
    const { companyId, adas, credit } = await house();
    await credit(adas, 1_000_000_000_000);
    await writer.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk: `C#${companyId}/WALLET#${adas}`, sk: "WALLET#UAH" },
        UpdateExpression: "SET available = :most",
        ExpressionAttributeValues: { ":most": Wallet.MOST_AVAILABLE },
      }),
    );
    expect(await refusal(credit(adas, 1))).toMatchObject({ kind: "unprocessable", code: "wallet.full" });
  });
});

/** Refuses, as DynamoDB does, a transaction that touches an item which another one is touching. */
function overlapping(milliseconds: number): Disposable {
  const busy = new Map<string, number>();
  type Op = Record<string, { Item?: { pk?: unknown; sk?: unknown }; Key?: { pk?: unknown; sk?: unknown } }>;
  return tapped(writer, (input) => {
    const { TransactItems = [] } = input as { TransactItems?: Op[] };
    const keys = TransactItems.flatMap((op) => Object.values(op)).map(({ Item, Key }) =>
      JSON.stringify([(Item ?? Key)?.pk, (Item ?? Key)?.sk]),
    );
    const now = performance.now();
    const conflict = keys.map((key) => (busy.get(key) ?? 0) > now);
    if (conflict.includes(true)) {
      const CancellationReasons = conflict.map((is) => ({ Code: is ? "TransactionConflict" : "None" }));
      throw Object.assign(new Error("conflict"), {
        name: "TransactionCanceledException",
        CancellationReasons,
        $metadata: {},
      });
    }
    for (const key of keys) busy.set(key, now + milliseconds);
  });
}

describe("a transfer", () => {
  it("LED-4 moves both sides under one journal", async () => {
    const { companyId, adas, boriss, credit, move, available } = await house();
    await credit(adas, 500);
    const { from, to } = await move(adas, boriss, 200);
    expect(from).toMatchObject({
      amount: -200,
      balanceAfter: 300,
      otherCustomerId: boriss,
      source: "TRANSFER",
    });
    expect(to).toMatchObject({ amount: 200, balanceAfter: 200, otherCustomerId: adas, reason });
    expect([await available(adas), await available(boriss)]).toEqual([300, 200]);
    const journals = await Journal.of(companyId, adas);
    expect(journals.find(({ fact }) => fact.startsWith("transfer#"))?.lines).toEqual([
      { account: `wallet:${adas}`, amount: 200, currency: "UAH", seq: 2 },
      { account: `wallet:${boriss}`, amount: -200, currency: "UAH", seq: 1 },
    ]);
  });

  it("LED-4 is refused whole: more than there is, to himself, to nobody", async () => {
    const { companyId, owner, adas, boriss, credit, move, available } = await house();
    await credit(adas, 100);
    expect((await refusal(move(adas, boriss, 101))).code).toBe("wallet.insufficient_funds");
    expect((await refusal(move(adas, adas, 1))).code).toBe("transfer.same_wallet");
    const nobody = CustomerId.parse(fresh("cus"));
    expect((await refusal(move(adas, nobody, 1))).code).toBe("customer.not_found");
    const nothing = as(owner, () =>
      transfer({ companyId, customerId: adas, toCustomerId: boriss, money: uah(0), reason }),
    );
    expect((await refusal(nothing)).code).toBe("request.invalid");
    expect([await available(adas), await available(boriss)]).toEqual([100, 0]);
  });

  it("LED-4 to and fro at once: nothing is made and nothing lost", async () => {
    const world = await house();
    const { adas, boriss, credit, move, available } = world;
    await Promise.all([credit(adas, 300), credit(boriss, 300)]);
    const moves = Array.from({ length: 16 }, (_, turn) =>
      turn % 2 === 0 ? move(adas, boriss, 10 + turn) : move(boriss, adas, 10 + turn),
    );
    const settled = await Promise.allSettled(moves);
    // Whoever was overtaken too often is told to come again.
    const fair = ["ok", "wallet.insufficient_funds", "write.contended"];
    expect(Object.keys(codes(settled)).filter((code) => !fair.includes(code))).toEqual([]);
    expect(codes(settled)).toHaveProperty("ok");
    expect((await available(adas)) + (await available(boriss))).toBe(600);
    await proveChain(world, adas);
    await proveChain(world, boriss);
  });
});

describe("a statement", () => {
  it("TEN-1 is for the customer himself and for staff; to others there is no such customer", async () => {
    const { companyId, ada, boris, coach, adas, credit } = await house();
    await credit(adas, 100);
    const stranger = (await house()).owner;
    const ask = (who: Person) => [
      as(who, () => Statement.list({ companyId, customerId: adas })),
      as(who, () => Statement.entries({ companyId, customerId: adas, currency: "UAH" })),
      as(who, () => Statement.csv({ companyId, customerId: adas, currency: "UAH" })),
    ];
    for (const who of [ada, coach]) await Promise.all(ask(who));
    for (const who of [boris, stranger]) {
      const found = await Promise.allSettled(ask(who));
      expect(codes(found)).toEqual({ "customer.not_found": 3 });
    }
    const euros = as(ada, () => Statement.entries({ companyId, customerId: adas, currency: "EUR" }));
    expect((await refusal(euros)).code).toBe("wallet.not_found");
  });

  it("LED-8 is a file, oldest first, in major units, of the period that was asked for", async () => {
    const { companyId, owner, ada, adas, credit } = await house();
    await credit(adas, 12_345);
    const risky = '=SUM(A1), "quoted"';
    await as(owner, () =>
      ByHand.debit({ companyId, customerId: adas, money: uah(45), reason: risky, against: "cash" }),
    );
    const file = (more: object = {}) =>
      as(ada, () => Statement.csv({ companyId, customerId: adas, currency: "UAH", ...more }));
    const [head, one, two, end] = (await file()).split("\r\n");
    expect(head).toBe(
      "\uFEFFnumber,at,source,amount,balance before,balance after,currency,reason,booking,payment",
    );
    expect(one).toMatch(/^1,2\d{3}-[^,]+Z,MANUAL_CREDIT,123\.45,0\.00,123\.45,UAH,For the broken wall,,$/);
    expect(two).toMatch(/^2,[^,]+,MANUAL_DEBIT,-0\.45,123\.45,123\.00,UAH,"'=SUM\(A1\), ""quoted""",,$/);
    expect(end).toBe("");
    expect((await file({ from: "2999-01-01T00:00:00.000Z" })).split("\r\n")).toHaveLength(2);
  });

  it.each([
    ["plain", "plain"],
    ["", ""],
    ['a "b", c', '"a ""b"", c"'],
    ["two\nlines", '"two\nlines"'],
    ["-0.45", "-0.45"],
    ["-cmd|x", "'-cmd|x"],
    ["@SUM(1)", "'@SUM(1)"],
    ["=1+1", "'=1+1"],
  ])("LED-8 a cell of %j is %j", (text, cell) => {
    expect(Csv.fileOf(["a"], [[text, text]])).toBe(`\uFEFFa\r\n${cell},${cell}\r\n`);
  });
});
