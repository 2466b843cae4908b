/**
 * The calendar: the sessions of a company, of one activity or of one person who leads them, from one instant to another. One
 * query of an index, so the seats that it shows may be a moment old; a single session shows them exactly.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { unprocessable } from "../error.ts";
import { ActivityId, CompanyId, LocationId, UserId } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import * as Audience from "./audience.ts";
import * as Instructor from "./instructor.ts";
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

/** What only those who are signed in may ask for: who leads a session is nobody else's business. */
const closer = { instructorId: UserId.optional(), locationId: LocationId.optional() };

/** A page may be shorter than asked for: sessions that are no longer in the schedule, or elsewhere, are left out of it. */
export const list = verb({
  name: "session.list",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId, ...asked, ...closer }),
  output: Page.of(Session.Shown),
  async run({ companyId, ...given }) {
    const page = await read(companyId, given, `${companyId}/sessions`);
    // An empty page may be that of a company which is not there; a full one needs no second look.
    if (page.items.length === 0) await Company.get(companyId);
    const items = await Audience.among(companyId, page.items);
    return { ...page, items: items.map((session) => Session.seen(session, Session.seatsOf(session))) };
  },
});

type Wish = Asked & z.output<z.ZodObject<typeof closer>>;
type Sessions = Page.Page<Session.Session>;

/**
 * A page of the calendar. `scope` names the list that its cursor is good for. An instructor's or an activity's sessions have
 * an index; what else is asked for is picked from the page that it finds.
 */
export async function read(companyId: string, given: Wish, scope: string): Promise<Sessions> {
  const { activityId, instructorId, locationId, from, to, cursor } = given;
  const period = periodOf(from ?? Clock.iso(), to);
  const name = [scope, activityId, instructorId, locationId, from, to].join("/");
  const page =
    instructorId === undefined
      ? await Page.read(starting({ companyId, activityId }, period, cursor), given, name)
      : await Page.read(ledBy({ companyId, instructorId }, period, cursor), given, name);
  const items = page.items.filter(
    (session) =>
      (activityId === undefined || session.activityId === activityId) &&
      (locationId === undefined || session.locationId === locationId),
  );
  return { ...page, items };
}

// A later page begins at its cursor: a lower bound that has moved on since ("now") could exclude it.

type Place = { companyId: string; activityId: string | undefined };
function starting({ companyId, activityId }: Place, [first, last]: Period, cursor: string | undefined) {
  const { ofActivity, ofCompany } = Session.Sessions.query;
  const all = activityId === undefined ? ofCompany({ companyId }) : ofActivity({ companyId, activityId });
  return cursor === undefined
    ? all.between({ startsAt: first }, { startsAt: last })
    : all.lte({ startsAt: last });
}

function ledBy(lead: Lead, [first, last]: Period, cursor: string | undefined) {
  const all = Instructor.Led.query.primary(lead);
  const to = { startsAt: later(last, 1) };
  return led(cursor === undefined ? all.between({ startsAt: first }, to) : all.lt(to));
}

type Lead = { companyId: string; instructorId: string };
type Named = { companyId: string; sessionId: string };

/** The sessions that a list of what somebody leads names, in its order. */
export const led = (names: Page.Query<Named>): Page.Query<Session.Session> => ({
  async go(options) {
    const { data: named, cursor } = await names.go(options);
    if (named.length === 0) return { data: [], cursor };
    const keys = named.map(({ companyId, sessionId }) => ({ companyId, sessionId }));
    const { data, unprocessed } = await Session.Sessions.get(keys).go({ preserveBatchOrder: true });
    return { data: data.filter((session) => session !== null), unprocessed, cursor };
  },
});

type Period = readonly [first: string, last: string];

/** The first and the last millisecond of the period. */
function periodOf(from: string, to = later(from, USUAL_DAYS * DAY_MS)): Period {
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
