/**
 * Books a whole cart (CAP-7): all bookings, their seats and their payments in one transaction, or nothing.
 *
 *   wallet, on_arrival   certain at once. A wallet is asked for the sum, and moves once for each booking
 *   gateway              one checkout for the sum; all of it is certain when the money comes (`settle.ts`)
 *
 * Either way each booking has its own payment, so that each can be cancelled, moved and paid back by itself.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as AtOnce from "../booking/at-once.ts";
import * as Attendees from "../booking/attendees.ts";
import { Booked } from "../booking/book.ts";
import * as Draft from "../booking/draft.ts";
import * as Method from "../booking/method.ts";
import * as Row from "../booking/row.ts";
import * as Taking from "../booking/taking.ts";
import { begin, commit, resume, type Write } from "../commit.ts";
import * as Customer from "../customer.ts";
import { assert, conflict, unprocessable } from "../error.ts";
import { CartId, CompanyId, SessionId } from "../id.ts";
import * as Checkout from "../payment/checkout.ts";
import * as Parts from "../payment/parts.ts";
import * as Payment from "../payment/payment.ts";
import * as Hold from "../seat/hold.ts";
import * as Seats from "../seat/seats.ts";
import * as View from "../seat/view.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import { about, forSession, MOST_LINES } from "./cart.ts";
import * as Opening from "./opening.ts";
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
    payment: Method.AskedTogether,
    contact: Customer.Contact.optional().describe("Who a guest is; whoever is signed in is known."),
    lines: z
      .array(Said)
      .max(MOST_LINES)
      .default([])
      .describe("Who comes to a session of the cart, and what its questions are answered."),
  }),
  output: z.object({
    cartId: CartId,
    bookings: z.array(Booked),
    payment: Payment.View.optional().describe("Of all of them together, where a gateway takes the money."),
  }),
  async run({ companyId, cartId, payment, contact, lines }) {
    const { holds } = await Cart.mine(companyId, cartId);
    Taking.mustBeKnown(contact);
    const method = await Method.of(companyId, payment);
    const said = bySession(lines, holds);
    const found = await Promise.all(
      holds.map(async ({ holdId }) => ({ holdId, ...(await Hold.find(companyId, holdId)) })),
    );
    const over = found.some(({ entry }) => !entry || entry.bk);
    const earlier = over ? await resume<Begun>() : undefined;
    if (earlier) return open(companyId, earlier);
    const held = await Promise.all(
      found.map((one) => forSession(View.parts(one.holdId).sessionId, async () => live(one))),
    );
    const { customerId, writes: introduced } = await Customer.firstUse(companyId, contact);
    const whose = { customerId, userId: Actor.currentUser() };
    const taken = await Promise.all(
      held.map(({ holdId, pool, key, entry }) =>
        forSession(pool.sessionId, async () => {
          const session = await Session.get(companyId, pool.sessionId);
          Taking.mustBeTaken(method, session);
          const seats = { holdId, pool: pool.index, key, entry };
          const drafted = await Draft.of(session, seats, {
            ...whose,
            said: said.get(session.sessionId) ?? {},
          });
          return { pool, key, ...drafted };
        }),
      ),
    );
    const claims = taken.flatMap(({ booking }) => Draft.claims(booking).map(of(booking.sessionId)));
    if (method.by === "gateway") {
      const begun = { cartId, paymentId: Row.paymentIdOf(cartId) };
      const opening = Opening.writes(taken, { ...begun, customerId, method });
      return open(companyId, await begin([...opening, ...claims, ...introduced], begun));
    }
    assert(method.by === "wallet" || method.by === "on_arrival", "a cart is paid for now, or at the door");
    const { made, writes } = await AtOnce.sell(taken, method);
    const seats = taken.flatMap(({ pool, key, booking }) => Seats.takeAtOnce(pool, key, booking.bookingId));
    return commit([...seats, ...writes, ...claims, ...introduced], {
      cartId,
      bookings: made.map((one) => ({ ...Row.viewOf(one.booking), payment: Payment.viewOf(one.payment) })),
    });
  },
});

type Begun = { readonly cartId: CartId; readonly paymentId: string };

/** All bookings are there, and wait: one checkout for them, opened once. */
async function open(companyId: string, { cartId, paymentId }: Begun) {
  const whole = await Payment.get(companyId, paymentId);
  const { writes, payment } = await Checkout.ready(whole, customerOf(whole));
  const bookings = (await Parts.of(whole)).map(async (part) => ({
    ...Row.viewOf(await Row.get(companyId, part.bookingId ?? "")),
    payment: Payment.viewOf(part),
  }));
  return commit(writes, { cartId, bookings: await Promise.all(bookings), payment: Payment.viewOf(payment) });
}

function customerOf({ customerId }: Payment.Payment): string {
  assert(customerId, "what is paid for several bookings says who pays");
  return customerId;
}

/** Which of the cart it was. */
const of =
  (sessionId: string) =>
  (write: Write): Write => ({ ...write, refuse: (old) => about(sessionId, write.refuse(old)) });

/** A hold that can be booked now. */
function live({ holdId, pool, key, entry }: { holdId: string } & Awaited<ReturnType<typeof Hold.find>>) {
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
