import { news, settle } from "../streamed.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Images } from "../../domain/audit/image.ts";
import { commit } from "../../domain/commit.ts";
import { fresh } from "../../domain/id.ts";
import * as Fold from "../../domain/ledger/fold.ts";
import * as Journal from "../../domain/ledger/journal.ts";
import * as Link from "../../domain/ledger/link.ts";
import * as Posting from "../../domain/ledger/posting.ts";
import { reader, TABLE, writer } from "../../domain/table.ts";
import { DeleteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { tapped } from "../tapped.ts";
import { asSystem, company, HOUR, told, travel } from "../world.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });

const capture = (companyId: string, amount: number, gateway = "sandbox") =>
  asSystem(() => {
    const paymentId = fresh("pay");
    const write = Journal.capture({
      companyId,
      paymentId,
      bookingId: fresh("bkg"),
      gateway,
      money: uah(amount),
    });
    return commit([write], undefined);
  });

/** All journals of a company as the stream tells them. */
async function imagesOf(companyId: string): Promise<Images[]> {
  const pages = await Promise.all(
    Journal.SHARDS.map((shard) =>
      reader.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": `C#${companyId}/JOURNALS#${shard}` },
        }),
      ),
    ),
  );
  return pages.flatMap(({ Items = [] }) => Items.map((item) => ({ new: item, expired: false })));
}

const take = (batch: readonly Images[]) =>
  asSystem(async () => {
    const outcomes = await Fold.take(batch);
    expect(outcomes.filter(Boolean)).toEqual([]);
  });

async function chainOf(name: Posting.Name): Promise<Posting.Posting[]> {
  const { data } = await Posting.Postings.query.primary(name).go({ consistent: true, pages: "all" });
  return data;
}

/** Balances by account, after every chain was found whole. */
async function balances(companyId: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of await Posting.accountsOf(companyId)) {
    let end: Link.End = Link.START;
    let turnover = Posting.NO_TURNOVER;
    let at = "";
    for (const posting of await chainOf(name)) {
      expect(Link.breakOf(end, posting)).toBe(undefined);
      expect(posting.before).toEqual(turnover);
      turnover = posting.took.reduce(Posting.plus, turnover);
      expect(posting.after).toEqual(turnover);
      expect(posting.at >= at).toBe(true);
      [end, at] = [posting, posting.at];
    }
    found[`${name.account} ${name.currency}`] = Posting.balanceOf(turnover);
  }
  return found;
}

describe("the house's totals", () => {
  it("LED-5 a capture reaches them through the stream alone: its transaction has one row of the books, its own", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId);
    const written: string[] = [];
    {
      using _heard = tapped(writer, (input) => {
        const { TransactItems = [] } = input as {
          TransactItems?: Record<string, { Item?: { pk: string } }>[];
        };
        written.push(
          ...TransactItems.flatMap((op) => Object.values(op)).flatMap(({ Item }) => Item?.pk ?? []),
        );
      });
      await told(world, bookingId);
    }
    expect(written.filter((pk) => /JOURNALS|ACCOUNT|WALLET/.test(pk))).toHaveLength(1);
    await settle();
    expect(await balances(world.companyId)).toEqual({
      "booking_sales UAH": -45_000,
      "gateway_clearing:sandbox UAH": 45_000,
    });
  });

  it("LED-5 200 captures of one company at once touch no row in common, and all of them count", async () => {
    const { companyId } = await company();
    const touched: string[] = [];
    {
      using _heard = tapped(
        writer,
        (input) => void touched.push(JSON.stringify([input.Item?.pk, input.Item?.sk])),
      );
      await Promise.all(Array.from({ length: 200 }, () => capture(companyId, 100)));
    }
    // What was sent twice, as on a slow machine, is the same row of the same capture.
    expect(new Set(touched).size).toBe(200);
    await settle();
    expect(await balances(companyId)).toEqual({
      "booking_sales UAH": -20_000,
      "gateway_clearing:sandbox UAH": 20_000,
    });
    const name = { companyId, account: "booking_sales", currency: "UAH" };
    expect((await chainOf(name)).length).toBeLessThan(20);
  });

  it("LED-5 each journal counts once, whatever is told twice, late, split, out of order or by two at once", async () => {
    const gateways = ["sandbox", "liqpay", "stripe"];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(2)), { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(fc.nat(7), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
        async (amounts, batches) => {
          const { companyId } = await company();
          for (const [amount, gateway] of amounts) await capture(companyId, amount, gateways[gateway]);
          const images = await imagesOf(companyId);
          const pick = (batch: number[]) => batch.flatMap((position) => images[position] ?? []);
          for (let turn = 0; turn < batches.length; turn += 2) {
            await Promise.all(batches.slice(turn, turn + 2).map((batch) => take(pick(batch))));
          }
          using _later = travel(30 * HOUR);
          await take(images);
          const total = amounts.reduce((sum, [amount]) => sum + amount, 0);
          const found = await balances(companyId);
          expect(found["booking_sales UAH"]).toBe(-total);
          const clearing = Object.entries(found).filter(([account]) =>
            account.startsWith("gateway_clearing"),
          );
          expect(clearing.reduce((sum, [, balance]) => sum + balance, 0)).toBe(total);
        },
      ),
      { numRuns: 8, seed: 5 },
    );
  });

  it("LED-6 are made again from the journals when they are lost, and are the same", async () => {
    const { companyId } = await company();
    for (const amount of [5, 70, 900]) await capture(companyId, amount, amount > 50 ? "liqpay" : "stripe");
    await take(await imagesOf(companyId));
    const before = await balances(companyId);
    await forget(companyId);
    expect(await balances(companyId)).toEqual({});
    await take((await imagesOf(companyId)).toReversed());
    expect(await balances(companyId)).toEqual(before);
  });

  it("LED-1 a journal that was put there by hand does not count, and rings", async () => {
    const { companyId } = await company();
    await capture(companyId, 100);
    const [image] = await imagesOf(companyId);
    const lines = [{ account: "booking_sales", amount: -5, currency: "UAH" }];
    await take([{ expired: false, new: { ...image!.new, lines } }]);
    expect(await balances(companyId)).toEqual({});
  });

  it("a company with more accounts than fit one transaction is taken in parts", async () => {
    const { companyId } = await company();
    for (let gateway = 0; gateway < 60; gateway++) await capture(companyId, 1, `g${gateway}`);
    await news();
    await take(await imagesOf(companyId));
    expect(Object.keys(await balances(companyId))).toHaveLength(61);
    expect((await balances(companyId))["booking_sales UAH"]).toBe(-60);
  });
});

const remove = (pk: string, sk: string) =>
  writer.send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));

async function forget(companyId: string): Promise<void> {
  for (const name of await Posting.accountsOf(companyId)) {
    const { account, currency } = name;
    for (const { seq } of await chainOf(name)) {
      await remove(`C#${companyId}/ACCOUNT#${account}#${currency}`, `E#${String(seq).padStart(12, "0")}`);
    }
    await remove(`C#${companyId}/ACCOUNTS`, `${account}#${currency}`);
  }
}
