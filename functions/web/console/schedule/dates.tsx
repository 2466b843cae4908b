import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { SlotDates } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./slot-words.ts";
import { askedOf, type Draft } from "./slot.ts";
import type { Heed } from "./wrong.tsx";

const SHOWN = 8;
type Props = { activityId: string; slot: Draft; heed: Heed; children: ComponentChildren };

/** When a slot takes place next, and what is skipped and why. */
export function Dates({ activityId, slot, heed, children }: Props) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const [found, setFound] = useState<{ of: Draft; dates: SlotDates }>();
  const { busy, problem, run } = useAction();
  const look = () =>
    run(() =>
      heed(async () => {
        const wish = { companyId, activityId, slot: askedOf(slot), limit: SHOWN };
        setFound({ of: slot, dates: await asked(api.slot.preview(wish)) });
      }),
    );
  return (
    <>
      <div class="pair-apart">
        <button type="button" class="small" aria-busy={busy} onClick={() => void look()}>
          {words.next}
        </button>
        {children}
      </div>
      {problem && <Refused problem={problem} />}
      <div aria-live="polite">{found?.of === slot && <Found dates={found.dates} />}</div>
    </>
  );
}

function Found({ dates: { items, skipped } }: { dates: SlotDates }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const all = [
    ...items.map(({ local, twice }) => ({ local, why: twice && words.twice })),
    ...skipped.map(({ local, because }) => ({ local, why: words.skipped[because] })),
  ].toSorted((one, other) => (one.local < other.local ? -1 : 1));
  if (all.length === 0) return <p class="soft">{words.noDates}</p>;
  const left = new Set(skipped.map(({ local }) => local));
  return (
    <ul class="dates">
      {all.map(({ local, why }) => (
        <li key={local} class={left.has(local) ? "left-out" : ""}>
          <time dateTime={local}>{format.wall(local)}</time>
          {why && <span class="soft"> {why}</span>}
        </li>
      ))}
    </ul>
  );
}
