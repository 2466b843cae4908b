/** A week of the company's calendar, in its own time zone: days side by side, or one after the other where it is narrow. */
import type { Session } from "../../../client/client.ts";
import { Title } from "../../client/head.tsx";
import { go } from "../../client/move.tsx";
import { useLoad, useReturn } from "../../client/waiting.ts";
import { all, api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Failed, Loading } from "../parts.tsx";
import { Day } from "./day.tsx";
import { around, shifted, weekOf } from "./days.ts";
import { Filter } from "./filter.tsx";
import { WORDS } from "./words.ts";

type Asked = { day?: string; activityId?: string };

export function Week({ day, activityId }: Asked) {
  const { companyId, format, home } = useWork();
  const words = useWords(WORDS);
  const today = format.dayOf(new Date().toISOString());
  const days = weekOf(day ?? today);
  const [monday = today] = days;
  const loaded = useLoad(`${monday} ${activityId}`, () =>
    all(api.session.list, { companyId, ...around(days), ...(activityId && { activityId }) }),
  );
  useReturn(() => void loaded.again());
  const show = (asked: Asked) => {
    const query = new URLSearchParams();
    if (asked.day && asked.day !== weekOf(today)[0]) query.set("week", asked.day);
    if (asked.activityId) query.set("activity", asked.activityId);
    go(query.size > 0 ? `${home}?${query.toString()}` : home);
  };
  const chosen = activityId ? { activityId } : {};

  return (
    <>
      <div class="bar-of-week">
        <Title>{words.title}</Title>
        <Filter chosen={activityId} choose={(id) => show({ day: monday, ...(id && { activityId: id }) })} />
        <div class="turn">
          <button
            type="button"
            class="round"
            aria-label={words.earlier}
            onClick={() => show({ day: shifted(monday, -7), ...chosen })}
          >
            ‹
          </button>
          <h2 aria-live="polite">{format.days(monday, shifted(monday, 6))}</h2>
          <button
            type="button"
            class="round"
            aria-label={words.later}
            onClick={() => show({ day: shifted(monday, 7), ...chosen })}
          >
            ›
          </button>
          <button type="button" class="small" disabled={days.includes(today)} onClick={() => show(chosen)}>
            {words.today}
          </button>
        </div>
      </div>
      {loaded.state === "loading" && <Loading rows={5} />}
      {loaded.state === "failed" && <Failed problem={loaded.problem} again={() => void loaded.again()} />}
      {loaded.state === "ready" && <Days days={days} today={today} sessions={loaded.value} />}
    </>
  );
}

function Days({ days, today, sessions }: { days: string[]; today: string; sessions: Session[] }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const byDay = Map.groupBy(sessions, ({ startsAt }) => format.dayOf(startsAt));
  const empty = days.every((day) => !byDay.has(day));
  return (
    <>
      {empty && <p class="soft centred">{words.empty}</p>}
      <div class="week">
        {days.map((day) => (
          <Day key={day} day={day} today={day === today} sessions={byDay.get(day) ?? []} />
        ))}
      </div>
      <p class="soft">{words.timesIn(format.zone())}</p>
    </>
  );
}
