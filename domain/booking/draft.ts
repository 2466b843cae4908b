/**
 * A booking as it is before anybody has said how it is paid: the seats that were taken, and snapshots of the session they
 * are in (BKG-3). It keeps the id of the terms it is made under, and is priced by its units where there are some.
 */
import * as Terms from "../activity/terms.ts";
import * as Units from "../activity/units.ts";
import * as Clock from "../clock.ts";
import { when } from "../commit.ts";
import { conflict } from "../error.ts";
import { given } from "../given.ts";
import type * as Pool from "../seat/pool.ts";
import type * as Session from "../session/session.ts";
import * as Attendees from "./attendees.ts";
import * as Price from "./price.ts";
import * as Row from "./row.ts";

export type Plain = Omit<Row.Booking, "status" | "paymentMethod" | "paymentStatus">;

/** Seats in a pool, as an entry there says it. */
export type Taken = {
  readonly holdId: string;
  readonly pool: number;
  readonly key: string;
  readonly entry: Pool.Entry;
};
type Whose = {
  readonly customerId: string;
  readonly userId: string;
  /** Absent where nobody can be asked. */
  readonly said?: Attendees.Said | undefined;
  /** What the reseller keeps who sells it. */
  readonly commissionPercent?: number | undefined;
};
export type Drafted = { readonly booking: Plain; readonly description: string };

export async function of(
  session: Session.Session,
  { holdId, pool, key, entry: { n: spots, u: units } }: Taken,
  { customerId, userId, said, commissionPercent }: Whose,
): Promise<Drafted> {
  const { companyId, sessionId, activityId, activityName, startsAt, endsAt, timeZone, termsId } = session;
  const terms = await Terms.of(companyId, termsId);
  const bookingId = Row.idOf(sessionId, key);
  const booking = {
    companyId,
    sessionId,
    bookingId,
    activityId,
    activityName,
    customerId,
    userId,
    holdId,
    pool,
    spots,
    startsAt,
    endsAt,
    day: dayOf(startsAt, timeZone),
    ...Price.of({ ...terms, price: session.price }, { n: spots, u: units }, commissionPercent),
    exclusive: session.bookingsPerCustomer === "one",
    paymentId: Row.paymentIdOf(bookingId),
    createdAt: Clock.iso(),
    ...given({ termsId, units: units && { ...units } }),
    ...(said && Attendees.agreed(terms, { spots, units }, said)),
  };
  const places = units
    ? Units.inWords(terms.unitKinds, units)
    : `${spots} ${spots === 1 ? "place" : "places"}`;
  return { booking, description: describe(booking, places, timeZone) };
}

/** The place of the customer's one live booking in this session, where it may be only one. */
export const claims = (booking: Plain) => (booking.exclusive ? [claim(booking)] : []);
export const claim = ({ companyId, sessionId, customerId, bookingId }: Plain) =>
  when(Row.LiveBookings.create({ companyId, sessionId, customerId, bookingId }), (old) =>
    conflict("booking.already_booked", "This customer has a booking in this session already.", {
      bookingId: old?.bookingId,
    }),
  );

/** What the payer reads at the gateway: "Bouldering, 23 Nov 2026, 18:00, 2 places". */
function describe({ activityName, startsAt }: Plain, places: string, timeZone: string): string {
  return `${activityName}, ${momentsOf(timeZone).format(new Date(startsAt))}, ${places}`.slice(
    0,
    MOST_LETTERS,
  );
}
/** The activity and the time are long enough to be told; many unit kinds may not be. */
export const MOST_LETTERS = 250;

/** The local date of an instant. */
export const dayOf = (instant: string, timeZone: string): string =>
  calendarOf(timeZone).format(new Date(instant));

/** A format takes longer to make than everything that is done with it. */
const formats = (locale: string, parts: Intl.DateTimeFormatOptions) => {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (timeZone: string): Intl.DateTimeFormat => {
    const known = made.get(timeZone);
    if (known) return known;
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...parts });
    made.set(timeZone, format);
    return format;
  };
};
const calendarOf = formats("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
const momentsOf = formats("en-GB", { dateStyle: "medium", timeStyle: "short" });
