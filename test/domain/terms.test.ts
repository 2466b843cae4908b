/** What an activity agrees with whoever books: its shape, its identity, and what sessions take of it. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Terms from "../../domain/activity/terms.ts";
import type { CompanyId } from "../../domain/id.ts";
import * as Session from "../../domain/session/session.ts";
import { metered } from "../bench/meter.ts";
import { as, person, refusal, rowsOf } from "../world.ts";
import { inDays, iryna, maks, olena, studio } from "./studio.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });
const adult = { unitKindId: "adult", name: "Adult", type: "ADULT", price: uah(50_000), weight: 1 } as const;
const child = {
  ...adult,
  unitKindId: "child",
  type: "CHILD",
  price: uah(0),
  accompaniedBy: ["adult"],
} as const;
const level = {
  questionId: "level",
  label: "Your level",
  kind: "choice",
  choices: ["new", "old"],
  required: true,
  per: "attendee",
} as const;
const hour = { optionId: "hour", name: "An hour", durationMinutes: 60, price: uah(20_000) };
const strict = {
  windows: [
    { hoursBefore: 48, refundPercent: 100 },
    { hoursBefore: 12, refundPercent: 50, fee: 1_000 },
  ],
  refundTo: "wallet",
  noShowFeePercent: 100,
  reschedule: null,
} as const;
const rich = { policy: strict, unitKinds: [adult, child], questions: [level], postPaid: true };
const keyOf = ({ companyId, activityId }: Awaited<ReturnType<typeof Activity.draft>>) => ({
  companyId,
  activityId,
});
const termsRows = async (companyId: CompanyId) =>
  (await rowsOf(companyId)).filter(({ pk }) => String(pk).endsWith("/TERMS"));

describe("terms", () => {
  it("CAT-5 are the usual ones without an id, a row or a read, where nothing else is agreed", async () => {
    const { companyId, draft } = await studio();
    const activity = await draft();
    expect(activity).toMatchObject(Terms.DEFAULT_TERMS);
    expect(activity.termsId).toBeUndefined();
    expect(await termsRows(companyId)).toEqual([]);
    const shown = await metered(() => as(iryna, () => Activity.show(keyOf(activity))));
    expect(shown.requests.map(({ operation }) => operation)).toEqual(["Get", "Get"]);
    expect(Terms.idOf({ ...Terms.DEFAULT_TERMS, unitKinds: [] })).toBeUndefined();
  });

  it("BKG-3 are one row for all that agree the same, which no edit ever changes", async () => {
    const { companyId, draft } = await studio();
    const [one, other] = await Promise.all([draft(rich), draft(rich)]);
    expect(one).toMatchObject(rich);
    expect(one.termsId).toBe(other.termsId);
    const before = await termsRows(companyId);
    expect(before).toHaveLength(1);
    const cheaper = { ...adult, price: uah(40_000) };
    const edited = await as(maks, () => Activity.edit({ ...keyOf(one), unitKinds: [cheaper] }));
    expect(edited).toMatchObject({ ...rich, unitKinds: [cheaper] });
    expect(edited.termsId).not.toBe(one.termsId);
    expect(await Terms.of(companyId, one.termsId)).toEqual(rich);
    expect(await termsRows(companyId)).toEqual(expect.arrayContaining(before));
    const usual = await as(maks, () => Activity.edit({ ...keyOf(one), ...Terms.DEFAULT_TERMS }));
    expect(usual.termsId).toBeUndefined();
    expect(await as(maks, () => Activity.show(keyOf(other)))).toEqual(other);
  });

  it("BKG-3 are read once by a process, however many ask", async () => {
    const { companyId, draft } = await studio();
    const { termsId } = await draft({ ...rich, postPaid: false });
    const asked = () => Promise.all([Terms.of(companyId, termsId), Terms.of(companyId, termsId)]);
    expect((await metered(asked)).requests).toHaveLength(1);
    expect((await metered(asked)).requests).toHaveLength(0);
  });

  it("TEN-1 are of one company: another that agrees the same has a row of its own", async () => {
    const [mine, theirs] = await Promise.all([studio(), studio()]);
    const { termsId } = await mine.draft(rich);
    await expect(Terms.of(theirs.companyId, termsId)).rejects.toThrow("Impossible");
    await theirs.draft(rich);
    expect(await Terms.of(theirs.companyId, termsId)).toEqual(rich);
  });

  it.each([
    [
      "a window out of order",
      {
        policy: {
          ...strict,
          windows: [
            { hoursBefore: 1, refundPercent: 50 },
            { hoursBefore: 2, refundPercent: 0 },
          ],
        },
      },
    ],
    [
      "a larger refund later",
      {
        policy: {
          ...strict,
          windows: [
            { hoursBefore: 2, refundPercent: 50 },
            { hoursBefore: 1, refundPercent: 100 },
          ],
        },
      },
    ],
    [
      "more than everything back",
      { policy: { ...strict, windows: [{ hoursBefore: 2, refundPercent: 101 }] } },
    ],
    [
      "too many windows",
      {
        policy: {
          ...strict,
          windows: Array.from({ length: 11 }, (_, late) => ({ hoursBefore: 100 - late, refundPercent: 0 })),
        },
      },
    ],
    ["a unit kind twice", { unitKinds: [adult, adult] }],
    ["an id that is none", { unitKinds: [{ ...adult, unitKindId: "Adult!" }] }],
    ["a unit kind that comes with an unknown one", { unitKinds: [child] }],
    ["a unit kind that comes with itself", { unitKinds: [{ ...adult, accompaniedBy: ["adult"] }] }],
    ["min above max", { unitKinds: [{ ...adult, min: 3, max: 2 }] }],
    ["ages the wrong way round", { unitKinds: [{ ...adult, minAge: 18, maxAge: 3 }] }],
    ["no weight", { unitKinds: [{ ...adult, weight: 0 }] }],
    ["a price below nothing", { unitKinds: [{ ...adult, price: uah(-1) }] }],
    [
      "too many unit kinds",
      { unitKinds: Array.from({ length: 21 }, (_, n) => ({ ...adult, unitKindId: `k${n}` })) },
    ],
    ["a choice without choices", { questions: [{ ...level, choices: undefined }] }],
    ["a text with choices", { questions: [{ ...level, kind: "text" }] }],
    ["a choice twice", { questions: [{ ...level, choices: ["a", "a"] }] }],
    ["a question twice", { questions: [level, level] }],
    [
      "too many questions",
      { questions: Array.from({ length: 21 }, (_, n) => ({ ...level, questionId: `q${n}` })) },
    ],
    ["an option twice", { options: [hour, hour] }],
    ["too many options", { options: Array.from({ length: 21 }, (_, n) => ({ ...hour, optionId: `o${n}` })) }],
    ["a window of no days", { bookingWindowDays: 0 }],
    ["a category that is no id", { categoryId: "yoga" }],
  ])("CAT-5 are refused with %s", async (_, wrong) => {
    const { draft } = await studio();
    expect(await refusal(draft(wrong))).toMatchObject({ kind: "invalid", code: "request.invalid" });
  });

  it.each([
    ["activity.currency_differs", { unitKinds: [{ ...adult, price: { amount: 1, currency: "EUR" } }] }],
    ["activity.currency_differs", { options: [{ ...hour, price: { amount: 1, currency: "EUR" } }] }],
    ["activity.options_priced_by_units", { unitKinds: [adult], options: [hour] }],
    ["activity.unit_kind_too_large", { unitKinds: [{ ...adult, weight: 6 }], maxSpots: 5 }],
    ["activity.unit_kind_too_large", { unitKinds: [{ ...adult, weight: 2, min: 3 }], maxSpots: 5 }],
    [
      "activity.terms_too_long",
      {
        questions: Array.from({ length: 20 }, (_, n) => ({
          ...level,
          questionId: `q${n}`,
          choices: Array.from({ length: 20 }, (__, c) => `${c}`.padEnd(60, "x")),
        })),
      },
    ],
    ["instructor.unknown", { instructorId: person("stranger").userId }],
  ])("CAT-5 are refused as %s where they do not fit the activity and its company", async (code, wrong) => {
    const { draft } = await studio();
    expect(await refusal(draft(wrong))).toMatchObject({ kind: "unprocessable", code });
    const key = keyOf(await draft());
    expect(await refusal(as(maks, () => Activity.edit({ ...key, ...wrong })))).toMatchObject({ code });
  });

  it("CAT-5 a list is replaced whole, and null takes away what an activity may do without", async () => {
    const { draft } = await studio();
    const extras = { bookingWindowDays: 30, bookingCapacity: 3, instructorId: iryna.userId };
    const activity = await draft({ ...extras, options: [hour], minimumNoticeMinutes: 120 });
    expect(activity).toMatchObject({ ...extras, options: [hour], minimumNoticeMinutes: 120 });
    const without = { bookingWindowDays: null, bookingCapacity: null, instructorId: null, options: [] };
    const edited = await as(maks, () => Activity.edit({ ...keyOf(activity), ...without }));
    const { bookingWindowDays: _, bookingCapacity: __, instructorId: ___, ...rest } = activity;
    expect(edited).toEqual({ ...rest, options: [], version: 2 });
    expect(await as(maks, () => Activity.show(keyOf(activity)))).toEqual(edited);
  });
});

describe("a session's snapshot", () => {
  it("SCH-2 BKG-3 takes terms, option, instructor and times, and keeps them whatever the activity becomes", async () => {
    const { companyId, publish, schedule } = await studio();
    const { activityId, termsId } = await publish({
      ...rich,
      unitKinds: [],
      options: [hour],
      bookingWindowDays: 2,
      minimumNoticeMinutes: 120,
      cutOffMinutes: 30,
      bookingCapacity: 3,
      instructorId: iryna.userId,
    });
    const startsAt = inDays(5);
    const session = await schedule({ activityId, startsAt, optionId: "hour", instructorId: maks.userId });
    const at = (minutes: number) => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
    const promised = {
      termsId,
      optionId: "hour",
      price: hour.price,
      endsAt: at(60),
      opensAt: at(-2 * 24 * 60),
      closesAt: at(-120),
      bookingCapacity: 3,
      instructorId: maks.userId,
      sale: "CLOSED",
    };
    expect(session).toMatchObject(promised);
    await as(olena, () => Activity.edit({ companyId, activityId, ...Terms.DEFAULT_TERMS, options: [] }));
    const { sessionId } = session;
    expect(await as(iryna, () => Session.show({ companyId, sessionId }))).toMatchObject(promised);
    const unknown = schedule({ activityId, optionId: "hour" });
    expect(await refusal(unknown)).toMatchObject({ code: "session.option_unknown" });
  });

  it("SCH-2 of an activity with the usual terms says nothing more than before", async () => {
    const { companyId, schedule } = await studio();
    const { sessionId } = await schedule();
    const stored = Object.keys(await Session.get(companyId, sessionId));
    const more = ["termsId", "optionId", "locationId", "instructorId", "opensAt", "bookingCapacity"];
    expect(more.filter((name) => stored.includes(name))).toEqual([]);
  });
});
