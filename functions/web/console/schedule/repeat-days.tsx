import { useWork, useWords } from "../here.ts";
import { Choice, Count } from "./chosen.tsx";
import { WORDS } from "./repeat-words.ts";
import { DAYS, PLACES, type Repeat } from "./repeat.ts";

type Fields = { repeat: Repeat; set: (change: Partial<Repeat>) => void };

/** On which days of a week. */
export function OfWeek({ repeat, set }: Fields) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const turn = (day: Repeat["day"]) =>
    repeat.days.includes(day) ? repeat.days.filter((one) => one !== day) : [...repeat.days, day];
  return (
    <fieldset class="field wide days-of-week">
      <legend>{words.days}</legend>
      {DAYS.map((day, index) => (
        <label key={day}>
          <input
            type="checkbox"
            aria-label={format.weekdays[index]!.long}
            checked={repeat.days.includes(day)}
            onChange={() => set({ days: turn(day) })}
          />
          {format.weekdays[index]!.short}
        </label>
      ))}
      <p class="soft">{words.daysWhy}</p>
    </fieldset>
  );
}

/** On which day of a month. */
export function OfMonth({ repeat, set }: Fields) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { place, day, date } = repeat;
  const named = Object.fromEntries(DAYS.map((one, index) => [one, format.weekdays[index]!.long]));
  return (
    <>
      <Choice
        label={words.place}
        value={place}
        all={PLACES}
        named={words.places}
        choose={(one) => set({ place: one })}
      />
      {place === "date" && (
        <Count
          label={words.date}
          value={date}
          most={31}
          hint={words.dateWhy}
          enter={(one) => set({ date: one })}
        />
      )}
      {place !== "date" && place !== "end" && (
        <Choice
          label={words.weekday}
          value={day}
          all={DAYS}
          named={named}
          choose={(one) => set({ day: one })}
        />
      )}
    </>
  );
}
