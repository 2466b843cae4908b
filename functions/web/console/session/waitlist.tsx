/** Who waits for a seat, in the order in which seats are offered; and what became of those who waited. */
import type { WaitlistList as Entry } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { api } from "../api.ts";
import { nameOf } from "../booking/name.ts";
import { Count, type Named } from "../booking/party.tsx";
import { useHere, useWork, useWords } from "../here.ts";
import { Sure } from "../sure.tsx";
import { WORDS } from "./waitlist-words.ts";

type Props = { named: Named; again: () => Promise<void> };

export function Waitlist({ entries, ...props }: Props & { entries: readonly Entry[] }) {
  const words = useWords(WORDS);
  if (entries.length === 0) return null;
  const waiting = entries.filter(({ status }) => status === "WAITING" || status === "OFFERED");
  const others = entries.filter((entry) => !waiting.includes(entry));
  return (
    <section aria-labelledby="waitlist">
      <div class="roster-head">
        <h2 id="waitlist">{words.title}</h2>
        <span class="soft">{words.waiting(waiting.length)}</span>
      </div>
      <Line entries={waiting} {...props} />
      {others.length > 0 && (
        <details>
          <summary>{words.others(others.length)}</summary>
          <Line entries={others} {...props} />
        </details>
      )}
    </section>
  );
}

function Line({ entries, named, again }: Props & { entries: readonly Entry[] }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <ol class="rows line-of-waiting">
      {entries.map((entry) => (
        <li key={entry.entryId} class="row guest">
          <div class="who">
            <b>{nameOf(entry.customer) ?? words.nameless}</b>
            <span class="soft">
              <Count party={entry} named={named} /> · {words.since(format.stamp(entry.joinedAt))}
            </span>
          </div>
          {entry.status !== "WAITING" && (
            <span class={`badge ${entry.status.toLowerCase()}`}>
              {entry.status === "OFFERED"
                ? words.offered(format.time(entry.offeredUntil ?? entry.joinedAt))
                : words.status[entry.status]}
            </span>
          )}
          <TakeOut entry={entry} again={again} />
        </li>
      ))}
    </ol>
  );
}

function TakeOut({ entry, again }: { entry: Entry; again: () => Promise<void> }) {
  const { companyId, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const { entryId, status } = entry;
  if (!may("waitlist.leave") || (status !== "WAITING" && status !== "OFFERED")) return null;
  const takeOut = async (reason: string) => {
    await asked(api.waitlist.leave({ companyId, entryId, ...(reason && { reason }) }));
    say(words.takenOut);
    await again();
  };
  return (
    <Sure
      open={words.takeOut}
      quiet
      title={words.sure(nameOf(entry.customer) ?? words.nameless)}
      yes={words.takeOut}
      reason="optional"
      again={() => void again()}
      act={takeOut}
    >
      <p>{words.why[status]}</p>
    </Sure>
  );
}
