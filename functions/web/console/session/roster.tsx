/** Who comes to a session, by name. */
import type { RosterEntry } from "../../../client/client.ts";
import { To } from "../../client/move.tsx";
import { Cash } from "../booking/cash.tsx";
import { nameOf } from "../booking/name.ts";
import { Attendees, Count, type Named } from "../booking/party.tsx";
import { Standing } from "../booking/standing.tsx";
import { useWork, useWords } from "../here.ts";
import { Attendance, isDoorOpen } from "./attendance.tsx";
import { WORDS as DOOR } from "./attendance-words.ts";
import { Door } from "./door.tsx";
import { WORDS } from "./words.ts";

const OVER = ["CANCELLED", "REFUNDED"];
export const isComing = ({ status }: RosterEntry): boolean => !OVER.includes(status);

type Props = { named: Named; again: () => Promise<void> };

export function Roster({ roster, ...props }: Props & { roster: readonly RosterEntry[] }) {
  const words = useWords(WORDS);
  const coming = roster.filter(isComing);
  const others = roster.filter((entry) => !isComing(entry));
  return (
    <section aria-labelledby="roster">
      <h2 id="roster">{words.roster}</h2>
      {coming.some(isDoorOpen) && <There entries={coming} again={props.again} />}
      {coming.length === 0 && <p class="soft">{words.nobody}</p>}
      <Entries entries={coming} {...props} />
      {others.length > 0 && (
        <details>
          <summary>{words.notComing(others.length)}</summary>
          <Entries entries={others} {...props} />
        </details>
      )}
    </section>
  );
}

/** At the door: how many are there already, and whoever shows a code. */
function There({ entries, again }: { entries: readonly RosterEntry[]; again: () => Promise<void> }) {
  const words = useWords(DOOR);
  const there = entries.filter(({ attendance }) => attendance === "ATTENDED");
  return (
    <>
      <p>{words.there(there.length, entries.length)}</p>
      <Door sessionId={entries[0]!.sessionId} again={again} />
    </>
  );
}

function Entries({ entries, named, again }: Props & { entries: readonly RosterEntry[] }) {
  const { home } = useWork();
  const words = useWords(WORDS);
  return (
    <ul class="rows">
      {entries.map((entry) => {
        const { bookingId, customer } = entry;
        return (
          <li key={bookingId} class="row">
            <To to={`${home}/bookings/${bookingId}`} class="who">
              {nameOf(customer) ?? words.nameless}
            </To>
            <span class="soft">
              <Count party={entry} named={named} />
            </span>
            <Standing booking={entry} />
            <Attendance entry={entry} again={again} />
            <Cash booking={entry} again={again} />
            <Attendees party={entry} named={named} />
          </li>
        );
      })}
    </ul>
  );
}
