/**
 * What is in wallets and how it came there (LED-8): for the customer himself and for staff, in pages, newest first, or as
 * a file of a period. A file is whole or refused, never cut off.
 */
import * as z from "zod";
import * as Csv from "../csv.ts";
import * as Customer from "../customer.ts";
import { missing, unprocessable } from "../error.ts";
import { CompanyId, CustomerId } from "../id.ts";
import { Currency, Money, toDecimal } from "../money.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";

import * as Entry from "./entry.ts";
import * as Wallet from "./wallet.ts";

const View = z.object({
  customerId: CustomerId,
  available: Money,
  entries: z.int(),
  lastHash: z.string(),
  createdAt: z.string(),
  version: z.int(),
});
const Whole = z.object({ customerId: CustomerId.optional(), wallets: z.array(View) });

const ofCustomer = { companyId: CompanyId, customerId: CustomerId };
const ofWallet = { ...ofCustomer, currency: Currency };

/** Everything one customer has here, by currency. */
export const list = verb({
  name: "wallet.list",
  may: ["customer"],
  input: z.strictObject(ofCustomer),
  output: Whole,
  async run({ companyId, customerId }) {
    await Customer.mustBeOwnOrStaff(companyId, customerId);
    return { customerId, wallets: await of(companyId, customerId) };
  },
});

/** The caller's own; whoever is no customer here yet has none. */
export const mine = verb({
  name: "wallet.list_mine",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId }),
  output: Whole,
  async run({ companyId }) {
    const customerId = await Customer.me(companyId);
    if (customerId === undefined) return { wallets: [] };
    return { customerId, wallets: await of(companyId, customerId) };
  },
});

export const entries = verb({
  name: "wallet.statement",
  may: ["customer"],
  input: z.strictObject({ ...ofWallet, ...Page.asked }),
  output: Page.of(Entry.View),
  async run({ companyId, customerId, currency, ...asked }) {
    await mustShow({ companyId, customerId, currency });
    const scope = [companyId, "wallet", customerId, currency].join("/");
    const query = Entry.Entries.query.primary({ companyId, customerId, currency });
    const page = await Page.read(query, asked, scope, { order: "desc" });
    return { ...page, items: page.items.map(Entry.viewOf) };
  },
});

const MOST_ROWS = 10_000;

/** All entries of a period, oldest first, as comma-separated values (RFC 4180); amounts in major units. */
export const csv = verb({
  name: "wallet.statement_file",
  may: ["customer"],
  media: "text/csv",
  input: z.strictObject({ ...ofWallet, from: z.iso.datetime().optional(), to: z.iso.datetime().optional() }),
  output: z.string(),
  async run({ companyId, customerId, currency, from = "", to = "~" }) {
    await mustShow({ companyId, customerId, currency });
    const rows: Entry.Entry[] = [];
    for await (const entry of Page.each(Entry.Entries.query.primary({ companyId, customerId, currency }))) {
      if (entry.at >= from && entry.at < to) rows.push(entry);
      if (rows.length > MOST_ROWS) throw tooLong();
    }
    return Csv.fileOf(COLUMNS, rows.map(cellsOf));
  },
});

const tooLong = () =>
  unprocessable("statement.too_long", "A file has at most 10,000 entries. Ask for a shorter period.");

const COLUMNS = [
  "number",
  "at",
  "source",
  "amount",
  "balance before",
  "balance after",
  "currency",
  "reason",
  "booking",
  "payment",
];

const cellsOf = ({ currency, links, reason = "", ...entry }: Entry.Entry): string[] => [
  String(entry.seq),
  entry.at,
  entry.source,
  ...[entry.amount, entry.balanceBefore, entry.balanceAfter].map((amount) => toDecimal({ amount, currency })),
  currency,
  reason,
  links?.bookingId ?? "",
  links?.paymentId ?? "",
];

async function of(companyId: string, customerId: string) {
  const { data } = await Wallet.Wallets.query
    .primary({ companyId, customerId })
    .go({ consistent: true, pages: "all" });
  return data.map(viewOf);
}

export const viewOf = (wallet: Wallet.Wallet): z.infer<typeof View> =>
  View.parse({
    ...wallet,
    available: { amount: wallet.available, currency: wallet.currency },
    entries: wallet.seq,
  });

async function mustShow(
  key: Parameters<typeof Wallet.find>[0] & { companyId: CompanyId; customerId: CustomerId },
) {
  await Customer.mustBeOwnOrStaff(key.companyId, key.customerId);
  if (!(await Wallet.find(key))) throw missing("wallet");
}
