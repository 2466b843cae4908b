/**
 * The bookings of a cancelled session, each cancelled once (SCH-7). The sale has ended before this begins, so the list
 * only gets shorter; running it again, or twice at a time, or after a crash in the middle, changes nothing that is done.
 */
import * as z from "zod";
import * as Page from "../page.ts";
import { cancelForSession } from "./cancel.ts";
import * as Row from "./row.ts";

/** What names a session: enough of its event for whoever calls it off. */
export const Of = z.object({ companyId: z.string(), sessionId: z.string() });

export async function bookingsOf(
  { companyId, sessionId }: z.infer<typeof Of>,
  reason: string,
): Promise<void> {
  for await (const { bookingId, status } of Page.each(Row.Bookings.query.primary({ companyId, sessionId }))) {
    if (Row.MOVES[status].includes("CANCELLED")) await cancelForSession(companyId, bookingId, reason);
  }
}
