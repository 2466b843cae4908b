import type { Session } from "../../../client/client.ts";
import { To } from "../../client/move.tsx";
import { useWork, useWords } from "../here.ts";
import { Badge, Seats, standingOf } from "./standing.tsx";
import { WORDS } from "./words.ts";

type Props = { day: string; today: boolean; sessions: readonly Session[] };

export function Day({ day, today, sessions }: Props) {
  const { format, home } = useWork();
  const words = useWords(WORDS);
  const kind = ["day", today && "today", sessions.length === 0 && "free"].filter(Boolean).join(" ");
  return (
    <section class={kind} aria-label={`${format.day(day)}${today ? `, ${words.today}` : ""}`}>
      <h3 aria-hidden="true">
        <span>{format.weekday(day)}</span> <b>{format.dayMonth(day)}</b>
      </h3>
      {sessions.length === 0 ? (
        <p class="soft">
          <span class="unseen">{words.nothing}</span>
        </p>
      ) : (
        <ul>
          {sessions.map((session) => (
            <li key={session.sessionId}>
              <To to={`${home}/sessions/${session.sessionId}`} class={`session ${standingOf(session)}`}>
                <b class="time">{format.span(session.startsAt, session.endsAt)}</b>
                <span class="name">{session.activityName}</span>
                <Seats session={session} />
                {standingOf(session) !== "open" && <Badge session={session} />}
              </To>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
