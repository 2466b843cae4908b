import { useWords } from "../here.ts";
import { WORDS } from "./words.ts";

type Days = { validFrom: string; operatesFrom: string; operatesUntil: string };
const FIELDS = ["validFrom", "operatesFrom", "operatesUntil"] as const;

/** From when on it holds, and between which days it has sessions. */
export function Days({ days, setDays }: { days: Days; setDays: (days: Days) => void }) {
  const words = useWords(WORDS);
  return (
    <div class="fields">
      {FIELDS.map((field) => (
        <label key={field} class="field">
          {words[field]}
          <input
            type="date"
            value={days[field]}
            onInput={(event) => setDays({ ...days, [field]: event.currentTarget.value })}
          />
          <span class="soft">{words.optional}</span>
        </label>
      ))}
    </div>
  );
}
