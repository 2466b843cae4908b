/** What happens to schedules, and to sessions because of them. */
import * as z from "zod";
import { published } from "../event.ts";

const companyId = z.string();
const ofSession = z.object({ companyId, sessionId: z.string(), activityId: z.string() });

export const ScheduleChanged = published(
  "schedule.changed",
  "An activity has a new version of its schedule; its sessions to come are being made to fit it.",
  z.object({ companyId, activityId: z.string(), revision: z.int() }),
);
export const ClosureChanged = published(
  "closure.changed",
  "A time in which nothing takes place was set or removed; sessions to come are being made to fit it.",
  z.object({ companyId, closureId: z.string() }),
);
export const SessionWithdrawn = published(
  "session.withdrawn",
  "The schedule has a session no more, and nobody had seats in it.",
  ofSession,
);
export const SessionMadeLegacy = published(
  "session.became_legacy",
  "The schedule has a session no more; it takes place for those who have seats in it.",
  ofSession,
);
export const SessionReopened = published(
  "session.reopened",
  "The schedule has a session again that it had no more.",
  ofSession,
);
export const SessionCapacityChanged = published(
  "session.capacity_changed",
  "A session has more seats than before, or fewer.",
  ofSession.extend({ capacity: z.int() }),
);
export const SessionRearranged = published(
  "session.rearranged",
  "Somebody else leads a session, or it takes place elsewhere; those who booked are being told.",
  ofSession.extend({
    changed: z.enum(["instructor", "location"]),
    activityName: z.string(),
    startsAt: z.string(),
  }),
);
