/** Who comes to a session, by name: whoever is at the door looks for a name, or types a code. */
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
import { byName, cameOf, isComing, spotsOf } from "./people.ts";
import { WORDS } from "./words.ts";

type Props = { named: Named; again: () => Promise<void> };

export function Roster({ roster, ...props }: Props & { roster: readonly RosterEntry[] }) {
  const words = useWords(WORDS);
  const sorted = byName(roster);
  const coming = sorted.filter(isComing);
  const others = sorted.filter((entry) => !isComing(entry));
  return (
    <section aria-labelledby="roster">
      <div class="roster-head">
        <h2 id="roster">{words.roster}</h2>
        {coming.length > 0 && <There entries={coming} />}
      </div>
      {coming.some(isDoorOpen) && <Door sessionId={coming[0]!.sessionId} again={props.again} />}
      {coming.length === 0 && <p class="soft nobody">{words.nobody}</p>}
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

/** How many people there are, and once the door is open how many of them are there already. */
function There({ entries }: { entries: readonly RosterEntry[] }) {
  const words = useWords(DOOR);
  const spots = spotsOf(entries);
  return (
    <span class="soft" aria-live="polite">
      {entries.some(isDoorOpen) ? words.there(cameOf(entries), spots) : words.people(spots)}
    </span>
  );
}

function Entries({ entries, named, again }: Props & { entries: readonly RosterEntry[] }) {
  const { home } = useWork();
  const words = useWords(WORDS);
  return (
    <ul class="rows">
      {entries.map((entry) => (
        <li key={entry.bookingId} class="row guest">
          <div class="who">
            <To to={`${home}/bookings/${entry.bookingId}`}>{nameOf(entry.customer) ?? words.nameless}</To>
            <span class="soft">
              <Count party={entry} named={named} />
            </span>
          </div>
          <Standing booking={entry} brief />
          <div class="doings">
            <Cash booking={entry} again={again} />
            <Attendance entry={entry} again={again} />
          </div>
          <Attendees party={entry} named={named} />
        </li>
      ))}
    </ul>
  );
}
