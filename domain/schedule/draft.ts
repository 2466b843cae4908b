/**
 * A version of a schedule as it would be: what a company asks for, checked against its activity and spelled out, so that a
 * preview and the version that is kept are the same thing.
 */
import type * as Activity from "../activity/row.ts";
import type * as Company from "../company/company.ts";
import * as Actor from "../actor.ts";
import * as Location from "../catalogue/location.ts";
import * as Clock from "../clock.ts";
import * as Terms from "../activity/terms.ts";
import * as Member from "../company/member.ts";
import type { Write } from "../commit.ts";
import { DomainError, unprocessable } from "../error.ts";
import { given } from "../given.ts";
import * as Pool from "../seat/pool.ts";
import * as Identity from "./identity.ts";
import * as Plan from "./plan.ts";
import * as Slot from "./slot.ts";
import type * as Version from "./version.ts";

export type Asked = {
  validFrom?: string | undefined;
  operatesFrom?: string | undefined;
  operatesUntil?: string | undefined;
  slots: readonly Version.AskedSlot[];
};
/** The version, and the rows of its slots that are new. */
export type Draft = { readonly version: Version.Version; readonly writes: readonly Write[] };
type Place = { company: Company.Company; activity: Activity.Activity };
/** The next version, after those that are in force from today on. */
export async function of(
  { company, activity }: Place,
  versions: readonly Version.Version[],
  asked: Asked,
  revision: number,
): Promise<Draft> {
  const today = Plan.todayOf(company);
  const { validFrom = today, operatesFrom, operatesUntil } = asked;
  if (validFrom < today) {
    throw unprocessable("schedule.in_the_past", "A schedule changes from today on, or later.", {
      validFrom,
      today,
    });
  }
  if (operatesFrom !== undefined && operatesUntil !== undefined && operatesUntil < operatesFrom) {
    throw unprocessable("schedule.ends_before_start", "The last operating day is before the first.", {
      operatesFrom,
      operatesUntil,
    });
  }
  const { companyId } = activity;
  const leaders = new Set(asked.slots.map(({ instructorId }) => instructorId));
  const places = new Set(asked.slots.map(({ locationId }) => locationId));
  await Promise.all([
    ...Array.from(leaders, (one) => Member.mustWorkHere(companyId, one)),
    ...Array.from(places, (one) => Location.mustBeThere(companyId, one)),
  ]);
  const checked = asked.slots.map((slot, index) =>
    saying(index, () => {
      mustFit(slot, { company, activity });
      const { capacity = activity.capacity, ...same } = slot;
      return { ...Slot.check(same, Plan.minutesOf(activity, slot), company.timeZone), capacity };
    }),
  );
  const known = versions.flatMap(({ slots }) => slots);
  const { slots, writes } = await Identity.name(activity, checked, known);
  const version = {
    companyId,
    activityId: activity.activityId,
    validFrom,
    revision,
    slots,
    createdAt: Clock.iso(),
    ...given({ operatesFrom, operatesUntil, createdBy: Actor.current().userId }),
  };
  return { version, writes };
}

/** Of several slots a refusal says which one it is about. */
function saying<T>(slot: number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.kind, error.code, error.message, { ...error.detail, slot });
  }
}

function mustFit({ capacity, price, optionId }: Version.AskedSlot, { company, activity }: Place): void {
  if (price && price.currency !== company.currency) {
    throw unprocessable("slot.currency_differs", "The price must be in the company's currency.", {
      currency: price.currency,
      companyCurrency: company.currency,
    });
  }
  if (price && Terms.unitsOf(activity.termsId)) {
    throw unprocessable(
      "slot.priced_by_units",
      "Places are sold by unit kind here, and these have the prices.",
    );
  }
  if (optionId !== undefined && !activity.options?.some((option) => option.optionId === optionId)) {
    throw unprocessable("slot.option_unknown", "The activity has no such option.", { optionId });
  }
  const most = Pool.MOST_POOLS * Pool.SEATS_PER_POOL;
  const seats = capacity ?? activity.capacity;
  if (seats > most || seats < activity.minSpots) {
    throw unprocessable("slot.capacity_out_of_range", "This is no capacity that a session can have.", {
      capacity: seats,
      least: activity.minSpots,
      most,
    });
  }
}
