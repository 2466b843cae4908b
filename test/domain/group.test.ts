/** Groups: unit kinds, who comes with a booking and what they answer, and from when on one may book. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Audit from "../../domain/audit/audit.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import { name } from "../../domain/booking/naming.ts";
import type { SessionId } from "../../domain/id.ts";
import * as Payment from "../../domain/payment/payment.ts";
import { place } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import {
  as,
  asSystem,
  codes,
  company,
  HOUR,
  MINUTE,
  person,
  proveInvariants,
  refusal,
  rowsOf,
  sandbox,
  told,
  travel,
  type Person,
} from "../world.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });
const kind = (unitKindId: string, price: number, weight: number, more: object = {}) => ({
  unitKindId,
  name: unitKindId[0]!.toUpperCase() + unitKindId.slice(1),
  type: "OTHER" as const,
  price: uah(price),
  weight,
  ...more,
});
const unitKinds = [
  kind("adult", 400_00, 1),
  kind("child", 199_99, 1, { max: 3, accompaniedBy: ["adult", "family"] }),
  kind("family", 900_00, 4),
];
const question = (questionId: string, more: object) => ({
  questionId,
  label: `${questionId}?`,
  kind: "text" as const,
  required: false,
  per: "booking" as const,
  ...more,
});
const questions = [
  question("shoes", { kind: "number", per: "attendee" }),
  question("level", { kind: "choice", choices: ["new", "old"], required: true }),
  question("photos", { kind: "yes_no" }),
  question("remark", {}),
];
const level = { questionId: "level", value: "new" };

async function climbing(terms: Partial<Parameters<typeof Activity.draft>[0]> = {}) {
  const world = await company();
  const { companyId, owner } = world;
  const basics = { companyId, name: "Climbing", durationMinutes: 60, capacity: 12, price: uah(450_00) };
  const { activityId } = await as(owner, () => Activity.draft({ ...basics, ...terms }));
  await as(owner, () => Activity.publish({ companyId, activityId }));
  const { sessionId } = await world.session({ activityId });
  const hold = (who: Person, asked: object, key?: string, of: SessionId = sessionId) =>
    as(who, () => place({ companyId, sessionId: of, ...asked }), key === undefined ? {} : { key });
  const reserve = async (who: Person, asked: object, said: object = {}) => {
    const { holdId } = await hold(who, asked);
    return as(who, () => book({ companyId, holdId, payment: sandbox, ...said }));
  };
  return { ...world, activityId, sessionId, hold, reserve };
}

describe("unit kinds", () => {
  it("BKG-13 units take the seats of their kinds, cost the sum of their prices, and are told to the payer", async () => {
    const world = await climbing({ unitKinds });
    const { ada, companyId, sessionId } = world;
    const units = { adult: 1, child: 2, family: 1 };
    const booking = await world.reserve(ada, { units });
    expect(booking).toMatchObject({ spots: 7, units, price: uah(1_699_98) });
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ held: 7, free: 5 });
    const { description } = await Payment.get(companyId, booking.payment.paymentId);
    expect(description).toMatch(/^Climbing, .*, 1 Adult, 2 Child, 1 Family$/);
    await told(world, booking.bookingId);
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ booked: 7, free: 5 });
    await as(ada, () => cancel({ companyId, bookingId: booking.bookingId }));
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ booked: 0, free: 12 });
    await proveInvariants(world);
  });

  it.each([
    ["hold.units_missing", { spots: 2 }],
    ["hold.units_missing", {}],
    ["hold.spots_and_units", { spots: 1, units: { adult: 1 } }],
    ["hold.unit_unknown", { units: { senior: 1 } }],
    ["hold.unit_not_accompanied", { units: { child: 1 } }],
    ["hold.units_out_of_range", { units: { adult: 1, child: 4 } }],
    ["hold.spots_out_of_range", { units: { family: 3 } }],
    ["request.invalid", { units: {} }],
  ])("BKG-13 %s: %o is refused, and no seat is taken", async (code, asked) => {
    const { ada, hold, companyId, sessionId } = await climbing({ unitKinds });
    expect((await refusal(hold(ada, asked))).code).toBe(code);
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ free: 12 });
  });

  it("BKG-13 a session whose seats are all alike knows no kinds", async () => {
    const { ada, hold } = await climbing();
    expect((await refusal(hold(ada, { units: { adult: 1 } }))).code).toBe("hold.units_unknown");
    expect(await hold(ada, {})).toMatchObject({ spots: 1 });
  });

  it("CAP-2 a repeat with the same key is the same group; another group is refused", async () => {
    const { ada, hold } = await climbing({ unitKinds });
    const first = await hold(ada, { units: { adult: 1, child: 1 } }, "same");
    expect(await hold(ada, { units: { child: 1, adult: 1 } }, "same")).toEqual(first);
    const other = await refusal(hold(ada, { units: { adult: 2 } }, "same"));
    expect(other.code).toBe("idempotency.key_reused");
  });

  it("CAP-1 groups that race for the seats get no more than there are", async () => {
    const world = await climbing({ unitKinds });
    const families = Array.from({ length: 8 }, (_, n) =>
      world.hold(person(`family${n}`), { units: { family: 1 } }),
    );
    expect(codes(await Promise.allSettled(families))).toEqual({ ok: 3, "session.sold_out": 5 });
    await proveInvariants(world);
  });

  it("SCH-2 has the prices of its kinds: none of its own", async () => {
    const { activityId, session } = await climbing({ unitKinds });
    expect((await refusal(session({ activityId, price: uah(1) }))).code).toBe("session.priced_by_units");
  });

  it("BKG-3 a booking is priced by the terms of its session, whatever the activity has become", async () => {
    const { owner, ada, companyId, activityId, reserve } = await climbing({ unitKinds });
    const dearer = [kind("adult", 999_00, 2)];
    await as(owner, () => Activity.edit({ companyId, activityId, unitKinds: dearer }));
    expect(await reserve(ada, { units: { adult: 2 } })).toMatchObject({ spots: 2, price: uah(800_00) });
  });
});

describe("when booking begins", () => {
  it("BKG-4 nobody holds a seat before the window opens, and everybody from that instant on", async () => {
    const world = await climbing({ bookingWindowDays: 2 });
    const { ada, companyId, activityId, hold } = world;
    const startsAt = new Date(Date.now() + 50 * HOUR).toISOString();
    const { sessionId } = await world.session({ activityId, startsAt });
    const opensAt = new Date(Date.parse(startsAt) - 48 * HOUR).toISOString();
    const early = await refusal(hold(ada, {}, "early", sessionId));
    expect(early).toMatchObject({ code: "session.not_open_yet", detail: { opensAt } });
    using _ = travel(2 * HOUR);
    expect(await hold(ada, {}, "early", sessionId)).toMatchObject({ status: "HELD" });
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ held: 1 });
  });

  it("BKG-4 the longer of minimum notice and cut-off ends the sale", async () => {
    const world = await climbing({ minimumNoticeMinutes: 120, cutOffMinutes: 30 });
    const { ada, hold } = world;
    using _ = travel(22 * HOUR - MINUTE);
    expect(await hold(ada, {})).toMatchObject({ status: "HELD" });
    using __ = travel(2 * MINUTE);
    expect((await refusal(hold(person("late"), {}))).code).toBe("session.closed");
  });
});

describe("who comes", () => {
  const attendees = [
    { name: "Ada", unitKindId: "adult", answers: [{ questionId: "shoes", value: 38 }] },
    { name: "Zoryana", unitKindId: "child" },
  ];
  const answers = [
    level,
    { questionId: "photos", value: false },
    { questionId: "remark", value: "We are late" },
  ];

  it("BKG-13 names and answers are kept with the booking: for its customer and the staff, for nobody else", async () => {
    const world = await climbing({ unitKinds, questions });
    const { ada, boris, coach, companyId, sessionId } = world;
    const booking = await world.reserve(ada, { units: { adult: 1, child: 2 } }, { attendees, answers });
    expect(booking).toMatchObject({ attendees, answers });
    const { bookingId } = booking;
    expect(await as(ada, () => Booking.get({ companyId, bookingId }))).toMatchObject({ attendees, answers });
    const roster = await as(coach, () => Booking.roster({ companyId, sessionId }));
    expect(roster.items).toMatchObject([{ bookingId, attendees, answers }]);
    expect((await refusal(as(boris, () => Booking.get({ companyId, bookingId })))).kind).toBe("missing");
    for (const row of await rowsOf(companyId)) {
      // The answer to a repeat of the request is the booking, for the same person.
      if (row.bookingId === bookingId && row.__edb_e__ === "booking") continue;
      expect(JSON.stringify(row)).not.toMatch(/Zoryana|We are late/);
    }
  });

  it("BKG-13 history says that they changed, and not to what", async () => {
    const world = await climbing({ unitKinds, questions });
    const { bookingId } = await world.reserve(world.ada, { units: { adult: 1 } }, { answers });
    const rows = (await rowsOf(world.companyId)).filter((row) => row.bookingId === bookingId);
    await asSystem(() => Audit.record(rows.map((row) => ({ new: row, expired: false }) as never)));
    const { items } = await as(world.ada, () => Booking.history({ companyId: world.companyId, bookingId }));
    expect(items.length).toBeGreaterThan(0);
    expect(JSON.stringify(items)).toContain('"answers"');
    expect(JSON.stringify(items)).not.toContain("We are late");
  });

  it.each([
    ["booking.answer_missing", {}],
    ["booking.answer_missing", { answers: [{ questionId: "remark", value: "Hello" }] }],
    ["booking.question_unknown", { answers: [level, { questionId: "diet", value: "none" }] }],
    ["booking.question_unknown", { answers: [level, { questionId: "shoes", value: 38 }] }],
    ["booking.answered_twice", { answers: [level, level] }],
    ["booking.answer_invalid", { answers: [{ questionId: "level", value: "middle" }] }],
    ["booking.answer_invalid", { answers: [level, { questionId: "photos", value: "yes" }] }],
    ["booking.answer_invalid", { answers: [level, { questionId: "remark", value: 1 }] }],
    ["request.invalid", { answers: [level, { questionId: "remark", value: "x".repeat(501) }] }],
    ["request.invalid", { answers: [level], attendees: [{ name: " " }] }],
    [
      "booking.too_many_attendees",
      { answers: [level], attendees: ["A", "B", "C", "D"].map((who) => ({ name: who })) },
    ],
    [
      "booking.attendee_unit_differs",
      { answers: [level], attendees: [attendees[0], { name: "Eve", unitKindId: "adult" }] },
    ],
    [
      "booking.attendee_unit_differs",
      { answers: [level], attendees: [{ name: "Eve", unitKindId: "family" }] },
    ],
    [
      "booking.answer_invalid",
      { answers: [level], attendees: [{ name: "Eve", answers: [{ questionId: "shoes", value: "38" }] }] },
    ],
  ])("BKG-13 %s: %j is refused", async (code, said) => {
    const world = await climbing({ unitKinds, questions });
    const units = { adult: 1, child: 2 };
    const refused = await refusal(world.reserve(world.ada, { units }, said));
    expect(refused.code).toBe(code);
    expect(await Pool.seats(world.companyId, world.sessionId)).toMatchObject({ held: 3, booked: 0 });
  });

  it("BKG-13 what everybody says together is not longer than a row may be", async () => {
    const essays = Array.from({ length: 5 }, (_, n) => question(`essay${n}`, { per: "attendee" }));
    const { ada, reserve } = await climbing({ questions: essays });
    const wordy = essays.map(({ questionId }) => ({ questionId, value: "й".repeat(500) }));
    const said = { attendees: ["Ada", "Eve"].map((who) => ({ name: who, answers: wordy })) };
    expect((await refusal(reserve(ada, { spots: 2 }, said))).code).toBe("booking.answers_too_long");
  });

  it("BKG-13 where everybody is asked, everybody is named", async () => {
    const everybody = [question("shoes", { kind: "number", per: "attendee", required: true })];
    const { ada, companyId, hold } = await climbing({ questions: everybody });
    const { holdId } = await hold(ada, { spots: 2 });
    const shoes = { answers: [{ questionId: "shoes", value: 38.5 }] };
    const booked = (...names: object[]) =>
      as(ada, () => book({ companyId, holdId, payment: sandbox, attendees: names as never }));
    const one = await refusal(booked({ name: "Ada", ...shoes }));
    expect(one).toMatchObject({ code: "booking.attendees_missing", detail: { places: 2 } });
    const silent = await refusal(booked({ name: "Ada", ...shoes }, { name: "Eve" }));
    expect(silent).toMatchObject({
      code: "booking.answer_missing",
      detail: { questionId: "shoes", attendee: 1 },
    });
    expect(await booked({ name: "Ada", ...shoes }, { name: "Eve", ...shoes })).toMatchObject({ spots: 2 });
  });

  it("BKG-13 BKG-11 the customer says anew until the session closes, staff any time, and nobody over another's words", async () => {
    const world = await climbing({ unitKinds, questions, cutOffMinutes: 60 });
    const { ada, boris, coach, companyId } = world;
    const { bookingId, version } = await world.reserve(ada, { units: { adult: 2 } }, { answers: [level] });
    const named = (who: Person, said: object, ifMatch?: number) =>
      as(who, () => name({ companyId, bookingId, ...said }), ifMatch === undefined ? {} : { ifMatch });
    const first = await named(ada, { attendees: [{ name: "Ada" }], answers: [level] }, version);
    expect(first).toMatchObject({ attendees: [{ name: "Ada" }], version: version + 1 });
    expect((await refusal(named(ada, { answers: [level] }, version))).code).toBe("booking.changed_meanwhile");
    expect((await refusal(named(ada, {}))).code).toBe("booking.answer_missing");
    expect((await refusal(named(boris, { answers: [level] }))).kind).toBe("missing");
    const race = await Promise.allSettled(
      [ada, coach].map((who) => named(who, { answers: [level] }, version + 1)),
    );
    expect(codes(race)).toEqual({ ok: 1, "booking.changed_meanwhile": 1 });
    expect((await as(ada, () => Booking.get({ companyId, bookingId }))).attendees).toBeUndefined();
    using _ = travel(23 * HOUR);
    expect((await refusal(named(ada, { answers: [level] }))).code).toBe("booking.attendees_fixed");
    expect(await named(coach, { attendees, answers }).catch(String)).toMatch(/unit kind/);
    expect(await named(coach, { attendees: [{ name: "Eve" }], answers })).toMatchObject({ answers });
    await proveInvariants(world);
  });
});
