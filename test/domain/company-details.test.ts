import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Company from "../../domain/company/company.ts";
import * as Details from "../../domain/company/details.ts";
import { as, refusal } from "../world.ts";
import { anna, iryna, maks, olena, outcomes, studio, unused } from "./studio.ts";

const shop = "https://shop.example";

describe("a company's details", () => {
  it("API-3 say which sites may show its booking page, each once; what is not said stays", async () => {
    const { companyId, company } = await studio();
    expect(company.embedders).toEqual([]);
    const asked = ["https://*.shop.example", shop, shop, "https://xn--80ak6aa92e.example:8443"];
    const edited = await as(anna, () => Details.edit({ companyId, embedders: asked }));
    expect(edited).toEqual({ ...company, embedders: [...new Set(asked)], version: 2 });
    const renamed = await as(olena, () => Details.edit({ companyId, name: "Yoga by the river" }));
    expect(renamed).toEqual({ ...edited, name: "Yoga by the river", version: 3 });
    expect(await as(maks, () => Company.show({ companyId }))).toEqual(renamed);
    expect(await as(olena, () => Details.edit({ companyId }))).toEqual(renamed);
    expect(await as(olena, () => Details.edit({ companyId, embedders: [] }))).toMatchObject({
      embedders: [],
    });
  });

  it.each([
    "http://shop.example",
    "https://shop.example/",
    "https://shop.example/path",
    "https://Shop.example",
    "https://*",
    "https://*.example",
    "https://*.*.shop.example",
    "https://shop.*.example",
    "https://localhost",
    "https://192.0.2.1",
    "https://user@shop.example",
    "https://shop.example; script-src *",
    "https://shop.example https://other.example",
    "https://shop.example\nx: y",
    "https://магазин.example",
    "javascript://shop.example",
    "*",
    "'self'",
    "",
  ])("API-3 never name %j as a site", async (site) => {
    const { companyId } = await studio();
    const error = await refusal(as(olena, () => Details.edit({ companyId, embedders: [site] })));
    expect(error).toMatchObject({ code: "request.invalid" });
  });

  it("API-3 name at most twenty sites", async () => {
    const { companyId } = await studio();
    const sites = Array.from({ length: 21 }, (_, number) => `https://shop-${number}.example`);
    const edit = (embedders: string[]) => as(olena, () => Details.edit({ companyId, embedders }));
    expect(await refusal(edit(sites))).toMatchObject({ code: "request.invalid" });
    expect((await edit(sites.slice(1))).embedders).toHaveLength(20);
  });

  it("API-3 never let anything into the policy that is not one origin", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.string({ unit: "binary" })), (text) => {
        const { data } = Details.Site.safeParse(text);
        if (data !== undefined)
          expect(new URL(data.replace("*.", "any.")).origin).toBe(data.replace("*.", "any."));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([maks, iryna])("API-3 are not $name's to change", async (who) => {
    const { companyId } = await studio();
    const error = await refusal(as(who, () => Details.edit({ companyId, embedders: [shop] })));
    expect(error).toMatchObject({ kind: "forbidden" });
  });

  it("TEN-1 are out of another company's reach", async () => {
    const [{ companyId }] = await Promise.all([studio(), studio()]);
    const theirs = { ...olena, userId: `usr_${unused()}` as typeof olena.userId };
    const error = await refusal(as(theirs, () => Details.edit({ companyId, embedders: [shop] })));
    expect(error).toMatchObject({ code: "company.not_found" });
  });

  it("API-1 are changed once by a repeat, and by nobody who has read an older version", async () => {
    const { companyId } = await studio();
    const key = unused();
    const edit = () => as(olena, () => Details.edit({ companyId, embedders: [shop] }), { key });
    const [first, second] = [await edit(), await edit()];
    expect(second).toEqual(first);
    const stale = as(anna, () => Details.edit({ companyId, name: "Late" }), { ifMatch: 1 });
    expect(await refusal(stale)).toMatchObject({ kind: "stale", code: "company.changed_meanwhile" });
  });

  it("API-1 of two who have read the same version one changes them; without a version both do", async () => {
    const { companyId } = await studio();
    const edits = [olena, anna, olena].map((who, number) =>
      as(who, () => Details.edit({ companyId, name: `Name ${number}` }), { ifMatch: 1 }),
    );
    expect(await outcomes(edits)).toEqual({ ok: 1, "company.changed_meanwhile": 2 });
    const others = [olena, anna].map((who, number) =>
      as(who, () => Details.edit({ companyId, name: `Other ${number}` })),
    );
    expect(await outcomes(others)).toEqual({ ok: 2 });
    expect(await as(olena, () => Company.show({ companyId }))).toMatchObject({ version: 4 });
  });
});
