/** What happens to those who wait for a seat. */
import * as z from "zod";
import { published, recorded } from "../event.ts";

const ofEntry = z.object({
  companyId: z.string(),
  entryId: z.string(),
  sessionId: z.string(),
  activityId: z.string(),
  activityName: z.string(),
  startsAt: z.string(),
  userId: z.string(),
  spots: z.number().int(),
});

export const WaitlistJoined = recorded("waitlist.joined", "Somebody waits for a seat of a session.", ofEntry);
export const WaitlistOffered = published(
  "waitlist.offered",
  "Seats came free for the first of those who wait; they are kept for him for a while.",
  ofEntry.extend({ holdId: z.string(), offeredUntil: z.string() }),
);
export const WaitlistBooked = recorded("waitlist.booked", "Somebody who waited booked his seats.", ofEntry);
export const WaitlistLapsed = published(
  "waitlist.lapsed",
  "An offer was not taken in time, or nobody will get a seat any more: the sale is over, the session does not take place, or it has fewer seats than he waited for.",
  ofEntry.extend({
    lapsedBecause: z
      .enum(["offer_over", "sale_over", "session_cancelled", "session_withdrawn", "session_smaller"])
      .optional(),
  }),
);
export const WaitlistLeft = recorded("waitlist.left", "Somebody waits no longer.", ofEntry);
