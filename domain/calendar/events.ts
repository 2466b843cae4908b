/** What can happen to the addresses at which people's calendars are. Part of the one catalogue. */
import * as z from "zod";
import { recorded } from "../event.ts";

const ofCalendar = z.object({
  companyId: z.string(),
  userId: z.string(),
  calendarId: z.string(),
  shows: z.string(),
});

export const CalendarIssued = recorded(
  "calendar.issued",
  "Somebody has an address at which programs find his calendar.",
  ofCalendar,
);
export const CalendarRevoked = recorded(
  "calendar.revoked",
  "There is nothing any more at the address of a calendar.",
  ofCalendar,
);
