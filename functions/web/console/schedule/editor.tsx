/** The schedule as it would be: its slots, what they would change, and then the change itself. */
import { useState } from "preact/hooks";
import type { Activity, Schedule, ScheduleEffectPage, ScheduleSetRequest } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { Days } from "./days.tsx";
import { Effect } from "./effect.tsx";
import { askedOf, draftOf, empty, type Draft } from "./slot.ts";
import { Slots } from "./slots.tsx";
import { WORDS } from "./words.ts";
import { useWrongs, WrongFields } from "./wrong.tsx";

type Props = {
  activity: Activity;
  schedule: Schedule | undefined;
  again: () => Promise<void>;
  applied: () => Promise<void>;
};

export function Editor({ activity, schedule, again, applied }: Props) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const last = schedule?.versions.at(-1);
  const [slots, setSlots] = useState<Draft[]>(() => last?.slots.map(draftOf) ?? [empty()]);
  const [days, setDays] = useState({
    validFrom: "",
    operatesFrom: last?.operatesFrom ?? "",
    operatesUntil: last?.operatesUntil ?? "",
  });
  /** What the effect is shown of: nothing else is applied. */
  const [shown, show] = useState<{ wish: ScheduleSetRequest; effect: ScheduleEffectPage }>();
  const { wrongs, form, heed, forget } = useWrongs();
  const { busy, problem, run } = useAction();
  const filled = Object.entries(days).filter(([, day]) => day !== "");
  const wish: ScheduleSetRequest = { ...Object.fromEntries(filled), slots: slots.map(askedOf) };
  const one = { companyId, activityId: activity.activityId };
  const doing = (work: () => Promise<void>) => void run(() => heed(work));
  const preview = async () => {
    show(undefined);
    show({ wish, effect: await asked(api.schedule.preview({ ...one, ...wish })) });
  };
  const apply = async () => {
    await asked(api.schedule.set({ ...one, ...shown!.wish }, { ifMatch: schedule?.version ?? 0 }));
    await applied();
  };
  const isShown = JSON.stringify(shown?.wish) === JSON.stringify(wish);
  return (
    <form
      ref={form}
      class="stack editor"
      aria-labelledby="change"
      onInput={forget}
      onSubmit={(event) => {
        event.preventDefault();
        doing(preview);
      }}
    >
      <WrongFields value={wrongs}>
        <h2 id="change">{words.change}</h2>
        <Slots activity={activity} slots={slots} setSlots={setSlots} heed={heed} />
        <Days days={days} setDays={setDays} />
      </WrongFields>
      <button type="submit" class={isShown ? "" : "go"} aria-busy={busy && !isShown}>
        {words.preview}
      </button>
      {shown && <Effect key={JSON.stringify(shown.wish)} one={one} {...shown} />}
      {shown && !isShown && <p class="soft">{words.otherwise}</p>}
      {problem && <Refused problem={problem} again={() => void again()} />}
      {shown && isShown && (
        <button type="button" class="go" aria-busy={busy} onClick={() => doing(apply)}>
          {words.apply}
        </button>
      )}
    </form>
  );
}
