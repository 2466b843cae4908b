import { useWork, useWords } from "../here.ts";
import { Repeats } from "./repeats.tsx";
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

/** By a rule, chosen or written as RFC 5545 has it, with dates taken out and put in. */
export function Rule(props: Props) {
  const { name, slot, put } = props;
  const words = useWords(WORDS);
  return (
    <>
      <Field name={`${name}.dtstart`} label={words.dtstart} hint={words.dtstartWhy} wide>
        {(attributes) => (
          <input
            {...attributes}
            type="datetime-local"
            required
            value={slot.dtstart}
            onInput={(event) => put({ ...slot, dtstart: event.currentTarget.value })}
          />
        )}
      </Field>
      {slot.kind === "repeat" ? (
        <Repeats {...props} />
      ) : (
        <Text {...props} field="rrule" label={words.rule} hint={words.ruleWhy} required />
      )}
      <Text {...props} field="exdates" label={words.exdates} hint={words.datesWhy} />
      <Text {...props} field="rdates" label={words.rdates} hint={words.datesWhy} />
    </>
  );
}

type TextProps = Props & {
  field: "rrule" | "exdates" | "rdates";
  label: string;
  hint: string;
  required?: boolean;
};

function Text({ name, slot, put, field, label, hint, required = false }: TextProps) {
  return (
    <Field name={`${name}.${field}`} label={label} hint={hint} wide>
      {(attributes) => (
        <input
          {...attributes}
          required={required}
          spellcheck={false}
          value={slot[field]}
          onInput={(event) => put({ ...slot, [field]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}
