/**
 * Every change that can happen, in one catalogue: `docs/events.md` and the schemas that consumers import are made of it.
 * `data` is what travels: ids, and what a consumer could not read again. A commit names one of these for each stateful
 * item it writes; the relay fills `data` from the item and from what the commit told.
 *
 * published  on the bus, for whoever listens or may want to: what people did, and what became of their money
 * recorded   our own bookkeeping on the way there: in the audit log like every change, and nowhere else
 */
import * as z from "zod";
import { published, recorded } from "./event.ts";
import { Money } from "./money.ts";

const companyId = z.string();
const sessionId = z.string();
const bookingId = z.string();
const spots = z.number().int();
const ofCompany = z.object({ companyId });
const ofActivity = z.object({ companyId, activityId: z.string() });
const ofSession = z.object({ companyId, sessionId, activityId: z.string() });
const ofSeats = z.object({ companyId, sessionId });
const ofBooking = z.object({
  companyId,
  bookingId,
  sessionId,
  activityId: z.string(),
  customerId: z.string(),
  userId: z.string(),
  spots,
  activityName: z.string(),
  startsAt: z.string(),
  price: Money,
});

export const CompanyCreated = published("company.created", "A company has opened its account.", ofCompany);
export const MoneyRulesSet = published(
  "company.money_rules_set",
  "A company decided which refunds need nobody's approval, and where late money goes.",
  ofCompany,
);
export const CompanyChanged = recorded("company.changed", "The details of a company changed.", ofCompany);
export const MemberJoined = published(
  "member.joined",
  "A person works for a company in a role.",
  z.object({ companyId, userId: z.string(), role: z.string() }),
);
const ofCard = z.object({ companyId, cardId: z.string(), userId: z.string(), gateway: z.string() });
export const CardSaved = recorded("card.saved", "A customer let a gateway keep his card.", ofCard);
export const CardRemoved = recorded("card.removed", "A customer had his card forgotten.", ofCard);
const ofSettings = z.object({ companyId, gateway: z.string(), status: z.string(), keyVersion: z.int() });
export const GatewaySettingsCreated = published(
  "gateway_settings.created",
  "A company gave its credentials at a gateway, and takes payments through it.",
  ofSettings,
);
export const GatewaySettingsReplaced = published(
  "gateway_settings.replaced",
  "A company's credentials at a gateway were replaced by others.",
  ofSettings,
);
export const GatewaySettingsForgotten = recorded(
  "gateway_settings.forgotten",
  "What was replaced at a gateway does not count any more.",
  ofSettings,
);
export const GatewaySettingsRotated = recorded(
  "gateway_settings.rotated",
  "A company's credentials at a gateway were encrypted anew.",
  ofSettings,
);
export const GatewaySettingsDisabled = published(
  "gateway_settings.disabled",
  "A company takes no new payments through a gateway.",
  ofSettings,
);
export const GatewaySettingsEnabled = published(
  "gateway_settings.enabled",
  "A company takes payments through a gateway again.",
  ofSettings,
);
export const GatewaySettingsRemoved = published(
  "gateway_settings.removed",
  "A company's credentials at a gateway were deleted.",
  ofSettings,
);
export const CustomerCreated = published(
  "customer.created",
  "A person became a customer of a company.",
  z.object({ companyId, customerId: z.string(), userId: z.string() }),
);

export const ActivityCreated = published("activity.created", "An activity was drafted.", ofActivity);
export const ActivityChanged = published(
  "activity.changed",
  "The terms of an activity changed for sessions to come.",
  ofActivity,
);
export const ActivityPublished = published(
  "activity.published",
  "An activity can be seen and booked.",
  ofActivity,
);
export const ActivityArchived = published(
  "activity.archived",
  "An activity is not offered any more.",
  ofActivity,
);
export const ActivityCancelled = published("activity.cancelled", "An activity was called off.", ofActivity);

export const SessionCreated = published("session.created", "A session was put on the calendar.", ofSession);
export const SessionCancelled = published(
  "session.cancelled",
  "A session was called off; its bookings are being cancelled.",
  ofSession,
);

export const SaleClosed = published("session.sale_closed", "Staff closed the sale of a session.", ofSession);
export const SaleReopened = published(
  "session.sale_reopened",
  "Staff opened the sale of a session again.",
  ofSession,
);

export const SeatsOpened = recorded("seats.opened", "Seats of a session went on sale.", ofSeats);
export const SeatsClosed = recorded("seats.closed", "Seats of a session are no longer on sale.", ofSeats);
export const SeatsLent = recorded(
  "seats.lent",
  "Free seats moved from one pool of a session to another.",
  ofSeats,
);
export const SeatsAwaited = recorded(
  "seats.awaited",
  "Somebody waits for seats of a session: what comes free is for those who wait.",
  ofSeats,
);
export const SeatsOffered = recorded(
  "seats.offered",
  "Seats that came free are kept for the first of those who wait.",
  ofSeats,
);
export const SeatsResized = recorded(
  "seats.resized",
  "A session has more seats than before, or fewer.",
  ofSeats,
);
export const HoldPlaced = recorded(
  "hold.placed",
  "Seats are kept for somebody for a while.",
  ofSeats.extend({ holdId: z.string(), spots, reclaimed: z.array(z.string()).optional() }),
);
export const HoldExtended = recorded(
  "hold.extended",
  "Seats are kept longer.",
  ofSeats.extend({ holdId: z.string() }),
);
export const HoldReleased = recorded(
  "hold.released",
  "Kept seats were given back by their holder.",
  ofSeats.extend({ holdId: z.string(), spots }),
);
export const HoldsExpired = recorded(
  "hold.expired",
  "Kept seats came back because their time was over.",
  ofSeats.extend({ holds: z.array(z.object({ holdId: z.string(), spots })) }),
);
export const SeatsTidied = recorded(
  "seats.tidied",
  "Traces of holds that ended long ago were swept away.",
  ofSeats,
);
export const HoldBooked = recorded(
  "hold.booked",
  "A checkout was opened for kept seats.",
  ofSeats.extend({ holdId: z.string(), bookingId }),
);
export const SeatsTaken = recorded(
  "seats.taken",
  "Seats were paid for and belong to a booking.",
  ofSeats.extend({ bookingId, spots, reclaimed: z.array(z.string()).optional() }),
);
export const SeatsFreed = recorded(
  "seats.freed",
  "Seats of a cancelled booking are free again.",
  ofSeats.extend({ bookingId, spots }),
);
export const SeatsExchanged = recorded(
  "seats.exchanged",
  "A booking has other seats of its session in place of those that it had.",
  ofSeats.extend({ bookingId, spots, formerSpots: spots }),
);
export const OverbookingDetected = published(
  "overbooking.detected",
  "The seats of a session do not add up: capacity, free, held and booked disagree.",
  ofSeats.extend({ findingId: z.string(), explanation: z.string() }),
);

export const BookingCreated = published("booking.created", "A booking waits for its payment.", ofBooking);
export const BookingConfirmed = published("booking.confirmed", "A booking is paid and certain.", ofBooking);
export const BookingCancelled = published(
  "booking.cancelled",
  "A booking was cancelled; its seats are free again.",
  ofBooking.extend({ cancelledBecause: z.string() }),
);
export const BookingRescheduled = published(
  "booking.rescheduled",
  "A booking moved to another session, or to other seats: this one has taken the place of the one before.",
  ofBooking.extend({ rescheduledFrom: bookingId, formerStartsAt: z.string() }),
);
export const BookingReplaced = recorded(
  "booking.replaced",
  "A booking moved away: its seats are free again, and another has taken its place.",
  ofBooking.extend({ rescheduledTo: bookingId }),
);
export const BookingPaid = published(
  "booking.paid",
  "A booking that was certain already is paid now.",
  ofBooking,
);
export const BookingRefunded = published(
  "booking.refunded",
  "The money of a cancelled booking went back.",
  ofBooking,
);

export const BookingAttendeesNamed = published(
  "booking.attendees_named",
  "It was said anew who comes with a booking, or what they answer; the booking itself says what.",
  ofBooking,
);
export const BookingPaidBack = published(
  "booking.paid_back",
  "All the money of a booking went back, and the booking stands.",
  ofBooking,
);
export const BookingPaidLate = published(
  "booking.paid_late",
  "Money came for a booking that could not be seated any more; it goes back.",
  ofBooking,
);

export const JournalPosted = recorded(
  "journal.posted",
  "Money moved in the books.",
  z.object({ companyId, journalId: z.string(), fact: z.string() }),
);

const ofWallet = z.object({
  companyId,
  customerId: z.string(),
  currency: z.string(),
  amount: z.number().int(),
  available: z.number().int(),
  source: z.string(),
});
export const WalletCredited = published("wallet.credited", "A customer has more in his wallet.", ofWallet);
export const WalletDebited = published("wallet.debited", "A customer has less in his wallet.", ofWallet);

export const NotificationCreated = recorded(
  "notification.created",
  "Somebody was told something.",
  z.object({ notificationId: z.string(), userId: z.string(), notificationType: z.string() }),
);
export const NotificationRead = recorded(
  "notification.read",
  "Somebody has read what we told.",
  z.object({ notificationId: z.string(), userId: z.string() }),
);

export * from "./calendar/events.ts";
export * from "./catalogue/events.ts";
export * from "./booking/events.ts";
export * from "./payment/events.ts";
export * from "./reconciliation/events.ts";
export * from "./resale/events.ts";
export * from "./schedule/events.ts";
export * from "./waitlist/events.ts";
