import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balances } from "../../domain/ledger/journal.ts";
import { Price, same, times } from "../../domain/money.ts";

const line = (amount: number, currency = "UAH") => ({ account: "a", amount, currency });

describe("money", () => {
  it.each([
    ["nothing", undefined],
    ["no amount", { currency: "UAH" }],
    ["an amount of zero", { amount: 0, currency: "UAH" }],
    ["a negative amount", { amount: -1, currency: "UAH" }],
    ["a fraction of a minor unit", { amount: 580.55, currency: "UAH" }],
    ["a number as text", { amount: "58055", currency: "UAH" }],
    ["not a number", { amount: Number.NaN, currency: "UAH" }],
    ["more than can be exact", { amount: 2 ** 53, currency: "UAH" }],
    ["no currency", { amount: 1 }],
    ["a currency in lower case", { amount: 1, currency: "uah" }],
    ["a currency that there is not", { amount: 1, currency: "QQQ" }],
    ["something beside it", { amount: 1, currency: "UAH", scale: 2 }],
  ])("PAY-1 %s is an error, never an amount", (_, given) => {
    expect(Price.safeParse(given).success).toBe(false);
  });

  it("PAY-1 a price times spots is exact", () => {
    const amount = fc.integer({ min: 1, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 40 }), (minor, spots) => {
        const total = times({ amount: minor, currency: "UAH" }, spots);
        expect(BigInt(total.amount)).toBe(BigInt(minor) * BigInt(spots));
      }),
    );
    expect(() => times({ amount: Number.MAX_SAFE_INTEGER, currency: "UAH" }, 2)).toThrow(/safe integer/);
  });

  it("PAY-7 equal amounts of different currencies are not the same money", () => {
    expect(same({ amount: 1, currency: "UAH" }, { amount: 1, currency: "UAH" })).toBe(true);
    expect(same({ amount: 1, currency: "UAH" }, { amount: 1, currency: "USD" })).toBe(false);
  });

  it("LED-1 lines balance only if every currency sums to zero", () => {
    expect(balances([line(5), line(-5)])).toBe(true);
    expect(balances([line(5), line(-4)])).toBe(false);
    expect(balances([line(5), line(-5, "USD")])).toBe(false);
    expect(balances([line(5), line(-5), line(1, "USD"), line(-1, "USD")])).toBe(true);
    expect(balances([])).toBe(false);
  });
});
