/**
 * A posting: what one batch of journals did to one account of the house, with the account's turnover before and after, and
 * chained to the posting before (LED-5). It lists the journals that it took and how much of each was debit and credit;
 * so an account that a thousand bookings pass through has a fraction of a row for each, and none in their transactions.
 *
 * `at` never runs back, and is never before a journal that the posting took.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import { again, when, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import { store } from "../table.ts";
import * as Link from "./link.ts";

export type Turnover = { readonly debits: number; readonly credits: number };
export const NO_TURNOVER: Turnover = { debits: 0, credits: 0 };

/** One journal's part in an account. */
export type Share = { readonly subject: string; readonly fact: string } & Turnover;

export const Postings = new Entity(
  {
    model: { entity: "posting", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      account: { type: "string", required: true },
      currency: { type: "string", required: true },
      seq: { type: "number", required: true, padding: { length: 12, char: "0" } },
      at: { type: "string", required: true },
      took: { type: CustomAttributeType<Share[]>("any"), required: true },
      before: { type: CustomAttributeType<Turnover>("any"), required: true },
      after: { type: CustomAttributeType<Turnover>("any"), required: true },
      previousHash: { type: "string", required: true },
      hash: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "account", "currency"],
          template: "C#${companyId}/ACCOUNT#${account}#${currency}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["seq"], template: "E#${seq}", casing: "none" },
      },
    },
  },
  store,
);
export type Posting = EntityItem<typeof Postings>;

/** Which accounts a company has: one row for each, put with the first posting. */
export const Opened = new Entity(
  {
    model: { entity: "account", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      account: { type: "string", required: true },
      currency: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/ACCOUNTS", casing: "none" },
        sk: {
          field: "sk",
          composite: ["account", "currency"],
          template: "${account}#${currency}",
          casing: "none",
        },
      },
    },
  },
  store,
);
export type Name = { readonly companyId: string; readonly account: string; readonly currency: string };

/** The posting that takes these shares; another with its number refuses it. */
export function following(name: Name, last: Posting | undefined, at: string, took: Share[]): Posting {
  const before = last?.after ?? NO_TURNOVER;
  return Link.link(last ?? Link.START, { ...name, at, took, before, after: took.reduce(plus, before) });
}

export const put = (posting: Posting): Write[] => [
  when(Postings.create(posting), again),
  ...(posting.seq === 1 ? [when(Opened.create(nameOf(posting)), again)] : []),
];

export const nameOf = ({ companyId, account, currency }: Name): Name => ({ companyId, account, currency });

export const plus = (one: Turnover, other: Turnover): Turnover => ({
  debits: one.debits + other.debits,
  credits: one.credits + other.credits,
});

export const balanceOf = ({ debits, credits }: Turnover): number => debits - credits;

/**
 * From the newest (or the last below a number) back to the last one before the instant: only what is younger can have
 * taken what is younger.
 */
export async function since(name: Name, instant: string, below = Infinity): Promise<Posting[]> {
  const found: Posting[] = [];
  const query = Postings.query.primary(nameOf(name));
  let cursor: string | null = null;
  do {
    const page: { data: Posting[]; cursor: string | null } = await (
      below === Infinity ? query : query.lt({ seq: below })
    ).go({ consistent: true, order: "desc", limit: found.length === 0 ? 3 : 25, cursor });
    found.push(...page.data);
    cursor = page.cursor;
  } while (cursor !== null && found.at(-1)!.at >= instant);
  return found;
}

/** The next ones above a number. */
export async function above(name: Name, seq: number, limit: number): Promise<Posting[]> {
  const query = Postings.query.primary(nameOf(name)).gt({ seq });
  return (await query.go({ consistent: true, limit })).data;
}

/** The last posting before the instant, found by halving: numbers and times run alike. */
export async function lastBefore(name: Name, instant: string): Promise<Posting | undefined> {
  const [last] = (
    await Postings.query.primary(nameOf(name)).go({ consistent: true, order: "desc", limit: 1 })
  ).data;
  if (!last || last.at < instant) return last;
  let [before, after]: [Posting | undefined, Posting] = [undefined, last];
  while (after.seq - (before?.seq ?? 0) > 1) {
    const middle = await get(name, Math.floor((after.seq + (before?.seq ?? 0)) / 2));
    if (middle.at < instant) before = middle;
    else after = middle;
  }
  return before;
}

async function get(name: Name, seq: number): Promise<Posting> {
  const { data } = await Postings.get({ ...nameOf(name), seq }).go();
  assert(data, `posting ${seq} of ${name.account} is there: numbers have no gaps`);
  return data;
}

export async function accountsOf(companyId: string): Promise<Name[]> {
  const { data } = await Opened.query.primary({ companyId }).go({ consistent: true, pages: "all" });
  return data.map(nameOf);
}
