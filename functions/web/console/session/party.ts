/** Whom somebody brings: so many, or so many of each kind where the activity's places are sold by kind. */
import type { Activity, Session } from "../../../client/client.ts";

export type Counts = Readonly<Record<string, number>>;
type Offered = Pick<Activity, "unitKinds" | "minSpots">;

/** As many as somebody brings who says nothing. */
export const usual = ({ unitKinds: [first], minSpots }: Offered): Counts =>
  first ? { [first.unitKindId]: 1 } : { spots: minSpots };

export const places = ({ unitKinds }: Offered, counts: Counts) =>
  unitKinds.length === 0
    ? { spots: counts["spots"] ?? 1 }
    : { units: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)) };

/** Seats, which a kind may take several of, and what they cost. */
export const costs = ({ price }: Session, { unitKinds }: Offered, counts: Counts) => {
  const kinds = unitKinds.length === 0 ? [{ unitKindId: "spots", weight: 1, price }] : unitKinds;
  const sum = (of: (kind: (typeof kinds)[number]) => number) =>
    kinds.reduce((total, kind) => total + of(kind) * (counts[kind.unitKindId] ?? 0), 0);
  return {
    seats: sum(({ weight }) => weight),
    price: { ...price, amount: sum((kind) => kind.price.amount) },
  };
};
