/**
 * Prices as resellers read them: minor units, and how many of them make a whole one. Taxes are in them, not apart from them.
 *
 *   original, retail   what a reseller's customer pays; nothing was ever dearer
 *   net                what the reseller owes for it: all of it but his commission
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { decimalsOf } from "../currency.ts";
import type { Money } from "../money.ts";
import * as Commission from "../resale/commission.ts";
import * as Reseller from "../resale/row.ts";
import type { Wanted } from "./capability.ts";

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

/** What the reseller keeps whose key this is. Who is shown no prices need not know. */
export const commission = async (wanted: Wanted): Promise<number> =>
  wanted.includes("octo/pricing") ? Reseller.commissionOf(Actor.currentKey()) : 0;

export const of = ({ amount, currency }: Money, net: Money): Pricing => ({
  original: amount,
  retail: amount,
  net: net.amount,
  currency,
  currencyPrecision: decimalsOf(currency) ?? 2,
  includedTaxes: [],
});

/** Of one place. */
export const each = (retail: Money, percent: number): Pricing =>
  of(retail, Commission.netOf(retail, percent));

type Whole = { readonly retail: Money; readonly net: Money };

/**
 * Of each of those that are booked together. They cost what they cost alone, unless staff have let the whole of it cost
 * something else; then each has its share, of both prices, and its net is never more than its retail price.
 */
export function parts({ retail, net }: Whole, alone: readonly Money[], percent: number): Pricing[] {
  const retails = shares(
    retail,
    alone.map(({ amount }) => amount),
  );
  const nets = retails.map((price) => Commission.netOf(price, percent));
  const isWhole = nets.reduce((sum, { amount }) => sum + amount, 0) === net.amount;
  const shared = () =>
    shares(
      net,
      retails.map(({ amount }) => amount),
    );
  const owed = isWhole ? nets : shared();
  return retails.map((price, index) => of(price, owed[index]!));
}

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
