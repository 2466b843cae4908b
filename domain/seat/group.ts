/**
 * What somebody wants seats for: a number of spots; or so many of each unit kind, where the session's terms have some.
 * Who comes as a unit takes the seats of its kind.
 */
import * as z from "zod";
import * as Terms from "../activity/terms.ts";
import * as Units from "../activity/units.ts";
import { invalid, unprocessable } from "../error.ts";
import { given } from "../given.ts";
import * as Pool from "./pool.ts";

export const asked = {
  spots: z.int().min(1).max(Pool.SEATS_PER_POOL).optional().describe("1 unless the session has unit kinds."),
  units: Units.Asked.optional().describe("How many of each unit kind, where the session has some."),
};
export type Asked = { readonly spots?: number | undefined; readonly units?: Units.Units | undefined };

/** The seats it takes, and what it is made of. */
export type Group = { readonly n: number; readonly u?: Units.Units; readonly unitsOf?: string };

/** A group as these terms have it; the plain one is known without a read. */
export async function of(
  companyId: string,
  unitsOf: string | undefined,
  { spots, units }: Asked,
): Promise<Group> {
  if (units === undefined && unitsOf === undefined) return { n: spots ?? 1 };
  if (units === undefined) throw unitsMissing();
  if (spots !== undefined)
    throw invalid("hold.spots_and_units", "Say how many spots, or how many of each kind.");
  if (unitsOf === undefined)
    throw unprocessable("hold.units_unknown", "The seats of this session are all alike: say how many spots.");
  const { unitKinds } = await Terms.get(companyId, unitsOf);
  Units.mustFit(unitKinds, units);
  return { n: Units.seatsOf(unitKinds, units), u: units, unitsOf };
}

export const unitsMissing = () =>
  unprocessable("hold.units_missing", "Say how many of each unit kind, not how many spots.");

/** Two groups for one session are one group. */
export const plus = (one: Asked, other: Asked): Asked =>
  given({
    spots: both(one.spots, other.spots, (some, more) => some + more),
    units: both(one.units, other.units, Units.plus),
  });

const both = <T>(one: T | undefined, other: T | undefined, add: (one: T, other: T) => T): T | undefined =>
  one === undefined ? other : other === undefined ? one : add(one, other);

/** As an entry of a pool says it. */
export const noted = ({ n, u }: Group) => ({ n, ...(u && { u }) });
