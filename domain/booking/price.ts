/**
 * What a group costs in a session: by its unit kinds, where the session is sold to kinds of people, else by its places. What
 * a reseller sells is priced at what he owes for it, and what his customers pay stands beside that, for his commission to be
 * seen by.
 */
import * as Units from "../activity/units.ts";
import type { UnitKind } from "../activity/unit-kind.ts";
import { type Money, times } from "../money.ts";
import * as Commission from "../resale/commission.ts";
import type * as Group from "../seat/group.ts";

export type Priced = {
  readonly price: Money;
  /** Of what a reseller sells. */
  readonly retail?: Money;
  readonly commissionPercent?: number;
};

/** How many, or how many of each kind. */
type Many = Pick<Group.Group, "n"> & { readonly u?: Units.Units | undefined };
type Place = { readonly price: Money; readonly unitKinds: readonly UnitKind[] };

export function of({ price, unitKinds }: Place, group: Many, commissionPercent = 0): Priced {
  const retail = sum({ price, unitKinds }, group);
  if (commissionPercent === 0) return { price: retail };
  const net = {
    price: Commission.netOf(price, commissionPercent),
    unitKinds: Commission.netOfEach(unitKinds, commissionPercent),
  };
  return { price: sum(net, group), retail, commissionPercent };
}

const sum = ({ price, unitKinds }: Place, { n, u }: Many): Money =>
  u ? Units.priceOf(unitKinds, u) : times(price, n);
