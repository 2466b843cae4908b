/**
 * `node test/bench/books.ts [captures] [credits]`: fills the books of one company with captures and one wallet with
 * credits, folds them as the stream would, and lets the command line verify them; says how long that took and how much
 * memory it had.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Write } from "../../domain/commit.ts";
import { layGround } from "./ground.ts";

const [captures = 50_000, credits = 25_000] = process.argv.slice(2).map(Number);
const BATCH = 100;
const ground = await layGround(() => {});

const { BatchWriteCommand } = await import("@aws-sdk/lib-dynamodb");
const { within, system } = await import("../../domain/actor.ts");
const Clock = await import("../../domain/clock.ts");
const { fresh } = await import("../../domain/id.ts");
const Fold = await import("../../domain/ledger/fold.ts");
const Journal = await import("../../domain/ledger/journal.ts");
const Link = await import("../../domain/ledger/link.ts");
const { TABLE, writer } = await import("../../domain/table.ts");
const Entry = await import("../../domain/wallet/entry.ts");
const Wallet = await import("../../domain/wallet/wallet.ts");

const companyId = fresh("cmp");
const customerId = fresh("cus");
let now = Date.parse("2026-01-01T00:00:00.000Z");
Clock.replace(() => now);

const itemOf = ({ operation }: Pick<Write, "operation">) => (operation.params() as { Item: object }).Item;

async function put(items: object[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const RequestItems = { [TABLE]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await writer.send(new BatchWriteCommand({ RequestItems }));
  }
}

type Posted = Parameters<typeof Fold.fold>[1][number];
async function post(writes: readonly Write[], beside: object[] = []): Promise<void> {
  const items = writes.map(itemOf);
  await put([...items, ...beside]);
  now += 5000;
  await Fold.fold(companyId, items as Posted[]);
  now += 5000;
}

const money = { amount: 45_000, currency: "UAH" };

await within(system("bench"), async () => {
  for (let done = 0; done < captures; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, captures - done) }, () =>
      Journal.capture({
        companyId,
        paymentId: fresh("pay"),
        bookingId: fresh("bkg"),
        gateway: "sandbox",
        money,
      }),
    );
    await post(batch);
  }
  let last: ReturnType<typeof Entry.following> | undefined;
  for (let done = 0; done < credits; done += BATCH) {
    const entries: ReturnType<typeof Entry.following>[] = [];
    const journals = Array.from({ length: Math.min(BATCH, credits - done) }, () => {
      const balance = last?.balanceAfter ?? 0;
      last = Entry.following(last ?? Link.START, {
        companyId,
        customerId,
        currency: "UAH",
        amount: 100,
        balanceBefore: balance,
        balanceAfter: balance + 100,
        source: "MANUAL_CREDIT",
        fact: fresh("credit"),
        subject: customerId,
        at: Clock.iso(),
        links: {},
      });
      entries.push(last);
      const lines = [
        Journal.debit("goodwill", { amount: 100, currency: "UAH" }),
        { account: `wallet:${customerId}`, amount: -100, currency: "UAH", seq: last.seq },
      ];
      return Journal.post({ companyId, subject: customerId, fact: last.fact, lines });
    });
    await post(
      journals,
      entries.map((entry) => itemOf(Entry.put(entry))),
    );
  }
  if (!last) return;
  const row = {
    companyId,
    customerId,
    currency: "UAH",
    available: last.balanceAfter,
    seq: last.seq,
    lastHash: last.hash,
  };
  const wallet = Wallet.Wallets.create({ ...row, createdAt: Clock.iso() });
  await put([{ ...itemOf({ operation: wallet }), version: last.seq }]);
});

const verified = await promisify(execFile)(
  "node",
  ["infra/verify-ledger.ts", "--company", companyId, "--table", TABLE, "--endpoint", ground.engine],
  { env: { ...process.env } },
);
process.stdout.write(verified.stdout);
await ground.close();
