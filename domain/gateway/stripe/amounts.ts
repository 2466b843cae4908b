/**
 * Amounts as Stripe writes them: an integer of a unit that is mostly, but not always, the currency's minor unit.
 *
 * Its own list says which currencies have no decimals there; all others have two, but for five with three, whose last
 * digit must be zero. ISK and UGX have lost their decimals and keep two zeros at Stripe. Whatever can not be said
 * exactly is not said at all.
 */
import { decimalsOf } from "../../currency.ts";
import type { Money } from "../../money.ts";

const WITHOUT_DECIMALS = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
const THREE_DECIMALS = new Set("BHD JOD KWD OMR TND".split(" "));
/** What an amount there must be a multiple of. */
const STEPS: Readonly<Record<string, number>> = { ISK: 100, UGX: 100 };

const decimalsThere = (currency: string): number => {
  if (WITHOUT_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
};
const stepOf = (currency: string): number => STEPS[currency] ?? (THREE_DECIMALS.has(currency) ? 10 : 1);

export type Theirs = { readonly amount: number; readonly currency: string };

/** Nothing, where Stripe can not take exactly this. */
export function theirs({ amount, currency }: Money): Theirs | undefined {
  const decimals = decimalsOf(currency);
  if (decimals === undefined) return undefined;
  const there = scaled(amount, decimalsThere(currency) - decimals);
  if (there === undefined || there % stepOf(currency) !== 0) return undefined;
  return { amount: there, currency: currency.toLowerCase() };
}

/** Nothing, where it is not a whole number of our units. */
export function ours({ amount, currency }: Theirs): Money | undefined {
  const code = currency.toUpperCase();
  const decimals = decimalsOf(code);
  if (decimals === undefined) return undefined;
  const here = scaled(amount, decimals - decimalsThere(code));
  return here === undefined ? undefined : { amount: here, currency: code };
}

function scaled(amount: number, places: number): number | undefined {
  const factor = 10 ** Math.abs(places);
  if (places < 0) return amount % factor === 0 ? amount / factor : undefined;
  return Number.isSafeInteger(amount * factor) ? amount * factor : undefined;
}
