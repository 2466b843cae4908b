/**
 * Units: what a place is sold as (adult, child, family), each kind with its own price and the seats that one of it takes.
 * A hold names how many of each kind; the seats, the price and whether a group may come as it is follow from that alone.
 */
import * as z from "zod";
import { assert, unprocessable } from "../error.ts";
import { type Money, times } from "../money.ts";
import { EntryId } from "./listed.ts";
import type { UnitKind } from "./unit-kind.ts";

const MOST_OF_A_KIND = 40;
const MOST_KINDS = 20;

/** How many of each kind; kinds that nobody comes as are left out. */
export const Asked = z
  .record(EntryId, z.int().min(1).max(MOST_OF_A_KIND))
  .refine((units) => Object.keys(units).length > 0, "names one unit kind at least")
  .refine((units) => Object.keys(units).length <= MOST_KINDS, `names at most ${MOST_KINDS} unit kinds`)
  .meta({ examples: [{ adult: 2, child: 1 }] });
export type Units = Readonly<Record<string, number>>;

/** A group that may come as it is, or the reason why not. */
export function mustFit(kinds: readonly UnitKind[], units: Units): void {
  const known = new Map(kinds.map((kind) => [kind.unitKindId, kind]));
  for (const [unitKindId, quantity] of Object.entries(units)) {
    const kind = known.get(unitKindId);
    if (!kind)
      throw unprocessable("hold.unit_unknown", "This session has no such unit kind.", {
        unitKindId,
        kinds: Array.from(known.keys()),
      });
    mustBeEnough(kind, quantity);
    mustBeAccompanied(kind, units);
  }
  if (priceOf(kinds, units).amount === 0)
    throw unprocessable("hold.units_free", "Somebody in a group pays.", { units });
}

/** A kind may be called like something that every object has. */
const countOf = (units: Units, id: string): number => (Object.hasOwn(units, id) ? units[id]! : 0);

function mustBeEnough({ unitKindId, name, min = 1, max = MOST_OF_A_KIND }: UnitKind, quantity: number): void {
  if (quantity >= min && quantity <= max) return;
  throw unprocessable(
    "hold.units_out_of_range",
    `Of the kind ${name}, ${min} to ${max} come in one booking.`,
    {
      unitKindId,
      min,
      max,
    },
  );
}

function mustBeAccompanied({ unitKindId, name, accompaniedBy = [] }: UnitKind, units: Units): void {
  if (accompaniedBy.length === 0 || accompaniedBy.some((other) => countOf(units, other) > 0)) return;
  throw unprocessable("hold.unit_not_accompanied", `The kind ${name} does not come alone.`, {
    unitKindId,
    accompaniedBy,
  });
}

/** The seats that they take together. */
export const seatsOf = (kinds: readonly UnitKind[], units: Units): number =>
  Object.entries(units).reduce((seats, [id, quantity]) => seats + quantity * kindOf(kinds, id).weight, 0);

/** What they cost together, exactly. */
export function priceOf(kinds: readonly UnitKind[], units: Units): Money {
  const prices = Object.entries(units).map(([id, quantity]) => times(kindOf(kinds, id).price, quantity));
  assert(prices.length > 0, "a group is somebody");
  const { currency } = prices[0]!;
  assert(
    prices.every((price) => price.currency === currency),
    "kinds of units are sold in one currency",
  );
  return times({ amount: prices.reduce((sum, { amount }) => sum + amount, 0), currency }, 1);
}

/** As a person reads it: "2 Adult, 1 Child"; in the order of the terms. */
export const inWords = (kinds: readonly UnitKind[], units: Units): string =>
  kinds
    .filter(({ unitKindId }) => countOf(units, unitKindId) > 0)
    .map(({ unitKindId, name }) => `${countOf(units, unitKindId)} ${name}`)
    .join(", ");

/** Two wishes for one session add up. */
export function plus(one: Units, other: Units): Units {
  const sum = { ...one };
  for (const [id, quantity] of Object.entries(other)) sum[id] = countOf(sum, id) + quantity;
  return sum;
}

function kindOf(kinds: readonly UnitKind[], id: string): UnitKind {
  const kind = kinds.find(({ unitKindId }) => unitKindId === id);
  assert(kind, `the terms have the kind ${id}`);
  return kind;
}
