/** How many of each unit kind. */
import { useHere } from "./here.ts";
import * as Party from "./party.ts";
import { Stepper } from "./stepper.tsx";

type Props = {
  kinds: readonly Party.Kind[];
  units: Party.Units;
  /** The seats that are left for this party. */
  most: number;
  set: (units: Party.Units) => void;
};

export function Kinds({ kinds, units, most, set }: Props) {
  const { words, format } = useHere();
  const room = most - Party.seatsOf(kinds, units);
  return (
    <ul class="kinds">
      {kinds.map(({ unitKindId, name, price, weight, min = 0, max = Infinity, minAge, maxAge }) => {
        const many = units[unitKindId] ?? 0;
        const ages = words.ages(minAge, maxAge);
        return (
          <li key={unitKindId}>
            <p>
              <b>{name}</b>
              <span class="soft">
                {[format.money(price), ages, weight > 1 && words.takes(weight)].filter(Boolean).join(" · ")}
              </span>
            </p>
            <Stepper
              value={many}
              least={min}
              most={Math.min(max, many + Math.floor(room / weight))}
              fewer={words.fewerOf(name)}
              more={words.moreOf(name)}
              set={(value) => set({ ...units, [unitKindId]: value })}
            >
              <output aria-live="polite">
                {many}
                <span class="unseen"> {name}</span>
              </output>
            </Stepper>
          </li>
        );
      })}
    </ul>
  );
}
