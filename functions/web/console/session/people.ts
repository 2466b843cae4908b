/** The people of a roster. */
import type { RosterEntry } from "../../../client/client.ts";
import { nameOf } from "../booking/name.ts";

const OVER = ["CANCELLED", "REFUNDED"];
export const isComing = ({ status }: RosterEntry): boolean => !OVER.includes(status);

/** As a list at a door is read; whoever has told no name comes last. */
export const byName = (entries: readonly RosterEntry[]): RosterEntry[] =>
  entries.toSorted((one, other) => {
    const [name, otherName] = [nameOf(one.customer), nameOf(other.customer)];
    if (name === undefined || otherName === undefined)
      return Number(name === undefined) - Number(otherName === undefined);
    return name.localeCompare(otherName);
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const spotsOf = (entries: readonly RosterEntry[]): number => sum(entries.map(({ spots }) => spots));

/** A party may have come with fewer than were booked for. */
export const cameOf = (entries: readonly RosterEntry[]): number =>
  sum(
    entries.map(({ attendance, attended, spots }) => (attendance === "ATTENDED" ? (attended ?? spots) : 0)),
  );
