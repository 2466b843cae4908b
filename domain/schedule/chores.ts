/**
 * When calendars are made to fit their schedules: at once when one changes, each morning for the day that the horizon has
 * moved on, and where somebody has broken off. Whoever comes goes on from the row that says how far it is.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { type Chore, PATIENCE_MS as TICK_MS } from "../time/round.ts";
import * as Closing from "./closing.ts";
import * as Materialise from "./materialise.ts";
import * as Row from "./row.ts";

/** What names an activity: enough of its event. */
export const Of = z.object({ companyId: z.string(), activityId: z.string() });
type Place = z.output<typeof Of>;

/** Below the time of the function; what is left is due a few minutes later. */
const PATIENCE_MS = 200_000;
export const deadline = (): number => Clock.millis() + PATIENCE_MS;

export const catchUp = (place: Place): Promise<void> => Materialise.goOn(place, deadline());

/** For an activity that is published: what its schedule has said before is due now. */
export async function begin({ companyId, activityId }: Place): Promise<void> {
  if (!(await Row.find(companyId, activityId))) return;
  await Closing.restart({ companyId, activityId }, await Company.get(companyId));
  await catchUp({ companyId, activityId });
}

export const SCHEDULES: readonly Chore[] = [
  {
    key: /^C#(.+)\/SCHEDULE#(.+) RUN$/,
    run: (companyId = "", activityId = "") =>
      Materialise.goOn({ companyId, activityId }, Clock.millis() + TICK_MS),
  },
];
