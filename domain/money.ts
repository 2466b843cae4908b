/**
 * Money: an integer number of minor units and an ISO 4217 code. Never a float, never without its currency.
 * How many minor units make one major unit is the currency's affair (UAH 2, JPY 0, KWD 3).
 */
import * as z from "zod";
import { assert } from "./error.ts";

const KNOWN = new Set(Intl.supportedValuesOf("currency"));

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")
  .refine((code) => KNOWN.has(code), "must be a known ISO 4217 code");

const MinorUnits = z.int().max(1_000_000_000_000, "must be at most 1,000,000,000,000 minor units");

/** An amount that is asked for or paid: more than nothing (PAY-1). */
export const Price = z.strictObject({
  amount: MinorUnits.positive("must be a positive integer of minor units"),
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
