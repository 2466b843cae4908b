import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UnitKind } from "../../domain/activity/unit-kind.ts";
import * as Units from "../../domain/activity/units.ts";
import type { DomainError } from "../../domain/error.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });
const kinds: UnitKind[] = [
  { unitKindId: "adult", name: "Adult", type: "ADULT", price: uah(450_00), weight: 1 },
  {
    unitKindId: "child",
    name: "Child",
    type: "CHILD",
    price: uah(299_99),
    weight: 1,
    max: 4,
    accompaniedBy: ["adult", "family"],
  },
  { unitKindId: "family", name: "Family", type: "FAMILY", price: uah(1_100_01), weight: 4, min: 1, max: 2 },
  { unitKindId: "infant", name: "Infant", type: "INFANT", price: uah(0), weight: 1 },
  { unitKindId: "class", name: "School class", type: "OTHER", price: uah(3_000_00), weight: 20, min: 2 },
];
const refused = (units: Units.Units): string => {
  try {
    Units.mustFit(kinds, units);
    return "fits";
  } catch (error) {
    return (error as DomainError).code;
  }
};

describe("groups", () => {
  it.each([
    [{ adult: 2, child: 1 }, 3, 1_199_99, "2 Adult, 1 Child"],
    [{ child: 4, family: 1 }, 8, 2_299_97, "4 Child, 1 Family"],
    [{ family: 2 }, 8, 2_200_02, "2 Family"],
  ])("BKG-13 %o takes its seats and costs the sum of its kinds, exactly", (units, seats, price, words) => {
    expect(refused(units)).toBe("fits");
    expect(Units.seatsOf(kinds, units)).toBe(seats);
    expect(Units.priceOf(kinds, units)).toEqual(uah(price));
    expect(Units.inWords(kinds, units)).toBe(words);
  });

  it.each([
    [{ student: 1 }, "hold.unit_unknown"],
    [{ constructor: 1 }, "hold.unit_unknown"],
    [{ adult: 1, child: 5 }, "hold.units_out_of_range"],
    [{ class: 1 }, "hold.units_out_of_range"],
    [{ infant: 2 }, "hold.units_free"],
    [{ child: 1 }, "hold.unit_not_accompanied"],
    [{ child: 1, class: 2 }, "hold.unit_not_accompanied"],
  ])("BKG-13 %o does not come like this: %s", (units, code) => {
    expect(refused(units)).toBe(code);
  });

  it.each([[{}], [{ Adult: 1 }], [{ adult: 0 }], [{ adult: 1.5 }], [{ adult: 41 }], [{ "": 1 }]])(
    "API-1 %o is no group",
    (units) => expect(Units.Asked.safeParse(units).success).toBe(false),
  );

  it("CAP-7 what adds up takes and costs what its parts do", () => {
    const some = fc.dictionary(
      fc.constantFrom(...kinds.map((kind) => kind.unitKindId)),
      fc.integer({ min: 1, max: 40 }),
      {
        minKeys: 1,
      },
    );
    fc.assert(
      fc.property(some, some, (one, other) => {
        const both = Units.plus(one, other);
        expect(Units.seatsOf(kinds, both)).toBe(Units.seatsOf(kinds, one) + Units.seatsOf(kinds, other));
        expect(Units.priceOf(kinds, both).amount).toBe(
          Units.priceOf(kinds, one).amount + Units.priceOf(kinds, other).amount,
        );
      }),
      { numRuns: 100 },
    );
  });
});
