/**
 * What is at the address of a calendar: thirty days back and a year ahead, as calendar data (BKG-14). Nothing is kept for
 * it: every fetch reads what there is, with one query and, where an index has only keys, the items that it names.
 *
 * An address travels to whatever service shows the calendar, so a feed says no more than it must: of his own bookings
 * everything that a person's calendar should have, of a session how many come, and never who.
 */
import * as z from "zod";
import * as CalendarFile from "../booking/calendar-file.ts";
import * as OfPerson from "../booking/of-person.ts";
import * as Row from "../booking/row.ts";
import * as Location from "../catalogue/location.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import * as Page from "../page.ts";
import * as Schedule from "../session/calendar.ts";
import * as Instructor from "../session/instructor.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Calendar from "./calendar.ts";
import * as Ics from "./ics.ts";

const KEPT_SECONDS = 300;
const DAY_MS = 24 * 60 * 60_000;
const DAYS_BACK = 30;
const DAYS_AHEAD = 366;
/** Those that come first; later ones come into sight with time. */
const MOST_ENTRIES = 1000;

/** A calendar for programs that subscribe to it. An address that is wrong, or revoked, is that of no calendar. */
export const fetch = verb({
  name: "calendar.fetch",
  may: ["public"],
  media: "text/calendar",
  cacheSeconds: KEPT_SECONDS,
  personal: true,
  input: z.strictObject({ token: Calendar.Token }),
  output: z.string(),
  async run({ token }) {
    const calendar = await Calendar.at(token);
    const since = iso(Clock.millis() - DAYS_BACK * DAY_MS);
    const [{ name }, tell] = await Promise.all([Company.get(calendar.companyId), read(calendar, since)]);
    return Ics.feed(name, tell(name));
  },
});

/** What there is, to be told in the company's name. */
async function read(calendar: Calendar.Address, since: string): Promise<(company: string) => Ics.Entry[]> {
  if (calendar.shows === "my_bookings") {
    const booked = await bookings(calendar, since);
    return (company) => ofBookings(booked, company, since);
  }
  const led = await sessions(calendar, since);
  return (company) => ofSessions(led, company, since);
}

const iso = (millis: number): string => new Date(millis).toISOString();
const period = (since: string) =>
  [{ startsAt: since }, { startsAt: iso(Date.parse(since) + (DAYS_BACK + DAYS_AHEAD) * DAY_MS) }] as const;

const bookings = ({ companyId, userId }: Calendar.Address, since: string): Promise<Row.Booking[]> =>
  Page.first(
    OfPerson.inCompany(companyId, Row.Bookings.query.ofUser({ userId }).between(...period(since))),
    MOST_ENTRIES,
  );

type Sessions = { sessions: readonly Session.Session[]; places: ReadonlyMap<string, string> };

async function sessions({ companyId, userId, shows }: Calendar.Address, since: string): Promise<Sessions> {
  const all = Session.Sessions.query.ofCompany({ companyId });
  const own = Instructor.Led.query.primary({ companyId, instructorId: userId });
  const found = await (shows === "my_sessions"
    ? Page.first(Schedule.led(own.between(...period(since))), MOST_ENTRIES)
    : Page.first(all.between(...period(since)), MOST_ENTRIES));
  const ids = found.flatMap(({ locationId }) => locationId ?? []);
  return { sessions: found, places: await Location.placesOf(companyId, ids) };
}

// Pure rules

/**
 * One entry for each booking, however often it has moved. What was called off is shown as such for a while, so that
 * programs take it out; what never was certain, and is over, was nothing to put into a calendar.
 */
export function ofBookings(of: readonly Row.Booking[], companyName: string, since: string): Ics.Entry[] {
  const newest = new Map<string, Row.Booking>();
  for (const booking of of) {
    const root = Row.rootOf(booking);
    const known = newest.get(root);
    if (!known || CalendarFile.sequenceOf(booking) > CalendarFile.sequenceOf(known))
      newest.set(root, booking);
  }
  return Array.from(newest.values())
    .filter(({ cancelledAt, confirmedAt }) => !cancelledAt || (confirmedAt && cancelledAt >= since))
    .map((booking) => CalendarFile.entryOf(booking, companyName))
    .toSorted(byStart);
}

/** What the schedule has no more, and nobody had seats in, was never going to take place: programs find it gone. */
export const ofSessions = (
  { sessions: of, places }: Sessions,
  companyName: string,
  since: string,
): Ics.Entry[] =>
  of
    .filter(({ status, change }) => status === "OPEN" || (status === "CANCELLED" && change!.at >= since))
    .map((session) => ({
      uid: `${session.sessionId}@holdfast`,
      sequence: sequenceOf(session),
      status: session.status === "OPEN" ? ("CONFIRMED" as const) : ("CANCELLED" as const),
      summary: session.activityName,
      description: `${companyName}\n${takenOf(session)} / ${session.capacity}`,
      location: places.get(session.locationId ?? ""),
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      changedAt: session.change!.at,
    }))
    .toSorted(byStart);

/** Its seats are told, too, and the row they are folded into does not count them as changes. */
const sequenceOf = ({ version = 1, seats }: Session.Session): number =>
  Object.values(seats).reduce((sum, { v }) => sum + v - 1, version - 1);

const takenOf = ({ capacity, seats }: Session.Session): number =>
  Object.values(seats).reduce((left, { r }) => left - Math.max(0, r), capacity);

const byStart = (one: Ics.Entry, other: Ics.Entry): number =>
  `${one.startsAt}${one.uid}` < `${other.startsAt}${other.uid}` ? -1 : 1;
