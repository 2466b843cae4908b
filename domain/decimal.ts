/**
 * Decimal numbers, exactly: text to an integer count of the smallest unit and back, for any number of decimals (2 for UAH,
 * 18 for a token). Nothing here is rounded. What can not be said exactly is an error, because an amount that is nearly
 * right is wrong: more decimals than there are, an exponent, a sign, a thousands separator, nothing at all.
 */
const PLAIN = /^(?:0|[1-9]\d*)(?:\.(\d+))?$/;
/** With up to 15 digits in all, a double says exactly which decimal it was written as; with more, two may be one. */
const CERTAIN = 10n ** 15n;
/** More than any amount has, so that nobody makes us count for long. */
const MOST_CHARACTERS = 100;

export class NotExact extends Error {
  constructor(why: string) {
    super(`Not an exact amount: ${why}.`);
    this.name = "NotExact";
  }
}

/** "580.55" with 2 decimals is 58055n. */
export function unitsOf(text: string, decimals: number): bigint {
  if (text.length > MOST_CHARACTERS) throw new NotExact("it is too long");
  const [, fraction = ""] = PLAIN.exec(text) ?? refuse("it is not a plain decimal number");
  if (fraction.length > decimals) throw new NotExact(`it has more than ${decimals} decimals`);
  return BigInt(text.replace(".", "") + "0".repeat(decimals - fraction.length));
}

/** 58055n with 2 decimals is "580.55": always with all decimals. */
export function textOf(units: bigint, decimals: number): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${units < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""}`;
}

/** 580.55 with 2 decimals is 58055n: by its shortest text, where no other amount could have become the same double. */
export function unitsOfNumber(number: number, decimals: number): bigint {
  if (Object.is(number, -0)) throw new NotExact("it has a sign");
  const units = unitsOf(String(number), decimals);
  if (units >= CERTAIN) throw new NotExact("it is too large for a number");
  return units;
}

/**
 * JSON whose numbers are as they were written: one that a double would say otherwise (580.550000000000000001, 1e3, 7.10)
 * stays text. Throws what JSON.parse throws.
 */
export function parseJson(json: string): unknown {
  return (JSON.parse as ExactParse)(json, (_key, value, { source }) =>
    typeof value === "number" && String(value) !== source ? source : value,
  );
}

/** A number for JSON, written digit by digit from the text and never a double in between. */
export const jsonNumber = (text: string): unknown =>
  PLAIN.test(text) ? (JSON as unknown as RawJson).rawJSON(text) : refuse("it is not a plain decimal number");

type ExactParse = (
  json: string,
  revive: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;
type RawJson = { rawJSON(text: string): unknown };

function refuse(why: string): never {
  throw new NotExact(why);
}
