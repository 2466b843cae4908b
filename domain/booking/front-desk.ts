/**
 * Staff book for a customer, before the start and until the session ends (BKG-4): whoever stands at the desk, or is on the
 * phone. Seats, booking, payment and, for somebody new, his customer record are one transaction; there is no hold to wait
 * for. Neither the booking window nor the cut-off is for staff, and a closed sale is closed to customers only.
 */
import * as z from "zod";
import * as Terms from "../activity/terms.ts";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { commit, resume, type Write } from "../commit.ts";
import * as Customer from "../customer.ts";
import { assert, conflict, invalid } from "../error.ts";
import { CompanyId, CustomerId, SessionId } from "../id.ts";
import * as Payment from "../payment/payment.ts";
import * as Group from "../seat/group.ts";
import * as Hold from "../seat/hold.ts";
import * as Pool from "../seat/pool.ts";
import * as Squeeze from "../seat/squeeze.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as AtOnce from "./at-once.ts";
import * as Attendees from "./attendees.ts";
import { Booked } from "./book.ts";
import * as Draft from "./draft.ts";
import * as Row from "./row.ts";

export const bookFor = verb({
  name: "booking.book_for",
  may: ["staff"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    sessionId: SessionId,
    customerId: CustomerId.optional().describe("A customer whom the company knows,"),
    contact: Customer.Contact.partial({ email: true }).optional().describe("or the name of somebody new."),
    ...Group.asked,
    payment: z.strictObject({ method: z.enum(["cash", "on_arrival", "wallet"]) }),
    ...Attendees.asked,
  }),
  output: Booked,
  async run({ companyId, sessionId, customerId, contact, payment, spots, units, ...said }) {
    const session = await Session.get(companyId, sessionId);
    mustBeOn(session);
    const customer = await known(companyId, { customerId, contact });
    const group = await Group.of(companyId, Terms.unitsOf(session.termsId), { spots, units });
    const seats = await seated(session, group, customer.userId);
    const drafted = await Draft.of(session, seats, { ...customer, said });
    const { made, writes } = await AtOnce.sell([drafted], { by: payment.method });
    const [sold] = made;
    assert(sold, "what was drafted is sold");
    return commit([...seats.writes, ...writes, ...Draft.claims(drafted.booking), ...customer.writes], {
      ...Row.viewOf(sold.booking),
      payment: Payment.viewOf(sold.payment),
    });
  },
});

/** The write says it again, in its condition; here it has a name. */
function mustBeOn({ status, endsAt }: Session.Session): void {
  if (status === "OPEN" && endsAt > Clock.iso()) return;
  throw conflict("session.over", "This session is over, or does not take place.", { endsAt, state: status });
}

type Whom = {
  customerId: string | undefined;
  contact: { name: string; email?: string | undefined } | undefined;
};

async function known(companyId: string, { customerId, contact }: Whom) {
  if (customerId !== undefined && contact === undefined) {
    const { userId } = await Customer.get(companyId, customerId);
    return { customerId, userId, writes: [] as Write[] };
  }
  if (contact !== undefined && customerId === undefined) return Customer.introduce(companyId, contact);
  throw invalid("booking.customer_unclear", "Name either a customer or somebody new.");
}

type Seated = Draft.Taken & { readonly writes: Write[] };

/** Seats that are booked in the very write that takes them. */
async function seated(session: Session.Session, group: Group.Group, by: string): Promise<Seated> {
  const { companyId, sessionId, endsAt, closesAt } = session;
  const { idempotencyKey } = Actor.current();
  assert(idempotencyKey, "what is booked at the desk has a key");
  // Not the customer's: he may be somebody new each time that the request is tried.
  const seat = Hold.seatFor({ companyId, sessionId, by: `desk ${Actor.currentUser()}`, key: idempotencyKey });
  const held = Hold.wishOf({ companyId, sessionId, by, ...seat }, group);
  // Pools do not know when a session ends, but when its sale does; the rest of its time is the session's to say.
  const afterSale = Date.parse(endsAt) - Date.parse(closesAt);
  const wish: Squeeze.Wish = {
    ...held,
    entry: { ...held.entry, bk: Row.idOf(sessionId, seat.key), end: "booked" },
    closesAfter: new Date(Clock.millis() - afterSale).toISOString(),
  };
  const pools = await Pool.all(wish);
  // The booking that an earlier request with this key has made.
  if (pools[seat.home]?.holds[seat.key]) await resume();
  const writes = Squeeze.fitting(wish, pools);
  return { holdId: wish.holdId, pool: seat.home, key: seat.key, entry: wish.entry, writes };
}
