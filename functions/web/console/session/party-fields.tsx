import type { Activity } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import type { Counts } from "./party.ts";
import { WORDS } from "./walk-in-words.ts";

type Props = { activity: Activity; most: number; counts: Counts; count: (counts: Counts) => void };

export function PartyFields({ activity: { unitKinds, minSpots, maxSpots }, most, counts, count }: Props) {
  const words = useWords(WORDS);
  const fields =
    unitKinds.length === 0
      ? [{ id: "spots", label: words.places, least: minSpots }]
      : unitKinds.map(({ unitKindId, name }) => ({ id: unitKindId, label: name, least: 0 }));
  return fields.map(({ id, label, least }) => (
    <label key={id} class="field">
      {label}
      <input
        type="number"
        required
        min={least}
        max={Math.min(maxSpots, most)}
        value={counts[id] ?? 0}
        onInput={({ currentTarget }) => count({ ...counts, [id]: Math.trunc(Number(currentTarget.value)) })}
      />
    </label>
  ));
}
