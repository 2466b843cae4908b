/**
 * Credit that staff give and take by hand, each with its reason. What is given away costs the company's goodwill; what a
 * customer brings to the desk, or is paid out there, goes through the cash.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { commit } from "../commit.ts";
import * as Customer from "../customer.ts";
import { assert } from "../error.ts";
import { CompanyId, CustomerId, digest } from "../id.ts";
import { Price } from "../money.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Entry from "./entry.ts";
import * as Wallet from "./wallet.ts";

export const STAFF = ["owner", "admin", "manager"] as const;
export const Reason = Text.line({ least: 3, most: 500 });

const input = z.strictObject({
  companyId: CompanyId,
  customerId: CustomerId,
  money: Price,
  reason: Reason,
  against: z.enum(["goodwill", "cash"]).default("goodwill"),
});

export const credit = verb({
  name: "wallet.credit",
  may: STAFF,
  idempotency: "required",
  status: 201,
  input,
  output: Entry.View,
  async run(asked) {
    await Customer.mustExist(asked.companyId, asked.customerId);
    const { writes, entry } = await Wallet.credit({
      ...asked,
      source: "MANUAL_CREDIT",
      fact: factOf("credit"),
      links: {},
    });
    return commit(writes, Entry.viewOf(entry));
  },
});

export const debit = verb({
  name: "wallet.debit",
  may: STAFF,
  idempotency: "required",
  status: 201,
  input,
  output: Entry.View,
  async run(asked) {
    await Customer.mustExist(asked.companyId, asked.customerId);
    const { writes, entry } = await Wallet.debit({
      ...asked,
      source: "MANUAL_DEBIT",
      fact: factOf("debit"),
      links: {},
    });
    return commit(writes, Entry.viewOf(entry));
  },
});

/** One fact per request and key. */
export function factOf(what: string): string {
  const { pin } = Actor.current();
  assert(pin, "money is moved by hand with a key");
  return `${what}#${digest(pin.pk, 26)}`;
}
