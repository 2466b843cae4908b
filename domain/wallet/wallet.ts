/**
 * A wallet: what a company owes a customer in one currency, to be spent there (LED-3).
 *
 * It never falls below nothing (LED-2): its row carries `available`, and every movement is one transaction of three
 * writes, the row (guarded by its version and by what is available), an entry that continues its chain, and the journal.
 * `credit` and `debit` make these writes for whoever commits them together with what the money is about.
 */
import { Entity, type EntityItem } from "electrodb";
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { assert, conflict, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import * as Accounts from "../ledger/accounts.ts";
import * as Journal from "../ledger/journal.ts";
import * as Link from "../ledger/link.ts";
import type { Money } from "../money.ts";
import { stamped, store } from "../table.ts";
import * as Entry from "./entry.ts";

export const Wallets = new Entity(
  {
    model: { entity: "wallet", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      customerId: { type: "string", required: true },
      currency: { type: "string", required: true },
      available: { type: "number", required: true },
      /** The number and the hash of its last entry. */
      seq: { type: "number", required: true },
      lastHash: { type: "string", required: true },
      createdAt: { type: "string", required: true, readOnly: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "customerId"],
          template: "C#${companyId}/WALLET#${customerId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["currency"], template: "WALLET#${currency}", casing: "none" },
      },
      ofCompany: {
        index: "mine",
        pk: { field: "minePk", composite: ["companyId"], template: "C#${companyId}/WALLETS", casing: "none" },
        sk: {
          field: "mineSk",
          composite: ["customerId", "currency"],
          template: "${customerId}#${currency}",
          casing: "none",
        },
      },
    },
  },
  store,
);
export type Wallet = EntityItem<typeof Wallets>;

/** More than anybody keeps anywhere, and far from where whole numbers end. */
export const MOST_AVAILABLE = 1_000_000_000_000_000;

export type Movement = {
  readonly companyId: string;
  readonly customerId: string;
  readonly money: Money;
  readonly source: Entry.Source;
  /** What happened, named so that it can not happen twice to this wallet. */
  readonly fact: string;
  readonly reason?: string | undefined;
  readonly links: Entry.Links;
  /** What the journal is about, if not what the links say. */
  readonly subject?: string;
};
type Against = Movement & { readonly against: Accounts.Account };
type Moved = { readonly writes: Write[]; readonly entry: Entry.Entry };

/** The customer has more, at the cost of another account. */
export async function credit({ against, ...movement }: Against): Promise<Moved> {
  const { writes, entry, line } = await increase(movement);
  return { entry, writes: [...writes, journal(movement, [Journal.debit(against, movement.money), line])] };
}

/** The customer has less, to the benefit of another account; refused if he has not that much. */
export async function debit({ against, ...movement }: Against): Promise<Moved> {
  const { writes, entry, line } = await decrease(movement);
  return { entry, writes: [...writes, journal(movement, [line, Journal.credit(against, movement.money)])] };
}

/** The customer has less by several movements, one after the other; refused if he has not that much for all of them. */
export async function debitAll(movements: readonly Movement[], against: Accounts.Account): Promise<Write[]> {
  const { sides, writes } = await moveAll(movements, -1);
  const journals = movements.map((movement, index) =>
    journal(movement, [sides[index]!.line, Journal.credit(against, movement.money)]),
  );
  return [...writes, ...journals];
}

type Side = Moved & { readonly line: Journal.Line };

/** One side of a journal that somebody else posts; its line belongs into it. */
export const increase = (movement: Movement): Promise<Side> => move(movement, 1);
export const decrease = (movement: Movement): Promise<Side> => move(movement, -1);

async function move(movement: Movement, sign: 1 | -1): Promise<Side> {
  const { sides, writes } = await moveAll([movement], sign);
  return { ...sides[0]!, writes };
}

type Sides = { readonly sides: readonly Omit<Side, "writes">[]; readonly writes: Write[] };

/** Movements of one wallet, each chained to the one before. */
async function moveAll(movements: readonly Movement[], sign: 1 | -1): Promise<Sides> {
  const { companyId, customerId, money } = movements[0]!;
  const { currency } = money;
  const wallet = await find({ companyId, customerId, currency });
  const had = wallet?.available ?? 0;
  let end = wallet ? endOf(wallet) : Link.START;
  let available = had;
  const sides = movements.map((movement) => {
    assert(movement.customerId === customerId && movement.money.currency === currency, "it is one wallet");
    const amount = sign * movement.money.amount;
    if (available + amount < 0) throw insufficient(had, currency);
    if (available + amount > MOST_AVAILABLE) throw full();
    const entry = Entry.following(end, {
      companyId,
      customerId,
      currency,
      amount,
      balanceBefore: available,
      balanceAfter: available + amount,
      source: movement.source,
      fact: movement.fact,
      subject: subjectOf(movement),
      at: Clock.iso(),
      links: movement.links,
      ...(movement.reason !== undefined && { reason: movement.reason }),
    });
    end = entry;
    available = entry.balanceAfter;
    return {
      entry,
      line: { account: Accounts.wallet(customerId), amount: -amount, currency, seq: entry.seq },
    };
  });
  const entries = sides.map(({ entry }) => entry);
  return { sides, writes: [advance(wallet, entries), ...entries.map(Entry.put)] };
}

/** The wallet as it is after these entries, if nothing has moved it since it was read. */
function advance(wallet: Wallet | undefined, entries: readonly Entry.Entry[]): Write {
  const entry = entries.at(-1)!;
  const { companyId, customerId, currency, reason, source, at } = entry;
  const amount = entries.reduce((sum, one) => sum + one.amount, 0);
  const after = { available: entry.balanceAfter, seq: entry.seq, lastHash: entry.hash };
  const told = { ...(reason !== undefined && { reason }), data: { amount, source } };
  const occurrence = amount > 0 ? Events.WalletCredited(told) : Events.WalletDebited(told);
  if (!wallet) {
    const first = Wallets.create({ companyId, customerId, currency, ...after, createdAt: at });
    return change(occurrence, first, again);
  }
  const moved = Wallets.patch({ companyId, customerId, currency })
    .set(after)
    .where((a, o) => `${o.eq(a.version, wallet.version!)} AND ${o.gte(a.available, Math.max(0, -amount))}`);
  return change(occurrence, moved, again);
}

const journal = (movement: Movement, lines: readonly Journal.Line[]): Write =>
  Journal.post({
    companyId: movement.companyId,
    subject: subjectOf(movement),
    fact: movement.fact,
    lines,
    bookingId: movement.links.bookingId && subjectOf(movement),
    paymentId: movement.links.paymentId,
  });

/** What a journal of this movement is about. */
const subjectOf = ({ customerId, links, subject }: Movement): string =>
  subject ?? links.bookingId ?? links.paymentId ?? customerId;

const insufficient = (available: number, currency: string) =>
  conflict("wallet.insufficient_funds", "There is not that much in the wallet.", {
    available: { amount: available, currency },
  });

const full = () => unprocessable("wallet.full", "A wallet can not hold that much.");

export const endOf = ({ seq, lastHash }: Wallet): Link.End => ({ seq, hash: lastHash });

type Key = { companyId: string; customerId: string; currency: string };

/** Those of up to a hundred that are there. */
export async function some(named: readonly Key[]): Promise<Wallet[]> {
  const keys = new Map(
    named.map(({ companyId, customerId, currency }) => [
      `${customerId}#${currency}`,
      { companyId, customerId, currency },
    ]),
  );
  if (keys.size === 0) return [];
  return (await Wallets.get(Array.from(keys.values())).go({ consistent: true })).data;
}

export async function find(key: Key): Promise<Wallet | undefined> {
  const { data } = await Wallets.get(key).go({ consistent: true });
  return data ?? undefined;
}
