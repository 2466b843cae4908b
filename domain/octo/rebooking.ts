/**
 * Changing what is sold: other units or another time are another booking, which takes the place of the one before in the
 * transaction that moves any customer's booking; the reseller's own row follows in it, so it is never of two minds. What can
 * not be cancelled any more can not be changed, and a booking goes where the policy lets it go: not to another activity.
 */
import * as Actor from "../actor.ts";
import * as Rescheduling from "../booking/rescheduling.ts";
import * as Succession from "../booking/succession.ts";
import { Again, commit } from "../commit.ts";
import { assert } from "../error.ts";
import { BookingId, CompanyId, SessionId } from "../id.ts";
import { fingerprint } from "../once.ts";
import type * as Booking from "./booking.ts";
import { mustBeInTime } from "./booking.ts";
import { changing, recovered } from "./reservation.ts";
import type * as Row from "./resale-row.ts";
import { holderOf } from "./resale-row.ts";
import * as Wish from "./wish.ts";

/** The row as it is after the change. A repeat finds that nothing is left to change. */
export async function rebook(
  state: Booking.State,
  wish: Wish.Wish,
  said: Partial<Row.Resale>,
): Promise<Row.Resale> {
  const { row, booking, session } = state;
  assert(booking, "what is confirmed has a booking");
  await mustBeInTime(state);
  const to = {
    companyId: CompanyId.parse(row.companyId),
    bookingId: BookingId.parse(booking.bookingId),
    sessionId: SessionId.parse(wish.session.sessionId),
    price: "new" as const,
  };
  const others = Wish.isSame(row.unitItems, wish.items) ? undefined : Wish.partyOf(wish);
  const plan = await Rescheduling.made(booking, to, others);
  const settled = { row, plan, confirmedAt: state.confirmedAt, optionId: wish.optionId, said };
  if (wish.session.sessionId === session.sessionId) return settle(settled, await Succession.here(plan));
  const { holdId } = await Wish.keep(wish, row.resaleId, keyOf(row, wish));
  try {
    const seating = await Actor.onBehalfOf(holderOf(row), () => Succession.elsewhere(plan, holdId));
    return await settle(settled, seating);
  } catch (error) {
    return recovered(row, holdId, error, error instanceof Again);
  }
}

/** Made of what is wanted and of the row's version: a repeat finds its own hold, another wish has another. */
export const keyOf = ({ uuid, version }: Row.Resale, { session, items }: Wish.Wish): string =>
  `${uuid}#${version}#${fingerprint([session.sessionId, [...Wish.countsOf(items)].toSorted()])}`;

type Settled = {
  readonly row: Row.Resale;
  readonly plan: Rescheduling.Plan;
  readonly confirmedAt: string | undefined;
  readonly optionId: string;
  readonly said: Partial<Row.Resale>;
};

async function settle(
  { row, plan, confirmedAt, optionId, said }: Settled,
  seating: Succession.Seating,
): Promise<Row.Resale> {
  const { heir, writes } = await Succession.of(plan, seating);
  const { sessionId, holdId } = heir;
  const moved = { ...said, optionId, sessionId, holdId, ...(confirmedAt !== undefined && { confirmedAt }) };
  await commit([...writes, changing(row, moved)], undefined);
  return { ...row, ...moved, version: row.version! + 1 };
}
