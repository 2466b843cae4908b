/**
 * A unit, as resellers know what people come as: each kind of unit that is agreed, or, where all places are alike, the one
 * unit ADULT at the session's price.
 */
import * as z from "zod";
import * as Terms from "../activity/terms.ts";
import { TYPES, type UnitKind } from "../activity/unit-kind.ts";
import { type Money, times } from "../money.ts";
import * as Commission from "../resale/commission.ts";
import type { Wanted } from "./capability.ts";
import * as Pricing from "./pricing.ts";
import { invalidUnit } from "./refusal.ts";

const OLDEST = 150;

export const Unit = z.object({
  id: z.string(),
  internalName: z.string(),
  reference: z.string().nullable(),
  type: z.enum(TYPES),
  restrictions: z.object({
    minAge: z.int(),
    maxAge: z.int(),
    idRequired: z.boolean(),
    minQuantity: z.int().nullable(),
    maxQuantity: z.int().nullable(),
    paxCount: z.int(),
    accompaniedBy: z.array(z.string()),
  }),
  requiredContactFields: z.array(z.never()),
  pricingFrom: z.array(Pricing.Pricing).optional(),
  title: z.string().optional(),
  features: z.array(z.never()).optional(),
});

/** What people can come as, where nothing else is agreed. */
export const PLAIN = "adult";

/** The kinds of a session or an activity; `price` is of a place, where all are alike. */
export async function kindsOf(
  { companyId, termsId }: { companyId: string; termsId?: string | undefined },
  price: Money,
): Promise<readonly UnitKind[]> {
  const { unitKinds } = await Terms.of(companyId, termsId);
  if (unitKinds.length > 0) return unitKinds;
  return [{ unitKindId: PLAIN, name: "Adult", type: "ADULT", price, weight: 1 }];
}

export const of = (kind: UnitKind, wanted: Wanted, percent: number): z.infer<typeof Unit> => ({
  id: kind.unitKindId,
  internalName: kind.name,
  reference: null,
  type: kind.type,
  restrictions: {
    minAge: kind.minAge ?? 0,
    maxAge: kind.maxAge ?? OLDEST,
    idRequired: false,
    minQuantity: kind.min ?? null,
    maxQuantity: kind.max ?? null,
    paxCount: kind.weight,
    accompaniedBy: kind.accompaniedBy ?? [],
  },
  requiredContactFields: [],
  ...(wanted.includes("octo/pricing") && { pricingFrom: [Pricing.each(kind.price, percent)] }),
  ...(wanted.includes("octo/content") && { title: kind.name, features: [] }),
});

/** How many of each unit. */
export type Counts = ReadonlyMap<string, number>;

export function count(units: readonly { readonly id: string; readonly quantity: number }[]): Counts {
  const counts = new Map<string, number>();
  for (const { id, quantity } of units) counts.set(id, (counts.get(id) ?? 0) + quantity);
  return counts;
}

export function kindOf(kinds: readonly UnitKind[], id: string): UnitKind {
  const kind = kinds.find(({ unitKindId }) => unitKindId === id);
  if (!kind) throw invalidUnit(id);
  return kind;
}

/** The seats that they take together. */
export const seatsOf = (kinds: readonly UnitKind[], counts: Counts): number =>
  [...counts].reduce((seats, [id, quantity]) => seats + kindOf(kinds, id).weight * quantity, 0);

const priceOf = (kinds: readonly UnitKind[], counts: Counts): Money => ({
  currency: kinds[0]!.price.currency,
  amount: [...counts].reduce(
    (sum, [id, quantity]) => sum + times(kindOf(kinds, id).price, quantity).amount,
    0,
  ),
});

/** What they cost together, and what of it is owed by a reseller who keeps so much. */
export const priced = (kinds: readonly UnitKind[], counts: Counts, percent: number) => ({
  retail: priceOf(kinds, counts),
  net: priceOf(Commission.netOfEach(kinds, percent), counts),
});

/** Of each unit, and of those that are asked for together. */
export function pricing(kinds: readonly UnitKind[], counts: Counts | undefined, percent: number) {
  const whole = counts && priced(kinds, counts, percent);
  return {
    unitPricing: kinds.map(({ unitKindId, price }) => ({
      unitId: unitKindId,
      ...Pricing.each(price, percent),
    })),
    ...(whole && { pricing: Pricing.of(whole.retail, whole.net) }),
  };
}
