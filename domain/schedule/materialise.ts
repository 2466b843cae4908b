/**
 * Puts on the calendar what the schedule wants, ahead of time, and takes out what it wants no more (SCH-3, SCH-4). Page by
 * page of local days: a page reads what is there, compares, and writes each session by itself. A session's identity is
 * made of its slot and start, so a page that is done twice, or by two at once, finds everything done.
 */
import * as Clock from "../clock.ts";
import { change, commit, replay, Replay } from "../commit.ts";
import { DomainError } from "../error.ts";
import * as Events from "../events.ts";
import * as Page from "../page.ts";
import * as Pool from "../seat/pool.ts";
import * as Instructor from "../session/instructor.ts";
import * as Session from "../session/session.ts";
import * as Standing from "../session/standing.ts";
import * as Day from "../time/day.ts";
import * as Wall from "../time/wall.ts";
import * as Plan from "./plan.ts";
import * as Run from "./run.ts";

type Place = { companyId: string; activityId: string };

/** So many sessions make a page, in whole days. */
const PAGE = 100;
/** So many days are worked out at a time, for all their pages. */
const WINDOW_DAYS = 14;
const AT_ONCE = 10;

/** Goes on from wherever it was left, until all days are done or the time is over. */
export async function goOn(place: Place, deadline: number): Promise<void> {
  let known: Known | undefined;
  while (Clock.millis() < deadline) {
    const at = await Run.find(place);
    if (!at || (at.status === "DONE" && !Run.isDue(at))) return;
    if (known?.runId !== at.runId)
      known = { runId: at.runId, basis: await Plan.read(place.companyId, place.activityId) };
    const { basis } = known;
    if (at.status === "DONE") {
      await commit([Run.anew(place, Plan.todayOf(basis.company))], undefined);
      continue;
    }
    if (!(await step(at, known))) return;
  }
}

type Known = { readonly runId: string; readonly basis: Plan.Basis; window?: Window };

/** One page. Whether there is more to do. */
async function step(at: Run.Run, known: Known): Promise<boolean> {
  const { basis } = known;
  const until = Plan.horizonOf(basis.company);
  if (at.next > until) return end(at, basis, until);
  known.window = windowAt(basis, at.next, until, known.window);
  const { days, wanted } = pageOf(basis, at.next, known.window);
  const { counts, problem } = await fit(basis, days, wanted);
  if (await Run.advance(at, Wall.dayAfter(days.to), counts, problem)) return true;
  const now = await Run.find(at);
  if (now?.runId === at.runId) return false;
  // The schedule has changed while this page was written, by what it said before.
  await Run.lookAgain(at, days.from);
  return true;
}

async function end(at: Run.Run, basis: Plan.Basis, until: string): Promise<false> {
  const idle = !Plan.isLive(basis) || (basis.versions.length === 0 && basis.closures.length === 0);
  await (idle ? Run.rest(at) : Run.finish(at, until, basis.company.timeZone));
  return false;
}

/** What the schedule has on some days. */
export type Window = { readonly days: Plan.Days; readonly wanted: readonly Plan.Wanted[] };

/** The days around this one, or from it on: those that were worked out before, if it is among them. */
export function windowAt(basis: Plan.Basis, from: string, until: string, known: Window | undefined): Window {
  if (known && known.days.from <= from && from <= known.days.to) return known;
  const furthest = Wall.dayAfter(from, WINDOW_DAYS - 1);
  const days = { from, to: furthest < until ? furthest : until };
  return { days, wanted: Plan.starts(basis, days) };
}

/** The next whole days with about a page of sessions. */
export function pageOf(basis: Plan.Basis, from: string, { days, wanted: all }: Window): Window {
  let to = from;
  let wanted = within(basis, all, { from, to });
  for (let day = Wall.dayAfter(to); day <= days.to && wanted.length < PAGE; day = Wall.dayAfter(day)) {
    to = day;
    wanted = within(basis, all, { from, to });
  }
  return { days: { from, to }, wanted };
}

function within({ company }: Plan.Basis, wanted: readonly Plan.Wanted[], days: Plan.Days): Plan.Wanted[] {
  const [first, after] = instantsOf(days, company.timeZone);
  return wanted.filter(({ startsAt }) => startsAt >= first && startsAt < after);
}

const instantsOf = ({ from, to }: Plan.Days, timeZone: string): [first: string, after: string] => [
  Day.startOf(from, timeZone),
  Day.startOf(Wall.dayAfter(to), timeZone),
];

/** The activity's sessions of these days, as the index has them. */
export async function sessionsOf(
  { company, activity }: Plan.Basis,
  days: Plan.Days,
): Promise<Session.Session[]> {
  const { companyId, activityId } = activity;
  const [first, after] = instantsOf(days, company.timeZone);
  const last = new Date(Date.parse(after) - 1).toISOString();
  const query = Session.Sessions.query.ofActivity({ companyId, activityId });
  const sessions: Session.Session[] = [];
  for await (const one of Page.each(query.between({ startsAt: first }, { startsAt: last })))
    sessions.push(one);
  return sessions;
}

type Found = { counts: Run.Counts; problem: string | undefined };

async function fit(basis: Plan.Basis, days: Plan.Days, wanted: readonly Plan.Wanted[]): Promise<Found> {
  const all = Plan.wishes(basis, wanted, await sessionsOf(basis, days));
  let counts: Run.Counts = {};
  let problem: string | undefined;
  for (let next = 0; next < all.length; next += AT_ONCE) {
    const effects = await Promise.all(all.slice(next, next + AT_ONCE).map((one) => fitOne(basis, one)));
    for (const effect of effects) {
      if (effect === undefined) continue;
      counts = Run.added(counts, { [effect instanceof DomainError ? "refused" : effect]: 1 });
      if (effect instanceof DomainError) problem = effect.code;
    }
  }
  return { counts, problem };
}

/** What the activity does not allow any more is not made; the rest is. */
const fitOne = (
  basis: Plan.Basis,
  one: Plan.One,
): Promise<Standing.Effect | "created" | DomainError | undefined> =>
  make(basis, one).catch((error: unknown) => {
    if (error instanceof DomainError && error.kind === "unprocessable") return error;
    throw error;
  });

async function make(basis: Plan.Basis, { session, wanted, wish }: Plan.One) {
  if (session) return Standing.settle(session, wish);
  if (!wanted || !wish || Date.parse(wanted.startsAt) <= Clock.millis()) return undefined;
  const { startsAt, endsAt, sessionId, slot } = wanted;
  const { slotId, capacity, price, optionId, instructorId, locationId } = slot;
  const made = Session.snapshot(
    { startsAt, endsAt, sessionId, slotId, capacity, price, optionId, instructorId, locationId },
    basis.activity,
    basis.company,
  );
  const creating = change(Events.SessionCreated(), Session.Sessions.create(made), () => replay(undefined));
  try {
    await commit([creating, ...Pool.openings(made), ...Instructor.listed(made)], undefined);
    return "created" as const;
  } catch (there) {
    if (!(there instanceof Replay)) throw there;
    const known = await Session.get(made.companyId, sessionId);
    return Standing.settle(known, Plan.wishFor(basis, known, wanted));
  }
}
