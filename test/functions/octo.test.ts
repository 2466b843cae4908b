import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import * as ApiKey from "../../domain/resale/api-key.ts";
import * as Reseller from "../../domain/resale/reseller.ts";
import { as, HOUR, MINUTE, person, proveInvariants, rowsOf, travel } from "../world.ts";
import { agency, program } from "./reseller.ts";
import { adults, seats, sell } from "./sold.ts";

const uuid = () => randomUUID();
const money = (amount: number) => ({ amount, currency: "UAH" });
const told = async (key: string | undefined) => {
  const { status, body } = await program(key)("GET /octo/supplier");
  return [status, body.error];
};

describe("OCTO bookings", () => {
  it("API-2 one uuid is one booking, however often and at once it is asked for", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const mine = { uuid: uuid() };
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.reserve(sessionId, mine)));
    const again = await world.reserve(sessionId, mine);
    expect(new Set([...answers, again].map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await seats(world, sessionId)).toMatchObject({ held: 2, free: 6 });
    const other = await world.reserve(sessionId, { ...mine, unitItems: [{ unitId: "adult" }] });
    expect(other).toMatchObject({ status: 400, body: { error: "INVALID_BOOKING_UUID", uuid: mine.uuid } });
    expect(await seats(world, sessionId)).toMatchObject({ held: 2, free: 6 });
    await proveInvariants(world);
  });

  it("API-2 one uuid for two sessions at once: one of them, and nothing is held in the other", async () => {
    const world = await agency();
    const sessions = await Promise.all([world.session(), world.session()]);
    const mine = { uuid: uuid() };
    const answers = await Promise.all(sessions.map(({ sessionId }) => world.reserve(sessionId, mine)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    const held = await Promise.all(sessions.map(({ sessionId }) => seats(world, sessionId)));
    expect(held.map((one) => one.held).toSorted()).toEqual([0, 2]);
  });

  it("CAP-1 a reseller and customers race for the last seats: as many as there are, and each his own", async () => {
    const world = await agency();
    const { sessionId } = await world.session({ capacity: 3 });
    const one = { unitItems: [{ unitId: "adult" }] };
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => world.reserve(sessionId, one).then(({ status }) => status === 200)),
      ...[1, 2, 3].map((n) =>
        world.hold(person(`p${n}`), sessionId).then(
          () => true,
          () => false,
        ),
      ),
    ]);
    expect(answers.filter(Boolean)).toHaveLength(3);
    expect(await seats(world, sessionId)).toMatchObject({ held: 3, free: 0 });
    const late = await world.reserve(sessionId, one);
    expect(late).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
  });

  it("API-2 other units in a full session take the place of those before, all or none", async () => {
    const world = await agency();
    const { sessionId } = await world.session({ capacity: 3 });
    const { body } = await world.reserve(sessionId);
    expect((await world.on("PATCH", body.uuid, adults(3))).body).toMatchObject({ status: "ON_HOLD" });
    expect(await seats(world, sessionId)).toMatchObject({ held: 3, free: 0 });
    const elsewhere = await world.session({ capacity: 2 });
    const moved = await world.on("PATCH", body.uuid, { availabilityId: elsewhere.sessionId });
    expect(moved).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
    const still = (await world.on("GET", body.uuid)).body;
    expect(still).toMatchObject({ status: "ON_HOLD", availabilityId: sessionId });
    expect(still.unitItems).toHaveLength(3);
    const down = { ...adults(1), availabilityId: elsewhere.sessionId };
    expect((await world.on("PATCH", body.uuid, down)).body).toMatchObject({
      availabilityId: elsewhere.sessionId,
    });
    expect(await seats(world, sessionId)).toMatchObject({ held: 0, free: 3 });
    await proveInvariants(world);
  });

  it("API-2 confirmed and cancelled at once, or changed: whoever is second finds what the first has made", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const { body } = await world.reserve(sessionId);
    await Promise.all([
      world.on("confirm", body.uuid, { contact: {} }),
      world.on("confirm", body.uuid, { contact: {} }),
      world.on("cancel", body.uuid),
      world.on("PATCH", body.uuid, { unitItems: [{ unitId: "adult" }] }),
    ]);
    const { status } = (await world.on("GET", body.uuid)).body;
    const { held, booked } = await seats(world, sessionId);
    expect([status, held, booked > 0]).toEqual(
      status === "CONFIRMED" ? ["CONFIRMED", 0, true] : [status, status === "ON_HOLD" ? held : 0, false],
    );
    await proveInvariants(world);
  });

  it("API-2 when its time is over it is EXPIRED, and can be neither confirmed nor changed nor extended", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const { body } = await world.reserve(sessionId);
    using _ = travel(11 * MINUTE);
    expect((await world.on("GET", body.uuid)).body).toMatchObject({
      status: "EXPIRED",
      cancellable: false,
      cancellation: { refund: "NONE" },
    });
    const confirmed = await world.on("confirm", body.uuid, { contact: {} });
    expect(confirmed).toMatchObject({ status: 400, body: { error: "INVALID_BOOKING_UUID" } });
    for (const verb of ["extend", "cancel", "PATCH"] as const) {
      const refused = await world.on(verb, body.uuid, {});
      expect(refused).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
    }
  });

  it("API-2 extends as far as a hold goes, and no further", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const { body } = await world.reserve(sessionId);
    const extend = async (minutes: number) => {
      using _ = travel(minutes * MINUTE);
      return (await world.on("extend", body.uuid, {})).status;
    };
    expect([await extend(5), await extend(14), await extend(22), await extend(28)]).toEqual([
      200, 200, 200, 400,
    ]);
  });

  it("API-2 whoever changes his units again and again keeps seats no longer than whoever extends", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const { body } = await world.reserve(sessionId);
    const statuses: number[] = [];
    for (const [index, minutes] of [9, 18, 27, 36].entries()) {
      using _ = travel(minutes * MINUTE);
      statuses.push((await world.on("PATCH", body.uuid, adults(3 - (index % 2)))).status);
    }
    expect(statuses).toEqual([200, 200, 200, 400]);
    using _ = travel(36 * MINUTE);
    expect((await world.on("confirm", body.uuid, { contact: {} })).body).toMatchObject({
      status: "CONFIRMED",
    });
  });

  it("BKG-6 gives back what the policy gives, until it gives nothing; then it can not be cancelled", async () => {
    const policy = {
      windows: [
        { hoursBefore: 20, refundPercent: 100 },
        { hoursBefore: 10, refundPercent: 50 },
      ],
      refundTo: "origin" as const,
      noShowFeePercent: 0,
      reschedule: null,
    };
    const world = await agency({ policy });
    const { sessionId } = await world.session();
    const sold = await Promise.all([1, 2, 3].map(() => world.reserve(sessionId)));
    const [first, second, third] = sold.map(({ body }) => body.uuid as string) as [string, string, string];
    for (const one of [first, second, third]) await world.on("confirm", one, { contact: {} });
    const { options } = (await world.ask("GET /octo/products")).body[0];
    expect(options[0]).toMatchObject({ cancellationCutoffAmount: 10, cancellationCutoffUnit: "hour" });
    const refund = async (one: string) =>
      (await world.on("cancel", one, { reason: "ill" })).body.cancellation?.refund;
    expect(await refund(first)).toBe("FULL");
    {
      using _ = travel(10 * HOUR);
      expect(await refund(second)).toBe("PARTIAL");
    }
    using _ = travel(20 * HOUR);
    expect((await world.on("GET", third)).body.cancellable).toBe(false);
    const late = await world.on("cancel", third);
    expect(late).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
    await proveInvariants(world);
  });

  it("BKG-13 sells by unit kinds: their prices, their seats, and who comes with whom", async () => {
    const kind = { weight: 1, price: money(40_000) };
    const unitKinds = [
      { ...kind, unitKindId: "adult", name: "Adult", type: "ADULT" },
      {
        unitKindId: "child",
        name: "Child",
        type: "CHILD",
        price: money(10_000),
        weight: 1,
        accompaniedBy: ["adult"],
      },
    ];
    const world = await agency({ unitKinds });
    const { sessionId } = await world.session();
    const both = { unitItems: [{ unitId: "adult" }, { unitId: "child" }, { unitId: "child" }] };
    const { body } = await world.reserve(sessionId, both);
    expect(body.pricing).toMatchObject({ retail: 60_000 });
    const sold = await world.on("confirm", body.uuid, { contact: { fullName: "Zoe" } });
    expect(sold.body).toMatchObject({ status: "CONFIRMED", pricing: { retail: 60_000 } });
    const alone = await world.reserve(sessionId, { unitItems: [{ unitId: "child" }] });
    expect(alone).toMatchObject({ status: 400, body: { error: "UNPROCESSABLE_ENTITY" } });
    await proveInvariants(world);
  });

  it("TEN-1 a reseller finds his own bookings alone, in the company that the key is for", async () => {
    const world = await agency();
    const other = await agency();
    const { sessionId } = await world.session();
    const { body } = await world.reserve(sessionId, { resellerReference: "shared" });
    for (const stranger of [other, { ...world, on: other.on, ask: other.ask }]) {
      expect((await stranger.on("GET", body.uuid)).body.error).toBe("INVALID_BOOKING_UUID");
      expect(
        (await stranger.ask("GET /octo/bookings", { query: { supplierReference: body.id } })).body,
      ).toEqual([]);
      expect(
        (await stranger.ask("GET /octo/bookings", { query: { resellerReference: "shared" } })).body,
      ).toEqual([]);
    }
    const product = await other.ask("GET /octo/products/{id}", { path: { id: world.activityId } });
    expect(product.body).toMatchObject({ error: "INVALID_PRODUCT_ID", productId: world.activityId });
    const theirs = await other.reserve(sessionId, { companyId: world.companyId });
    expect(theirs.body.error).toBe("INVALID_AVAILABILITY_ID");
  });

  it("TEN-6 says to the hour when a key was last used, and writes no more often; of one that opens nothing, nothing", async () => {
    const world = await agency();
    const { companyId, owner, resellerId, apiKey } = world;
    const used = async () =>
      (await as(owner, () => Reseller.show({ companyId, resellerId }))).apiKeys[0]!.lastUsedAt;
    expect(await used()).toBe(undefined);
    const began = Clock.iso();
    await Promise.all([1, 2, 3].map(() => told(world.key)));
    const first = (await used())!;
    expect(first >= began).toBe(true);
    await told(world.key);
    expect(await used()).toBe(first);
    using _ = travel(61 * MINUTE);
    await told(world.key);
    expect((await used())! > first).toBe(true);
    await as(owner, () => ApiKey.revoke({ companyId, resellerId, keyId: apiKey.keyId }));
    expect(await told(world.key)).toEqual([403, "FORBIDDEN"]);
    expect(await used()).toBe(undefined);
  });

  it("AUD-1 TEN-6 whatever a program changes names the key that it has shown, whoever it acts for", async () => {
    const world = await agency();
    const { sessionId } = await world.session();
    const resale = await sell(world, sessionId);
    const authors = async () =>
      (await rowsOf(world.companyId))
        .map(({ change }) => (change as { by: { kind: string; keyId?: string } } | undefined)?.by)
        .filter((by) => by?.kind === "key");
    const sold = await authors();
    expect(sold.length).toBeGreaterThan(3);
    expect(new Set(sold.map((by) => by!.keyId))).toEqual(new Set([world.apiKey.keyId]));
    const { companyId, resellerId, owner } = world;
    const next = await as(owner, () => ApiKey.issue({ companyId, resellerId }));
    await program(next.key)("POST /octo/bookings/{uuid}/cancel", { path: { uuid: resale } });
    expect((await authors()).map((by) => by!.keyId)).toContain(next.keyId);
  });

  it("TEN-6 TEN-7 without a key 401, with a wrong or revoked one 403, too often 429, each in its form", async () => {
    const world = await agency();
    const { companyId, owner, resellerId, apiKey } = world;
    expect(await told(undefined)).toEqual([401, "UNAUTHORIZED"]);
    expect(await told("hf_nothing")).toEqual([403, "FORBIDDEN"]);
    await as(owner, () => ApiKey.revoke({ companyId, resellerId, keyId: apiKey.keyId }));
    expect(await told(world.key)).toEqual([403, "FORBIDDEN"]);
    const slow = await world.issue(2);
    expect([await told(slow), await told(slow), await told(slow)]).toEqual([
      [200, undefined],
      [200, undefined],
      [429, "TOO_MANY_REQUESTS"],
    ]);
  });
});
