/**
 * Books a whole cart at once, where its money is in house or comes to the door (CAP-7): all bookings, their seats and their
 * payments in one transaction, or nothing. A wallet is asked for the sum, and moves once for each booking, so that each can
 * be cancelled and paid back by itself. A gateway takes the money of one booking at a time: there each hold is booked by
 * itself, and stays in the cart until then.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as AtOnce from "../booking/at-once.ts";
import * as Attendees from "../booking/attendees.ts";
import { Booked } from "../booking/book.ts";
import * as Draft from "../booking/draft.ts";
import * as Row from "../booking/row.ts";
import * as Taking from "../booking/taking.ts";
import { commit, resume } from "../commit.ts";
import * as Customer from "../customer.ts";
import { conflict, unprocessable } from "../error.ts";
import { CartId, CompanyId, SessionId } from "../id.ts";
import * as Payment from "../payment/payment.ts";
import * as Hold from "../seat/hold.ts";
import * as Seats from "../seat/seats.ts";
import * as View from "../seat/view.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import { MOST_LINES } from "./cart.ts";
import * as Cart from "./row.ts";

const Said = z.strictObject({ sessionId: SessionId, ...Attendees.asked });
type Said = z.output<typeof Said>;

export const book = verb({
  name: "cart.book",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    cartId: CartId,
    payment: z.strictObject({ method: z.enum(["wallet", "on_arrival"]) }),
    contact: Customer.Contact.optional().describe("Who a guest is; whoever is signed in is known."),
    lines: z
      .array(Said)
      .max(MOST_LINES)
      .default([])
      .describe("Who comes to a session of the cart, and what its questions are answered."),
  }),
  output: z.object({ cartId: CartId, bookings: z.array(Booked) }),
  async run({ companyId, cartId, payment, contact, lines }) {
    const { holds } = await Cart.mine(companyId, cartId);
    Taking.mustBeKnown(contact);
    const said = bySession(lines, holds);
    const held = await Promise.all(holds.map(({ holdId }) => heldAs(companyId, holdId)));
    const { customerId, writes: introduced } = await Customer.firstUse(companyId, contact);
    const whose = { customerId, userId: Actor.currentUser() };
    const drafted = await Promise.all(
      held.map(async (one) => {
        const session = await Session.get(companyId, one.pool.sessionId);
        Taking.mustBeTaken({ by: payment.method }, session);
        const taken = { ...one, pool: one.pool.index };
        return Draft.of(session, taken, { ...whose, said: said.get(session.sessionId) ?? {} });
      }),
    );
    const { made, writes } = await AtOnce.sell(drafted, { by: payment.method });
    const seats = held.flatMap(({ pool, key }) => Seats.takeAtOnce(pool, key, Row.idOf(pool.sessionId, key)));
    const claims = drafted.flatMap(({ booking }) => Draft.claims(booking));
    return commit([...seats, ...writes, ...claims, ...introduced], {
      cartId,
      bookings: made.map((one) => ({ ...Row.viewOf(one.booking), payment: Payment.viewOf(one.payment) })),
    });
  },
});

/** A hold that can be booked now; or, if a request with this key has booked it, that request's answer. */
async function heldAs(companyId: string, holdId: string) {
  const { pool, key, entry } = await Hold.find(companyId, holdId);
  if (!entry || entry.bk) await resume();
  if (!entry) throw conflict("cart.over", "A hold of this cart is gone; place it anew.", { holdId });
  Hold.mustBeLive(pool, entry);
  return { holdId, pool, key, entry };
}

function bySession(
  lines: readonly Said[],
  holds: readonly { holdId: string }[],
): Map<string, Attendees.Said> {
  const sessions = new Set(holds.map(({ holdId }) => View.parts(holdId).sessionId));
  const foreign = lines.find(({ sessionId }) => !sessions.delete(sessionId));
  if (foreign)
    throw unprocessable("cart.line_unknown", "Each line is about another session of the cart.", {
      sessionId: foreign.sessionId,
    });
  return new Map(lines.map(({ sessionId, ...said }) => [sessionId, said]));
}
