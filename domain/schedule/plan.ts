/**
 * What an activity's calendar is meant to be on some days: the starts of the slots in force, without those in a closure,
 * each with the identity of its session. Pure, but for reading what it is made of; whoever asks twice is told the same.
 */
import * as Activity from "../activity/row.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { digest } from "../id.ts";
import * as Pool from "../seat/pool.ts";
import type { Session } from "../session/session.ts";
import type { Wish } from "../session/standing.ts";
import * as Wall from "../time/wall.ts";
import * as Closure from "./closure.ts";
import * as Slot from "./slot.ts";
import * as Version from "./version.ts";

export type Basis = {
  readonly company: Company.Company;
  readonly activity: Activity.Activity;
  readonly versions: readonly Version.Version[];
  readonly closures: readonly Closure.Closure[];
};
export type Wanted = {
  readonly sessionId: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly slot: Version.KeptSlot;
};
export type Days = { readonly from: string; readonly to: string };

export const USUAL_HORIZON_DAYS = 60;

export async function read(companyId: string, activityId: string): Promise<Basis> {
  const [company, activity, closures] = await Promise.all([
    Company.get(companyId),
    Activity.get(companyId, activityId),
    Closure.active(companyId, Clock.millis()),
  ]);
  return of({ company, activity, closures });
}

/** What holds for an activity that has been read. */
export async function of(known: Omit<Basis, "versions">): Promise<Basis> {
  const { companyId, activityId } = known.activity;
  const today = todayOf(known.company);
  const versions = await Version.since(companyId, activityId, today);
  return { ...known, versions: Version.inForce(versions, today) };
}

// Pure rules

export const todayOf = ({ timeZone }: Company.Company): string =>
  Wall.dateOf(Wall.wallOf(Clock.millis(), timeZone));
/** The last local day whose sessions are on the calendar. */
export const horizonOf = (company: Company.Company): string =>
  Wall.dayAfter(todayOf(company), company.horizonDays ?? USUAL_HORIZON_DAYS);

/** Only what is published gets sessions; of the rest those that are there stay as they are. */
export const isLive = ({ company, activity }: Basis): boolean =>
  activity.status === "PUBLISHED" && company.archivedAt === undefined;

/** What the schedule has on these days, closures apart, in the order of slots and times. */
export function starts(basis: Basis, days: Days): Wanted[] {
  if (!isLive(basis)) return [];
  const { versions, company, activity } = basis;
  return Version.spans(versions, days).flatMap(({ version, from, to }) => {
    const { slots, operatesFrom = from, operatesUntil = to } = versions[version]!;
    const span = {
      from: from > operatesFrom ? from : operatesFrom,
      to: to < operatesUntil ? to : operatesUntil,
    };
    if (span.from > span.to) return [];
    return slots.flatMap((slot) =>
      Slot.dates(slot, company.timeZone, span).starts.map(({ startsAt }) =>
        wantedAt(activity, slot, startsAt),
      ),
    );
  });
}

/** A session that is there, or would be, and what the schedule wants of it. */
export type One = {
  readonly session: Session | undefined;
  readonly wanted: Wanted | undefined;
  readonly wish: Wish;
};

/** What becomes of each session of these days: those that are there, and those that are wanted. */
export function wishes(basis: Basis, wanted: readonly Wanted[], sessions: readonly Session[]): One[] {
  const missing = new Map(wanted.map((one) => [one.sessionId, one]));
  const there = sessions.map((session) => {
    const its = missing.get(session.sessionId);
    missing.delete(session.sessionId);
    return { session, wanted: its, wish: wishFor(basis, session, its) };
  });
  const others = Array.from(missing.values(), (one) => {
    const isOpen = !isClosed(basis, { ...one, locationId: locationOf(basis, one) });
    return { session: undefined, wanted: one, wish: isOpen ? sizeOf(basis, one) : undefined };
  });
  return [...there, ...others];
}

/** A session that no slot made is the staff's: only a closure takes it away, and its seats are as they are. */
export function wishFor(basis: Basis, session: Session, wanted: Wanted | undefined): Wish {
  if (isClosed(basis, session)) return undefined;
  if (session.slotId !== undefined && isLive(basis)) return wanted && sizeOf(basis, wanted);
  return { capacity: session.capacity, maxSpots: session.maxSpots };
}

const sizeOf = ({ activity }: Basis, { slot }: Wanted): Wish => ({
  capacity: slot.capacity,
  maxSpots: activity.maxSpots,
});

export const locationOf = ({ activity }: Basis, { slot }: Wanted): string | undefined =>
  slot.locationId ?? activity.locationId;

type Occasion = Pick<Session, "startsAt" | "endsAt"> & { locationId?: string | undefined };
const isClosed = ({ closures, activity }: Basis, { startsAt, endsAt, locationId }: Occasion): boolean =>
  closures.some((closure) =>
    Closure.covers(closure, { startsAt, endsAt, locationId, activityId: activity.activityId }),
  );

function wantedAt(activity: Activity.Activity, slot: Version.KeptSlot, startsAt: string): Wanted {
  const minutes = minutesOf(activity, slot);
  return {
    sessionId: identityOf(slot, startsAt),
    startsAt,
    endsAt: new Date(Date.parse(startsAt) + minutes * 60_000).toISOString(),
    slot,
  };
}

/** The same for the same slot and start, whatever else has changed: putting it on the calendar twice is impossible. */
export const identityOf = (
  { slotId, pools }: Pick<Version.KeptSlot, "slotId" | "pools">,
  startsAt: string,
): string => Pool.sessionIdOf(digest(`${slotId}\n${startsAt}`, 26), pools);

export function minutesOf(
  activity: Pick<Activity.Activity, "durationMinutes" | "options">,
  slot: Pick<Version.AskedSlot, "durationMinutes" | "optionId">,
): number {
  const option = activity.options?.find(({ optionId }) => optionId === slot.optionId);
  return slot.durationMinutes ?? option?.durationMinutes ?? activity.durationMinutes;
}
