import type { ScheduleEffect } from "../../../client/client.ts";
import { useWork, useWords } from "../here.ts";
import { WORDS } from "./effect-words.ts";

/** The sessions that change, by time. */
export function Changes({ items }: { items: readonly ScheduleEffect[] }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const sorted = items.toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={words.list}>
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
          {sorted.map(({ effect, sessionId, startsAt, capacity, willHave, taken }) => (
            <tr key={sessionId}>
              <th scope="row">
                {format.weekday(format.dayOf(startsAt))} {format.stamp(startsAt)}
              </th>
              <td>
                <span class={`badge ${effect}`}>{words.effects[effect] ?? effect}</span>
              </td>
              <td>{taken}</td>
              <td>{effect === "withdrawn" ? "–" : words.change(capacity, willHave)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
