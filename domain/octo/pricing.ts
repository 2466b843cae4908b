/** Prices as resellers read them: minor units, and how many of them make a whole one. Taxes are in them, not apart from them. */
import * as z from "zod";
import { decimalsOf } from "../currency.ts";
import type { Money } from "../money.ts";

export const Pricing = z.object({
  original: z.int(),
  retail: z.int(),
  net: z.int().nullable(),
  currency: z.string(),
  currencyPrecision: z.int(),
  includedTaxes: z.array(z.object({ name: z.string(), retail: z.int(), original: z.int(), net: z.int() })),
});
export const UnitPricing = Pricing.extend({ unitId: z.string() });
export type Pricing = z.infer<typeof Pricing>;

/** What a reseller keeps for himself is not told by a price: he owes all of it, and is given his part on the invoice. */
export const of = ({ amount, currency }: Money): Pricing => ({
  original: amount,
  retail: amount,
  net: amount,
  currency,
  currencyPrecision: decimalsOf(currency) ?? 2,
  includedTaxes: [],
});

/** What each costs of a price that they cost together: in proportion, and exactly all of it. */
export function shares({ amount, currency }: Money, weights: readonly number[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  let [weighed, given] = [0n, 0n];
  return weights.map((weight) => {
    weighed += total === 0n ? 1n : BigInt(weight);
    const upTo = (BigInt(amount) * weighed) / (total || BigInt(weights.length));
    const share = upTo - given;
    given = upTo;
    return { amount: Number(share), currency };
  });
}
