/**
 * What a session promises: a snapshot of its activity and company as they are when it is put on the calendar (SCH-2).
 * What the activity does without is absent, so that the row stays small.
 */
import type * as Activity from "../activity/row.ts";
import * as Clock from "../clock.ts";
import type * as Company from "../company/company.ts";
import * as LeadTimes from "../company/lead-times.ts";
import { unprocessable } from "../error.ts";
import { given } from "../given.ts";
import { type ActivityId, type CompanyId, newUlid, type SessionId } from "../id.ts";
import type { Money } from "../money.ts";
import * as Pool from "../seat/pool.ts";
import { due } from "../table.ts";
import * as Terms from "../activity/terms.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
const HORIZON_MS = 2 * 365 * DAY_MS;
const MOST_SEATS = Pool.MOST_POOLS * Pool.SEATS_PER_POOL;

export type Asked = {
  startsAt: string;
  endsAt?: string | undefined;
  capacity?: number | undefined;
  price?: Money | undefined;
  optionId?: string | undefined;
  instructorId?: string | undefined;
  locationId?: string | undefined;
  /** Of a session that a time slot makes: its identity is the slot's and the start's. */
  slotId?: string | undefined;
  sessionId?: string | undefined;
};

export function snapshot(asked: Asked, activity: Activity.Activity, company: Company.Company) {
  const { startsAt, optionId, capacity = activity.capacity } = asked;
  const { price: usual, durationMinutes } = optionOf(activity, optionId);
  const price = asked.price ?? usual;
  const endsAt = asked.endsAt ?? shifted(startsAt, durationMinutes);
  mustFitTheCalendar(startsAt, endsAt);
  mustFitTheTerms({ price, capacity }, activity, company);
  if (asked.price && Terms.unitsOf(activity.termsId)) {
    throw unprocessable(
      "session.priced_by_units",
      "Places of this activity are sold by unit kind, and these have the prices.",
    );
  }
  const sessionId = (asked.sessionId ?? Pool.sessionId(newUlid(), capacity)) as SessionId;
  const shares = Pool.spread(capacity, Pool.countOf(sessionId));
  const notice = Math.max(activity.cutOffMinutes, activity.minimumNoticeMinutes ?? 0);
  const { companyId, termsId, bookingCapacity, bookingWindowDays } = activity;
  return {
    sessionId,
    companyId: companyId as CompanyId,
    activityId: activity.activityId as ActivityId,
    activityName: activity.name,
    startsAt,
    endsAt,
    closesAt: shifted(startsAt, -notice),
    timeZone: company.timeZone,
    capacity,
    price,
    minSpots: activity.minSpots,
    maxSpots: Math.min(activity.maxSpots, capacity),
    bookingsPerCustomer: activity.bookingsPerCustomer,
    payOnArrival: activity.payOnArrival,
    holdSeconds: company.holdMinutes * 60,
    status: "OPEN" as const,
    seats: Object.fromEntries(shares.map((share, index) => [index, { v: 1, r: share }])),
    ...given({
      termsId,
      unitsOf: Terms.unitsOf(termsId),
      optionId,
      slotId: asked.slotId,
      bookingCapacity,
      opensAt: bookingWindowDays ? shifted(startsAt, -bookingWindowDays * DAY_MINUTES) : undefined,
      locationId: asked.locationId ?? activity.locationId,
      instructorId: asked.instructorId ?? activity.instructorId,
      offerSeconds: company.offerMinutes && company.offerMinutes * 60,
    }),
    ...due(sessionId, LeadTimes.nextLook(startsAt, LeadTimes.of(company))),
  };
}

type Length = { price: Money; durationMinutes: number };

function optionOf(activity: Activity.Activity, optionId: string | undefined): Length {
  if (optionId === undefined) return activity;
  const option = activity.options?.find((one) => one.optionId === optionId);
  if (!option) {
    throw unprocessable("session.option_unknown", "The activity has no such option.", { optionId });
  }
  return option;
}

const shifted = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * MINUTE_MS).toISOString();

function mustFitTheCalendar(startsAt: string, endsAt: string): void {
  // A year of five digits sorts before all others, so this comes before the times are compared with each other.
  if ([startsAt, endsAt].some((instant) => Date.parse(instant) > Clock.millis() + HORIZON_MS)) {
    throw unprocessable("session.too_far_ahead", "A session lies within the next two years.", { endsAt });
  }
  if (endsAt <= startsAt) {
    throw unprocessable("session.ends_before_start", "A session ends after it starts.", { startsAt, endsAt });
  }
  if (startsAt <= Clock.iso()) {
    throw unprocessable("session.in_the_past", "A session starts in the future.", { startsAt });
  }
}

function mustFitTheTerms(
  { price, capacity }: { price: Money; capacity: number },
  activity: Activity.Activity,
  company: Company.Company,
): void {
  if (price.currency !== company.currency) {
    throw unprocessable("session.currency_differs", "The price must be in the company's currency.", {
      currency: price.currency,
      companyCurrency: company.currency,
    });
  }
  if (capacity > MOST_SEATS || capacity < activity.minSpots) {
    throw unprocessable("session.capacity_out_of_range", "This is no capacity that a session can have.", {
      capacity,
      least: activity.minSpots,
      most: MOST_SEATS,
    });
  }
}
