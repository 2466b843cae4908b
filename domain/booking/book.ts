/**
 * Books a hold: seats, booking and its payment in one transaction, then the gateway's checkout if there is one.
 * The hold is checked before any money moves, and in the write itself (CAP-3). A repeat with the same key goes on where
 * the first request stopped, and ends with its answer.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { begin, commit, resume } from "../commit.ts";
import * as Customer from "../customer.ts";
import { invalid } from "../error.ts";
import { CompanyId, HoldId } from "../id.ts";
import * as Checkout from "../payment/checkout.ts";
import * as Payment from "../payment/payment.ts";
import * as Hold from "../seat/hold.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Attendees from "./attendees.ts";
import * as Draft from "./draft.ts";
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
    ...Attendees.asked,
  }),
  output: Booked,
  async run({ companyId, holdId, payment, contact, ...said }) {
    const method = await Method.of(companyId, payment);
    const { bookingId } = await reserve({ companyId, holdId, method, contact, said });
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
  /** Absent where nobody can be asked: a reseller's customer. */
  said?: Attendees.Said;
};

export function mustBeKnown(contact: Contact): void {
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
  const { customerId, writes: introduced } = customer;
  const taken = { holdId, pool: pool.index, key, entry };
  const drafted = await Draft.of(session, taken, {
    customerId,
    userId: Actor.currentUser(),
    said: wish.said,
  });
  const { booking } = drafted;
  return begin(
    [...(await Opening.writes({ pool, key, ...drafted }, method)), ...Draft.claims(booking), ...introduced],
    { bookingId: booking.bookingId },
  );
}
