/** The schedule as it would be: its slots, what they would change, and then the change itself. */
import { useState } from "preact/hooks";
import type { Activity, Schedule, ScheduleSetRequest } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { Days } from "./days.tsx";
import { Effect } from "./effect.tsx";
import { askedOf, draftOf, empty, type Draft } from "./slot.ts";
import { Slots } from "./slots.tsx";
import { WORDS } from "./words.ts";

type Props = { activity: Activity; schedule: Schedule | undefined; again: () => Promise<void> };

export function Editor({ activity, schedule, again }: Props) {
  const { companyId } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const last = schedule?.versions.at(-1);
  const [slots, setSlots] = useState<Draft[]>(() => last?.slots.map(draftOf) ?? [empty()]);
  const [days, setDays] = useState({
    validFrom: "",
    operatesFrom: last?.operatesFrom ?? "",
    operatesUntil: last?.operatesUntil ?? "",
  });
  /** What the effect is shown of: nothing else is applied. */
  const [shown, show] = useState<ScheduleSetRequest>();
  const { busy, problem, run } = useAction();
  const filled = Object.entries(days).filter(([, day]) => day !== "");
  const wish: ScheduleSetRequest = { ...Object.fromEntries(filled), slots: slots.map(askedOf) };
  const { activityId } = activity;
  const apply = () =>
    run(async () => {
      if (!shown) return;
      await asked(api.schedule.set({ companyId, activityId, ...shown }, { ifMatch: schedule?.version ?? 0 }));
      say(words.applied);
      await again();
    });
  const isShown = JSON.stringify(shown) === JSON.stringify(wish);
  return (
    <form
      class="stack"
      aria-label={words.change}
      onSubmit={(event) => {
        event.preventDefault();
        show(wish);
      }}
    >
      <h2>{words.change}</h2>
      <Days days={days} setDays={setDays} />
      <Slots activity={activity} slots={slots} setSlots={setSlots} />
      <button type="submit">{words.preview}</button>
      {shown && <Effect key={JSON.stringify(shown)} activityId={activityId} wish={shown} />}
      {shown && !isShown && <p class="soft">{words.otherwise}</p>}
      {problem && <Refused problem={problem} again={() => void again()} />}
      {shown && isShown && (
        <button type="button" class="go" aria-busy={busy} onClick={() => void apply()}>
          {words.apply}
        </button>
      )}
    </form>
  );
}
