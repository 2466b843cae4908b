import { useWork, useWords } from "../here.ts";
import { WORDS } from "./slot-words.ts";
import type { Draft } from "./slot.ts";
import { Field } from "./wrong.tsx";

type Props = { name: string; slot: Draft; put: (slot: Draft) => void };

/** Every week on a day at a time. */
export function Weekly({ name, slot, put }: Props) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <>
      <Field name={`${name}.dayOfWeek`} label={words.day}>
        {(attributes) => (
          <select
            {...attributes}
            value={slot.dayOfWeek}
            onChange={(event) => put({ ...slot, dayOfWeek: event.currentTarget.value })}
          >
            {format.weekdays.map(({ long }, index) => (
              <option key={long} value={String((index + 1) % 7)}>
                {long}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name={`${name}.startTime`} label={words.time}>
        {(attributes) => (
          <input
            {...attributes}
            type="time"
            required
            value={slot.startTime}
            onInput={(event) => put({ ...slot, startTime: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}

/** By a rule of RFC 5545, with dates taken out and put in. */
export function Rule({ name, slot, put }: Props) {
  const words = useWords(WORDS);
  const fields = [
    ["dtstart", words.dtstart, { type: "datetime-local", required: true, hint: words.dtstartWhy }],
    ["rrule", words.rule, { list: `${name}-rules`, required: true, maxLength: 500, hint: words.ruleWhy }],
    ["exdates", words.exdates, { hint: words.datesWhy }],
    ["rdates", words.rdates, { hint: words.datesWhy }],
  ] as const;
  return (
    <>
      {fields.map(([field, label, { hint, ...rules }]) => (
        <Field key={field} name={`${name}.${field}`} label={label} hint={hint} wide>
          {(attributes) => (
            <input
              {...attributes}
              {...rules}
              spellcheck={false}
              value={slot[field]}
              onInput={(event) => put({ ...slot, [field]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
      <datalist id={`${name}-rules`}>
        {Object.entries(words.rules).map(([rule, meaning]) => (
          <option key={rule} value={rule}>
            {meaning}
          </option>
        ))}
      </datalist>
    </>
  );
}
