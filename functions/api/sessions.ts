import * as Arrangement from "../../domain/session/arrangement.ts";
import * as Calendar from "../../domain/session/calendar.ts";
import * as Sale from "../../domain/session/sale.ts";
import * as Session from "../../domain/session/session.ts";
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
} satisfies Routes;

export const handler = http(routes);
