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
