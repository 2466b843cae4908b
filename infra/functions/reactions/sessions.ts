import { changes, type Reaction } from "../work.ts";

export const sessions: readonly Reaction[] = [
  {
    on: "session.cancelled",
    does: "cancelBookings",
    grants: changes,
    timeoutSeconds: 300,
    ifItFails: "Customers keep bookings for a session that will not take place, unrefunded.",
  },
  {
    on: "session.rearranged",
    does: "tellGuests",
    grants: changes,
    timeoutSeconds: 300,
    ifItFails: "Customers are not told that somebody else leads their session, or that it is elsewhere.",
  },
  {
    on: "schedule.changed",
    does: "materialise",
    grants: changes,
    timeoutSeconds: 300,
    ifItFails: "A new schedule reaches the calendar some minutes late, by the next tick.",
  },
  {
    on: "closure.changed",
    does: "apply",
    grants: changes,
    timeoutSeconds: 300,
    ifItFails: "Sessions in a time that was closed are still on sale, or one that was opened stays empty.",
  },
  {
    on: "activity.published",
    does: "materialise",
    grants: changes,
    timeoutSeconds: 300,
    ifItFails: "The sessions of an activity that was just published appear only when its schedule changes.",
  },
  {
    on: "overbooking.detected",
    does: "ring",
    grants: [],
    ifItFails: "A session may have sold more seats than it has, and nobody was told.",
  },
];
