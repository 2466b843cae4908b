/**
 * The statement of an account of the house: its postings with the journals that each took, newest first; or every journal
 * of a period as a file, oldest first. A file is whole or refused, never cut off.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import * as Csv from "../csv.ts";
import { unprocessable } from "../error.ts";
import { CompanyId } from "../id.ts";
import { Currency, toDecimal } from "../money.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import * as Accounts from "./accounts.ts";
import * as Posting from "./posting.ts";
import { FINANCE } from "./trial-balance.ts";

const Share = z.object({ subject: z.string(), fact: z.string(), debits: z.int(), credits: z.int() });
const View = z.object({
  seq: z.int(),
  at: z.string(),
  balanceBefore: z.int(),
  balanceAfter: z.int(),
  journals: z.array(Share),
  previousHash: z.string(),
  hash: z.string(),
});

const ofAccount = { companyId: CompanyId, account: Accounts.HouseAccount, currency: Currency };

/** An account of the chart that nothing has reached yet has no entries. */
export const entries = verb({
  name: "ledger.statement",
  may: FINANCE,
  input: z.strictObject({ ...ofAccount, ...Page.asked }),
  output: Page.of(View),
  async run({ companyId, account, currency, ...asked }) {
    const query = Posting.Postings.query.primary({ companyId, account, currency });
    const page = await Page.read(query, asked, [companyId, "ledger", account, currency].join("/"), {
      order: "desc",
    });
    return { ...page, items: page.items.map(viewOf) };
  },
});

const MOST_ROWS = 10_000;

/** All journals of a period, as comma-separated values (RFC 4180); amounts in major units. */
export const file = verb({
  name: "ledger.statement_file",
  may: FINANCE,
  media: "text/csv",
  input: z.strictObject({ ...ofAccount, from: z.iso.datetime(), to: z.iso.datetime().optional() }),
  output: z.string(),
  async run({ companyId, account, currency, from, to = Clock.iso() }) {
    const name = { companyId, account, currency };
    const seq = (await Posting.lastBefore(name, from))?.seq ?? 0;
    const rows: string[][] = [];
    for await (const posting of Page.each(Posting.Postings.query.primary(name).gt({ seq }))) {
      if (posting.at >= to) break;
      rows.push(...cellsOf(posting));
      if (rows.length > MOST_ROWS) throw tooLong();
    }
    return Csv.fileOf(COLUMNS, rows);
  },
});

const tooLong = () =>
  unprocessable("statement.too_long", "A file has at most 10,000 entries. Ask for a shorter period.");

const COLUMNS = ["posting", "at", "subject", "fact", "debit", "credit", "balance", "currency"];

/** A row for each journal, with the balance after it. */
function cellsOf({ seq, at, took, before, currency }: Posting.Posting): string[][] {
  let turnover = before;
  const units = (amount: number): string => toDecimal({ amount, currency });
  return took.map((share) => {
    turnover = Posting.plus(turnover, share);
    const { subject, fact, debits, credits } = share;
    const balance = units(Posting.balanceOf(turnover));
    return [String(seq), at, subject, fact, units(debits), units(credits), balance, currency];
  });
}

const viewOf = ({ before, after, took, ...posting }: Posting.Posting): z.infer<typeof View> =>
  View.parse({
    ...posting,
    balanceBefore: Posting.balanceOf(before),
    balanceAfter: Posting.balanceOf(after),
    journals: took,
  });
