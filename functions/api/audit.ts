import * as Audit from "../../domain/audit/audit.ts";
import * as Verification from "../../domain/audit/verification.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/companies/{companyId}/audit": Audit.ofDay,
  "GET /v1/companies/{companyId}/audit/{subject}": Audit.history,
  "GET /v1/companies/{companyId}/audit/{subject}/verification": Verification.ofSubject,
} satisfies Routes;

export const handler = http(routes);
