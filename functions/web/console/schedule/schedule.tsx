/** The schedule of an activity: what holds and what will, and the way to change it. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Activity, Schedule as Shown } from "../../../client/client.ts";
import { Title } from "../../client/head.tsx";
import { Mark } from "../../client/mark.tsx";
import { To } from "../../client/move.tsx";
import { asked, Problem } from "../../client/problem.ts";
import { useLoad, useLookAgain } from "../../client/waiting.ts";
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
  const [applied, setApplied] = useState(0);
  const running = loaded.state === "ready" && loaded.value.schedule?.progress?.status === "RUNNING";
  useLookAgain(running, loaded.again);
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  const { activity, schedule } = loaded.value;
  const { again } = loaded;
  const done = async () => {
    await again();
    setApplied(applied + 1);
  };
  return (
    <>
      <Head activity={activity} />
      <div class="columns with-editor">
        <Versions schedule={schedule} applied={applied} />
        {may("schedule.set") && (
          <Editor key={schedule?.revision ?? 0} {...{ activity, schedule, again }} applied={done} />
        )}
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

/** `applied` counts the changes that were made here: each is said, and the reading goes on at what holds now. */
function Versions({ schedule, applied }: { schedule: Shown | undefined; applied: number }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const head = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (applied > 0) head.current?.focus();
    if (applied > 0) head.current?.scrollIntoView({ block: "center" });
  }, [applied]);
  const { progress } = schedule ?? {};
  return (
    <section class="stack" aria-labelledby="in-force">
      <div>
        <h2 id="in-force" ref={head} tabIndex={-1}>
          {words.inForce}
        </h2>
        <div role="status">
          {applied > 0 && (
            <p class="done">
              <Mark kind="tick" />
              {words.applied}
            </p>
          )}
          {progress?.status === "RUNNING" && (
            <p class="soft">{words.running(format.dayMonth(progress.next))}</p>
          )}
        </div>
      </div>
      {!schedule && <p class="soft">{words.none}</p>}
      {schedule?.versions.map((version) => (
        <Version key={`${version.validFrom} ${version.revision}`} version={version} />
      ))}
    </section>
  );
}
