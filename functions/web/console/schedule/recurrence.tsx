import { useWork, useWords } from "../here.ts";
import { WORDS } from "./slot-words.ts";
import type { Draft } from "./slot.ts";

type Props = { slot: Draft; put: (slot: Draft) => void };

/** Every week on a day at a time. */
export function Weekly({ slot, put }: Props) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <>
      <label class="field">
        {words.day}
        <select
          value={slot.dayOfWeek}
          onChange={(event) => put({ ...slot, dayOfWeek: event.currentTarget.value })}
        >
          {format.weekdays.map(({ long }, index) => (
            <option key={long} value={String((index + 1) % 7)}>
              {long}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {words.time}
        <input
          type="time"
          required
          value={slot.startTime}
          onInput={(event) => put({ ...slot, startTime: event.currentTarget.value })}
        />
      </label>
    </>
  );
}

/** By a rule of RFC 5545, with dates taken out and put in. */
export function Rule({ slot, put }: Props) {
  const words = useWords(WORDS);
  const dates = [
    ["exdates", words.exdates],
    ["rdates", words.rdates],
  ] as const;
  return (
    <>
      <label class="field wide">
        {words.rule}
        <input
          required
          maxLength={500}
          spellcheck={false}
          value={slot.rrule}
          onInput={(event) => put({ ...slot, rrule: event.currentTarget.value })}
        />
        <span class="soft">{words.ruleWhy}</span>
      </label>
      <label class="field">
        {words.dtstart}
        <input
          type="datetime-local"
          required
          value={slot.dtstart}
          onInput={(event) => put({ ...slot, dtstart: event.currentTarget.value })}
        />
      </label>
      {dates.map(([field, label]) => (
        <label key={field} class="field wide">
          {label}
          <input
            spellcheck={false}
            value={slot[field]}
            onInput={(event) => put({ ...slot, [field]: event.currentTarget.value })}
          />
          <span class="soft">{words.datesWhy}</span>
        </label>
      ))}
    </>
  );
}
