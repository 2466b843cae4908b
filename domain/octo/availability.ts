/**
 * Availability: sessions as resellers see them, one by one or day by day. The id of an availability is the session's. Seats
 * are those that calendars show, a moment old; the reservation itself decides, in its write.
 */
import * as z from "zod";
import type * as Activity from "../activity/activity.ts";
import type { UnitKind } from "../activity/unit-kind.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { invalid, unprocessable } from "../error.ts";
import { CompanyId } from "../id.ts";
import * as Audience from "../session/audience.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Capability from "./capability.ts";
import * as LocalTime from "./local-time.ts";
import * as Pricing from "./pricing.ts";
import * as Product from "./product.ts";
import * as Unit from "./unit.ts";

const DAY_MS = 24 * 60 * 60_000;
const MOST_DAYS = 366;
const MOST_SESSIONS = 5000;

export const STATUSES = ["AVAILABLE", "SOLD_OUT", "LIMITED", "CLOSED"] as const;
const OpeningHours = z.array(z.object({ from: z.string(), to: z.string() }));

export const Availability = z.object({
  id: z.string(),
  localDateTimeStart: z.string(),
  localDateTimeEnd: z.string(),
  utcCutoffAt: z.string(),
  allDay: z.boolean(),
  available: z.boolean(),
  status: z.enum(STATUSES),
  vacancies: z.int(),
  capacity: z.int(),
  maxUnits: z.int(),
  openingHours: OpeningHours,
  unitPricing: z.array(Pricing.UnitPricing).optional(),
  pricing: Pricing.Pricing.optional(),
  title: z.string().nullable().optional(),
});
export type Availability = z.infer<typeof Availability>;

const Day = z.object({
  localDate: z.string(),
  available: z.boolean(),
  status: z.enum(STATUSES),
  vacancies: z.int(),
  capacity: z.int(),
  openingHours: OpeningHours,
  unitPricingFrom: z.array(Pricing.UnitPricing).optional(),
  pricingFrom: Pricing.Pricing.optional(),
});

const Units = z.array(z.object({ id: z.string(), quantity: z.int().min(0).max(1000) })).max(100);
const asked = {
  companyId: CompanyId,
  capabilities: Capability.asked,
  productId: z.string(),
  optionId: z.string(),
  localDateStart: z.iso.date(),
  localDateEnd: z.iso.date(),
  units: Units.nullish(),
  currency: z.string().nullish(),
};

/** One object for each session: of a day, of days, or of these ids. */
export const check = verb({
  name: "octo.availability",
  may: ["key:resale"],
  input: z.object({
    ...asked,
    localDate: z.iso.date().optional(),
    localDateStart: asked.localDateStart.optional(),
    localDateEnd: asked.localDateEnd.optional(),
    availabilityIds: z.array(z.string()).min(1).max(100).optional(),
  }),
  output: z.array(Availability),
  async run({ availabilityIds, ...given }) {
    const period = periodOf({ ...given, availabilityIds });
    const shop = await enter(given);
    const sessions = period ? await between(shop, period) : await named(shop, availabilityIds ?? []);
    return Promise.all(sessions.map((session) => shown(session, shop)));
  },
});

/** One object for each day on which there is something, for a calendar of many days. */
export const calendar = verb({
  name: "octo.calendar",
  may: ["key:resale"],
  input: z.object(asked),
  output: z.array(Day),
  async run(given) {
    const period = withinReason([given.localDateStart, given.localDateEnd]);
    const shop = await enter(given);
    const sessions = await between(shop, period);
    const days = new Map<string, Availability[]>();
    for (const availability of await Promise.all(sessions.map((session) => shown(session, shop)))) {
      const date = availability.localDateTimeStart.slice(0, 10);
      days.set(date, [...(days.get(date) ?? []), availability]);
    }
    return [...days].map(([localDate, ofDay]) => summed(localDate, ofDay));
  },
});

type Shop = {
  readonly activity: Activity.Activity;
  readonly optionId: string;
  readonly timeZone: string;
  readonly counts: Unit.Counts | undefined;
  readonly capabilities: Capability.Wanted;
  /** What the reseller keeps. */
  readonly percent: number;
};
type Asked = {
  companyId: CompanyId;
  capabilities: Capability.Wanted;
  productId: string;
  optionId: string;
  units?: z.infer<typeof Units> | null | undefined;
  currency?: string | null | undefined;
};

async function enter({
  companyId,
  productId,
  optionId,
  units,
  currency,
  capabilities,
}: Asked): Promise<Shop> {
  const [activity, company, percent] = await Promise.all([
    Product.offeredAs(companyId, productId, optionId),
    Company.get(companyId),
    Pricing.commission(capabilities),
  ]);
  mustBeCurrency(currency, company);
  const counts =
    units && units.length > 0 ? Unit.count(units.filter(({ quantity }) => quantity > 0)) : undefined;
  return { activity, optionId, timeZone: company.timeZone, counts, capabilities, percent };
}

export function mustBeCurrency(wanted: string | null | undefined, { currency }: Company.Company): void {
  if (wanted === undefined || wanted === null || wanted === currency) return;
  throw unprocessable("octo.currency_differs", "This supplier sells in one currency.", { currency });
}

type Period = readonly [from: string, to: string];

/** Which days are meant; nothing, if it is ids that are asked for. One of the three ways, and one alone. */
function periodOf(given: {
  localDate?: string | undefined;
  localDateStart?: string | undefined;
  localDateEnd?: string | undefined;
  availabilityIds?: readonly string[] | undefined;
}): Period | undefined {
  const { localDate, localDateStart, localDateEnd, availabilityIds } = given;
  const ranged = localDateStart !== undefined || localDateEnd !== undefined;
  const ways = [localDate !== undefined, ranged, availabilityIds !== undefined].filter(Boolean).length;
  if (ways !== 1 || (ranged && (localDateStart === undefined || localDateEnd === undefined)))
    throw invalid(
      "octo.period_unclear",
      "Ask for a localDate, for localDateStart with localDateEnd, or for availabilityIds.",
    );
  if (availabilityIds) return undefined;
  return withinReason([localDateStart ?? localDate!, localDateEnd ?? localDate!]);
}

function withinReason([from, to]: Period): Period {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days >= 0 && days <= MOST_DAYS) return [from, to];
  throw invalid(
    "octo.period_out_of_range",
    `Ask for a day, or for at most ${MOST_DAYS} days in their order.`,
  );
}

/** Sessions of these local days: a day too many is asked for at both ends, because a day begins when the zone says so. */
async function between(
  { activity, optionId, timeZone }: Shop,
  [from, to]: Period,
): Promise<Session.Session[]> {
  const { companyId, activityId } = activity;
  const first = new Date(Math.max(Date.parse(from) - DAY_MS, Clock.millis())).toISOString();
  const last = new Date(Date.parse(to) + 2 * DAY_MS).toISOString();
  if (first >= last) return [];
  const found = await Session.Sessions.query
    .ofActivity({ companyId, activityId })
    .between({ startsAt: first }, { startsAt: last })
    .go({ count: MOST_SESSIONS });
  if (found.cursor !== null)
    throw unprocessable(
      "octo.too_many_sessions",
      "There are too many sessions in this period. Ask for fewer days.",
    );
  return found.data.filter((session) => {
    const { date } = LocalTime.at(session.startsAt, timeZone);
    return (
      date >= from && date <= to && isOffered(session) && Product.optionIdOf(session, activity) === optionId
    );
  });
}

async function named({ activity, optionId }: Shop, ids: readonly string[]): Promise<Session.Session[]> {
  const { companyId, activityId } = activity;
  const keys = [...new Set(ids)]
    .filter((id) => /^ses_[0-9A-HJKMNP-TV-Z]{28}$/.test(id))
    .map((sessionId) => ({ companyId, sessionId }));
  const { data } = keys.length > 0 ? await Session.Sessions.get(keys).go({ consistent: true }) : { data: [] };
  return data
    .filter((session) => session.activityId === activityId && isOffered(session))
    .filter((session) => Product.optionIdOf(session, activity) === optionId)
    .toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
}

/** What has been called off, or is honoured but hidden, is not on offer; what has begun is over for resellers. */
export const isOffered = (session: Session.Session): boolean =>
  Audience.isForAll(session) && session.startsAt > Clock.iso();

async function shown(session: Session.Session, shop: Shop): Promise<Availability> {
  const kinds = await Unit.kindsOf(session, session.price);
  return of(session, { ...shop, kinds, anyTime: shop.activity.anyTime });
}

type Seen = Pick<Shop, "counts" | "capabilities" | "percent"> & {
  readonly kinds: readonly UnitKind[];
  readonly anyTime: boolean | undefined;
};

/** A session, with what these units would cost in it. */
export function of(
  session: Session.Session,
  { kinds, counts, capabilities, percent, anyTime = false }: Seen,
): Availability {
  const { startsAt, endsAt, timeZone, capacity, minSpots, maxSpots } = session;
  const vacancies = Session.seatsOf(session);
  const needed = counts ? Unit.seatsOf(kinds, counts) : minSpots;
  const status = statusOf(session, vacancies);
  const open = status === "AVAILABLE" || status === "LIMITED";
  return {
    id: session.sessionId,
    localDateTimeStart: LocalTime.dateTime(startsAt, timeZone),
    localDateTimeEnd: LocalTime.dateTime(endsAt, timeZone),
    utcCutoffAt: LocalTime.utc(session.closesAt),
    allDay: anyTime,
    available: open && needed <= vacancies && needed >= minSpots && needed <= maxSpots,
    status,
    vacancies,
    capacity,
    maxUnits: Math.floor(maxSpots / Math.min(...kinds.map(({ weight }) => weight))),
    openingHours: anyTime ? [hoursOf(session)] : [],
    ...(capabilities.includes("octo/pricing") && Unit.pricing(kinds, counts, percent)),
    ...(capabilities.includes("octo/content") && { title: session.activityName }),
  };
}

/** Fewer than half of the seats left is what the specification calls limited. */
function statusOf(session: Session.Session, vacancies: number): Availability["status"] {
  const now = Clock.iso();
  const { status, saleClosedAt, closesAt, opensAt } = session;
  if (status !== "OPEN" || saleClosedAt || closesAt <= now || (opensAt !== undefined && opensAt > now))
    return "CLOSED";
  if (vacancies < session.minSpots || vacancies === 0) return "SOLD_OUT";
  return vacancies * 2 < session.capacity ? "LIMITED" : "AVAILABLE";
}

/** A day that ends at midnight ends with its last minute: the specification has no hour 24. */
function hoursOf({ startsAt, endsAt, timeZone }: Session.Session) {
  const [start, end] = [LocalTime.at(startsAt, timeZone), LocalTime.at(endsAt, timeZone)];
  return { from: start.time, to: start.date === end.date ? end.time : "23:59" };
}

const BEST_FIRST: readonly Availability["status"][] = ["AVAILABLE", "LIMITED", "SOLD_OUT", "CLOSED"];

/** A day is as good as the best of it. */
function summed(localDate: string, ofDay: readonly Availability[]): z.infer<typeof Day> {
  const [{ unitPricing, pricing }] = ofDay as [Availability];
  return {
    localDate,
    available: ofDay.some(({ available }) => available),
    status: BEST_FIRST.find((status) => ofDay.some((one) => one.status === status))!,
    vacancies: Math.max(...ofDay.map(({ vacancies }) => vacancies)),
    capacity: ofDay.reduce((sum, { capacity }) => sum + capacity, 0),
    openingHours: ofDay.flatMap(({ openingHours }) => openingHours),
    ...(unitPricing && { unitPricingFrom: cheapestUnits(ofDay) }),
    ...(pricing && { pricingFrom: cheapest(ofDay.flatMap((one) => one.pricing ?? [])) }),
  };
}

const cheapest = <P extends Pricing.Pricing>(prices: readonly P[]): P =>
  prices.reduce((least, price) => (price.retail < least.retail ? price : least));

function cheapestUnits(ofDay: readonly Availability[]) {
  const all = ofDay.flatMap(({ unitPricing = [] }) => unitPricing);
  const ids = [...new Set(all.map(({ unitId }) => unitId))];
  return ids.map((id) => cheapest(all.filter(({ unitId }) => unitId === id)));
}
