import { useLoad } from "../../client/waiting.ts";
import { all, api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { WORDS } from "./words.ts";

type Props = { chosen: string | undefined; choose: (activityId: string) => void };

/** One activity of the company, or all. */
export function Filter({ chosen, choose }: Props) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const loaded = useLoad("activities", () => all(api.activity.list, { companyId }));
  const activities = loaded.state === "ready" ? loaded.value : [];
  return (
    <label class="choose">
      <span class="unseen">{words.activity}</span>
      <select value={chosen ?? ""} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{words.allActivities}</option>
        {activities.map(({ activityId, name }) => (
          <option key={activityId} value={activityId} selected={activityId === chosen}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
