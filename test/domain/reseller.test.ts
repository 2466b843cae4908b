import { describe, expect, it } from "vitest";
import * as ApiKey from "../../domain/resale/api-key.ts";
import * as Reseller from "../../domain/resale/reseller.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { take } from "../../domain/booking/taking.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import { BookingId, guestFor, type CompanyId, type ResellerId } from "../../domain/id.ts";
import * as Actor from "../../domain/actor.ts";
import * as Journal from "../../domain/ledger/journal.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import { place } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { as, asSystem, codes, company, proveInvariants, refusal, rowsOf, travel, HOUR } from "../world.ts";

async function agency(terms: object = {}) {
  const world = await company();
  const { companyId, owner } = world;
  const opened = await as(owner, () => Reseller.open({ companyId, name: "Kyiv City Tours", ...terms }));
  return { ...world, ...opened, key: opened.apiKey.key, resellerId: opened.resellerId };
}
const withKey = <T>(known: ApiKey.Known, run: () => Promise<T>) =>
  Actor.within({ kind: "public", requestId: "r", roles: new Map(), key: known.key }, run);

const codeOf = async (promise: Promise<unknown>) => (await refusal(promise)).code;

describe("API keys", () => {
  it("TEN-6 a key is told once: only its hash and its first eight characters are kept, and nothing logs it", async () => {
    const world = await agency();
    const { companyId, owner, resellerId, key } = world;
    expect(key).toMatch(/^hf_[A-Za-z0-9_-]{43}$/);
    const shown = await as(owner, () => Reseller.show({ companyId, resellerId }));
    expect(shown.apiKeys).toMatchObject([
      { prefix: key.slice(3, 11), scopes: ["resale"], limitPerMinute: 600 },
    ]);
    const kept = JSON.stringify([shown, await rowsOf(companyId)]);
    expect(kept).not.toContain(key.slice(11));
  });

  it("TEN-6 says whose it is and what for, until it is revoked; a repeat of that changes nothing", async () => {
    const { companyId, owner, resellerId, key, apiKey } = await agency();
    const { keyId } = apiKey;
    expect(await ApiKey.find(key)).toEqual({
      key: { companyId, resellerId, keyId, scopes: ["resale"] },
      limitPerMinute: 600,
    });
    const revoke = () => as(owner, () => ApiKey.revoke({ companyId, resellerId, keyId }));
    expect(codes(await Promise.allSettled([revoke(), revoke(), revoke()]))).toEqual({ ok: 3 });
    expect(await ApiKey.find(key)).toBe(undefined);
    const { apiKeys } = await as(owner, () => Reseller.show({ companyId, resellerId }));
    expect(apiKeys[0]?.revokedAt).toBeDefined();
  });

  it("TEN-6 two keys overlap while a program changes from one to the other, up to ten of them", async () => {
    const { companyId, owner, resellerId, key, apiKey } = await agency();
    const issue = () => as(owner, () => ApiKey.issue({ companyId, resellerId, limitPerMinute: 30 }));
    const next = await issue();
    expect((await ApiKey.find(key))?.key.keyId).toBe(apiKey.keyId);
    expect(await ApiKey.find(next.key)).toMatchObject({ limitPerMinute: 30 });
    for (let more = 0; more < 8; more++) await issue();
    expect((await refusal(issue())).code).toBe("api_key.too_many");
    await as(owner, () => ApiKey.revoke({ companyId, resellerId, keyId: apiKey.keyId }));
    expect(await ApiKey.find(next.key)).toBeDefined();
    expect((await issue()).key).toBeDefined();
  });

  it("TEN-6 its time may be over", async () => {
    const { key } = await agency({ expiresAt: new Date(Date.now() + HOUR).toISOString() });
    expect(await ApiKey.find(key)).toBeDefined();
    using _ = travel(HOUR + 1);
    expect(await ApiKey.find(key)).toBe(undefined);
    expect((await refusal(agency({ expiresAt: "2020-01-01T00:00:00Z" }))).code).toBe(
      "api_key.expired_already",
    );
  });

  it.each(["", "hf_", "hf_short", `hf_${"a".repeat(43)}`, `hf_${"a".repeat(44)}`, "KEY#x", "constructor"])(
    "TEN-6 %o is no key",
    async (text) => expect(await ApiKey.find(text)).toBe(undefined),
  );

  it("TEN-1 nobody but the company's owner and admins deals with keys, and none of another company's", async () => {
    const { companyId, coach, ada, owner, resellerId, apiKey } = await agency();
    const other = await agency();
    const { keyId } = apiKey;
    expect(await codeOf(as(coach, () => ApiKey.issue({ companyId, resellerId })))).toBe("access.forbidden");
    expect(await codeOf(as(ada, () => ApiKey.revoke({ companyId, resellerId, keyId })))).toBe(
      "company.not_found",
    );
    const theirs = { companyId: other.companyId, resellerId };
    expect(await codeOf(as(other.owner, () => ApiKey.issue(theirs)))).toBe("reseller.not_found");
    expect(await codeOf(as(other.owner, () => ApiKey.revoke({ ...theirs, keyId })))).toBe("key.not_found");
    expect(await ApiKey.find(other.key)).toBeDefined();
    expect((await as(owner, () => Reseller.list({ companyId }))).items).toHaveLength(1);
  });

  it("TEN-1 a key opens its own company, and no verb of staff there", async () => {
    const { companyId, key } = await agency();
    const other = await agency();
    const known = (await ApiKey.find(key))!;
    const { sessionId } = await other.session();
    const there = { companyId: other.companyId, sessionId };
    expect((await refusal(withKey(known, () => place(there)))).code).toBe("company.not_found");
    expect((await refusal(withKey(known, () => Reseller.list({ companyId })))).code).toBe("access.forbidden");
  });
});

const sold = async (world: Awaited<ReturnType<typeof agency>>, spots: number) => {
  const { sessionId } = await world.session();
  const { companyId, resellerId } = world;
  const known = (await ApiKey.find(world.key))!;
  const whom = guestFor(`test/${sessionId}`);
  const asHim = <T>(run: () => Promise<T>) => withKey(known, () => Actor.onBehalfOf(whom, run, "booking"));
  const { holdId } = await asHim(() => place({ companyId, sessionId, spots }));
  const wish = {
    companyId,
    holdId,
    method: { by: "resale", resellerId },
    contact: { name: "Zoe" },
  } as const;
  const { bookingId } = await asHim(() => take(wish));
  return { sessionId, asHim, bookingId: BookingId.parse(bookingId) };
};
const owed = async (
  { companyId, resellerId }: { companyId: CompanyId; resellerId: ResellerId },
  bookingId: string,
) =>
  (await Journal.of(companyId, bookingId))
    .flatMap(({ lines }) => lines)
    .filter(({ account }) => account === `receivable:${resellerId}`)
    .reduce((sum, { amount }) => sum + amount, 0);

describe("a reseller's terms", () => {
  it("API-2 his name and commission are changed by owner and admins, with a history; what is not given stays", async () => {
    const world = await agency({ commissionPercent: 10 });
    const { companyId, owner, coach, resellerId } = world;
    const edit = (asked: object) => as(owner, () => Reseller.edit({ companyId, resellerId, ...asked }));
    expect(await edit({})).toMatchObject({ commissionPercent: 10, version: 1 });
    expect(await edit({ commissionPercent: 25 })).toMatchObject({ name: "Kyiv City Tours", version: 2 });
    const both = await Promise.all([edit({ name: "Lviv Tours" }), edit({ commissionPercent: 30 })]);
    expect(both.map(({ version }) => version).toSorted()).toEqual([3, 4]);
    const now = await as(owner, () => Reseller.show({ companyId, resellerId }));
    expect(now).toMatchObject({ name: "Lviv Tours", commissionPercent: 30, version: 4 });
    const row = (await rowsOf(companyId)).find(({ sk }) => sk === resellerId)!;
    expect(row.change).toMatchObject({ type: "reseller.changed", by: { userId: owner.userId } });
    for (const commissionPercent of [-1, 100, 12.5])
      expect((await refusal(edit({ commissionPercent }))).kind).toBe("invalid");
    const theirs = await agency();
    const named = { companyId: theirs.companyId, resellerId, commissionPercent: 1 };
    expect(await codeOf(as(theirs.owner, () => Reseller.edit(named)))).toBe("reseller.not_found");
    expect(await codeOf(as(coach, () => Reseller.edit({ ...named, companyId })))).toBe("access.forbidden");
    const stale = as(owner, () => Reseller.edit({ ...named, companyId }), { ifMatch: 1 });
    expect(await codeOf(stale)).toBe("reseller.changed_meanwhile");
  });
});

describe("sold by a reseller", () => {
  it("API-2 is booked at once, by one transaction: the reseller owes the price, and the books say so", async () => {
    const world = await agency();
    const { bookingId } = await sold(world, 2);
    const booking = await as(world.owner, () => Booking.get({ companyId: world.companyId, bookingId }));
    expect(booking).toMatchObject({
      status: "CONFIRMED",
      paymentMethod: "INVOICE",
      paymentStatus: "PAID",
      resellerId: world.resellerId,
      payment: { gateway: "reseller", status: "SUCCEEDED" },
    });
    expect(await owed(world, bookingId)).toBe(90_000);
    await proveInvariants(world);
  });

  it("API-2 cancelled, it is taken off what he owes, and nobody's card or wallet is touched", async () => {
    const world = await agency();
    const { companyId } = world;
    const { bookingId, asHim, sessionId } = await sold(world, 2);
    const { refund, cancelledBecause } = await asHim(() => cancel({ companyId, bookingId }));
    expect(refund).toMatchObject({ destination: "INVOICE" });
    expect(cancelledBecause).toBe("customer");
    const { paymentId, refundId } = refund!;
    await asSystem(() => payOut({ companyId, paymentId, refundId }));
    expect(await owed(world, bookingId)).toBe(0);
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ booked: 0, free: 8 });
    const booking = await as(world.owner, () => Booking.get({ companyId, bookingId }));
    expect(booking.status).toBe("REFUNDED");
    await proveInvariants(world);
  });
});
