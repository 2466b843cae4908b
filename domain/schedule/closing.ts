/**
 * Closures as staff set and remove them. Whoever hears of it makes the calendars concerned fit (SCH-6): what touches a
 * closure is withdrawn, or honoured where somebody has seats; what a removed one had taken away comes back.
 */
import * as z from "zod";
import * as Activity from "../activity/row.ts";
import * as Location from "../catalogue/location.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { again, change, commit, replay } from "../commit.ts";
import { missing, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { given } from "../given.ts";
import { ActivityId, CompanyId, LocationId } from "../id.ts";
import * as Page from "../page.ts";
import * as Day from "../time/day.ts";
import { verb } from "../verb.ts";
import { Instant } from "../session/session.ts";
import * as Text from "../text.ts";
import * as Closure from "./closure.ts";
import * as Materialise from "./materialise.ts";
import * as Plan from "./plan.ts";
import * as Run from "./run.ts";

const LONGEST_MS = 2 * 365 * 24 * 3600_000;

/** Where and when. */
export const asked = {
  activityId: ActivityId.optional().describe("Of this activity alone."),
  locationId: LocationId.optional().describe("At this location alone."),
  firstDay: z.iso.date().optional().describe("A local date."),
  lastDay: z.iso.date().optional().describe("A local date; it is closed, too."),
  startsAt: Instant.optional(),
  endsAt: Instant.optional(),
};
type Asked = z.output<z.ZodObject<typeof asked>>;

/** Nothing takes place from one local day to another, or from one instant to another. */
export const set = verb({
  name: "closure.set",
  may: Activity.EDITORS,
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    ...asked,
    reason: Text.Reason.optional(),
  }),
  output: Closure.Shown,
  async run({ companyId, reason, ...where }) {
    const closure = { ...(await drawn(companyId, where)), ...given({ reason }) };
    const setting = change(Events.ClosureChanged(given({ reason })), Closure.Closures.create(closure), again);
    return commit([setting], { ...closure, version: 1 });
  },
});

/** What takes place then comes back. A repeat changes nothing. */
export const remove = verb({
  name: "closure.remove",
  may: Activity.EDITORS,
  status: 204,
  input: z.strictObject({ companyId: CompanyId, closureId: Closure.ClosureId }),
  output: z.void(),
  async run({ companyId, closureId }) {
    const removing = change(
      Events.ClosureChanged(),
      Closure.Closures.patch({ companyId, closureId })
        .set({ status: "REMOVED" })
        .where((a, o) => o.eq(a.status, "ACTIVE")),
      (old) => (old ? replay(undefined) : missing("closure")),
    );
    await commit([removing], undefined);
  },
});

/** Those that are not over, the first to end first. */
export const list = verb({
  name: "closure.list",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(Closure.Shown),
  async run({ companyId, ...page }) {
    await Company.get(companyId);
    const found = await Page.read(Closure.notOver(companyId, Clock.millis()), page, `${companyId}/closures`);
    return Page.of(Closure.Shown).parse({
      ...found,
      items: found.items.filter(({ status }) => status === "ACTIVE"),
    });
  },
});

export const Of = z.object({ companyId: z.string(), closureId: z.string() });

/** Makes the calendars that a closure concerns fit, whether it was set or removed; what the time does not suffice for is due. */
export async function apply({ companyId, closureId }: z.output<typeof Of>, deadline: number): Promise<void> {
  const { data: closure } = await Closure.Closures.get({ companyId, closureId }).go({ consistent: true });
  if (!closure) return;
  const company = await Company.get(companyId);
  const activityIds: string[] = [];
  const all = Activity.Activities.query.primary({ companyId });
  for await (const { activityId, status } of Page.each(all)) {
    if (status !== "DRAFT" && activityId === (closure.activityId ?? activityId)) activityIds.push(activityId);
  }
  for (const activityId of activityIds) await restart({ companyId, activityId }, company);
  for (const activityId of activityIds) await Materialise.goOn({ companyId, activityId }, deadline);
}

/** Begins the activity's calendar anew, from today on. */
export const restart = (
  place: { companyId: string; activityId: string },
  company: Company.Company,
): Promise<void> => commit([Run.anew(place, Plan.todayOf(company))], undefined);

/** The closure that is asked for, if it can be. */
export async function drawn(
  companyId: string,
  { activityId, locationId, ...period }: Asked,
): Promise<Closure.Closure> {
  const company = await Company.get(companyId);
  if (activityId !== undefined) await Activity.get(companyId, activityId);
  if (locationId !== undefined) await Location.get(companyId, locationId);
  const { startsAt, endsAt } = periodOf(period, company.timeZone);
  if (endsAt <= startsAt) {
    throw unprocessable("closure.ends_before_start", "A closure ends after it starts.", { startsAt, endsAt });
  }
  if (endsAt <= Clock.iso()) throw unprocessable("closure.over", "This time is over already.", { endsAt });
  if (Date.parse(endsAt) > Clock.millis() + LONGEST_MS) {
    throw unprocessable("closure.too_far_ahead", "A closure ends within the next two years.", { endsAt });
  }
  return {
    companyId,
    closureId: Closure.idOf(endsAt),
    startsAt,
    endsAt,
    ...given({ activityId, locationId }),
    status: "ACTIVE" as const,
    createdAt: Clock.iso(),
  };
}

type Period = Pick<Asked, "firstDay" | "lastDay" | "startsAt" | "endsAt">;

/** Local days are closed from their first instant to their last, whatever clocks do in between. */
function periodOf({ firstDay, lastDay, startsAt, endsAt }: Period, timeZone: string) {
  if (firstDay !== undefined && lastDay !== undefined && startsAt === undefined && endsAt === undefined) {
    return { startsAt: Day.startOf(firstDay, timeZone), endsAt: Day.startOf(Day.nextOf(lastDay), timeZone) };
  }
  if (startsAt !== undefined && endsAt !== undefined && firstDay === undefined && lastDay === undefined) {
    return { startsAt, endsAt };
  }
  throw unprocessable("closure.incomplete", "A closure has firstDay and lastDay, or startsAt and endsAt.");
}
