import * as Arrangement from "../../domain/session/arrangement.ts";
import * as Calendar from "../../domain/session/calendar.ts";
import * as Sale from "../../domain/session/sale.ts";
import * as Session from "../../domain/session/session.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies/{companyId}/sessions": Session.schedule,
  "GET /v1/companies/{companyId}/sessions": Calendar.list,
  "GET /v1/companies/{companyId}/sessions/{sessionId}": Session.show,
  "POST /v1/companies/{companyId}/sessions/{sessionId}/cancellation": Session.cancel,
  "POST /v1/companies/{companyId}/sessions/{sessionId}/closing": Sale.close,
  "POST /v1/companies/{companyId}/sessions/{sessionId}/opening": Sale.reopen,
  "PUT /v1/companies/{companyId}/sessions/{sessionId}/instructor": Arrangement.setInstructor,
  "PUT /v1/companies/{companyId}/sessions/{sessionId}/location": Arrangement.setLocation,
  "POST /v1/companies/{companyId}/sessions/{sessionId}/waitlist": Waitlist.join,
  "GET /v1/companies/{companyId}/sessions/{sessionId}/waitlist": Waitlist.list,
  "GET /v1/companies/{companyId}/waitlist/{entryId}": Waitlist.get,
  "DELETE /v1/companies/{companyId}/waitlist/{entryId}": Waitlist.leave,
} satisfies Routes;

export const handler = http(routes);
