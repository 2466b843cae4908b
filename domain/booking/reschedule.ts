/**
 * Moves a booking to another session, where another one takes its place (`succession.ts`). The seats there are held first, as
 * everybody holds seats: whoever waits in line for them comes first, and a session that is full says so before anything has
 * changed.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Actor from "../actor.ts";
import { commit, whileMoving } from "../commit.ts";
import { DomainError } from "../error.ts";
import type { HoldId } from "../id.ts";
import * as Refund from "../payment/refund.ts";
import * as Hold from "../seat/hold.ts";
import { verb } from "../verb.ts";
import { mustBeAsRead } from "./cancel.ts";
import * as Rescheduling from "./rescheduling.ts";
import * as Row from "./row.ts";
import * as Succession from "./succession.ts";

type Plan = Rescheduling.Plan;

export const reschedule = verb({
  name: "booking.reschedule",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject(Rescheduling.asked),
  output: Row.View.extend({ settlement: Rescheduling.Settlement, refunds: z.array(Refund.View) }),
  async run(wish) {
    let holdId: HoldId | undefined;
    try {
      return await whileMoving(async () => {
        const booking = await Row.get(wish.companyId, wish.bookingId);
        await ownOrStaff(booking, "booking");
        mustBeAsRead(booking);
        const plan = await Rescheduling.made(booking, wish);
        await mustBeCovered(plan);
        holdId ??= await hold(plan);
        const { writes, answer } = await Succession.of(
          plan,
          await Succession.elsewhere(plan, holdId),
          wish.reason,
        );
        return commit(writes, answer);
      });
    } catch (error) {
      // What can not be done now is tried again with the same key, which is to find the seats that it has.
      const isOver = error instanceof DomainError && error.kind !== "unavailable";
      if (holdId && isOver) await letGo(wish.companyId, holdId);
      throw error;
    }
  },
});

/** What is missing is paid first: by a top-up of the wallet. */
async function mustBeCovered(plan: Plan): Promise<void> {
  const short = await Rescheduling.shortOf(plan);
  if (short.amount > 0) throw Succession.differenceDue({ due: plan.settlement.due, short });
}

async function hold({ booking, session, party }: Plan): Promise<HoldId> {
  const { companyId, sessionId } = Hold.place.input.shape;
  const where = {
    companyId: companyId.parse(session.companyId),
    sessionId: sessionId.parse(session.sessionId),
  };
  const group = party.u ? { units: { ...party.u } } : { spots: party.n };
  return (await Actor.beside(booking.bookingId, () => Hold.place({ ...where, ...group }))).holdId;
}

/** Nobody needs the seats any more; where that can not be said now, their time ends by itself. */
async function letGo(companyId: Rescheduling.Asked["companyId"], holdId: HoldId): Promise<void> {
  await Actor.beside(holdId, () => Hold.release({ companyId, holdId })).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
  });
}
