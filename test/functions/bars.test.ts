import fc from "fast-check";
import { expect, it } from "vitest";
import * as Bars from "../../functions/web/console/dashboard/bars.ts";

const days = fc.array(fc.integer({ min: -1_000_000, max: 100_000_000 }), { minLength: 1, maxLength: 31 });

it("INS-1 bars stay in their box, stand on the line or hang from it, and are as high as their figures", () => {
  fc.assert(
    fc.property(days, (values) => {
      const scale = Bars.scaleOf([values]);
      const zero = Bars.heightOf(scale, 0);
      Bars.barsOf(values, scale).forEach(({ x, y, width, height }, day) => {
        expect(x >= day * 10 && x + width <= (day + 1) * 10).toBe(true);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y + height).toBeLessThanOrEqual(Bars.HEIGHT + 1e-9);
        expect(values[day]! < 0 ? y : y + height).toBeCloseTo(zero, 9);
        expect((height / Bars.HEIGHT) * (scale.top - scale.bottom)).toBeCloseTo(Math.abs(values[day]!), 3);
      });
    }),
    { numRuns: 100 },
  );
});

it("INS-1 a scale ends at the next round number, and little looks like little", () => {
  const tops = [[], [0], [1], [5], [7], [11], [32], [77], [95], [104_914]].map(
    (row) => Bars.scaleOf([row]).top,
  );
  expect(tops).toEqual([5, 5, 5, 5, 8, 15, 40, 80, 100, 150_000]);
  expect(Bars.scaleOf([[3], [-2, 0]])).toEqual({ top: 5, bottom: -2 });
});
