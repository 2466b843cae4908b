import * as TopUp from "../../domain/wallet/top-up.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies/{companyId}/top-ups": TopUp.topUp,
} satisfies Routes;

export const handler = http(routes);
