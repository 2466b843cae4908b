/** What can happen to a booking once its session begins, and to what is owed for it. Part of the one catalogue. */
import * as z from "zod";
import { published, recorded } from "../event.ts";
import { Money } from "../money.ts";

const ofBooking = z.object({
  companyId: z.string(),
  bookingId: z.string(),
  sessionId: z.string(),
  activityId: z.string(),
  customerId: z.string(),
  userId: z.string(),
  spots: z.int(),
  activityName: z.string(),
  startsAt: z.string(),
  price: Money,
});

export const BookingAttended = published(
  "booking.attended",
  "Somebody came for a booking.",
  ofBooking.extend({ attended: z.int() }),
);
export const BookingNoShow = published("booking.no_show", "Nobody came for a booking.", ofBooking);
export const BookingAttendanceUndone = published(
  "booking.attendance_undone",
  "Staff took back what they had said of who came.",
  ofBooking,
);

export const BookingBillingOverdue = published(
  "booking.billing_overdue",
  "What is owed for a session that is over could not be collected.",
  ofBooking.extend({ owed: Money }),
);
export const BookingSettlementOpened = recorded(
  "booking.settlement_opened",
  "Somebody is about to pay what is owed for a session that is over.",
  ofBooking.extend({ settlementId: z.string() }),
);
