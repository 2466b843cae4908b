import { useWords } from "../here.ts";
import { Choice, Count } from "./chosen.tsx";
import { OfMonth, OfWeek } from "./repeat-days.tsx";
import { WORDS } from "./repeat-words.ts";
import { ENDS, FIRST, repeatOf, ruleOf, UNITS, type Repeat } from "./repeat.ts";
import type { Draft } from "./slot.ts";
import { Field } from "./wrong.tsx";

type Props = { name: string; slot: Draft; put: (slot: Draft) => void };

/** How often, chosen; what comes of it is a rule. */
export function Repeats({ name, slot, put }: Props) {
  const words = useWords(WORDS);
  const repeat = repeatOf(slot.rrule) ?? repeatOf(FIRST)!;
  const set = (change: Partial<Repeat>) => put({ ...slot, rrule: ruleOf({ ...repeat, ...change }) });
  return (
    <>
      <Choice
        name={`${name}.rrule`}
        label={words.unit}
        value={repeat.unit}
        all={UNITS}
        named={words.units}
        choose={(unit) => set({ unit })}
      />
      <Count
        label={words.interval}
        value={repeat.interval}
        most={999}
        enter={(interval) => set({ interval })}
      />
      {repeat.unit === "WEEKLY" && <OfWeek repeat={repeat} set={set} />}
      {repeat.unit === "MONTHLY" && <OfMonth repeat={repeat} set={set} />}
      <Choice
        label={words.ends}
        value={repeat.ends}
        all={ENDS}
        named={words.endings}
        choose={(ends) => set({ ends })}
      />
      {repeat.ends === "on" && (
        <Field name="until" label={words.until}>
          {(attributes) => (
            <input
              {...attributes}
              type="date"
              required
              value={repeat.until}
              onInput={(event) => set({ until: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      {repeat.ends === "after" && (
        <Count label={words.count} value={repeat.count} most={1000} enter={(count) => set({ count })} />
      )}
    </>
  );
}
