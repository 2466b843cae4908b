import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as Actor from "../../domain/actor.ts";
import { book } from "../../domain/booking/book.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as CalendarFile from "../../domain/booking/calendar-file.ts";
import * as Company from "../../domain/company/company.ts";
import * as Customer from "../../domain/customer.ts";
import * as Guest from "../../domain/guest/guest.ts";
import * as Token from "../../domain/guest/token.ts";
import { userOf, type CompanyId } from "../../domain/id.ts";
import * as Member from "../../domain/company/member.ts";
import * as Hold from "../../domain/seat/hold.ts";
import * as Session from "../../domain/session/session.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { as, asAnyone, company, HOUR, refusal, sandbox, told, travel } from "../world.ts";

const contact = { name: "Lesia", email: "lesia@example.test" };

async function claimsOf(token: string, ...kinds: Token.Kind[]): Promise<Token.Claims> {
  const claims = await Token.read(token, kinds);
  if (typeof claims === "string") throw new Error(claims);
  return claims;
}

/** Acts as whoever carries the token, as the authoriser and `caller.ts` have it. */
async function asGuest<T>(token: string, run: () => Promise<T>): Promise<T> {
  const { userId, companyId, bookingId } = await claimsOf(token, "visit", "booking");
  const guest = { companyId, ...(bookingId && { bookingId }) };
  const requestId = randomUUID();
  return Actor.within(
    { kind: "public", requestId, userId, guest, idempotencyKey: requestId, roles: new Map() },
    run,
  );
}

const admitted = async (slug: string): Promise<string> => (await asAnyone(() => Guest.admit({ slug }))).token;

async function visited() {
  const world = await company();
  const token = await admitted(world.slug);
  const { sessionId } = await world.session();
  const { companyId } = world;
  const held = (spots = 1) => asGuest(token, () => Hold.place({ companyId, sessionId, spots }));
  const booked = async () => {
    const { holdId } = await held();
    return asGuest(token, () => book({ companyId, holdId, payment: sandbox, contact }));
  };
  return { ...world, token, sessionId, held, booked };
}

describe("a guest", () => {
  it("holds, books, pays and cancels as a customer does", async () => {
    const { token, companyId, booked, owner } = await visited();
    const { bookingId } = await booked();
    await told({ companyId }, bookingId);
    const confirmed = await asGuest(token, () => Booking.get({ companyId, bookingId }));
    expect(confirmed).toMatchObject({ status: "CONFIRMED", paymentStatus: "PAID" });
    const ended = await asGuest(token, () => cancel({ companyId, bookingId }));
    expect(ended).toMatchObject({ status: "CANCELLED", cancelledBecause: "customer", refund: {} });
    const { items } = await as(owner, () => Customer.list({ companyId }));
    expect(items).toMatchObject([{ name: contact.name, unverifiedEmail: contact.email }]);
  });

  it("TEN-3 is not the customer whose e-mail address he gives, and never becomes him", async () => {
    const { token, companyId, sessionId, ada, booking, held, owner } = await visited();
    const hers = await booking(ada, sessionId);
    const { holdId } = await held();
    const posing = { name: "Ada", email: ada.email };
    const his = await asGuest(token, () => book({ companyId, holdId, payment: sandbox, contact: posing }));
    expect(his.customerId).not.toBe(hers.customerId);
    const { items } = await as(owner, () => Customer.list({ companyId }));
    expect(items.filter(({ email }) => email === ada.email)).toMatchObject([{ customerId: hers.customerId }]);
    const spied = asGuest(token, () => Booking.get({ companyId, bookingId: hers.bookingId }));
    expect((await refusal(spied)).code).toBe("booking.not_found");
  });

  it("TEN-3 does not take the address from whoever proves later that it is his", async () => {
    const { token, companyId, sessionId, ada, booking, held } = await visited();
    const { holdId } = await held();
    const posing = { name: "Ada", email: ada.email };
    const his = await asGuest(token, () => book({ companyId, holdId, payment: sandbox, contact: posing }));
    expect((await booking(ada, sessionId)).customerId).not.toBe(his.customerId);
  });

  it("says who he is before he books, and whoever is signed in need not", async () => {
    const { token, companyId, sessionId, held, hold, ada } = await visited();
    const { holdId } = await held();
    const nameless = asGuest(token, () => book({ companyId, holdId, payment: sandbox }));
    expect((await refusal(nameless)).code).toBe("booking.contact_missing");
    const hers = await hold(ada, sessionId);
    const other = as(ada, () => book({ companyId, holdId: hers.holdId, payment: sandbox, contact }));
    expect((await refusal(other)).code).toBe("booking.contact_known");
  });

  it("TEN-1 is nobody in another company, and nobody's staff in his own", async () => {
    const [{ token, companyId, owner }, other] = [await visited(), await company()];
    const { sessionId } = await other.session();
    const abroad = asGuest(token, () => Hold.place({ companyId: other.companyId, sessionId }));
    expect((await refusal(abroad)).code).toBe("company.not_found");
    const { userId } = await claimsOf(token, "visit");
    await as(owner, () => Member.add({ companyId, userId, role: "admin" }));
    const staff = asGuest(token, () => Customer.list({ companyId }));
    expect((await refusal(staff)).code).toBe("company.not_found");
  });

  it("has no account: what is for people who are signed in is not for him", async () => {
    const { token, companyId, sessionId } = await visited();
    const refusedRuns = [
      () => Booking.mine({}),
      () => Member.companiesOfMe({}),
      () => Waitlist.join({ companyId, sessionId, spots: 1 }),
    ];
    for (const run of refusedRuns) {
      const refused = asGuest<unknown>(token, run);
      expect((await refusal(refused)).code).toBe("access.not_for_guests");
    }
    const terms = { name: "Mine", slug: "mine", timeZone: "Europe/Kyiv", currency: "UAH", locale: "uk" };
    expect((await refusal(asGuest(token, () => Company.open(terms)))).kind).toBe("forbidden");
  });

  it("cannot be met by a subject of the issuer", async () => {
    const { userId } = await claimsOf(await admitted((await company()).slug), "visit");
    expect(userOf("ada")).toBe("ada");
    expect(userOf(userId)).not.toBe(userId);
  });
});

describe("the link to a booking", () => {
  it("opens and cancels that booking, long after the visit is over, and nothing else", async () => {
    const { companyId, token, sessionId, booked } = await visited();
    const { bookingId, holdId } = await booked();
    const link = await asGuest(token, () => Guest.link({ companyId, bookingId }));
    using _ = travel(25 * HOUR);
    expect(await Token.read(token, ["visit"])).toBe("token.expired");
    expect(await asGuest(link.token, () => Booking.get({ companyId, bookingId }))).toMatchObject({
      bookingId,
    });
    for (const elsewhere of [
      () => Session.show({ companyId, sessionId }),
      () => Hold.get({ companyId, holdId }),
      () => Hold.place({ companyId, sessionId }),
    ]) {
      expect((await refusal(asGuest<unknown>(link.token, elsewhere))).code).toBe("booking.not_found");
    }
  });

  it("cancels before the session, and is over a month after it", async () => {
    const { companyId, token, booked } = await visited();
    const { bookingId } = await booked();
    const link = await asGuest(token, () => Guest.link({ companyId, bookingId }));
    expect(await asGuest(link.token, () => cancel({ companyId, bookingId }))).toMatchObject({
      status: "CANCELLED",
    });
    using _ = travel(32 * 24 * HOUR);
    expect(await Token.read(link.token, ["booking"])).toBe("token.expired");
  });

  it("is given to the booking's owner alone, though he has an account", async () => {
    const { companyId, sessionId, booking, ada, boris, owner } = await visited();
    const { bookingId } = await booking(ada, sessionId);
    const { token } = await as(ada, () => Guest.link({ companyId, bookingId }));
    expect(await asGuest(token, () => Booking.get({ companyId, bookingId }))).toMatchObject({ bookingId });
    for (const other of [boris, owner]) {
      const refused = as(other, () => Guest.link({ companyId, bookingId }));
      expect((await refusal(refused)).code).toBe("booking.not_found");
    }
  });
});

const claims = async (companyId: CompanyId) => ({
  kind: "visit" as const,
  companyId,
  userId: userOf("ada"),
  expiresAt: Date.now() + HOUR,
});

describe("a guest's token", () => {
  it("is refused when a single character of it is changed", async () => {
    const token = await Token.issue(await claims((await company()).companyId));
    for (const place of [0, 40, token.length - 1]) {
      const changed = token[place] === "a" ? "b" : "a";
      const forged = `${token.slice(0, place)}${changed}${token.slice(place + 1)}`;
      expect(await Token.read(forged, ["visit"])).toBe("token.invalid");
    }
    for (const nonsense of ["", ".", "a.b", `${token}x`, token.replace(".", "")]) {
      expect(await Token.read(nonsense, ["visit"])).toBe("token.invalid");
    }
  });

  it("BKG-14 that lies in a calendar shows the file and opens nothing", async () => {
    const { companyId, token, booked } = await visited();
    const { bookingId } = await booked();
    const { calendarToken, token: link } = await asGuest(token, () => Guest.link({ companyId, bookingId }));
    expect(await Token.read(calendarToken, ["visit", "booking"])).toBe("token.invalid");
    expect(await CalendarFile.ofToken(calendarToken)).toContain(`UID:${bookingId}@holdfast\r\n`);
    for (const other of [link, token]) {
      expect((await refusal(CalendarFile.ofToken(other))).code).toBe("booking.not_found");
    }
  });
});
