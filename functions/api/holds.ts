import * as Cart from "../../domain/cart/cart.ts";
import * as Hold from "../../domain/seat/hold.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies/{companyId}/sessions/{sessionId}/holds": Hold.place,
  "GET /v1/companies/{companyId}/holds/{holdId}": Hold.get,
  "POST /v1/companies/{companyId}/holds/{holdId}/extension": Hold.extend,
  "DELETE /v1/companies/{companyId}/holds/{holdId}": Hold.release,
  "POST /v1/companies/{companyId}/carts": Cart.place,
  "GET /v1/companies/{companyId}/carts/{cartId}": Cart.get,
  "DELETE /v1/companies/{companyId}/carts/{cartId}": Cart.release,
} satisfies Routes;

export const handler = http(routes);
