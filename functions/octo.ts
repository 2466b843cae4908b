import * as Amendment from "../domain/octo/amendment.ts";
import * as Availability from "../domain/octo/availability.ts";
import * as Cancellation from "../domain/octo/cancellation.ts";
import * as Confirmation from "../domain/octo/confirmation.ts";
import * as Lookup from "../domain/octo/lookup.ts";
import * as Product from "../domain/octo/product.ts";
import * as Reservation from "../domain/octo/reservation.ts";
import * as Supplier from "../domain/octo/supplier.ts";
import { resale } from "./resale.ts";

export const routes = {
  "GET /octo/capabilities": Supplier.capabilities,
  "GET /octo/supplier": Supplier.show,
  "GET /octo/products": Product.list,
  "GET /octo/products/{id}": Product.show,
  "POST /octo/availability/calendar": Availability.calendar,
  "POST /octo/availability": Availability.check,
  "GET /octo/bookings": Lookup.list,
  "POST /octo/bookings": Reservation.reserve,
  "GET /octo/bookings/{uuid}": Lookup.show,
  "PATCH /octo/bookings/{uuid}": Amendment.amend,
  "POST /octo/bookings/{uuid}/confirm": Confirmation.confirm,
  "POST /octo/bookings/{uuid}/extend": Reservation.extend,
  "POST /octo/bookings/{uuid}/cancel": Cancellation.cancel,
  "DELETE /octo/bookings/{uuid}/cancel": Cancellation.cancel,
  // Whatever else is asked there, to be refused in the same form.
  "ANY /octo/{proxy+}": undefined,
};

export const handler = resale(routes);
