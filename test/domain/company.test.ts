import { describe, expect, it } from "vitest";
import * as Actor from "../../domain/actor.ts";
import * as Company from "../../domain/company/company.ts";
import * as Member from "../../domain/company/member.ts";
import { CompanyId, userOf } from "../../domain/id.ts";
import { as, asAnyone, person, refusal } from "../world.ts";
import { anna, companyTerms, iryna, maks, olena, outcomes, studio, unused } from "./studio.ts";

const stranger = person("stranger");

describe("a company", () => {
  it("CAT-1 is opened by any signed-in person, who owns it and works for it", async () => {
    const asked = companyTerms();
    const company = await as(olena, () => Company.open(asked));
    expect(company).toMatchObject({ ...asked, ownerId: olena.userId, holdMinutes: 10, version: 1 });
    expect(await as(olena, () => Company.show({ companyId: company.companyId }))).toEqual(company);
  });

  it("CAT-1 is not opened by nobody", async () => {
    const error = await refusal(asAnyone(() => Company.open(companyTerms())));
    expect(error).toMatchObject({ kind: "unauthenticated", code: "token.missing" });
  });

  it("CAT-1 has its slug alone: of three that claim it at once one gets it, and the others leave nothing", async () => {
    const asked = companyTerms();
    const people = [person("one"), person("two"), person("three")];
    const claims = people.map((who) => as(who, () => Company.open(asked)));
    expect(await outcomes(claims)).toEqual({ ok: 1, "company.slug_taken": 2 });
    const theirs = await Promise.all(people.map((who) => as(who, () => Member.companiesOfMe({}))));
    expect(theirs.flatMap(({ items }) => items)).toHaveLength(1);
  });

  it("CAT-1 is opened once, however often the request with its key is repeated", async () => {
    const asked = companyTerms();
    const key = unused();
    const open = () => as(olena, () => Company.open(asked), { key });
    const [first, ...others] = await Promise.all([open(), open(), open()]);
    expect(others).toEqual([first, first]);
    const renamed = { ...asked, name: "Another" };
    expect(await refusal(as(olena, () => Company.open(renamed), { key }))).toMatchObject({
      code: "idempotency.key_reused",
    });
  });

  it.each([
    { slug: "No" },
    { slug: "a_b_c" },
    { timeZone: "Mars/Olympus" },
    { timeZone: "+02:00" },
    { currency: "XYZ" },
    { currency: "uah" },
    { locale: "not a locale" },
    { holdMinutes: 0 },
    { holdMinutes: 61 },
    { name: "  " },
    { ownerId: "somebody-else" },
  ])("CAT-1 is refused with %j", async (wrong) => {
    const error = await refusal(as(olena, () => Company.open(companyTerms(wrong))));
    expect(error).toMatchObject({ kind: "invalid", code: "request.invalid" });
  });

  it("TEN-1 is not there for people who do not work for it, as one that never was", async () => {
    const { companyId } = await studio();
    const never = CompanyId.parse("cmp_NEVER");
    const foreign = await refusal(as(stranger, () => Company.show({ companyId })));
    const unknown = await refusal(as(stranger, () => Company.show({ companyId: never })));
    expect(foreign).toMatchObject({ kind: "missing", code: "company.not_found" });
    expect(foreign).toEqual(unknown);
  });

  it("TEN-1 is within reach of platform admins", async () => {
    const { companyId } = await studio();
    const admin: Actor.Actor = {
      kind: "public",
      requestId: unused(),
      userId: stranger.userId,
      platformAdmin: true,
      roles: new Map(),
    };
    expect(await Actor.within(admin, () => Company.show({ companyId }))).toMatchObject({ companyId });
    expect(admin.kind).toBe("platform");
  });
});

describe("a member", () => {
  it("TEN-2 is one per person and company, in the role that was given first", async () => {
    const { companyId } = await studio();
    const { userId } = person("novice");
    const add = (role: "admin" | "manager" | "coach") =>
      as(anna, () => Member.add({ companyId, userId, role }));
    expect(await outcomes([add("manager"), add("manager"), add("manager")])).toEqual({
      ok: 1,
      "member.already": 2,
    });
    expect(await refusal(add("admin"))).toMatchObject({ kind: "conflict", detail: { role: "manager" } });
    const { items } = await as(anna, () => Member.list({ companyId }));
    expect(items.filter((member) => member.userId === userId)).toMatchObject([
      { role: "manager", version: 1 },
    ]);
  });

  it("TEN-5 is called as the issuer calls him, whatever that is; and whoever signs in so is a member", async () => {
    const { companyId } = await studio();
    const add = (userId: string) => as(anna, () => Member.add({ companyId, userId, role: "coach" }));
    for (const subject of ["auth0|5f7c8ec7", "https://id.example/u?id=7", "~".repeat(255), "Ivan", "ivan"]) {
      const { userId } = await add(subject);
      expect(userId).toBe(userOf(subject));
      const novice = { ...person("novice"), userId };
      expect((await as(novice, () => Company.show({ companyId }))).companyId).toBe(companyId);
    }
    for (const none of ["", "a b", "Іван", "a\u0000", "a\n", "~".repeat(256)])
      expect(await refusal(add(none))).toMatchObject({
        code: "request.invalid",
        detail: { errors: [{ field: "userId" }] },
      });
  });

  it("TEN-2 cannot become a second owner, nor the owner anything else", async () => {
    const { companyId } = await studio();
    const second = { companyId, userId: stranger.userId, role: "owner" as "admin" };
    const fallen = { companyId, userId: olena.userId, role: "coach" } as const;
    expect(await refusal(as(olena, () => Member.add(second)))).toMatchObject({ code: "request.invalid" });
    expect(await refusal(as(anna, () => Member.add(fallen)))).toMatchObject({ code: "member.already" });
    const { items } = await as(anna, () => Member.list({ companyId }));
    expect(items.filter(({ role }) => role === "owner")).toMatchObject([{ userId: olena.userId }]);
  });

  it.each([maks, iryna])("TEN-2 is neither added nor listed by $name", async (who) => {
    const { companyId } = await studio();
    const novice = { companyId, userId: stranger.userId, role: "coach" } as const;
    expect(await refusal(as(who, () => Member.add(novice)))).toMatchObject({ kind: "forbidden" });
    expect(await refusal(as(who, () => Member.list({ companyId })))).toMatchObject({ kind: "forbidden" });
  });

  it("TEN-1 of another company is nobody here", async () => {
    const [mine, theirs] = await Promise.all([studio(), studio()]);
    const { userId } = stranger;
    await as(olena, () => Member.add({ companyId: theirs.companyId, userId, role: "admin" }));
    const add = () => Member.add({ companyId: mine.companyId, userId, role: "coach" });
    expect(await refusal(as(stranger, add))).toMatchObject({ code: "company.not_found" });
  });

  it("TEN-2 sees the companies that he works for, page by page, with his role", async () => {
    const [one, other] = await Promise.all([studio(), studio()]);
    const novice = person("novice");
    const { userId } = novice;
    await as(olena, () => Member.add({ companyId: one.companyId, userId, role: "coach" }));
    await as(olena, () => Member.add({ companyId: other.companyId, userId, role: "admin" }));
    const first = await as(novice, () => Member.companiesOfMe({ limit: 1 }));
    const second = await as(novice, () => Member.companiesOfMe({ cursor: first.cursor }));
    const seen = [...first.items, ...second.items].map(({ slug, role }) => ({ slug, role }));
    expect(seen).toHaveLength(2);
    expect(seen).toEqual(
      expect.arrayContaining([
        { slug: one.company.slug, role: "coach" },
        { slug: other.company.slug, role: "admin" },
      ]),
    );
  });
});
