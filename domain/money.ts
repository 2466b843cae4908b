/**
 * Money: an integer number of minor units and an ISO 4217 code. Never a float, never without its currency.
 * How many minor units make one major unit is the currency's affair (UAH 2, JPY 0, KWD 3).
 * Decimals, as people and some gateways write them, are read and written exactly or not at all.
 */
import * as z from "zod";
import { Currency, decimalsOf } from "./currency.ts";
import * as Decimal from "./decimal.ts";
import { assert } from "./error.ts";

export { Currency } from "./currency.ts";

const MinorUnits = z.int().max(1_000_000_000_000, "must be at most 1,000,000,000,000 minor units");

/** An amount that is asked for or paid: more than nothing (PAY-1). */
export const Price = z.strictObject({
  amount: MinorUnits.positive("must be a positive integer of minor units"),
  currency: Currency,
});

/** What one place costs where it may cost nothing, as an infant's. What is paid for a whole booking is a Price. */
export const Charge = z.strictObject({
  amount: MinorUnits.nonnegative("must be a whole number of minor units, not below zero"),
  currency: Currency,
});

/** An amount that is reported; may be zero. */
export const Money = z.object({ amount: z.int(), currency: z.string() });

export type Money = z.infer<typeof Money>;

export function times(price: Money, count: number): Money {
  assert(Number.isSafeInteger(price.amount * count), "a price times spots is a safe integer");
  return { amount: price.amount * count, currency: price.currency };
}

export const same = (one: Money, other: Money): boolean =>
  one.amount === other.amount && one.currency === other.currency;

/** Major units as text, or as a number out of JSON: ("580.55", "UAH") is 58055 kopiikas. Throws NotExact. */
export function fromDecimal(decimal: string | number | undefined, currency: string | undefined): Money {
  if (decimal === undefined) throw new Decimal.NotExact("it is missing");
  const decimals = mustCount(currency);
  const units =
    typeof decimal === "number"
      ? Decimal.unitsOfNumber(decimal, decimals)
      : Decimal.unitsOf(decimal, decimals);
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) throw new Decimal.NotExact("it is too large");
  return { amount: Number(units), currency: currency! };
}

/** The major units as text: 58055 kopiikas are "580.55". */
export const toDecimal = ({ amount, currency }: Money): string => {
  assert(Number.isSafeInteger(amount), "an amount is a safe integer");
  return Decimal.textOf(BigInt(amount), mustCount(currency));
};

function mustCount(currency: string | undefined): number {
  const decimals = currency === undefined ? undefined : decimalsOf(currency);
  if (decimals === undefined) throw new Decimal.NotExact("its currency is missing or unknown");
  return decimals;
}
