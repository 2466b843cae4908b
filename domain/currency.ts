/**
 * What ISO 4217 says of a currency: how many decimals its minor unit has, and its number, for who asks by number.
 * The exponents are written down here and not taken from Intl: ICU answers how a currency is customarily shown (HUF, COP,
 * IQD: no decimals), which differs from the standard and from release to release, and would move an amount by a hundred.
 */
import * as z from "zod";

const KNOWN = new Set(Intl.supportedValuesOf("currency"));

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")
  .refine((code) => KNOWN.has(code), "must be a known ISO 4217 code");

/** Every currency that is not listed has two. */
const DECIMALS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"],
    [3, "BHD IQD JOD KWD LYD OMR TND"],
  ].flatMap(([decimals, codes]) =>
    String(codes)
      .split(" ")
      .map((code) => [code, Number(decimals)]),
  ),
);
/** Metals, baskets and test codes have no minor unit at all. */
const UNDIVIDED = new Set("XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(" "));

/** `undefined`: it is no currency that money can be counted in. */
export const decimalsOf = (code: string): number | undefined =>
  Currency.safeParse(code).success && !UNDIVIDED.has(code) ? (DECIMALS[code] ?? 2) : undefined;

/**
 * The few that a gateway of ours names by number. A number that is not here is not understood, which is visible and loses
 * nothing; a whole library of numbers would be carried for the sake of these.
 */
const NUMBERS: Readonly<Record<string, number>> = {
  CHF: 756,
  CZK: 203,
  EUR: 978,
  GBP: 826,
  PLN: 985,
  UAH: 980,
  USD: 840,
};
const CODES = new Map(Object.entries(NUMBERS).map(([code, number]) => [number, code]));

export const numberOf = (code: string): number | undefined => NUMBERS[code];
export const codeOf = (number: number): string | undefined => CODES.get(number);
