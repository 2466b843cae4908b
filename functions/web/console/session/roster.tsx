/** Who comes to a session, by name. */
import type { RosterEntry } from "../../../client/client.ts";
import { To } from "../../client/move.tsx";
import { Standing } from "../booking/standing.tsx";
import { useWork, useWords } from "../here.ts";
import { WORDS } from "./words.ts";

const OVER = ["CANCELLED", "REFUNDED"];
export const isComing = ({ status }: RosterEntry): boolean => !OVER.includes(status);

export function Roster({ roster }: { roster: readonly RosterEntry[] }) {
  const words = useWords(WORDS);
  const coming = roster.filter(isComing);
  const others = roster.filter((entry) => !isComing(entry));
  return (
    <section aria-labelledby="roster">
      <h2 id="roster">{words.roster}</h2>
      {coming.length === 0 && <p class="soft">{words.nobody}</p>}
      <Entries entries={coming} />
      {others.length > 0 && (
        <details>
          <summary>{words.notComing(others.length)}</summary>
          <Entries entries={others} />
        </details>
      )}
    </section>
  );
}

function Entries({ entries }: { entries: readonly RosterEntry[] }) {
  const { home } = useWork();
  const words = useWords(WORDS);
  return (
    <ul class="rows">
      {entries.map((entry) => {
        const { bookingId, spots, customer } = entry;
        return (
          <li key={bookingId} class="row">
            <To to={`${home}/bookings/${bookingId}`} class="who">
              {nameOf(customer) ?? words.nameless}
            </To>
            <span class="soft">{words.places(spots)}</span>
            <Standing booking={entry} />
          </li>
        );
      })}
    </ul>
  );
}

export const nameOf = ({ name, email, unverifiedEmail }: RosterEntry["customer"]): string | undefined =>
  name ?? email ?? unverifiedEmail;
