/** The days on which an activity takes place, and the times of one of them. */
import { useMayWait } from "./account.tsx";
import * as Api from "./api.ts";
import { Notice, Title } from "./head.tsx";
import { useHere } from "./here.ts";
import { around, monthOf, shifted, weeksOf } from "./month.ts";
import { To, go } from "./move.tsx";
import { Failed, Loading } from "./parts.tsx";
import { home } from "./place.ts";
import { Problem } from "./problem.ts";
import { useLoad, useReturn } from "./waiting.ts";

/** How far ahead a first visitor is led to the next time there is. */
const LOOK_AHEAD_MONTHS = 3;

type Found = { month: string; days: Map<string, Api.PublicSession[]> };

export function Calendar(place: { activityId: string; month?: string; day?: string }) {
  const { company, words, format } = useHere();
  const { activityId } = place;
  const today = format.dayOf(new Date().toISOString());
  const asked = place.month ?? (place.day && monthOf(place.day));
  const activity = useLoad(activityId, async () => {
    const offered = await Api.activities(company.slug);
    const found = offered.find((one) => one.activityId === activityId);
    return found ?? Promise.reject(new Problem("activity.not_found"));
  });
  const found = useLoad(`${activityId} ${asked}`, () =>
    look(asked ?? monthOf(today), asked ? 1 : LOOK_AHEAD_MONTHS),
  );
  useReturn(() => void found.again());

  async function look(month: string, months: number): Promise<Found> {
    const sessions = await Api.sessions(company.slug, { activityId, ...around(month) });
    const days = Map.groupBy(sessions, ({ startsAt }) => format.dayOf(startsAt));
    for (const day of days.keys()) if (monthOf(day) !== month) days.delete(day);
    if (days.size > 0 || months <= 1) return { month: days.size > 0 || asked ? month : monthOf(today), days };
    return look(shifted(month, 1), months - 1);
  }

  const back = (
    <To to={home()} class="back">
      {words.allActivities}
    </To>
  );
  if (activity.state === "failed") {
    return (
      <Failed problem={activity.problem} again={() => void activity.again()}>
        {back}
      </Failed>
    );
  }
  if (activity.state === "loading" || found.state === "loading") return <Loading rows={4} />;
  if (found.state === "failed") return <Failed problem={found.problem} again={() => void found.again()} />;
  const { month, days } = found.value;
  const day = place.day && days.has(place.day) ? place.day : [...days.keys()].toSorted()[0];
  return (
    <>
      <Title back={back}>{activity.value.name}</Title>
      {activity.value.description && <p class="lead">{activity.value.description}</p>}
      <div class="planner">
        <Month {...{ activityId, month, days, today, day }} />
        <section class="times" aria-labelledby="times">
          {day ? (
            <>
              <h2 id="times">{format.day(day)}</h2>
              <Times activityId={activityId} sessions={days.get(day) ?? []} />
              <p class="soft">{words.timesIn(format.zone())}</p>
            </>
          ) : (
            <div id="times">
              <Notice
                kind="empty"
                title={asked ? words.noSessions : words.nothingPlanned}
                why={asked ? words.noSessionsWhy : words.nothingPlannedWhy}
              />
            </div>
          )}
        </section>
      </div>
    </>
  );
}

type MonthProps = Found & { activityId: string; today: string; day: string | undefined };

function Month({ activityId, month, days, today, day }: MonthProps) {
  const { words, format } = useHere();
  const to = (by: number) => () =>
    go(`${home()}/activities/${activityId}?month=${shifted(month, by)}`, { replace: true });
  const choose = (chosen: string) =>
    go(`${home()}/activities/${activityId}?month=${month}&day=${chosen}`, { replace: true });
  return (
    <section class="month" aria-label={words.calendar}>
      <div class="turn">
        <button
          type="button"
          class="round"
          aria-label={words.earlier}
          disabled={month <= monthOf(today)}
          onClick={to(-1)}
        >
          ‹
        </button>
        <h2 aria-live="polite">{format.month(month)}</h2>
        <button type="button" class="round" aria-label={words.later} onClick={to(1)}>
          ›
        </button>
      </div>
      <table>
        <thead>
          <tr>
            {format.weekdays.map(({ short, long }) => (
              <th scope="col" key={long} abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week, index) => (
            <tr key={index}>
              {week.map((date, column) => (
                <td key={column}>
                  {date && (
                    <Day
                      date={date}
                      sessions={days.get(date)}
                      chosen={date === day}
                      today={date === today}
                      choose={choose}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type DayProps = {
  date: string;
  sessions: Api.PublicSession[] | undefined;
  chosen: boolean;
  today: boolean;
  choose: (date: string) => void;
};

function Day({ date, sessions, chosen, today, choose }: DayProps) {
  const { words, format } = useHere();
  const number = Number(date.slice(8));
  if (!sessions) return <span class={today ? "day today" : "day"}>{number}</span>;
  const bookable = sessions.filter(isBookable).length;
  const label = bookable > 0 ? words.dayWith(bookable) : words.soldOut;
  return (
    <button
      type="button"
      class={`day ${bookable > 0 ? "free" : "full"} ${today ? "today" : ""}`}
      aria-pressed={chosen}
      aria-label={`${format.day(date)}, ${label}`}
      onClick={() => choose(date)}
    >
      {number}
    </button>
  );
}

const FEW = 3;
const isBookable = ({ status, sale }: Api.PublicSession): boolean => status === "OPEN" && sale === "OPEN";
const isWaitedFor = ({ status, sale }: Api.PublicSession): boolean => status === "FULL" && sale === "OPEN";

function Times({ activityId, sessions }: { activityId: string; sessions: Api.PublicSession[] }) {
  const { words, format } = useHere();
  const mayWait = useMayWait();
  const isOpen = (session: Api.PublicSession) => isBookable(session) || (mayWait && isWaitedFor(session));
  return (
    <ul>
      {sessions.map((session) => {
        const { sessionId, startsAt, endsAt, seatsLeft, price } = session;
        const facts = (
          <>
            <b>{format.span(startsAt, endsAt)}</b>
            <span class={seatsLeft <= FEW ? "seats few" : "seats"}>{seatsWords(session)}</span>
            <span class="price">{format.money(price)}</span>
          </>
        );
        return (
          <li key={sessionId}>
            {isOpen(session) ? (
              <To to={`${home()}/activities/${activityId}/sessions/${sessionId}`} class="slot">
                {facts}
              </To>
            ) : (
              <span class="slot over">{facts}</span>
            )}
          </li>
        );
      })}
    </ul>
  );

  function seatsWords({ status, sale, seatsLeft }: Api.PublicSession): string {
    if (status === "FULL") return mayWait && sale === "OPEN" ? words.soldOutWait : words.soldOut;
    if (sale === "CLOSED") return words.closed;
    return seatsLeft <= FEW ? words.lastSeats(seatsLeft) : words.seatsLeft(seatsLeft);
  }
}
