import * as Dashboard from "../../domain/dashboard/dashboard.ts";
import { recount } from "../../domain/dashboard/recount.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/companies/{companyId}/dashboard": Dashboard.show,
  "POST /v1/companies/{companyId}/dashboard/recount": recount,
} satisfies Routes;

export const handler = http(routes);
