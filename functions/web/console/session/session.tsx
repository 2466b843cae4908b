/** One session: its seats and its sale, who comes, and what staff can do about it. */
import type { Session as Shown } from "../../../client/client.ts";
import { Title } from "../../client/head.tsx";
import { To } from "../../client/move.tsx";
import { asked } from "../../client/problem.ts";
import { useLoad, useMinutes, useReturn } from "../../client/waiting.ts";
import { all, api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Failed, Loading } from "../parts.tsx";
import { Badge, Seats } from "../week/standing.tsx";
import { Deeds } from "./deeds.tsx";
import { Roster } from "./roster.tsx";
import { WalkIn } from "./walk-in.tsx";
import { Waitlist } from "./waitlist.tsx";
import { WORDS } from "./words.ts";

export function Session({ sessionId }: { sessionId: string }) {
  const { companyId } = useWork();
  const one = { companyId, sessionId };
  const loaded = useLoad(sessionId, async () => {
    const [session, roster, line] = await Promise.all([
      asked(api.session.show(one)),
      all(api.booking.listRoster, one),
      all(api.waitlist.list, one),
    ]);
    const { activityId } = session;
    return { session, roster, line, activity: await asked(api.activity.show({ companyId, activityId })) };
  });
  useReturn(() => void loaded.again());
  useMinutes();
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  const { session, roster, line, activity } = loaded.value;
  const { again } = loaded;
  return (
    <>
      <Head session={session} />
      <div class="columns">
        <div class="stack">
          <Roster roster={roster} named={activity} again={again} />
          <Waitlist entries={line} named={activity} again={again} />
        </div>
        <aside>
          <Facts session={session} />
          <WalkIn session={session} activity={activity} again={again} />
          <Deeds session={session} roster={roster} again={again} />
        </aside>
      </div>
    </>
  );
}

function Head({ session }: { session: Shown }) {
  const { format, home } = useWork();
  const words = useWords(WORDS);
  const { activityName, startsAt, endsAt } = session;
  const back = (
    <To to={`${home}?week=${format.dayOf(startsAt)}`} class="back">
      {words.toWeek}
    </To>
  );
  return (
    <div class="head">
      <Title back={back}>{activityName}</Title>
      <p class="when">
        <time dateTime={startsAt}>
          {format.date(startsAt)}, {format.span(startsAt, endsAt)}
        </time>
        <Badge session={session} />
      </p>
    </div>
  );
}

function Facts({ session }: { session: Shown }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <dl class="card">
      <dt>{words.seats}</dt>
      <dd>
        <Seats session={session} />
      </dd>
      <dt>{words.price}</dt>
      <dd>{format.money(session.price)}</dd>
      <dt>{words.closesAt}</dt>
      <dd>{format.stamp(session.closesAt)}</dd>
    </dl>
  );
}
