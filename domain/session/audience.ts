/**
 * Who may see a session. Everybody, while the schedule has it; a legacy one is there for those who have seats in it and
 * for staff, and a withdrawn one for staff who ask for it by its id.
 */
import { actsAsStaff } from "../access.ts";
import * as Actor from "../actor.ts";
import { Bookings } from "../booking/row.ts";
import type { CompanyId } from "../id.ts";
import * as Page from "../page.ts";
import type { Pool } from "../seat/pool.ts";
import type { Session } from "./session.ts";

/** That anybody may be shown it and book it. */
export const isForAll = ({ status, legacy }: Session): boolean => status === "OPEN" && !legacy;

/** Those of a list that the caller may see. */
export async function among(companyId: CompanyId, sessions: readonly Session[]): Promise<Session[]> {
  const there = sessions.filter(({ status }) => status !== "WITHDRAWN");
  if (!there.some(({ legacy }) => legacy) || (await actsAsStaff(companyId))) return there;
  return there.filter(({ legacy }) => !legacy);
}

export async function maySee(session: Session, pools: readonly Pool[]): Promise<boolean> {
  if (session.status !== "WITHDRAWN" && !session.legacy) return true;
  if (await actsAsStaff(session.companyId as CompanyId)) return true;
  return session.status !== "WITHDRAWN" && hasSeats(session, pools);
}

async function hasSeats({ companyId, sessionId }: Session, pools: readonly Pool[]): Promise<boolean> {
  const { userId } = Actor.current();
  if (pools.some(({ holds }) => Object.values(holds).some(({ by, end }) => by === userId && !end)))
    return true;
  for await (const booking of Page.each(Bookings.query.primary({ companyId, sessionId }))) {
    if (booking.userId === userId) return true;
  }
  return false;
}
