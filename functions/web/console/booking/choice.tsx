import type { BookingInFull, Session } from "../../../client/client.ts";
import { useLoad } from "../../client/waiting.ts";
import { all, api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./reschedule-words.ts";

const DAYS_AHEAD = 60;
const DAY_MS = 24 * 60 * 60_000;

type Props = { booking: BookingInFull; chosen: string; choose: (sessionId: string) => void };

/** The sessions to come of the same activity; where there is no room it cannot be chosen. */
export function Choice({ booking, chosen, choose }: Props) {
  const { companyId, format } = useWork();
  const words = useWords(WORDS);
  const { activityId, sessionId } = booking;
  const loaded = useLoad(activityId, () => {
    const to = new Date(Date.now() + DAYS_AHEAD * DAY_MS).toISOString();
    return all(api.session.list, { companyId, activityId, to });
  });
  if (loaded.state === "failed") {
    return <Refused problem={loaded.problem} again={() => void loaded.again()} />;
  }
  const others = loaded.state === "ready" ? loaded.value.filter((one) => one.sessionId !== sessionId) : [];
  const open = others.filter(
    ({ status, sale }) => sale === "OPEN" && (status === "OPEN" || status === "FULL"),
  );
  const byDay = Map.groupBy(open, ({ startsAt }) => format.dayOf(startsAt));
  return (
    <label class="field">
      {words.where}
      <select value={chosen} required onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">
          {loaded.state === "ready" && open.length === 0 ? words.nowhere : words.choose}
        </option>
        {Array.from(byDay, ([day, sessions]) => (
          <optgroup key={day} label={format.day(day)}>
            {sessions.map((session) => (
              <Option key={session.sessionId} session={session} spots={booking.spots} />
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function Option({ session, spots }: { session: Session; spots: number }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { sessionId, startsAt, endsAt, seatsLeft } = session;
  const day = format.dayOf(startsAt);
  return (
    <option value={sessionId} disabled={seatsLeft < spots}>
      {`${format.weekday(day)} ${format.dayMonth(day)}, ${format.span(startsAt, endsAt)} · ${words.left(seatsLeft)}`}
    </option>
  );
}
