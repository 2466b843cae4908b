import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Policy from "../../domain/booking/policy.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });
const STARTS = "2027-05-04T15:00:00.000Z";
const HOUR = 3600_000;
const down = (numbers: number[]) => numbers.toSorted((one, other) => other - one);
/** So long before the start. */
const before = (milliseconds: number, startsAt = STARTS) =>
  new Date(Date.parse(startsAt) - milliseconds).toISOString();

const stepped: Policy.Policy = {
  windows: [
    { hoursBefore: 24, refundPercent: 50, fee: 1000 },
    { hoursBefore: 48, refundPercent: 100 },
    { hoursBefore: 2, refundPercent: 0, fee: 1000 },
  ],
  refundTo: "wallet",
  noShowFeePercent: 33,
  reschedule: { hoursBefore: 12, difference: "settle" },
};
const paid = (...held: number[]) =>
  held.map((amount, index) => ({ paymentId: `pay_${index}`, held: amount }));
const given = (more: Partial<Policy.Case> = {}): Policy.Case => ({
  policy: stepped,
  price: uah(45_001),
  parts: paid(45_001),
  startsAt: STARTS,
  at: before(72 * HOUR),
  by: "customer",
  ...more,
});

type Expected = [refund: number, fee: number, percent: number, refundTo: string, code: string];
const said = (terms: Policy.Terms): Expected => [
  terms.refund.amount,
  terms.fee.amount,
  terms.percent,
  terms.refundTo,
  terms.why.code,
];

const rows: [string, Partial<Policy.Case>, Expected][] = [
  ["long before", {}, [45_001, 0, 100, "wallet", "full_refund"]],
  ["exactly 48 hours before", { at: before(48 * HOUR) }, [45_001, 0, 100, "wallet", "full_refund"]],
  [
    "a millisecond later: half, rounded for the customer, less the fee",
    { at: before(48 * HOUR - 1) },
    [21_501, 23_500, 50, "wallet", "partial_refund"],
  ],
  ["exactly 24 hours before", { at: before(24 * HOUR) }, [21_501, 23_500, 50, "wallet", "partial_refund"]],
  ["a millisecond later", { at: before(24 * HOUR - 1) }, [0, 45_001, 0, "wallet", "no_refund"]],
  ["before no window at all", { at: before(2 * HOUR - 1) }, [0, 45_001, 0, "wallet", "no_refund"]],
  [
    "the default policy, at the last moment",
    { policy: Policy.DEFAULT_POLICY, at: STARTS },
    [45_001, 0, 100, "origin", "full_refund"],
  ],
  [
    "a policy without windows",
    { policy: { ...stepped, windows: [] } },
    [0, 45_001, 0, "wallet", "no_refund"],
  ],
  [
    "a fee above what is left",
    { price: uah(900), parts: paid(900), at: before(30 * HOUR) },
    [0, 900, 50, "wallet", "no_refund"],
  ],
  ["nothing paid", { parts: paid(0) }, [0, 0, 100, "wallet", "nothing_paid"]],
  ["no payment", { parts: [] }, [0, 0, 100, "wallet", "nothing_paid"]],
  [
    "what went back before counts",
    { parts: paid(40_000), at: before(30 * HOUR) },
    [16_500, 23_500, 50, "wallet", "partial_refund"],
  ],
  [
    "more went back before than is owed",
    { parts: paid(20_000), at: before(30 * HOUR) },
    [0, 20_000, 50, "wallet", "no_refund"],
  ],
  ["a fee for moving is kept", { fees: 700 }, [44_301, 700, 100, "wallet", "partial_refund"]],
  ["staff give everything", { by: "staff", at: STARTS }, [45_001, 0, 100, "origin", "cancelled_by_staff"]],
  [
    "also the fees",
    { by: "staff", decision: "full", fees: 700, at: STARTS },
    [45_001, 0, 100, "origin", "staff_gave_all"],
  ],
  [
    "staff by the policy",
    { by: "staff", decision: "policy", at: before(30 * HOUR) },
    [21_501, 23_500, 50, "wallet", "partial_refund"],
  ],
  ["staff give nothing", { by: "staff", decision: "none" }, [0, 45_001, 0, "origin", "staff_gave_nothing"]],
  [
    "a session that is called off",
    { by: "session", at: STARTS },
    [45_001, 0, 100, "origin", "session_cancelled"],
  ],
];

describe("what cancelling gives", () => {
  it.each(rows)("BKG-6 %s", (_, more, expected) => {
    expect(said(Policy.termsAt(given(more)))).toEqual(expected);
  });

  it("BKG-6 hours are elapsed time, on days on which clocks change too", () => {
    // In Kyiv 28 March 2027 has 23 hours and 31 October has 25.
    const day = { windows: [{ hoursBefore: 24, refundPercent: 100 }] };
    const at = (startsAt: string, asked: string) =>
      Policy.termsAt(given({ policy: { ...stepped, ...day }, startsAt, at: asked })).percent;
    expect(at("2027-03-28T15:00:00.000Z", "2027-03-27T15:00:00.000Z")).toBe(100);
    expect(at("2027-03-28T15:00:00.000Z", "2027-03-27T16:00:00.000Z")).toBe(0); // 18:00 the day before, too
    expect(at("2027-10-31T16:00:00.000Z", "2027-10-30T15:00:00.000Z")).toBe(100); // 18:00 the day before
    expect(at("2027-10-31T16:00:00.000Z", "2027-10-30T16:00:00.001Z")).toBe(0);
  });

  it("BKG-6 says in a sentence what goes back and why", () => {
    const half = Policy.termsAt(given({ at: before(30 * HOUR) }));
    expect(half.why.sentence).toBe(
      "Cancelled 24 hours or more before the start: 215.01 UAH goes back, 235.00 UAH is kept.",
    );
  });

  it("BKG-6 gives money before credit back: the first part as far as it goes", () => {
    const { parts } = Policy.termsAt(given({ parts: paid(15_001, 30_000), at: before(30 * HOUR) }));
    expect(parts.map(({ amount }) => amount)).toEqual([15_001, 6500]);
  });

  it("BKG-6 properties: refund + kept = held, 0 ≤ refund ≤ held, never more by waiting, exact in its parts", () => {
    const policy = fc
      .record({
        hours: fc.uniqueArray(fc.nat(200), { maxLength: 4 }),
        percents: fc.array(fc.nat(100), { minLength: 4, maxLength: 4 }),
        fees: fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 4, maxLength: 4 }),
      })
      .map(({ hours, percents, fees }): Policy.Policy => {
        const windows = down(hours).map((hoursBefore, index) => ({
          hoursBefore,
          refundPercent: down(percents)[index]!,
          fee: down(fees).toReversed()[index]!,
        }));
        return Policy.Policy.parse({ ...stepped, windows });
      });
    const money = fc.nat(1_000_000_000_000);
    fc.assert(
      fc.property(
        fc.record({ policy, price: money, parts: fc.array(money, { maxLength: 3 }), fees: fc.nat(5000) }),
        fc.integer({ min: 0, max: 210 * HOUR }),
        fc.integer({ min: 0, max: 210 * HOUR }),
        ({ price, parts, ...more }, one, other) => {
          const terms = (left: number) =>
            Policy.termsAt(given({ ...more, price: uah(price), parts: paid(...parts), at: before(left) }));
          const held = parts.reduce((sum, amount) => sum + amount, 0);
          const [sooner, later] = [terms(Math.max(one, other)), terms(Math.min(one, other))];
          for (const { refund, fee, parts: spread } of [sooner, later]) {
            expect(refund.amount + fee.amount).toBe(held);
            expect(refund.amount).toBeGreaterThanOrEqual(0);
            expect(fee.amount).toBeGreaterThanOrEqual(0);
            expect(spread.reduce((sum, { amount }) => sum + amount, 0)).toBe(refund.amount);
            for (const [index, { amount }] of spread.entries())
              expect(amount).toBeLessThanOrEqual(parts[index]!);
          }
          expect(later.refund.amount).toBeLessThanOrEqual(sooner.refund.amount);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("BKG-8 a fee for not coming is a part of the price, rounded down", () => {
    expect(Policy.noShowFee(stepped, uah(1000))).toEqual(uah(330));
    expect(Policy.noShowFee(stepped, uah(101))).toEqual(uah(33));
    expect(Policy.noShowFee(Policy.DEFAULT_POLICY, uah(1000))).toEqual(uah(0));
  });

  it("BKG-7 moving is allowed to the last millisecond, or never", () => {
    const mayMove = (at: string, policy = stepped) => Policy.mayMove(policy, { startsAt: STARTS, at });
    expect(mayMove(before(12 * HOUR))).toBe(true);
    expect(mayMove(before(12 * HOUR - 1))).toBe(false);
    expect(mayMove(before(100 * HOUR), { ...stepped, reschedule: null })).toBe(false);
  });
});

describe("what a policy can be", () => {
  const refused: [string, object][] = [
    ["a later window that gives back more", { windows: [window(24, 50), window(48, 40)] }],
    ["a later window that keeps less", { windows: [window(48, 50, 900), window(24, 50)] }],
    ["two windows of the same hours", { windows: [window(24, 50), window(24, 50)] }],
    ["more than everything", { windows: [window(24, 101)] }],
    ["less than nothing", { windows: [window(24, -1)] }],
    ["a part of a percent", { windows: [window(24, 0.5)] }],
    ["after the start", { windows: [window(-1, 50)] }],
    ["a fee that is none", { windows: [window(24, 50, 0)] }],
    ["windows without end", { windows: Array.from({ length: 11 }, (_, hours) => window(hours, 50)) }],
    ["another way back", { refundTo: "cash" }],
    ["a word that means nothing", { windos: [] }],
  ];
  it.each(refused)("BKG-6 refused: %s", (_, more) => {
    expect(Policy.Policy.safeParse({ ...stepped, ...more }).success).toBe(false);
  });

  it("BKG-6 windows may be told in any order, and a policy is kept as it was told", () => {
    expect(Policy.Policy.parse(stepped)).toEqual(stepped);
    expect(Policy.Policy.parse(Policy.DEFAULT_POLICY)).toEqual(Policy.DEFAULT_POLICY);
  });
});

function window(hoursBefore: number, refundPercent: number, fee?: number) {
  return { hoursBefore, refundPercent, ...(fee !== undefined && { fee }) };
}
