/**
 * The schedule of an activity: which slots it takes place in, version after version (SCH-4).
 *
 * A new version says what holds from a day on; it changes no version that is there. Its sessions are made to fit at once,
 * page by page, by whoever hears of it (`materialise.ts`), and looked at again every morning.
 */
import * as z from "zod";
import * as Activity from "../activity/row.ts";
import * as Actor from "../actor.ts";
import { again, change, commit, type Refusal, when } from "../commit.ts";
import { missing, stale } from "../error.ts";
import * as Events from "../events.ts";
import { given } from "../given.ts";
import { CompanyId, ActivityId } from "../id.ts";
import * as Page from "../page.ts";
import type { Item } from "../send.ts";
import { verb } from "../verb.ts";
import * as Draft from "./draft.ts";
import * as Plan from "./plan.ts";
import * as Row from "./row.ts";
import * as Run from "./run.ts";
import * as Version from "./version.ts";

const ofOne = { companyId: CompanyId, activityId: ActivityId };
const READERS = ["staff"] as const;

export const Shown = z.object({
  ...ofOne,
  scheduleId: z.string(),
  timeZone: z.string(),
  revision: z.int().describe("How many versions there have been."),
  versions: z
    .array(Version.Shown)
    .describe("What is in force, and what will be, in the order of their days."),
  progress: Run.Shown.optional().describe("How far the calendar fits it."),
  version: z.int(),
});

/** From a day on the activity takes place in these slots. */
export const set = verb({
  name: "schedule.set",
  may: Activity.EDITORS,
  idempotency: "accepted",
  input: z.strictObject({ ...ofOne, ...Version.asked }),
  output: Shown,
  async run({ companyId, activityId, ...asked }) {
    const head = await Row.find(companyId, activityId);
    const expected = mustBeFresh(head);
    const basis = await Plan.read(companyId, activityId);
    const revision = (head?.revision ?? 0) + 1;
    const { version: draft, writes } = await Draft.of(basis, basis.versions, asked, revision);
    const { validFrom, createdAt } = draft;
    const fresh = { companyId, activityId, scheduleId: Row.idOf(activityId), revision, validFrom, createdAt };
    const heading = head
      ? Row.Schedules.patch({ companyId, activityId })
          .set({ revision, validFrom })
          .where((a, o) => o.eq(a.version, expected))
      : Row.Schedules.create(fresh);
    const all = [
      change(Events.ScheduleChanged(), heading, moved),
      when(Version.Versions.create(draft), again),
      ...writes,
      Run.anew({ companyId, activityId }, Plan.todayOf(basis.company)),
    ];
    const { timeZone } = basis.company;
    const inForce = Version.inForce([...basis.versions, draft], Plan.todayOf(basis.company));
    return commit(all, { ...fresh, timeZone, versions: inForce, version: expected + 1 });
  },
});

export const show = verb({
  name: "schedule.show",
  may: READERS,
  input: z.strictObject(ofOne),
  output: Shown,
  async run({ companyId, activityId }) {
    const [head, basis, progress] = await Promise.all([
      Row.find(companyId, activityId),
      Plan.read(companyId, activityId),
      Run.find({ companyId, activityId }),
    ]);
    if (!head) throw missing("schedule");
    const { timeZone } = basis.company;
    return Shown.parse({ ...head, timeZone, versions: basis.versions, ...given({ progress }) });
  },
});

/** Every version that there ever was, the last day first. */
export const versions = verb({
  name: "schedule.list_versions",
  may: READERS,
  input: z.strictObject({ ...ofOne, ...Page.asked }),
  output: Page.of(Version.Shown),
  async run({ companyId, activityId, ...asked }) {
    await Activity.get(companyId, activityId);
    const query = Version.Versions.query.primary({ companyId, activityId }).begins({ validFrom: "" });
    const page = await Page.read(query, asked, `${companyId}/${activityId}/versions`, { order: "desc" });
    return Page.of(Version.Shown).parse(page);
  },
});

/** The version that the write must still find: the one of `If-Match`, if it was sent, else the one that was read. */
function mustBeFresh(head: Row.Schedule | undefined): number {
  const { ifMatch } = Actor.current();
  const version = head?.version ?? 0;
  if (ifMatch !== undefined && ifMatch !== version) throw changedMeanwhile(version);
  return version;
}

function moved(old: Item | undefined): Refusal {
  return Actor.current().ifMatch === undefined ? again() : changedMeanwhile(Number(old?.version ?? 0));
}

const changedMeanwhile = (version: number) =>
  stale("schedule.changed_meanwhile", "Somebody changed this schedule after you read it. Read it again.", {
    version,
  });
