import * as Attendance from "../../domain/booking/attendance.ts";
import * as BillingCard from "../../domain/booking/billing-card.ts";
import { book } from "../../domain/booking/book.ts";
import * as Booking from "../../domain/booking/booking.ts";
import * as Cash from "../../domain/booking/cash.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as FrontDesk from "../../domain/booking/front-desk.ts";
import * as Naming from "../../domain/booking/naming.ts";
import * as Cancellation from "../../domain/booking/cancellation.ts";
import * as CartCheckout from "../../domain/cart/checkout.ts";
import * as OfPerson from "../../domain/booking/of-person.ts";
import * as Settlement from "../../domain/booking/settlement.ts";
import * as Guest from "../../domain/guest/guest.ts";
import { reschedule } from "../../domain/booking/reschedule.ts";
import * as Rescheduling from "../../domain/booking/rescheduling.ts";
import * as RefundRequest from "../../domain/payment/refund-request.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies/{companyId}/bookings": book,
  "POST /v1/companies/{companyId}/carts/{cartId}/bookings": CartCheckout.book,
  "GET /v1/companies/{companyId}/bookings": Booking.ofDay,
  "GET /v1/companies/{companyId}/customers/{customerId}/bookings": OfPerson.ofCustomer,
  "GET /v1/companies/{companyId}/bookings/{bookingId}": Booking.get,
  "PUT /v1/companies/{companyId}/bookings/{bookingId}/attendees": Naming.name,
  "PUT /v1/companies/{companyId}/bookings/{bookingId}/card": BillingCard.name,
  "DELETE /v1/companies/{companyId}/bookings/{bookingId}/card": BillingCard.withdraw,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/cancellation": cancel,
  "GET /v1/companies/{companyId}/bookings/{bookingId}/cancellation-terms": Cancellation.preview,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/rescheduling": reschedule,
  "GET /v1/companies/{companyId}/bookings/{bookingId}/rescheduling-terms": Rescheduling.preview,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/refunds": RefundRequest.ofBooking,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/cash": Cash.receive,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/settlement": Settlement.settle,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/check-in": Attendance.checkIn,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/no-show": Attendance.noShow,
  "DELETE /v1/companies/{companyId}/bookings/{bookingId}/attendance": Attendance.undo,
  "POST /v1/companies/{companyId}/check-ins": Attendance.checkInByCode,
  "GET /v1/companies/{companyId}/bookings/{bookingId}/history": Booking.history,
  "POST /v1/companies/{companyId}/bookings/{bookingId}/link": Guest.link,
  "GET /v1/companies/{companyId}/sessions/{sessionId}/bookings": Booking.roster,
  "POST /v1/companies/{companyId}/sessions/{sessionId}/bookings": FrontDesk.bookFor,
} satisfies Routes;

export const handler = http(routes);
