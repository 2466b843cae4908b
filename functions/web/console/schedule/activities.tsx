import { Notice, Title } from "../../client/head.tsx";
import { To } from "../../client/move.tsx";
import { useLoad } from "../../client/waiting.ts";
import { all, api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Failed, Loading } from "../parts.tsx";
import { WORDS } from "./words.ts";

/** What has, or can have, a schedule. */
export function Activities() {
  const { companyId, home } = useWork();
  const words = useWords(WORDS);
  const loaded = useLoad("activities", () => all(api.activity.list, { companyId }));
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  if (loaded.value.length === 0) return <Notice kind="empty" title={words.nothing} />;
  return (
    <>
      <Title>{words.title}</Title>
      <p class="soft">{words.why}</p>
      <ul class="rows">
        {loaded.value.map(({ activityId, name, status }) => (
          <li key={activityId}>
            <To to={`${home}/schedules/${activityId}`} class="row">
              <b class="who">{name}</b>
              <span class={`badge ${status === "PUBLISHED" ? "open" : "closed"}`}>
                {words.status[status] ?? status}
              </span>
            </To>
          </li>
        ))}
      </ul>
    </>
  );
}
