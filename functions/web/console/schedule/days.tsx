import { useWords } from "../here.ts";
import { WORDS } from "./words.ts";
import { Field } from "./wrong.tsx";

type Days = { validFrom: string; operatesFrom: string; operatesUntil: string };
const FIELDS = ["validFrom", "operatesFrom", "operatesUntil"] as const;

/** From when on it holds, and between which days it has sessions. */
export function Days({ days, setDays }: { days: Days; setDays: (days: Days) => void }) {
  const words = useWords(WORDS);
  return (
    <div class="fields days">
      {FIELDS.map((field) => (
        <Field key={field} name={field} label={words[field]} hint={words.hints[field]}>
          {(attributes) => (
            <input
              {...attributes}
              type="date"
              value={days[field]}
              onInput={(event) => setDays({ ...days, [field]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
