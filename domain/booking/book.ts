/**
 * Books a hold: seats, booking and the intent to pay in one transaction, then the gateway's checkout.
 * The hold is checked before any money moves, and in the write itself (CAP-3). A repeat with the same key goes on where
 * the first request stopped, and ends with its answer.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, begin, change, commit, resume, when } from "../commit.ts";
import * as Customer from "../customer.ts";
import { conflict, invalid, unavailable } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import { CompanyId, HoldId } from "../id.ts";
import { times } from "../money.ts";
import * as Payment from "../payment/payment.ts";
import * as Hold from "../seat/hold.ts";
import type { Pool } from "../seat/pool.ts";
import * as Seats from "../seat/seats.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Row from "./row.ts";

export const Booked = Row.View.extend({ payment: Payment.View });

/** Back to the app that sent the payer: a web address, so that a link can not run anything. */
const ReturnUrl = z
  .url({ protocol: /^https?$/ })
  .max(1000)
  .describe("Where the payer's browser goes after the checkout.");

export const book = verb({
  name: "booking.book",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    holdId: HoldId,
    payment: z.strictObject({ gateway: z.string().max(40), returnUrl: ReturnUrl }),
    contact: Customer.Contact.optional().describe("Who a guest is; whoever is signed in is known."),
  }),
  output: Booked,
  async run({ companyId, holdId, payment, contact }) {
    const gateway = await Gateway.mustBeOffered(companyId, payment.gateway);
    const { returnUrl } = payment;
    const { bookingId } = await reserve({ companyId, holdId, gateway, returnUrl, contact });
    const [booking, paid] = await Promise.all([
      Row.get(companyId, bookingId),
      Payment.get(companyId, Row.paymentIdOf(bookingId)),
    ]);
    const opened = paid.status === "CREATED" ? await open(paid, booking) : { payment: paid, writes: [] };
    const answer = { ...Row.viewOf(booking), payment: Payment.viewOf(opened.payment) };
    return commit(opened.writes, answer);
  },
});

type Contact = z.infer<typeof Customer.Contact> | undefined;
type Wish = {
  companyId: CompanyId;
  holdId: HoldId;
  gateway: Gateway.Name;
  returnUrl: string;
  contact: Contact;
};

function mustBeKnown(contact: Contact): void {
  const { guest } = Actor.current();
  if (guest && !contact)
    throw invalid("booking.contact_missing", "A guest says his name and e-mail address.");
  if (!guest && contact)
    throw invalid("booking.contact_known", "Whoever is signed in has a contact already.");
}

/** The transaction that makes the hold a booking, or what an earlier request with this key has made. */
async function reserve(wish: Wish): Promise<{ bookingId: string }> {
  const { companyId, holdId } = wish;
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
  const booking = draft(wish, { pool, key, spots: entry.n }, session, customer.customerId);
  const { write: intent } = Payment.intend({
    ...booking,
    gateway: wish.gateway,
    returnUrl: wish.returnUrl,
    description: describe(booking, session.timeZone),
  });
  const { bookingId } = booking;
  return begin(
    [
      Seats.attach(pool, key, bookingId),
      ...(booking.exclusive ? [claim(booking)] : []),
      change(Events.BookingCreated(), Row.Bookings.create(booking), again),
      intent,
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
): Row.Booking {
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
    paymentMethod: "PAY_NOW",
    paymentStatus: "PENDING",
    status: "AWAITING_GATEWAY",
    createdAt: Clock.iso(),
  };
}

/** The place of the customer's one live booking in this session. */
export const claim = ({ companyId, sessionId, customerId, bookingId }: Row.Booking) =>
  when(Row.LiveBookings.create({ companyId, sessionId, customerId, bookingId }), (old) =>
    conflict("booking.already_booked", "This customer has a booking in this session already.", {
      bookingId: old?.bookingId,
    }),
  );

async function open(payment: Payment.Payment, booking: Row.Booking) {
  try {
    return await Payment.open(payment, booking);
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    throw unavailable(
      "gateway.unreachable",
      "The gateway does not answer. Repeat the request with the same key.",
      {
        retryAfter: 2,
      },
    );
  }
}

/** What the payer reads at the gateway: "Bouldering, 23 Nov 2026, 18:00, 2 places". */
function describe({ activityName, startsAt, spots }: Row.Booking, timeZone: string): string {
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
