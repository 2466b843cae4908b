/**
 * Refusals in the specification's words: a code, a message, and which id was wrong. What our own verbs refuse for reasons of
 * theirs (sold out, closed, too late) is UNPROCESSABLE_ENTITY with their message; the specification answers all of them
 * with 400, and only what a program did not show, or may not use, with 401 and 403.
 */
import { DomainError, invalid, type Kind, unprocessable } from "../error.ts";

export const invalidProduct = (productId: string): DomainError =>
  invalid("octo.invalid_product_id", "There is no such product.", { productId });
export const invalidOption = (optionId: string): DomainError =>
  invalid("octo.invalid_option_id", "This product has no such option.", { optionId });
export const invalidUnit = (unitId: string): DomainError =>
  invalid("octo.invalid_unit_id", "This option has no such unit.", { unitId });
export const invalidAvailability = (availabilityId: string): DomainError =>
  invalid("octo.invalid_availability_id", "This option has no such availability.", { availabilityId });
export const invalidBooking = (uuid: string): DomainError =>
  invalid("octo.invalid_booking_uuid", "There is no such booking, or it can not be confirmed any more.", {
    uuid,
  });
export const uuidTaken = (uuid: string): DomainError =>
  invalid("octo.invalid_booking_uuid", "This uuid belongs to another booking.", { uuid });
export const noUnits = (): DomainError => unprocessable("octo.no_units", "Say which units are booked.");

/** The codes whose body names the id that was wrong. */
const NAMED: Readonly<Record<string, string>> = {
  "octo.invalid_product_id": "INVALID_PRODUCT_ID",
  "octo.invalid_option_id": "INVALID_OPTION_ID",
  "octo.invalid_unit_id": "INVALID_UNIT_ID",
  "octo.invalid_availability_id": "INVALID_AVAILABILITY_ID",
  "octo.invalid_booking_uuid": "INVALID_BOOKING_UUID",
};

/** What no endpoint of the specification has: they are all there, so its errors have no word for it, and HTTP has. */
const AWAY: Readonly<Record<string, readonly [status: number, error: string]>> = {
  "route.not_found": [404, "NOT_FOUND"],
  "route.method_not_allowed": [405, "METHOD_NOT_ALLOWED"],
};

const BY_KIND: Readonly<Record<Kind, readonly [status: number, error: string]>> = {
  invalid: [400, "BAD_REQUEST"],
  too_large: [400, "BAD_REQUEST"],
  unauthenticated: [401, "UNAUTHORIZED"],
  forbidden: [403, "FORBIDDEN"],
  missing: [400, "UNPROCESSABLE_ENTITY"],
  not_allowed: [400, "UNPROCESSABLE_ENTITY"],
  conflict: [400, "UNPROCESSABLE_ENTITY"],
  stale: [400, "UNPROCESSABLE_ENTITY"],
  unprocessable: [400, "UNPROCESSABLE_ENTITY"],
  limited: [429, "TOO_MANY_REQUESTS"],
  unavailable: [503, "INTERNAL_SERVER_ERROR"],
};

export type Told = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** What a program is told of anything that went wrong; of a bug, only that there was one. */
export function told(error: unknown): Told {
  if (!(error instanceof DomainError)) {
    const errorMessage = "Something went wrong on our side. It has been noted.";
    return { status: 500, body: { error: "INTERNAL_SERVER_ERROR", errorMessage } };
  }
  const { kind, code, message, detail } = error;
  const named = NAMED[code];
  if (named !== undefined) return { status: 400, body: { error: named, errorMessage: message, ...detail } };
  const [status, name] = AWAY[code] ?? BY_KIND[kind];
  return { status, body: { error: name, errorMessage: `${message}${fieldsOf(detail)}` } };
}

/** The specification has a sentence for what is wrong with a request, and no list. */
function fieldsOf({ errors }: DomainError["detail"]): string {
  if (!Array.isArray(errors)) return "";
  const fields = (errors as { field: string; message: string }[]).map(
    ({ field, message }) => `${field || "body"}: ${message}`,
  );
  return ` ${fields.join("; ")}`;
}
