/**
 * Ids: a prefix that names the noun, then a ULID (time-sortable, Crockford alphabet). The alphabet keeps `#` and `/`,
 * which separate the parts of a key, out of every id. Ids are opaque to clients; some carry more than a ULID
 * (a session says how many pools it has, a hold and a booking which session they belong to), so that finding them
 * needs no lookup row.
 */
import { createHash, randomFillSync } from "node:crypto";
import { ulid } from "ulid";
import * as z from "zod";
import * as Clock from "./clock.ts";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SAFE = /^[A-Za-z0-9_-]{1,64}$/;

const idOf = <Brand extends string>(prefix: string, longest = 58) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]{1,${longest}}$`), `must be an id that begins with ${prefix}_`)
    .brand<Brand>();

export const CompanyId = idOf<"CompanyId">("cmp");
export const CustomerId = idOf<"CustomerId">("cus");
export const ActivityId = idOf<"ActivityId">("act");
export const TermsId = idOf<"TermsId">("trm");
export const CategoryId = idOf<"CategoryId">("cat");
export const LocationId = idOf<"LocationId">("loc");
export const SphereId = idOf<"SphereId">("sph");
export const SessionId = idOf<"SessionId">("ses");
export const HoldId = idOf<"HoldId">("hold");
export const CartId = idOf<"CartId">("crt");
export const EntryId = idOf<"EntryId">("wle");
export const BookingId = idOf<"BookingId">("bkg");
export const PaymentId = idOf<"PaymentId">("pay");
export const CardId = idOf<"CardId">("crd");
export const RefundId = idOf<"RefundId">("ref");
/** It carries the id of the payment that it is about. */
export const CallbackId = idOf<"CallbackId">("cbk", 71);
export const ResellerId = idOf<"ResellerId">("rsr");
export const CalendarId = idOf<"CalendarId">("cal");
export const KeyId = idOf<"KeyId">("key");
export const NotificationId = idOf<"NotificationId">("ntf");
export const DifferenceId = idOf<"DifferenceId">("dif");
/** Whatever the issuer calls a person; `userOf` makes it safe to be part of a key. */
export const UserId = z.string().regex(SAFE, "must be a user id").brand<"UserId">();

export type CompanyId = z.infer<typeof CompanyId>;
export type CustomerId = z.infer<typeof CustomerId>;
export type ActivityId = z.infer<typeof ActivityId>;
export type SphereId = z.infer<typeof SphereId>;
export type CategoryId = z.infer<typeof CategoryId>;
export type LocationId = z.infer<typeof LocationId>;
export type SessionId = z.infer<typeof SessionId>;
export type HoldId = z.infer<typeof HoldId>;
export type CartId = z.infer<typeof CartId>;
export type EntryId = z.infer<typeof EntryId>;
export type BookingId = z.infer<typeof BookingId>;
export type PaymentId = z.infer<typeof PaymentId>;
export type RefundId = z.infer<typeof RefundId>;
export type CallbackId = z.infer<typeof CallbackId>;
export type ResellerId = z.infer<typeof ResellerId>;
export type CalendarId = z.infer<typeof CalendarId>;
export type KeyId = z.infer<typeof KeyId>;
export type NotificationId = z.infer<typeof NotificationId>;
export type UserId = z.infer<typeof UserId>;

export const fresh = (prefix: string): string => `${prefix}_${newUlid()}`;
export const newUlid = (): string => ulid(Clock.millis(), randomFraction);

const GUEST = "gst_";
/** Somebody without an account; no subject of the issuer can have such an id. */
export const guestId = (): UserId => UserId.parse(`${GUEST}${newUlid()}`);

/** Always the same one for the same reason to have one: whom a reseller books for. */
export const guestFor = (reason: string): UserId => UserId.parse(`${GUEST}${digest(reason, 26)}`);

/** A subject of the issuer as a user id: kept where it is safe in a key, else replaced by its hash. */
export const userOf = (subject: string): UserId =>
  UserId.parse(SAFE.test(subject) && !subject.startsWith(GUEST) ? subject : `usr_${digest(subject, 26)}`);

/** Whom the issuer calls so: up to 255 visible characters of ASCII, as OpenID Connect has it. */
export const Subject = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be a subject of the issuer: 1 to 255 visible characters of ASCII")
  .transform(userOf);

/** The first `length` Crockford characters (5 bits each) of the SHA-256 of `text`. */
export function digest(text: string, length: number): string {
  const bytes = createHash("sha256").update(text).digest();
  return Array.from(bytes.subarray(0, length), (byte) => CROCKFORD[byte & 31]).join("");
}

/** What the first character of a digest can be. */
export const DIGITS: readonly string[] = Array.from(CROCKFORD);

/** A number below 1,024 as two Crockford characters, and back. */
export const packPair = (value: number): string => `${CROCKFORD[value >> 5]}${CROCKFORD[value & 31]}`;
export const unpackPair = (pair: string): number =>
  CROCKFORD.indexOf(pair.charAt(0)) * 32 + CROCKFORD.indexOf(pair.charAt(1));

/** A ULID asks sixteen times; the operating system is asked once for sixteen of them. */
const drawn = new Uint32Array(256);
let left = 0;
function randomFraction(): number {
  if (left === 0) {
    randomFillSync(drawn);
    left = drawn.length;
  }
  left -= 1;
  return drawn[left]! / 0x1_0000_0000;
}
