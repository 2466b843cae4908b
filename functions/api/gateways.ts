import * as Settings from "../../domain/gateway/settings.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/companies/{companyId}/gateways": Settings.list,
  "GET /v1/companies/{companyId}/gateways/{gateway}": Settings.show,
  "PUT /v1/companies/{companyId}/gateways/{gateway}": Settings.put,
  "DELETE /v1/companies/{companyId}/gateways/{gateway}": Settings.remove,
  "POST /v1/companies/{companyId}/gateways/{gateway}/rotation": Settings.rotate,
  "POST /v1/companies/{companyId}/gateways/{gateway}/disabling": Settings.disable,
  "POST /v1/companies/{companyId}/gateways/{gateway}/enabling": Settings.enable,
  "POST /v1/companies/{companyId}/gateways/{gateway}/check": Settings.check,
} satisfies Routes;

export const handler = http(routes);
