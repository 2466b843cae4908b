/**
 * Taking a hold: the one transaction that makes it a booking, for whoever brings it and however it is paid. Apart from `book`,
 * so that who pays at no gateway needs to know none.
 */
import * as Actor from "../actor.ts";
import { begin, resume } from "../commit.ts";
import * as Customer from "../customer.ts";
import { invalid, unprocessable } from "../error.ts";
import type { CompanyId, HoldId } from "../id.ts";
import * as Hold from "../seat/hold.ts";
import * as Session from "../session/session.ts";
import type * as Attendees from "./attendees.ts";
import * as Draft from "./draft.ts";
import type * as Method from "./method.ts";
import * as Opening from "./opening.ts";

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
export async function take(wish: Wish): Promise<{ bookingId: string }> {
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
  mustBeTaken(method, session);
  const { customerId, writes: introduced } = customer;
  const taken = { holdId, pool: pool.index, key, entry };
  const drafted = await Draft.of(session, taken, {
    customerId,
    userId: Actor.currentUser(),
    said: wish.said,
    commissionPercent: method.by === "resale" ? method.commissionPercent : undefined,
  });
  const { booking } = drafted;
  return begin(
    [...(await Opening.writes({ pool, key, ...drafted }, method)), ...Draft.claims(booking), ...introduced],
    { bookingId: booking.bookingId },
  );
}

/** The session says whether it can be paid at the door. */
export function mustBeTaken({ by }: Pick<Method.Method, "by">, session: Session.Session): void {
  if (by === "on_arrival" && !session.payOnArrival)
    throw unprocessable("booking.not_payable_on_arrival", "This session is paid for when it is booked.");
}
