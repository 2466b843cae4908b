/**
 * Books a hold: seats, booking and its payment in one transaction, then the gateway's checkout if there is one.
 * The hold is checked before any money moves, and in the write itself (CAP-3). A repeat with the same key goes on where
 * the first request stopped, and ends with its answer.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { begin, commit, resume, when } from "../commit.ts";
import * as Customer from "../customer.ts";
import { conflict, invalid } from "../error.ts";
import { CompanyId, HoldId } from "../id.ts";
import { times } from "../money.ts";
import * as Checkout from "../payment/checkout.ts";
import * as Payment from "../payment/payment.ts";
import * as Hold from "../seat/hold.ts";
import type { Pool } from "../seat/pool.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Method from "./method.ts";
import * as Opening from "./opening.ts";
import * as Row from "./row.ts";

export const Booked = Row.View.extend({ payment: Payment.View });

export const book = verb({
  name: "booking.book",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    holdId: HoldId,
    payment: Method.Asked,
    contact: Customer.Contact.optional().describe("Who a guest is; whoever is signed in is known."),
  }),
  output: Booked,
  async run({ companyId, holdId, payment, contact }) {
    const method = await Method.of(companyId, payment);
    const { bookingId } = await reserve({ companyId, holdId, method, contact });
    const [booking, paid] = await Promise.all([
      Row.get(companyId, bookingId),
      Payment.get(companyId, Row.paymentIdOf(bookingId)),
    ]);
    const opened = await Checkout.ready(paid, booking.customerId);
    const answer = { ...Row.viewOf(booking), payment: Payment.viewOf(opened.payment) };
    return commit(opened.writes, answer);
  },
});

type Contact = { name?: string | undefined; email?: string | undefined } | undefined;
export type Wish = {
  companyId: CompanyId;
  holdId: HoldId;
  method: Method.Method;
  contact: Contact;
};

function mustBeKnown(contact: Contact): void {
  const { guest, key } = Actor.current();
  // A reseller says of his customer what he likes to say.
  if (key) return;
  if (guest && !contact)
    throw invalid("booking.contact_missing", "A guest says his name and e-mail address.");
  if (!guest && contact)
    throw invalid("booking.contact_known", "Whoever is signed in has a contact already.");
}

/** The transaction that makes the hold a booking, or what an earlier request with this key has made. */
export async function reserve(wish: Wish): Promise<{ bookingId: string }> {
  const { companyId, holdId, method } = wish;
  const held = await Hold.mine(companyId, holdId).catch((error: unknown) => error as Error);
  // A hold that was booked leaves its pool in the end; the request that booked it may still come back for its answer.
  const earlier = held instanceof Error || held.entry.bk ? await resume<{ bookingId: string }>() : undefined;
  if (earlier) return earlier;
  if (held instanceof Error) throw held;
  const { pool, key, entry } = held;
  mustBeKnown(wish.contact);
  Hold.mustBeLive(pool, entry);
  const [session, customer] = await Promise.all([
    Session.get(companyId, pool.sessionId),
    Customer.firstUse(companyId, wish.contact),
  ]);
  Method.mustBeTaken(method, session);
  const booking = draft(wish, { pool, key, spots: entry.n }, session, customer.customerId);
  const description = describe(booking, session.timeZone);
  const { bookingId } = booking;
  return begin(
    [
      ...(await Opening.writes({ pool, key, booking, description }, method)),
      ...(booking.exclusive ? [claim(booking)] : []),
      ...customer.writes,
    ],
    { bookingId },
  );
}

type Taken = { pool: Pool; key: string; spots: number };

function draft(
  { companyId, holdId }: Wish,
  { pool, key, spots }: Taken,
  session: Session.Session,
  customerId: string,
): Opening.Plain {
  const bookingId = Row.idOf(pool.sessionId, key);
  const { activityId, activityName, sessionId, startsAt, endsAt, timeZone } = session;
  return {
    companyId,
    sessionId,
    bookingId,
    activityId,
    activityName,
    customerId,
    userId: Actor.currentUser(),
    holdId,
    pool: pool.index,
    spots,
    startsAt,
    endsAt,
    day: dayOf(startsAt, timeZone),
    price: times(session.price, spots),
    exclusive: session.bookingsPerCustomer === "one",
    paymentId: Row.paymentIdOf(bookingId),
    createdAt: Clock.iso(),
  };
}

/** The place of the customer's one live booking in this session. */
export const claim = ({ companyId, sessionId, customerId, bookingId }: Opening.Plain) =>
  when(Row.LiveBookings.create({ companyId, sessionId, customerId, bookingId }), (old) =>
    conflict("booking.already_booked", "This customer has a booking in this session already.", {
      bookingId: old?.bookingId,
    }),
  );

/** What the payer reads at the gateway: "Bouldering, 23 Nov 2026, 18:00, 2 places". */
function describe({ activityName, startsAt, spots }: Opening.Plain, timeZone: string): string {
  const at = momentsOf(timeZone).format(new Date(startsAt));
  return `${activityName}, ${at}, ${spots} ${spots === 1 ? "place" : "places"}`;
}

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
