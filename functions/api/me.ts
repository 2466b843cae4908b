import * as Calendar from "../../domain/calendar/calendar.ts";
import * as Booking from "../../domain/booking/booking.ts";
import * as Member from "../../domain/company/member.ts";
import * as Card from "../../domain/payment/card.ts";
import * as Notification from "../../domain/notification/notification.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies/{companyId}/calendars": Calendar.issue,
  "GET /v1/companies/{companyId}/calendars": Calendar.list,
  "DELETE /v1/companies/{companyId}/calendars/{calendarId}": Calendar.revoke,
  "GET /v1/companies/{companyId}/me/cards": Card.list,
  "DELETE /v1/companies/{companyId}/me/cards/{cardId}": Card.remove,
  "GET /v1/me/companies": Member.companiesOfMe,
  "GET /v1/me/bookings": Booking.mine,
  "GET /v1/me/waitlist": Waitlist.mine,
  "GET /v1/me/notifications": Notification.list,
  "GET /v1/me/notifications/unread-count": Notification.unreadCount,
  "POST /v1/me/notifications/{notificationId}/read": Notification.read,
  "POST /v1/me/notifications/read-all": Notification.readAll,
} satisfies Routes;

export const handler = http(routes);
