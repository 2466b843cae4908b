/**
 * What a closure would make of the sessions that are on the calendar, said before it is set (SCH-6): of one activity, at
 * one location or of the whole company, as the closure itself would be. Activity by activity, each from today to the
 * closure's last day; a page looks at so many sessions and activities at most, and its cursor goes on where it stopped.
 */
import * as z from "zod";
import * as Activity from "../activity/row.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { given } from "../given.ts";
import { ActivityId, CompanyId } from "../id.ts";
import { fingerprint } from "../once.ts";
import * as Page from "../page.ts";
import * as Wall from "../time/wall.ts";
import { verb } from "../verb.ts";
import * as Closing from "./closing.ts";
import * as Closure from "./closure.ts";
import * as Plan from "./plan.ts";
import * as Preview from "./preview.ts";
import * as Run from "./run.ts";

const MOST_ACTIVITIES = 20;

export const preview = verb({
  name: "closure.preview",
  may: Activity.EDITORS,
  input: z.strictObject({ companyId: CompanyId, ...Closing.asked, cursor: Page.asked.cursor }),
  output: Preview.Effects.extend({
    through: z.string().describe("The last local day that the closure touches, as far as the calendar goes."),
    items: z
      .array(Preview.Change.extend({ activityId: ActivityId }))
      .describe("The sessions that change, activity by activity."),
    cursor: z.string().optional().describe("Send it to look at what comes after these."),
  }),
  async run({ companyId, cursor, ...where }) {
    const scope = `${companyId}/closures/${fingerprint(given(where))}`;
    const start = cursor === undefined ? undefined : placeOf(await Page.open(cursor, scope));
    const closure = await Closing.drawn(companyId, where);
    const [company, active, { activities, next }] = await Promise.all([
      Company.get(companyId),
      Closure.active(companyId, Clock.millis()),
      concerned(companyId, where.activityId, start?.activityId),
    ]);
    const closures = [...active, closure];
    const [today, until] = [Plan.todayOf(company), lastDayOf(closure, company)];
    const items: (Preview.Change & { activityId: ActivityId })[] = [];
    let [counts, looked, rest]: [Run.Counts, number, Place | undefined] = [{}, 0, undefined];
    for (const activity of activities) {
      const activityId = ActivityId.parse(activity.activityId);
      if (looked >= Preview.ENOUGH) {
        rest = { activityId, day: today };
        break;
      }
      const basis = await Plan.of({ company, activity, closures });
      const from = start?.activityId === activityId && start.day > today ? start.day : today;
      const seen = await Preview.effects(basis, { from, to: until }, Preview.ENOUGH - looked);
      items.push(...seen.items.map((change) => ({ ...change, activityId })));
      counts = Run.added(counts, seen.counts);
      looked += seen.looked;
      if (seen.next !== undefined) {
        rest = { activityId, day: seen.next };
        break;
      }
    }
    rest ??= next === undefined ? undefined : { activityId: next, day: today };
    const more = rest && (await Page.seal(`${rest.activityId}/${rest.day}`, scope));
    return { from: today, through: until, counts, items, ...(more !== undefined && { cursor: more }) };
  },
});

/** Where a page begins. */
type Place = { readonly activityId: string; readonly day: string };

function placeOf(text: string): Place {
  const [activityId = "", day = ""] = text.split("/");
  return { activityId, day };
}

/** The activities that have a calendar, from this one on, and where the next page begins. */
async function concerned(companyId: string, only: string | undefined, from: string | undefined) {
  if (only !== undefined) return { activities: [await Activity.get(companyId, only)], next: undefined };
  const all = Activity.Activities.query.primary({ companyId });
  const { data } = await (from === undefined ? all : all.gte({ activityId: from })).go({
    consistent: true,
    limit: MOST_ACTIVITIES + 1,
  });
  return {
    activities: data.slice(0, MOST_ACTIVITIES).filter(({ status }) => status !== "DRAFT"),
    next: data[MOST_ACTIVITIES]?.activityId,
  };
}

/** Of later days nothing is on the calendar yet; what is made for them then heeds the closure. */
function lastDayOf({ endsAt }: Closure.Closure, company: Company.Company): string {
  const last = Wall.dateOf(Wall.wallOf(Date.parse(endsAt) - 1, company.timeZone));
  const horizon = Plan.horizonOf(company);
  return last < horizon ? last : horizon;
}
