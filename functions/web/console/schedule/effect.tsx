/** What a schedule would make of the sessions that are there, some days at a time. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ScheduleEffectPage, ScheduleSetRequest } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { Changes } from "./changes.tsx";
import { WORDS } from "./effect-words.ts";

type Props = {
  one: { companyId: string; activityId: string };
  wish: ScheduleSetRequest;
  effect: ScheduleEffectPage;
};

export function Effect({ one, wish, effect }: Props) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const [seen, see] = useState(effect);
  const { busy, problem, run } = useAction();
  const head = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => head.current?.focus(), []);
  const { from, through, counts, items, cursor } = seen;
  const further = () =>
    run(async () => {
      const next = await asked(api.schedule.preview({ ...one, ...wish, cursor: cursor! }));
      see(both(seen, next));
    });
  const counted = ORDER.filter((name) => counts[name]);
  return (
    <section class="card effect" aria-labelledby="effect">
      <h2 id="effect" ref={head} tabIndex={-1}>
        {words.title}
      </h2>
      <p class="soft">{words.through(format.days(from, through))}</p>
      {counted.length === 0 && <p>{words.nothing}</p>}
      <ul class="counts">
        {counted.map((name) => (
          <li key={name}>
            <span class={`badge ${name}`}>{counts[name]}</span> {words.counts[name]}
          </li>
        ))}
      </ul>
      {COMMITTED.some((name) => counts[name]) && <p class="soft">{words.promise}</p>}
      {items.length > 0 && <Changes items={items} />}
      {problem && <Refused problem={problem} />}
      {cursor && (
        <button type="button" class="plain" aria-busy={busy} onClick={() => void further()}>
          {words.more}
        </button>
      )}
    </section>
  );
}

const ORDER = ["created", "reopened", "raised", "lowered", "legacy", "withdrawn", "refused", "left", "kept"];
/** Somebody may have booked there. */
const COMMITTED = ["withdrawn", "legacy", "lowered"];

const both = (one: ScheduleEffectPage, next: ScheduleEffectPage): ScheduleEffectPage => {
  const names = new Set([...Object.keys(one.counts), ...Object.keys(next.counts)]);
  const sum = (name: string) => (one.counts[name] ?? 0) + (next.counts[name] ?? 0);
  const counts = Object.fromEntries(Array.from(names, (name) => [name, sum(name)]));
  return { ...next, from: one.from, counts, items: [...one.items, ...next.items] };
};
