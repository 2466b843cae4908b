/** What a company offers. */
import * as Api from "./api.ts";
import { Notice, Title } from "./head.tsx";
import { useHere } from "./here.ts";
import { To } from "./move.tsx";
import { Failed, Loading } from "./parts.tsx";
import { home } from "./place.ts";
import { useLoad } from "./waiting.ts";

export function Activities() {
  const { company, words } = useHere();
  const loaded = useLoad("activities", () => Api.activities(company.slug));
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  if (loaded.value.length === 0) {
    return <Notice kind="empty" title={words.noActivities} why={words.noActivitiesWhy} />;
  }
  return (
    <>
      <Title>{words.choose}</Title>
      <ul class="offers">
        {loaded.value.map((activity) => (
          <Offer key={activity.activityId} activity={activity} />
        ))}
      </ul>
    </>
  );
}

function Offer({ activity }: { activity: Api.Activity }) {
  const { words, format } = useHere();
  const { activityId, name, description, price } = activity;
  return (
    <li>
      <To to={`${home()}/activities/${activityId}`} class="offer">
        <span class="name">{name}</span>
        {description && <span class="about">{description}</span>}
        <span class="facts">
          <span>{useLength(activity.durationMinutes)}</span>
          <span class="price">
            <b>{format.money(price)}</b> <small>{words.from}</small>
          </span>
        </span>
      </To>
    </li>
  );
}

export function useLength(minutes: number): string {
  const { words } = useHere();
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && words.hours(hours), rest > 0 && words.minutes(rest)].filter(Boolean).join(" ");
}
