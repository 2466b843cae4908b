/**
 * Credit moves from one customer's wallet to another's of the same company and currency: both sides and one journal, or
 * nothing (LED-4). By staff, with a reason: credit is the company's promise to one person, and whether it may change
 * hands is the company's to say.
 */
import * as z from "zod";
import { commit } from "../commit.ts";
import * as Customer from "../customer.ts";
import { unprocessable } from "../error.ts";
import { CompanyId, CustomerId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import { Price } from "../money.ts";
import { verb } from "../verb.ts";
import { factOf, Reason, STAFF } from "./by-hand.ts";
import * as Entry from "./entry.ts";
import * as Wallet from "./wallet.ts";

export const transfer = verb({
  name: "wallet.transfer",
  may: STAFF,
  idempotency: "required",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    customerId: CustomerId,
    toCustomerId: CustomerId,
    money: Price,
    reason: Reason,
  }),
  output: z.object({ from: Entry.View, to: Entry.View }),
  async run({ companyId, customerId, toCustomerId, money, reason }) {
    if (customerId === toCustomerId) {
      throw unprocessable("transfer.same_wallet", "A transfer is between two customers.");
    }
    await Promise.all([customerId, toCustomerId].map((one) => Customer.mustExist(companyId, one)));
    const fact = factOf("transfer");
    const about = { companyId, money, source: "TRANSFER", fact, reason, subject: customerId } as const;
    const from = await Wallet.decrease({ ...about, customerId, links: { customerId: toCustomerId } });
    const to = await Wallet.increase({ ...about, customerId: toCustomerId, links: { customerId } });
    const journal = Journal.post({ companyId, subject: customerId, fact, lines: [from.line, to.line] });
    return commit([...from.writes, ...to.writes, journal], {
      from: Entry.viewOf(from.entry),
      to: Entry.viewOf(to.entry),
    });
  },
});
