import * as Callback from "../../domain/payment/callback.ts";
import * as Statement from "../../domain/payment/statement.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/companies/{companyId}/payments/{paymentId}": Statement.get,
  "GET /v1/companies/{companyId}/callbacks/quarantined": Callback.listQuarantined,
} satisfies Routes;

export const handler = http(routes);
