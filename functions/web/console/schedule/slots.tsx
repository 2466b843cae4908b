import type { Activity } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import { Dates } from "./dates.tsx";
import { Rule, Weekly } from "./recurrence.tsx";
import { WORDS } from "./slot-words.ts";
import { empty, turned, type Draft } from "./slot.ts";
import { Field, type Heed } from "./wrong.tsx";

type Props = {
  activity: Activity;
  slots: readonly Draft[];
  setSlots: (slots: Draft[]) => void;
  heed: Heed;
};

/** The slots that are being written. */
export function Slots({ activity, slots, setSlots, heed }: Props) {
  const words = useWords(WORDS);
  const put = (slot: Draft) => setSlots(slots.map((one) => (one.key === slot.key ? slot : one)));
  return (
    <>
      {slots.length === 0 && <p class="soft">{words.none}</p>}
      {slots.map((slot, index) => (
        <fieldset key={slot.key} class="card slot">
          <legend>{words.slot(index + 1)}</legend>
          <Fields name={`slots.${index}`} slot={slot} put={put} activity={activity} />
          <Dates activityId={activity.activityId} slot={slot} heed={(work) => heed(work, index)}>
            <button
              type="button"
              class="small quiet"
              onClick={() => setSlots(slots.filter(({ key }) => key !== slot.key))}
            >
              {words.remove}
            </button>
          </Dates>
        </fieldset>
      ))}
      <button type="button" class="add" onClick={() => setSlots([...slots, empty()])}>
        {words.add}
      </button>
    </>
  );
}

type FieldsProps = { name: string; slot: Draft; put: (slot: Draft) => void; activity: Activity };

function Fields({ name, slot, put, activity: { capacity, durationMinutes } }: FieldsProps) {
  const words = useWords(WORDS);
  const numbers = [
    ["capacity", "capacity", capacity],
    ["minutes", "durationMinutes", durationMinutes],
  ] as const;
  return (
    <div class="fields">
      <Field name={`${name}.kind`} label={words.kind}>
        {(attributes) => (
          <select
            {...attributes}
            value={slot.kind}
            onChange={(event) => put(turned(slot, event.currentTarget.value as Draft["kind"]))}
          >
            {(["weekly", "repeat", "rule"] as const).map((kind) => (
              <option key={kind} value={kind}>
                {words.kinds[kind]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {slot.kind === "weekly" && <Weekly name={name} slot={slot} put={put} />}
      {numbers.map(([field, called, usual]) => (
        <Field key={field} name={`${name}.${called}`} label={words[field]}>
          {(attributes) => (
            <input
              {...attributes}
              type="number"
              min={1}
              placeholder={String(usual)}
              value={slot[field]}
              onInput={(event) => put({ ...slot, [field]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
      {slot.kind !== "weekly" && <Rule name={name} slot={slot} put={put} />}
    </div>
  );
}
