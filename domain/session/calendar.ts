/**
 * The calendar: the sessions of a company, or of one activity, from one instant to another. One query of an index, so
 * the seats that it shows may be a moment old; a single session shows them exactly.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { unprocessable } from "../error.ts";
import { ActivityId, CompanyId } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import * as Audience from "./audience.ts";
import * as Session from "./session.ts";

const DAY_MS = 24 * 60 * 60_000;
const USUAL_DAYS = 31;
const MOST_DAYS = 92;

/** The query parameters of every calendar; `to` is not part of the period. */
export const asked = {
  activityId: ActivityId.optional(),
  from: Session.Instant.optional(),
  to: Session.Instant.optional(),
  ...Page.asked,
};
export type Asked = z.output<z.ZodObject<typeof asked>>;

/** A page may be shorter than asked for: sessions that are no longer in the schedule are left out of it. */
export const list = verb({
  name: "session.list",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId, ...asked }),
  output: Page.of(Session.Shown),
  async run({ companyId, ...given }) {
    const page = await read(companyId, given, `${companyId}/sessions`);
    // An empty page may be that of a company which is not there; a full one needs no second look.
    if (page.items.length === 0) await Company.get(companyId);
    const items = await Audience.among(companyId, page.items);
    return { ...page, items: items.map((session) => Session.seen(session, Session.seatsOf(session))) };
  },
});

/** A page of the calendar. `scope` names the list that its cursor is good for. */
export async function read(
  companyId: string,
  given: Asked,
  scope: string,
): Promise<Page.Page<Session.Session>> {
  const { activityId, from, to, cursor } = given;
  const query = activityId
    ? Session.Sessions.query.ofActivity({ companyId, activityId })
    : Session.Sessions.query.ofCompany({ companyId });
  const [first, last] = period(from ?? Clock.iso(), to);
  // A later page begins at its cursor: a lower bound that has moved on since ("now") could exclude it.
  const bounded =
    cursor === undefined
      ? query.between({ startsAt: first }, { startsAt: last })
      : query.lte({ startsAt: last });
  return Page.read(bounded, given, [scope, activityId, from, to].join("/"));
}

/** The first and the last millisecond of the period. */
function period(from: string, to = later(from, USUAL_DAYS * DAY_MS)): [first: string, last: string] {
  if (to <= from) {
    throw unprocessable("calendar.ends_before_start", "The period must end after it begins.", { from, to });
  }
  if (to > later(from, MOST_DAYS * DAY_MS)) {
    throw unprocessable("calendar.too_long", `Ask for at most ${MOST_DAYS} days at once.`, { from, to });
  }
  return [from, later(to, -1)];
}

const later = (instant: string, milliseconds: number): string =>
  new Date(Date.parse(instant) + milliseconds).toISOString();
