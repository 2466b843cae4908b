import { useState } from "preact/hooks";
import type { ScheduleEffectPage, ScheduleSetRequest } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useLoad } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Loading, Refused } from "../parts.tsx";
import { WORDS } from "./effect-words.ts";

type Props = { activityId: string; wish: ScheduleSetRequest; cursor?: string };

/** What a schedule would make of the sessions that are there, some days at a time. */
export function Effect({ activityId, wish, cursor }: Props) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const [further, lookFurther] = useState(false);
  const loaded = useLoad(cursor ?? "", () =>
    asked(api.schedule.preview({ companyId, activityId, ...wish, ...(cursor && { cursor }) })),
  );
  if (loaded.state === "loading") return <Loading rows={2} />;
  if (loaded.state === "failed")
    return <Refused problem={loaded.problem} again={() => void loaded.again()} />;
  const { cursor: next } = loaded.value;
  return (
    <>
      <Part effects={loaded.value} first={cursor === undefined} />
      {next && !further && (
        <button type="button" class="plain" onClick={() => lookFurther(true)}>
          {words.more}
        </button>
      )}
      {next && further && <Effect activityId={activityId} wish={wish} cursor={next} />}
    </>
  );
}

function Part({ effects, first }: { effects: ScheduleEffectPage; first: boolean }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { from, through, counts, items } = effects;
  const counted = Object.entries(counts).map(([name, count]) => `${count} ${words.counts[name] ?? name}`);
  return (
    <section class="card" aria-label={words.title}>
      {first && <h3>{words.title}</h3>}
      <p class="soft">{words.through(format.dayMonth(from), format.dayMonth(through))}</p>
      <p>{counted.length > 0 ? counted.join(", ") : words.nothing}</p>
      {items.length > 0 && <Changes items={items} />}
    </section>
  );
}

function Changes({ items }: Pick<ScheduleEffectPage, "items">) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={words.title}>
      <table>
        <thead>
          <tr>
            {[words.when, words.effect, words.taken, words.places].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ effect, sessionId, startsAt, capacity, willHave, taken }) => (
            <tr key={sessionId}>
              <th scope="row">{format.stamp(startsAt)}</th>
              <td>
                <span class={`badge ${effect}`}>{words.effects[effect] ?? effect}</span>
              </td>
              <td>{taken}</td>
              <td>{words.change(capacity, willHave)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
