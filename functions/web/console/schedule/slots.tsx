import type { Activity } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import { Dates } from "./dates.tsx";
import { Rule, Weekly } from "./recurrence.tsx";
import { WORDS } from "./slot-words.ts";
import { empty, type Draft } from "./slot.ts";

type Props = { activity: Activity; slots: readonly Draft[]; setSlots: (slots: Draft[]) => void };

/** The slots that are being written. */
export function Slots({ activity, slots, setSlots }: Props) {
  const words = useWords(WORDS);
  const put = (slot: Draft) => setSlots(slots.map((one) => (one.key === slot.key ? slot : one)));
  return (
    <>
      {slots.map((slot, index) => (
        <fieldset key={slot.key} class="card slot">
          <legend>{words.slot(index + 1)}</legend>
          <Fields slot={slot} put={put} activity={activity} />
          <Dates activityId={activity.activityId} slot={slot} />
          <button
            type="button"
            class="plain"
            onClick={() => setSlots(slots.filter(({ key }) => key !== slot.key))}
          >
            {words.remove}
          </button>
        </fieldset>
      ))}
      <button type="button" onClick={() => setSlots([...slots, empty()])}>
        {words.add}
      </button>
    </>
  );
}

type FieldsProps = { slot: Draft; put: (slot: Draft) => void; activity: Activity };

function Fields({ slot, put, activity }: FieldsProps) {
  const words = useWords(WORDS);
  const { capacity, durationMinutes } = activity;
  const numbers = [
    ["capacity", capacity],
    ["minutes", durationMinutes],
  ] as const;
  return (
    <div class="fields">
      <label class="field">
        {words.kind}
        <select
          value={slot.kind}
          onChange={(event) => put({ ...slot, kind: event.currentTarget.value as Draft["kind"] })}
        >
          <option value="weekly">{words.kinds.weekly}</option>
          <option value="rule">{words.kinds.rule}</option>
        </select>
      </label>
      {slot.kind === "weekly" ? <Weekly slot={slot} put={put} /> : <Rule slot={slot} put={put} />}
      {numbers.map(([field, usual]) => (
        <label key={field} class="field">
          {words[field]}
          <input
            type="number"
            min={1}
            value={slot[field]}
            onInput={(event) => put({ ...slot, [field]: event.currentTarget.value })}
          />
          <span class="soft">{words.usual(usual)}</span>
        </label>
      ))}
    </div>
  );
}
