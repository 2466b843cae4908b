/** What orders a company's catalogue: spheres, categories and locations, and what refers to them. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Category from "../../domain/catalogue/category.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Sphere from "../../domain/catalogue/sphere.ts";
import * as Details from "../../domain/company/details.ts";
import type { CompanyId, LocationId } from "../../domain/id.ts";
import * as Outbox from "../../domain/outbox/outbox.ts";
import * as Session from "../../domain/session/session.ts";
import { as, asAnyone, asPlatform, person, refusal, rowsOf } from "../world.ts";
import { anna, iryna, maks, olena, outcomes, studio, unused } from "./studio.ts";

const stranger = person("stranger");
const sport = {
  name: "Sport",
  defaultActivityType: "CLASS",
  allowedActivityTypes: ["CLASS", "EVENT"],
} as const;
const sphereOf = (more: object = {}) =>
  asPlatform(() => Sphere.add({ ...sport, allowedActivityTypes: [...sport.allowedActivityTypes], ...more }));
const hall = (companyId: CompanyId, more: object = {}) =>
  as(olena, () => Location.add({ companyId, name: "The hall", ...more }));
const archived = (companyId: CompanyId, locationId: LocationId) =>
  as(maks, () => Location.archive({ companyId, locationId }));

describe("a sphere", () => {
  it("CAT-2 is written by the platform and read by everybody; its usual type is one of those it allows", async () => {
    const sphere = await sphereOf();
    const listed = await asAnyone(() => Sphere.list({}));
    expect(listed.items).toContainEqual(sphere);
    const { sphereId } = sphere;
    const wrong = { defaultActivityType: "TOUR" } as const;
    for (const attempt of [sphereOf(wrong), asPlatform(() => Sphere.edit({ sphereId, ...wrong }))])
      expect(await refusal(attempt)).toMatchObject({ code: "sphere.default_not_allowed" });
    const edited = await asPlatform(() =>
      Sphere.edit({ sphereId, ...wrong, allowedActivityTypes: ["TOUR"] }),
    );
    expect(edited).toMatchObject({ ...wrong, allowedActivityTypes: ["TOUR"], version: 2 });
    const strange = as(olena, () => Sphere.edit({ sphereId, name: "Mine" }));
    expect(await refusal(strange)).toMatchObject({ kind: "forbidden", code: "access.forbidden" });
  });

  it("CAT-2 keeps its rule when two edits, each right by itself, come at once", async () => {
    const { sphereId } = await sphereOf();
    await outcomes([
      asPlatform(() => Sphere.edit({ sphereId, defaultActivityType: "EVENT" })),
      asPlatform(() => Sphere.edit({ sphereId, allowedActivityTypes: ["CLASS"] })),
    ]);
    const { items } = await asAnyone(() => Sphere.list({}));
    const { defaultActivityType, allowedActivityTypes } = items.find((one) => one.sphereId === sphereId)!;
    expect(allowedActivityTypes).toContain(defaultActivityType);
  });

  it("CAT-2 gives activities of its companies their type, and refuses one that it does not allow", async () => {
    const { companyId, draft } = await studio();
    expect((await draft()).type).toBeUndefined();
    const { sphereId } = await sphereOf();
    await as(olena, () => Details.edit({ companyId, sphereId }));
    const { activityId, type } = await draft();
    expect(type).toBe("CLASS");
    expect(await draft({ type: "EVENT" })).toMatchObject({ type: "EVENT" });
    expect(await refusal(draft({ type: "TOUR" }))).toMatchObject({ code: "activity.type_not_allowed" });
    const edit = as(maks, () => Activity.edit({ companyId, activityId, type: "TOUR" }));
    expect(await refusal(edit)).toMatchObject({ code: "activity.type_not_allowed" });
  });

  it("TEN-8 free: an archived sphere is chosen by nobody else, and whoever has it keeps it", async () => {
    const { companyId, draft } = await studio();
    const { sphereId } = await sphereOf();
    await as(olena, () => Details.edit({ companyId, sphereId }));
    await asPlatform(() => Sphere.archive({ sphereId }));
    expect(await draft()).toMatchObject({ type: "CLASS" });
    const other = await studio();
    const late = as(olena, () => Details.edit({ companyId: other.companyId, sphereId }));
    expect(await refusal(late)).toMatchObject({ code: "sphere.unknown" });
    expect((await asAnyone(() => Sphere.list({}))).items.map((one) => one.sphereId)).not.toContain(sphereId);
  });
});

describe("a category", () => {
  it("CAT-3 has a name of its own among those of its company that are not archived, whatever its case", async () => {
    const { companyId } = await studio();
    const add = (name: string) => as(maks, () => Category.add({ companyId, name }));
    const yoga = await add("Hot  Yoga");
    expect(await refusal(add("hot yoga"))).toMatchObject({
      code: "category.name_taken",
      detail: { categoryId: yoga.categoryId },
    });
    const { categoryId } = await add("Pilates");
    const rename = (name: string) => as(maks, () => Category.rename({ companyId, categoryId, name }));
    expect(await refusal(rename("HOT YOGA"))).toMatchObject({ code: "category.name_taken" });
    expect(await rename("PILATES")).toMatchObject({ name: "PILATES", version: 2 });
    await as(maks, () => Category.archive({ companyId, categoryId: yoga.categoryId }));
    expect(await rename("Hot yoga")).toMatchObject({ version: 3 });
    await add("Pilates");
    // Sixty characters that spell out as a thousand: longer than a key of the table may be.
    const { categoryId: wordy } = await add("\ufdfa".repeat(60));
    await as(maks, () => Category.archive({ companyId, categoryId: wordy }));
    const { items } = await as(stranger, () => Category.list({ companyId }));
    expect(items.map(({ name }) => name).toSorted()).toEqual(["Hot yoga", "Pilates"]);
    const again = as(maks, () => Category.archive({ companyId, categoryId: yoga.categoryId }));
    expect(await refusal(again)).toMatchObject({ code: "category.archived" });
  });

  it("CAT-3 of several that race for one name, by adding and by renaming, one has it", async () => {
    const { companyId } = await studio();
    const others = await Promise.all(
      ["A", "B"].map((name) => as(olena, () => Category.add({ companyId, name }))),
    );
    const attempts = [
      ...["Yoga", "YOGA", " yoga "].map((name) => as(anna, () => Category.add({ companyId, name }))),
      ...others.map(({ categoryId }) =>
        as(maks, () => Category.rename({ companyId, categoryId, name: "yoga" })),
      ),
    ];
    expect(await outcomes(attempts)).toEqual({ ok: 1, "category.name_taken": 4 });
  });

  it("CAT-3 has another scope in another company, and another on the platform", async () => {
    const [mine, theirs] = await Promise.all([studio(), studio()]);
    const name = unused();
    const add = (companyId: CompanyId) => as(olena, () => Category.add({ companyId, name }));
    const wide = () => asPlatform(() => Category.addPlatformWide({ name }));
    const everywhere = [add(mine.companyId), add(theirs.companyId), wide()];
    expect(await outcomes(everywhere)).toEqual({ ok: 3 });
    expect(await refusal(wide())).toMatchObject({ code: "category.name_taken" });
    const foreign = await everywhere[1]!;
    const key = { companyId: mine.companyId, categoryId: foreign.categoryId };
    for (const attempt of [() => Category.rename({ ...key, name: "Mine" }), () => Category.archive(key)])
      expect(await refusal(as(olena, attempt))).toMatchObject({ code: "category.not_found" });
  });

  it("CAT-3 is linked to activities of its own company, or of any if it is the platform's", async () => {
    const [mine, theirs] = await Promise.all([studio(), studio()]);
    const own = await as(olena, () => Category.add({ companyId: mine.companyId, name: "Own" }));
    const wide = await asPlatform(() => Category.addPlatformWide({ name: unused() }));
    for (const { categoryId } of [own, wide])
      expect(await mine.draft({ categoryId })).toMatchObject({ categoryId });
    const foreign = { categoryId: own.categoryId };
    const { activityId } = await theirs.draft();
    const key = { companyId: theirs.companyId, activityId };
    expect(await refusal(theirs.draft(foreign))).toMatchObject({ code: "category.unknown" });
    const edit = as(olena, () => Activity.edit({ ...key, ...foreign }));
    expect(await refusal(edit)).toMatchObject({ kind: "unprocessable", code: "category.unknown" });
  });

  it("TEN-8 free: an archived category is given to no activity, and those that have it keep it", async () => {
    const { companyId, draft } = await studio();
    const { categoryId } = await as(olena, () => Category.add({ companyId, name: "Old" }));
    const { activityId } = await draft({ categoryId });
    await as(olena, () => Category.archive({ companyId, categoryId }));
    expect(await refusal(draft({ categoryId }))).toMatchObject({ code: "category.archived" });
    const edited = await as(maks, () => Activity.edit({ companyId, activityId, name: "Still old" }));
    expect(edited).toMatchObject({ categoryId });
    expect(
      (await as(maks, () => Activity.edit({ companyId, activityId, categoryId: null }))).categoryId,
    ).toBe(undefined);
  });
});

describe("a location", () => {
  const monday = { dayOfWeek: 1, from: "09:00", to: "13:00" };

  it("CAT-4 has a name, an address, opening hours and a public key; what is not given stays", async () => {
    const { companyId } = await studio();
    const openingHours = [monday, { ...monday, from: "13:00", to: "24:00" }, { ...monday, dayOfWeek: 0 }];
    const location = await hall(companyId, { address: "Podil, 1", openingHours });
    const { locationId } = location;
    const edit = (more: object, ifMatch?: number) =>
      as(
        maks,
        () => Location.edit({ companyId, locationId, ...more }),
        ifMatch === undefined ? {} : { ifMatch },
      );
    expect(await edit({ name: "The loft" })).toEqual({ ...location, name: "The loft", version: 2 });
    expect(await edit({})).toMatchObject({ version: 2 });
    expect(await refusal(edit({ name: "Late" }, 1))).toMatchObject({ code: "location.changed_meanwhile" });
    expect(await as(stranger, () => Location.list({ companyId }))).toMatchObject({
      items: [{ openingHours }],
    });
    for (const wrong of [
      [monday, { ...monday, from: "12:59", to: "14:00" }],
      [{ ...monday, to: "09:00" }],
      [{ ...monday, from: "9:00" }],
      [{ ...monday, dayOfWeek: 7 }],
      Array.from({ length: 29 }, (_, n) => ({
        dayOfWeek: n % 7,
        from: `0${Math.floor(n / 7)}:00`,
        to: `0${Math.floor(n / 7)}:30`,
      })),
    ])
      expect(await refusal(edit({ openingHours: wrong }))).toMatchObject({ code: "request.invalid" });
  });

  it("CAT-4 is found by one embed key at a time: of rotations at once each ends the one before", async () => {
    const { companyId } = await studio();
    const { locationId, embedKey } = await hall(companyId);
    const found = { companyId, locationId };
    expect(await Location.ofEmbedKey(embedKey)).toMatchObject(found);
    const rotate = () => as(anna, () => Location.rotate({ companyId, locationId }));
    const rotated = await Promise.all([rotate(), rotate(), rotate()]);
    const now = await as(stranger, () => Location.show({ companyId, locationId }));
    const keys = [embedKey, ...rotated.map((one) => one.embedKey)];
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) {
      if (key === now.embedKey) expect(await Location.ofEmbedKey(key)).toMatchObject(found);
      else expect(await refusal(Location.ofEmbedKey(key))).toMatchObject({ code: "embed_key.not_found" });
    }
    const rows = await rowsOf(companyId);
    expect(rows.filter(({ __edb_e__: is }) => is === "location")).toMatchObject([{ version: 4 }]);
  });

  it("TEN-8 restrict: it is not archived while a published activity takes place at it", async () => {
    const { companyId, draft, publish } = await studio();
    const [from, to] = [await hall(companyId), await hall(companyId)];
    const { activityId } = await publish({ locationId: from.locationId });
    const another = await draft({ locationId: from.locationId });
    const key = { companyId, activityId };
    const inUse = { kind: "conflict", code: "location.in_use", detail: { activities: 1 } };
    expect(await refusal(archived(companyId, from.locationId))).toMatchObject(inUse);
    await as(maks, () => Activity.edit({ ...key, locationId: to.locationId }));
    expect(await refusal(archived(companyId, to.locationId))).toMatchObject(inUse);
    await as(maks, () => Activity.archive(key));
    await as(maks, () => Activity.cancel(key));
    for (const { locationId } of [from, to])
      expect(await archived(companyId, locationId)).toHaveProperty("archivedAt");
    // A draft keeps what it refers to, but does not come out at it.
    const late = as(maks, () => Activity.publish({ companyId, activityId: another.activityId }));
    expect(await refusal(late)).toMatchObject({ code: "location.archived" });
    await as(maks, () => Activity.cancel({ companyId, activityId: another.activityId }));
  });

  it("TEN-8 restrict: when publishing and archiving race, no published activity is left at an archived location", async () => {
    const { companyId, draft } = await studio();
    const rounds = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const { locationId } = await hall(companyId);
        const { activityId } = await draft({ locationId });
        await outcomes([
          as(maks, () => Activity.publish({ companyId, activityId })),
          archived(companyId, locationId),
        ]);
        const { archivedAt, activities } = await Location.get(companyId, locationId);
        const { status } = await Activity.get(companyId, activityId);
        return `${status} ${archivedAt ? "archived" : "live"} ${activities}`;
      }),
    );
    expect(rounds.filter((end) => !["PUBLISHED live 1", "DRAFT archived 0"].includes(end))).toEqual([]);
  });

  it("TEN-8 cascade: its embed key goes with it, and sessions keep what they were promised", async () => {
    const { companyId, publish, schedule } = await studio();
    const { locationId, embedKey } = await hall(companyId);
    const { activityId } = await publish({ locationId });
    const { sessionId } = await schedule({ activityId });
    const elsewhere = await schedule({ locationId: (await hall(companyId)).locationId });
    expect(elsewhere.locationId).not.toBe(locationId);
    await as(maks, () => Activity.archive({ companyId, activityId }));
    await archived(companyId, locationId);
    expect(await refusal(Location.ofEmbedKey(embedKey))).toMatchObject({ code: "embed_key.not_found" });
    expect(await as(stranger, () => Session.show({ companyId, sessionId }))).toMatchObject({ locationId });
    expect(await refusal(schedule({ locationId }))).toMatchObject({ code: "location.archived" });
    for (const attempt of [
      () => Location.rotate({ companyId, locationId }),
      () => Location.edit({ companyId, locationId, name: "Back" }),
    ])
      expect(await refusal(as(olena, attempt))).toMatchObject({ code: "location.archived" });
  });

  it("TEN-1 of another company is not there, and nothing refers to it", async () => {
    const [mine, theirs] = await Promise.all([studio(), studio()]);
    const { locationId } = await hall(theirs.companyId);
    const key = { companyId: mine.companyId, locationId };
    const attempts = [() => Location.show(key), () => Location.rotate(key), () => Location.archive(key)];
    expect(await outcomes(attempts.map((attempt) => as(olena, attempt)))).toEqual({
      "location.not_found": 3,
    });
    const links = [mine.draft({ locationId }), mine.schedule({ locationId })];
    expect(await outcomes(links)).toEqual({ "location.unknown": 2 });
    expect(
      await refusal(as(iryna, () => Location.add({ companyId: mine.companyId, name: "Mine" }))),
    ).toMatchObject({
      code: "access.forbidden",
    });
  });

  it("AUD-1 is counted on without a change of its own, and every other change of it is told", async () => {
    const { companyId, publish } = await studio();
    const { locationId } = await hall(companyId);
    const row = async () => (await rowsOf(companyId)).find((one) => one.sk === locationId)!;
    const before = await row();
    await publish({ locationId });
    const after = await row();
    expect(after).toMatchObject({ activities: 1, version: before.version });
    expect(Outbox.unstamped({ old: before, new: after, expired: false })).toBeUndefined();
    const forged = { ...after, name: "Elsewhere" };
    expect(Outbox.unstamped({ old: before, new: forged, expired: false })).toBe("changed");
  });
});
