/** Who comes: so many places that are all alike, or so many of each unit kind. */
import type { SessionInFull } from "../../client/client.ts";

export type Kind = SessionInFull["unitKinds"][number];
export type Units = Readonly<Record<string, number>>;
/** `spots` are the seats it takes. */
export type Party = { readonly spots: number; readonly units?: Units | undefined };
type Session = Pick<SessionInFull, "price" | "minSpots" | "maxSpots" | "seatsLeft">;

/** Without those who do not come. */
export const counted = (units: Units): Units =>
  Object.fromEntries(Object.entries(units).filter(([, many]) => many > 0));

export const seatsOf = (kinds: readonly Kind[], units: Units): number =>
  kinds.reduce((sum, { unitKindId, weight }) => sum + weight * (units[unitKindId] ?? 0), 0);

/** The same party has the same words, in whatever order its units were named. */
export const nameOf = ({ spots, units }: Party): string =>
  units
    ? Object.keys(units)
        .toSorted()
        .map((kind) => `${kind}=${units[kind]}`)
        .join()
    : String(spots);

export function priceOf({ price }: Session, kinds: readonly Kind[], { spots, units }: Party) {
  if (!units) return { ...price, amount: price.amount * spots };
  const amount = kinds.reduce((sum, kind) => sum + kind.price.amount * (units[kind.unitKindId] ?? 0), 0);
  return { ...price, amount };
}

/** One place for each who comes, by kind where there are some. */
export const placesOf = (kinds: readonly Kind[], { spots, units }: Party): (Kind | undefined)[] =>
  units
    ? kinds.flatMap((kind) => Array.from({ length: units[kind.unitKindId] ?? 0 }, () => kind))
    : Array.from({ length: spots }, () => undefined);

/** What a booking may take at once, as far as the page can tell. */
export const mostOf = ({ maxSpots, minSpots, seatsLeft }: Session): number =>
  Math.min(maxSpots, Math.max(seatsLeft, minSpots));

/** The party that is offered first: the least of everything, and then enough of the first kind. */
export function first({ minSpots }: Session, kinds: readonly Kind[]): Units {
  const least = Object.fromEntries(kinds.map(({ unitKindId, min = 0 }) => [unitKindId, min]));
  const [kind] = kinds;
  if (!kind) return least;
  const missing = Math.max(1, minSpots) - seatsOf(kinds, least);
  const more = Math.max(0, Math.ceil(missing / kind.weight));
  return { ...least, [kind.unitKindId]: Math.min(least[kind.unitKindId]! + more, kind.max ?? Infinity) };
}

/** Those that do not come alone, and would. */
export const alone = (kinds: readonly Kind[], units: Units): Kind | undefined =>
  kinds.find(
    ({ unitKindId, accompaniedBy }) =>
      (units[unitKindId] ?? 0) > 0 && accompaniedBy?.every((other) => (units[other] ?? 0) === 0),
  );
