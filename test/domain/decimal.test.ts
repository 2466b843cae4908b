import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf, decimalsOf, numberOf } from "../../domain/currency.ts";
import * as Decimal from "../../domain/decimal.ts";
import { fromDecimal, toDecimal } from "../../domain/money.ts";

const currency = fc.constantFrom("UAH", "USD", "EUR", "JPY", "KWD", "HUF", "BHD");
const minor = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
/** As long as a double is certain of it. */
const certain = fc.integer({ min: 0, max: 99_999_999_999_999 });
const scale = fc.integer({ min: 0, max: 18 });

describe("an amount in decimals", () => {
  it.each([
    ["580.55", "UAH", 58055],
    [580.55, "UAH", 58055],
    [0.1, "USD", 10],
    ["0.07", "USD", 7],
    ["1", "UAH", 100],
    ["1.5", "UAH", 150],
    ["1200", "JPY", 1200],
    ["1.234", "KWD", 1234],
    ["2.50", "HUF", 250],
    ["0", "UAH", 0],
    ["90071992547409.91", "UAH", Number.MAX_SAFE_INTEGER],
  ])("PAY-1 %s %s is exactly %d", (decimal, code, amount) => {
    expect(fromDecimal(decimal, code)).toEqual({ amount, currency: code });
  });

  it.each([
    ["nothing", undefined],
    ["no text", ""],
    ["a space", " 1"],
    ["a sign", "-1"],
    ["the other sign", "+1"],
    ["less than nothing", -0.5],
    ["minus nothing", -0],
    ["an exponent", "1e3"],
    ["a number with an exponent", 1e21],
    ["a tiny number", 1e-7],
    ["not a number", Number.NaN],
    ["its name", "NaN"],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a separator", "1,000"],
    ["a comma", "580,55"],
    ["hexadecimal", "0x10"],
    ["a leading zero", "01"],
    ["no digit before the point", ".5"],
    ["no digit after it", "5."],
    ["other digits", "٥"],
    ["one decimal too many", "580.555"],
    ["the sum of floats", 0.1 + 0.2],
    ["more than a safe integer", "90071992547409.92"],
    ["a number that might have been another one", 90071992547409.91],
    ["very much", "9".repeat(99)],
    ["more than anybody reads", "9".repeat(1000)],
  ])("PAY-1 %s is an error, never an amount", (_, decimal) => {
    expect(() => fromDecimal(decimal, "UAH")).toThrow(Decimal.NotExact);
  });

  it("PAY-1 needs a currency that can be counted", () => {
    for (const code of [undefined, "", "uah", "QQQ", "XAU", "XXX"]) {
      expect(() => fromDecimal("1", code)).toThrow(Decimal.NotExact);
    }
    expect(() => fromDecimal("1.5", "JPY")).toThrow(Decimal.NotExact);
    expect(() => fromDecimal("1.2345", "KWD")).toThrow(Decimal.NotExact);
  });

  it("PAY-1 comes back as it was, in every currency", () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        expect(fromDecimal(toDecimal({ amount, currency: code }), code)).toEqual({ amount, currency: code });
      }),
    );
  });

  it("PAY-1 as a number of JSON is what its text says, and the text is never a double in between", () => {
    fc.assert(
      fc.property(certain, currency, (amount, code) => {
        const text = toDecimal({ amount, currency: code });
        const json = JSON.stringify({ amount: Decimal.jsonNumber(text) });
        expect(json).toBe(`{"amount":${text}}`);
        expect(fromDecimal(Number(text), code).amount).toBe(amount);
        const { amount: read } = Decimal.parseJson(json) as { amount: string | number };
        expect(fromDecimal(read, code).amount).toBe(amount);
      }),
    );
  });

  it("PAY-1 no value is taken that says something else than the amount", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.double({ min: 0, max: 1e14 })), currency, (number, code) => {
        const taken = attempt(() => fromDecimal(number, code));
        if (taken) expect(Number(toDecimal(taken))).toBe(number);
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("0", "1", "5", "9", ".", "-", "+", "e", ",", " "), maxLength: 20 }),
        (text) => {
          const taken = attempt(() => fromDecimal(text, "UAH"));
          if (!taken) return;
          const [whole = "", fraction = ""] = text.split(".");
          expect(BigInt(taken.amount)).toBe(BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0")));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("PAY-1 a number of JSON that a double would change stays text", () => {
    const read = Decimal.parseJson(
      `{"a":580.550000000000000001,"b":1e3,"c":7.10,"d":7.1,"e":-0,"f":["1",null,true]}`,
    );
    expect(read).toEqual({
      a: "580.550000000000000001",
      b: "1e3",
      c: "7.10",
      d: 7.1,
      e: "-0",
      f: ["1", null, true],
    });
    expect(() => Decimal.parseJson("{")).toThrow(SyntaxError);
  });
});

describe("an asset with many decimals", () => {
  it("DEAL-8 is exact to 18 decimals and agrees with the arithmetic of integers", () => {
    const units = fc.bigInt({ min: 0n, max: 10n ** 40n });
    fc.assert(
      fc.property(units, scale, (count, decimals) => {
        const text = Decimal.textOf(count, decimals);
        expect(Decimal.unitsOf(text, decimals)).toBe(count);
        const [whole = "", fraction = "0"] = text.split(".");
        expect(BigInt(whole) * 10n ** BigInt(decimals) + BigInt(fraction)).toBe(count);
        if (decimals > 0) expect(() => Decimal.unitsOf(`${text}0`, decimals)).toThrow(Decimal.NotExact);
      }),
    );
    expect(Decimal.unitsOf("1.000000000000000001", 18)).toBe(1_000_000_000_000_000_001n);
    expect(Decimal.textOf(-5n, 18)).toBe("-0.000000000000000005");
  });
});

describe("a currency", () => {
  it("has the decimals of the standard, also where it is customarily shown with fewer", () => {
    expect(["UAH", "JPY", "KWD", "HUF", "IQD"].map(decimalsOf)).toEqual([2, 0, 3, 2, 3]);
    expect(shown("HUF")).not.toBe(decimalsOf("HUF"));
    expect(decimalsOf("XAU")).toBeUndefined();
  });

  it("has one number, and a number that is not known is no currency", () => {
    expect([numberOf("UAH"), codeOf(980), numberOf("USD"), codeOf(978)]).toEqual([980, "UAH", 840, "EUR"]);
    expect([numberOf("QQQ"), codeOf(0), codeOf(Number.NaN)]).toEqual([undefined, undefined, undefined]);
    for (const number of [203, 756, 826, 840, 978, 980, 985]) expect(numberOf(codeOf(number)!)).toBe(number);
  });
});

const shown = (code: string) =>
  new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions().maximumFractionDigits;

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Decimal.NotExact) return undefined;
    throw error;
  }
}
