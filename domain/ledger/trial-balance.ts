/**
 * The trial balance (LED-6): what every account of the house had when a day began, what was debited and credited, and
 * what it had in the end; by currency, and every currency sums to zero.
 *
 * A journal belongs to the day on which it reached the accounts, a few seconds after it was posted as a rule. So a day
 * that is over never changes, and a balance is found by halving the account's postings, which lie in the order of time.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { CompanyId } from "../id.ts";
import * as Day from "../time/day.ts";
import { verb } from "../verb.ts";
import * as Accounts from "./accounts.ts";
import * as Posting from "./posting.ts";

export const FINANCE = ["owner", "admin", "manager"] as const;

const Row = z.object({
  account: z.string(),
  kind: z.enum(Accounts.KINDS),
  /** Debits less credits: what the company has and what it cost is positive, what it owes and earned negative. */
  opening: z.int(),
  debits: z.int(),
  credits: z.int(),
  closing: z.int(),
});

export const trialBalance = verb({
  name: "ledger.trial_balance",
  may: FINANCE,
  input: z.strictObject({ companyId: CompanyId, day: z.iso.date().optional() }),
  output: z.object({
    from: z.string(),
    to: z.string(),
    currencies: z.array(
      z.object({
        currency: z.string(),
        accounts: z.array(Row),
        debits: z.int(),
        credits: z.int(),
        /** The sum of all closing balances: zero. */
        difference: z.int(),
      }),
    ),
  }),
  async run({ companyId, day }) {
    const { timeZone } = await Company.get(companyId);
    const of = day ?? Day.today(timeZone);
    const [from, to] = [Day.startOf(of, timeZone), Day.startOf(Day.nextOf(of), timeZone)];
    return { from, to, currencies: await between(companyId, from, to) };
  },
});

type Row = z.infer<typeof Row>;

/** Of what had reached the accounts before `to`. */
export async function between(companyId: string, from: string, to: string) {
  const names = await Posting.accountsOf(companyId);
  const rows = await Promise.all(
    names.map(async (name) => {
      const [opening, closing] = [await turnoverAt(name, from), await turnoverAt(name, to)];
      return { name, row: rowOf(name.account, opening, closing) };
    }),
  );
  return Array.from(
    Map.groupBy(rows, ({ name }) => name.currency),
    ([currency, of]) => ({ currency, ...summed(of.map(({ row }) => row)) }),
  );
}

async function turnoverAt(name: Posting.Name, instant: string): Promise<Posting.Turnover> {
  return (await Posting.lastBefore(name, instant))?.after ?? Posting.NO_TURNOVER;
}

export async function now(companyId: string) {
  const at = new Date(Clock.millis() + 24 * 3600_000).toISOString();
  return between(companyId, at, at);
}

// Pure rules

const rowOf = (account: string, opening: Posting.Turnover, closing: Posting.Turnover): Row => ({
  account,
  kind: Accounts.kindOf(account),
  opening: Posting.balanceOf(opening),
  debits: closing.debits - opening.debits,
  credits: closing.credits - opening.credits,
  closing: Posting.balanceOf(closing),
});

function summed(accounts: Row[]) {
  const sum = (of: (row: Row) => number): number => accounts.reduce((total, row) => total + of(row), 0);
  return {
    accounts,
    debits: sum(({ debits }) => debits),
    credits: sum(({ credits }) => credits),
    difference: sum(({ closing }) => closing),
  };
}
