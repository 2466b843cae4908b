import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { again, change, commit } from "../../domain/commit.ts";
import * as Events from "../../domain/events.ts";
import { as, person, refusal } from "../world.ts";
import { activityTerms, anna, iryna, maks, olena, outcomes, studio, unused } from "./studio.ts";

const stranger = person("stranger");
const MOVES = {
  publication: Activity.publish,
  archiving: Activity.archive,
  cancellation: Activity.cancel,
};
const moves = Object.keys(MOVES) as (keyof typeof MOVES)[];

type Key = Pick<Awaited<ReturnType<typeof Activity.draft>>, "companyId" | "activityId">;
const keyOf = ({ companyId, activityId }: Key) => ({ companyId, activityId });

/** Puts an activity into a state, whatever way leads there. */
async function put(key: Key, status: Activity.Status): Promise<void> {
  const write = Activity.Activities.patch(key).set({ status });
  await as(olena, () => commit([change(Events.ActivityChanged(), write, again)], undefined));
}

describe("an activity's terms", () => {
  it("CAT-5 is a draft at first, with the usual terms where none are given", async () => {
    const { companyId } = await studio();
    const activity = await as(maks, () => Activity.draft({ companyId, ...activityTerms }));
    expect(activity).toMatchObject({
      ...activityTerms,
      status: "DRAFT",
      minSpots: 1,
      maxSpots: 10,
      cutOffMinutes: 0,
      bookingsPerCustomer: "one",
      version: 1,
    });
    expect(await as(iryna, () => Activity.show(keyOf(activity)))).toEqual(activity);
  });

  it.each([
    { price: { amount: 0, currency: "UAH" } },
    { price: { amount: 10.5, currency: "UAH" } },
    { price: { amount: 100 } },
    { price: undefined },
    { capacity: 0 },
    { capacity: 40_001 },
    { maxSpots: 41 },
    { durationMinutes: 0 },
    { cutOffMinutes: -1 },
    { status: "PUBLISHED" },
  ])("PAY-1 CAT-5 is refused with %j", async (wrong) => {
    const { draft } = await studio();
    expect(await refusal(draft(wrong))).toMatchObject({ kind: "invalid", code: "request.invalid" });
  });

  it.each([
    [{ price: { amount: 100, currency: "EUR" } }, "activity.currency_differs"],
    [{ minSpots: 5, maxSpots: 4 }, "activity.spots_disagree"],
    [{ minSpots: 13, maxSpots: 20 }, "activity.spots_disagree"],
  ])("CAT-5 must agree with each other and the company: %j", async (wrong, code) => {
    const { draft } = await studio();
    expect(await refusal(draft(wrong))).toMatchObject({ kind: "unprocessable", code });
  });

  it("CAT-5 is drafted once, however often the request with its key is repeated", async () => {
    const { companyId } = await studio();
    const key = unused();
    const draft = () => as(olena, () => Activity.draft({ companyId, ...activityTerms }), { key });
    const [one, other] = await Promise.all([draft(), draft()]);
    expect(one).toEqual(other);
    expect((await as(olena, () => Activity.list({ companyId }))).items).toHaveLength(1);
  });

  it("CAT-5 is changed by staff who run the calendar; what is not given stays", async () => {
    const { draft } = await studio();
    const activity = await draft();
    const edit = { ...keyOf(activity), name: "Vinyasa", price: { amount: 40_000, currency: "UAH" } };
    expect(await as(maks, () => Activity.edit(edit))).toEqual({ ...activity, ...edit, version: 2 });
    expect(await as(maks, () => Activity.edit(keyOf(activity)))).toMatchObject({ version: 2 });
    const wrong = { ...keyOf(activity), minSpots: 13 };
    expect(await refusal(as(maks, () => Activity.edit(wrong)))).toMatchObject({
      code: "activity.spots_disagree",
    });
  });

  it("BKG-11 is not changed over somebody's head: of edits of one version at once, one is taken", async () => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    const edit = (name: string, ifMatch: number) =>
      as(maks, () => Activity.edit({ ...key, name }), { ifMatch });
    expect(await outcomes([edit("A", 1), edit("B", 1), edit("C", 1)])).toEqual({
      ok: 1,
      "activity.changed_meanwhile": 2,
    });
    expect(await refusal(edit("D", 1))).toMatchObject({ kind: "stale", detail: { version: 2 } });
    expect(await edit("E", 2)).toMatchObject({ name: "E", version: 3 });
  });

  it("CAT-5 keeps every one of several edits at once that ask for no version", async () => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    await Promise.all([
      as(maks, () => Activity.edit({ ...key, name: "Vinyasa" })),
      as(anna, () => Activity.edit({ ...key, capacity: 20 })),
      as(olena, () => Activity.edit({ ...key, cutOffMinutes: 60 })),
    ]);
    expect(await as(olena, () => Activity.show(key))).toMatchObject({
      name: "Vinyasa",
      capacity: 20,
      cutOffMinutes: 60,
      version: 4,
    });
  });

  it.each(["ARCHIVED", "CANCELLED"] as const)("CAT-5 is not changed once it is %s", async (status) => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    await put(key, status);
    expect(await refusal(as(maks, () => Activity.edit({ ...key, name: "Late" })))).toMatchObject({
      code: "activity.not_editable",
      detail: { state: status },
    });
  });
});

describe("an activity's state", () => {
  const cases = moves.flatMap((move) => {
    const { from, to } = Activity.TRANSITIONS[move];
    return Activity.STATUSES.map((status) => ({ move, status, to, legal: Activity.legal(from, status) }));
  });

  it.each(cases.filter(({ legal }) => legal))("CAT-5 $move leads from $status to $to", async (one) => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    await put(key, one.status);
    const moved = await as(maks, () => MOVES[one.move](key));
    expect(moved).toMatchObject({ status: one.to, version: 3 });
    expect(await as(maks, () => Activity.show(key))).toEqual(moved);
  });

  it.each(cases.filter(({ legal }) => !legal))("CAT-5 $move is refused from $status", async (one) => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    await put(key, one.status);
    expect(await refusal(as(maks, () => MOVES[one.move](key)))).toMatchObject({
      kind: "conflict",
      code: "activity.illegal_transition",
      detail: { from: one.status, to: one.to },
    });
    expect(await as(maks, () => Activity.show(key))).toMatchObject({ status: one.status, version: 2 });
  });

  it("CAT-5 reaches every state", () => {
    const reached = new Set<Activity.Status>(moves.map((move) => Activity.TRANSITIONS[move].to));
    expect([...reached, "DRAFT"].toSorted()).toEqual([...Activity.STATUSES].toSorted());
  });

  it("CAT-5 moves once when it is published by several at once", async () => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    const publish = () => as(maks, () => Activity.publish(key));
    expect(await outcomes([publish(), publish(), publish()])).toEqual({
      ok: 1,
      "activity.illegal_transition": 2,
    });
  });

  it("CAT-5 ends up CANCELLED and nothing else when archiving and cancelling race", async () => {
    const { publish } = await studio();
    const key = keyOf(await publish());
    await outcomes([as(maks, () => Activity.archive(key)), as(anna, () => Activity.cancel(key))]);
    expect(await as(maks, () => Activity.show(key))).toMatchObject({ status: "CANCELLED" });
  });

  it("BKG-11 moves only from the version that If-Match names", async () => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    const publish = (ifMatch: number) => as(maks, () => Activity.publish(key), { ifMatch });
    expect(await refusal(publish(7))).toMatchObject({ code: "activity.changed_meanwhile" });
    expect(await publish(1)).toMatchObject({ status: "PUBLISHED" });
  });

  it("BKG-11 lets one of a move and an edit through that both name the version they saw", async () => {
    const { draft } = await studio();
    const key = keyOf(await draft());
    const seen = { ifMatch: 1 };
    const attempts = [
      as(anna, () => Activity.edit({ ...key, name: "Vinyasa" }), seen),
      as(maks, () => Activity.publish(key), seen),
    ];
    expect(await outcomes(attempts)).toEqual({ ok: 1, "activity.changed_meanwhile": 1 });
  });

  it("AUD-1 is stamped with who moved it, by which command and why", async () => {
    const { companyId, draft } = await studio();
    const { activityId } = await draft();
    await as(anna, () => Activity.cancel({ companyId, activityId, reason: "No teacher" }));
    expect((await Activity.get(companyId, activityId)).change).toMatchObject({
      type: "activity.cancelled",
      by: { kind: "staff", userId: anna.userId, role: "admin" },
      command: "activity.cancel",
      reason: "No teacher",
    });
  });
});

describe("who may", () => {
  it("TEN-2 a coach looks at activities and changes none", async () => {
    const { companyId, draft } = await studio();
    const key = keyOf(await draft());
    expect((await as(iryna, () => Activity.list({ companyId }))).items).toHaveLength(1);
    const attempts = [
      () => Activity.draft({ companyId, ...activityTerms }),
      () => Activity.edit({ ...key, name: "Mine" }),
      ...moves.map((move) => () => MOVES[move](key)),
    ];
    expect(await outcomes(attempts.map((attempt) => as(iryna, attempt)))).toEqual({
      "access.forbidden": attempts.length,
    });
  });

  it("TEN-1 an activity of another company is not there, for staff of another and for anybody", async () => {
    const [mine, theirs] = await Promise.all([studio(), studio()]);
    const { activityId } = await theirs.draft();
    const foreign = { companyId: mine.companyId, activityId };
    const attempts = [
      () => Activity.show(foreign),
      () => Activity.edit({ ...foreign, name: "Mine" }),
      ...moves.map((move) => () => MOVES[move](foreign)),
    ];
    expect(await outcomes(attempts.map((attempt) => as(olena, attempt)))).toEqual({
      "activity.not_found": attempts.length,
    });
    const strange = as(stranger, () => Activity.show({ companyId: theirs.companyId, activityId }));
    expect(await refusal(strange)).toMatchObject({ code: "activity.not_found" });
  });

  it("CAT-6 customers see what is published, and nothing of a draft", async () => {
    const { companyId, draft, publish } = await studio();
    const [published, drafted] = await Promise.all([publish(), draft()]);
    const list = (status?: "DRAFT") =>
      as(stranger, () => Activity.list({ companyId, ...(status && { status }) }));
    expect((await list()).items).toEqual([published]);
    expect((await list("DRAFT")).items).toEqual([]);
    const { activityId } = drafted;
    const look = as(stranger, () => Activity.show({ companyId, activityId }));
    expect(await refusal(look)).toMatchObject({ code: "activity.not_found" });
  });

  it("CAT-5 lists the activities of one company, of one state if asked", async () => {
    const [{ companyId, draft, publish }, other] = await Promise.all([studio(), studio()]);
    const [one] = await Promise.all([publish(), draft(), other.publish()]);
    const published = await as(iryna, () => Activity.list({ companyId, status: "PUBLISHED" }));
    expect(published.items).toEqual([one]);
    expect((await as(iryna, () => Activity.list({ companyId }))).items).toHaveLength(2);
  });
});
