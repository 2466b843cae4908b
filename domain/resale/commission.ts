/**
 * A reseller's commission: of what he sells a place for, the part that he keeps, in whole percents. What is left, the net
 * price, is what he owes the company.
 *
 * It is taken off the price of each place and rounded there, so that many places cost what each of them costs. A part of a
 * minor unit is the company's; so, short of all of it, whoever sells something owes something.
 */
import * as z from "zod";
import type { Money } from "../money.ts";

export const Percent = z.int().min(0).max(99);

export const netOf = (price: Money, percent = 0): Money => ({
  ...price,
  amount: price.amount - Number((BigInt(price.amount) * BigInt(percent)) / 100n),
});

/** The same places, at what is owed for each. */
export const netOfEach = <Kind extends { readonly price: Money }>(
  kinds: readonly Kind[],
  percent = 0,
): Kind[] => kinds.map((kind) => ({ ...kind, price: netOf(kind.price, percent) }));
