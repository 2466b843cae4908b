/**
 * What a guest carries instead of an account: a token that we have signed, and that says of itself whose it is, for which
 * company and until when. Nothing of it is stored. Each kind opens less than the one before:
 *
 *   visit      a customer of one company, for a day: what he himself holds and books
 *   booking    one booking, to see and to cancel, until a month after its session: the link that he keeps
 *   calendar   one booking, to read as a calendar file: it lies in calendars that others see, and opens nothing else
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { BookingId, CompanyId, UserId } from "../id.ts";
import * as Key from "../key.ts";

const KINDS = ["visit", "booking", "calendar"] as const;
export type Kind = (typeof KINDS)[number];

const Claims = z.object({
  kind: z.enum(KINDS),
  companyId: CompanyId,
  userId: UserId,
  bookingId: BookingId.optional(),
  /** Epoch milliseconds. */
  expiresAt: z.int(),
});
export type Claims = z.infer<typeof Claims>;

const SHAPE = /^([A-Za-z0-9_-]{1,1000})\.([0-9a-f]{64})$/;

export async function issue(claims: Claims): Promise<string> {
  const text = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `${text}.${Key.sign(await Key.keyFor("guest", "guests"), text)}`;
}

/** What it says, if it is ours, is of this kind and its time is not over. */
export async function read(
  token: string,
  kinds: readonly Kind[],
): Promise<Claims | "token.invalid" | "token.expired"> {
  const [, text, signature] = SHAPE.exec(token) ?? [];
  if (text === undefined || signature === undefined) return "token.invalid";
  if (!Key.verify(await Key.keyFor("guest", "guests"), text, signature)) return "token.invalid";
  const claims = Claims.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  if (!kinds.includes(claims.kind)) return "token.invalid";
  return claims.expiresAt > Clock.millis() ? claims : "token.expired";
}
