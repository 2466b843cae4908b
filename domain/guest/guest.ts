/**
 * A guest: somebody who books without an account. He is known by his token alone, acts as a customer of one company, and
 * his e-mail address is only what he says it is: it never makes him the customer who has proved that it is his.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Row from "../booking/row.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { missing } from "../error.ts";
import { BookingId, CompanyId, guestId } from "../id.ts";
import { verb } from "../verb.ts";
import * as Token from "./token.ts";

const DAY_MS = 24 * 60 * 60_000;
const KEPT_MS = 30 * DAY_MS;

/** Lets anybody in as a guest of a company. Nothing is written until he holds a seat. */
export const admit = verb({
  name: "guest.admit",
  may: ["public"],
  status: 201,
  input: z.strictObject({ slug: z.string().max(100) }),
  output: z.object({ companyId: CompanyId, token: z.string(), expiresAt: z.string() }),
  async run({ slug }) {
    const companyId = CompanyId.parse((await Company.ofSlug(slug)).companyId);
    const expiresAt = Clock.millis() + DAY_MS;
    const token = await Token.issue({ kind: "visit", companyId, userId: guestId(), expiresAt });
    return { companyId, token, expiresAt: new Date(expiresAt).toISOString() };
  },
});

/** What opens a booking later, without signing in; only its owner can have it. */
export const link = verb({
  name: "booking.link",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId, bookingId: BookingId }),
  output: z.object({ token: z.string(), calendarToken: z.string(), expiresAt: z.string() }),
  async run({ companyId, bookingId }) {
    const { userId, endsAt } = await Row.get(companyId, bookingId);
    const owner = Actor.currentUser();
    if (userId !== owner) throw missing("booking");
    const expiresAt = Date.parse(endsAt) + KEPT_MS;
    const claims = { companyId, userId: owner, bookingId, expiresAt };
    const [token, calendarToken] = await Promise.all([
      Token.issue({ kind: "booking", ...claims }),
      Token.issue({ kind: "calendar", ...claims }),
    ]);
    return { token, calendarToken, expiresAt: new Date(expiresAt).toISOString() };
  },
});
