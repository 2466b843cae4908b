/** Who comes to a session, by name. */
import type { RosterEntry } from "../../../client/client.ts";
import { To } from "../../client/move.tsx";
import { Cash } from "../booking/cash.tsx";
import { Attendees, Count, type Named } from "../booking/party.tsx";
import { Standing } from "../booking/standing.tsx";
import { useWork, useWords } from "../here.ts";
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
            <Cash booking={entry} again={again} />
            <Attendees party={entry} named={named} />
          </li>
        );
      })}
    </ul>
  );
}

export const nameOf = ({ name, email, unverifiedEmail }: RosterEntry["customer"]): string | undefined =>
  name ?? email ?? unverifiedEmail;
