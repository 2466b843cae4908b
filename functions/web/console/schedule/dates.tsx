import { useState } from "preact/hooks";
import type { SlotDates } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./slot-words.ts";
import { askedOf, type Draft } from "./slot.ts";

const SHOWN = 8;

/** When a slot takes place next, and what is skipped and why. */
export function Dates({ activityId, slot }: { activityId: string; slot: Draft }) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const [found, setFound] = useState<{ of: Draft; dates: SlotDates }>();
  const { busy, problem, run } = useAction();
  const look = () =>
    run(async () => {
      const wish = { companyId, activityId, slot: askedOf(slot), limit: SHOWN };
      setFound({ of: slot, dates: await asked(api.slot.preview(wish)) });
    });
  return (
    <div class="dates" aria-live="polite">
      <button type="button" class="small" aria-busy={busy} onClick={() => void look()}>
        {words.next}
      </button>
      {problem && <Refused problem={problem} />}
      {found?.of === slot && <Found dates={found.dates} />}
    </div>
  );
}

function Found({ dates: { items, skipped } }: { dates: SlotDates }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const all = [
    ...items.map(({ local, startsAt, twice }) => ({
      local,
      text: format.stamp(startsAt),
      why: twice && words.twice,
    })),
    ...skipped.map(({ local, because }) => ({
      local,
      text: local.replace("T", " "),
      why: words.skipped[because],
    })),
  ].toSorted((one, other) => (one.local < other.local ? -1 : 1));
  if (all.length === 0) return <p>{words.noDates}</p>;
  return (
    <ul>
      {all.map(({ local, text, why }) => (
        <li key={local}>
          {text}
          {why && <span class="soft"> {why}</span>}
        </li>
      ))}
    </ul>
  );
}
