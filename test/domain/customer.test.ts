import { describe, expect, it } from "vitest";
import * as Actor from "../../domain/actor.ts";
import { commit, when, whileMoving } from "../../domain/commit.ts";
import * as Company from "../../domain/company/company.ts";
import * as Customer from "../../domain/customer.ts";
import { conflict } from "../../domain/error.ts";
import type { CompanyId } from "../../domain/id.ts";
import { as, person, refusal } from "../world.ts";
import { iryna, olena, studio, unused } from "./studio.ts";

const [ada, stranger] = [person("ada"), person("stranger")];

/** What a verb does with it: commits the record together with its own writes, and looks again if the world moved. */
const use = (companyId: string) =>
  whileMoving(async () => {
    const { customerId, writes } = await Customer.firstUse(companyId);
    return writes.length === 0 ? customerId : commit(writes, customerId);
  });

const withoutAddress = (): Actor.Actor => ({
  kind: "customer",
  requestId: unused(),
  userId: stranger.userId,
  roles: new Map(),
});

const listed = async (companyId: CompanyId) => (await as(iryna, () => Customer.list({ companyId }))).items;

describe("a customer", () => {
  it("TEN-3 is made on first use, once, however many requests come first at once", async () => {
    const { companyId } = await studio();
    const ids = await Promise.all([1, 2, 3, 4].map(() => as(ada, () => use(companyId))));
    expect(new Set(ids).size).toBe(1);
    expect(await as(ada, () => Customer.firstUse(companyId))).toEqual({ customerId: ids[0], writes: [] });
    expect(await listed(companyId)).toMatchObject([{ customerId: ids[0], ...ada }]);
  });

  it("TEN-3 needs no e-mail address", async () => {
    const { companyId } = await studio();
    const ids = await Promise.all([1, 2].map(() => Actor.within(withoutAddress(), () => use(companyId))));
    expect(new Set(ids).size).toBe(1);
    expect(await listed(companyId)).toHaveLength(1);
  });

  it("TEN-3 is one per e-mail address, however it is written and whoever comes with it, even at once", async () => {
    const { companyId } = await studio();
    const twin = { ...person("twin"), email: ada.email.toUpperCase() };
    const ids = await Promise.all([ada, twin].map((who) => as(who, () => use(companyId))));
    expect(ids[0]).toBe(ids[1]);
    expect(await listed(companyId)).toHaveLength(1);
    expect(await as(twin, () => use(companyId))).toBe(ids[0]);
  });

  it("TEN-3 of one company is another customer in the next", async () => {
    const [one, other] = await Promise.all([studio(), studio()]);
    const here = await as(ada, () => use(one.companyId));
    expect(await as(ada, () => use(other.companyId))).not.toBe(here);
  });

  it("TEN-3 is not made if what it was to be made for is refused", async () => {
    const { companyId, company } = await studio();
    const booking = when(Company.Slugs.create({ slug: company.slug, companyId }), () =>
      conflict("booking.refused", "There is no seat."),
    );
    const attempt = as(ada, async () => {
      const { writes } = await Customer.firstUse(companyId);
      return commit([...writes, booking], undefined);
    });
    expect(await refusal(attempt)).toMatchObject({ code: "booking.refused" });
    expect(await listed(companyId)).toEqual([]);
  });

  it("TEN-3 is seen by staff only", async () => {
    const { companyId } = await studio();
    const customerId = await as(ada, () => use(companyId));
    const shown = await as(iryna, () => Customer.show({ companyId, customerId }));
    expect(shown).toMatchObject({ userId: ada.userId, version: 1 });
    for (const who of [ada, stranger]) {
      expect(await refusal(as(who, () => Customer.show({ companyId, customerId })))).toMatchObject({
        code: "company.not_found",
      });
      expect(await refusal(as(who, () => Customer.list({ companyId })))).toMatchObject({
        code: "company.not_found",
      });
    }
  });

  it("TEN-1 of another company is not there", async () => {
    const [one, other] = await Promise.all([studio(), studio()]);
    const customerId = await as(ada, () => use(one.companyId));
    const foreign = { companyId: other.companyId, customerId };
    expect(await refusal(as(olena, () => Customer.show(foreign)))).toMatchObject({
      code: "customer.not_found",
    });
  });

  it("AUD-1 leaves no e-mail address in its event", async () => {
    const { companyId } = await studio();
    const customerId = await as(ada, () => use(companyId));
    const { data } = await Customer.Customers.get({ companyId, customerId }).go();
    expect(data?.change).toMatchObject({ type: "customer.created" });
    expect(JSON.stringify(data?.change).toLowerCase()).not.toContain(ada.email);
  });
});
