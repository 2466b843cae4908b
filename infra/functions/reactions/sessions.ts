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
    on: "overbooking.detected",
    does: "ring",
    grants: [],
    ifItFails: "A session may have sold more seats than it has, and nobody was told.",
  },
];
