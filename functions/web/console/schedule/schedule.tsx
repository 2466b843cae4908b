/** The schedule of an activity: what holds and what will, and the way to change it. */
import type { Activity, Schedule as Shown } from "../../../client/client.ts";
import { Title } from "../../client/head.tsx";
import { To } from "../../client/move.tsx";
import { asked, Problem } from "../../client/problem.ts";
import { useLoad } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Failed, Loading } from "../parts.tsx";
import { Editor } from "./editor.tsx";
import { Version } from "./version.tsx";
import { WORDS } from "./words.ts";

export function Schedule({ activityId }: { activityId: string }) {
  const { companyId, may } = useWork();
  const one = { companyId, activityId };
  const loaded = useLoad(activityId, async () => {
    const [activity, schedule] = await Promise.all([
      asked(api.activity.show(one)),
      asked(api.schedule.show(one)).catch(noneYet),
    ]);
    return { activity, schedule };
  });
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  const { activity, schedule } = loaded.value;
  return (
    <>
      <Head activity={activity} />
      <div class="columns">
        {may("schedule.set") && (
          <Editor key={schedule?.version ?? 0} activity={activity} schedule={schedule} again={loaded.again} />
        )}
        <Versions schedule={schedule} />
      </div>
    </>
  );
}

const noneYet = (error: unknown): undefined => {
  if (!(error instanceof Problem) || error.code !== "schedule.not_found") throw error;
};

function Head({ activity }: { activity: Activity }) {
  const { home } = useWork();
  const words = useWords(WORDS);
  const back = (
    <To to={`${home}/schedules`} class="back">
      {words.back}
    </To>
  );
  return <Title back={back}>{activity.name}</Title>;
}

function Versions({ schedule }: { schedule: Shown | undefined }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { progress } = schedule ?? {};
  return (
    <section class="stack" aria-labelledby="in-force">
      <h2 id="in-force">{words.inForce}</h2>
      {!schedule && <p class="soft">{words.none}</p>}
      {progress?.status === "RUNNING" && <p role="status">{words.running(format.dayMonth(progress.next))}</p>}
      {schedule?.versions.map((version) => (
        <Version key={`${version.validFrom} ${version.revision}`} version={version} />
      ))}
    </section>
  );
}
