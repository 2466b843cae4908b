import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Attendance from "../../domain/booking/attendance.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import * as Cash from "../../domain/booking/cash.ts";
import * as CallOff from "../../domain/booking/call-off.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Cancellation from "../../domain/booking/cancellation.ts";
import { reschedule } from "../../domain/booking/reschedule.ts";
import * as Rescheduling from "../../domain/booking/rescheduling.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Clock from "../../domain/clock.ts";
import type { BookingId } from "../../domain/id.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Session from "../../domain/session/session.ts";
import { as, asSystem, codes, company, HOUR, MINUTE, proveInvariants, refusal, travel } from "../world.ts";

/** A session that begins in six hours, with Ada's places in it. */
async function door(spots = 1) {
  const world = await company();
  const { companyId, activityId, owner } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, payOnArrival: true }));
  const { sessionId } = await world.session({ startsAt: Clock.isoAfter(6 * HOUR) });
  const { holdId } = await world.hold(world.ada, sessionId, spots);
  const payment = { method: "on_arrival" } as const;
  const { bookingId, checkInCode } = await as(world.ada, () => book({ companyId, holdId, payment }));
  const one = { companyId, bookingId };
  const staff = <T>(run: () => Promise<T>, key?: string) =>
    as(world.coach, run, key === undefined ? {} : { key });
  const checkIn = (attended?: number) => staff(() => Attendance.checkIn({ ...one, attended }));
  const noShow = () => staff(() => Attendance.noShow(one));
  const undo = () => staff(() => Attendance.undo(one));
  return { ...world, sessionId, bookingId, checkInCode, one, staff, checkIn, noShow, undo };
}
type Door = Awaited<ReturnType<typeof door>>;
const read = ({ companyId }: Door, bookingId: BookingId) => Row.get(companyId, bookingId);
/** The clock stands at this moment, until the block is over. */
const atInstant = (instant: number) => ({ [Symbol.dispose]: Clock.replace(() => instant) });

describe("checking in", () => {
  it("BKG-8 a coach checks a customer in, and the roster says so", async () => {
    const at = await door(3);
    const { companyId, sessionId } = at;
    expect(await at.checkIn()).toMatchObject({ attendance: "ATTENDED", attended: 3, version: 2 });
    const { items } = await at.staff(() => Booking.roster({ companyId, sessionId }));
    expect(items).toMatchObject([{ bookingId: at.bookingId, attendance: "ATTENDED", attended: 3 }]);
    expect(items[0]!.attendedAt).toBeDefined();
    await proveInvariants(at);
  });

  it("BKG-8 with fewer than were booked for, and never with more", async () => {
    const at = await door(3);
    expect((await refusal(at.checkIn(4))).code).toBe("booking.too_many_attended");
    expect(await at.checkIn(2)).toMatchObject({ attendance: "ATTENDED", attended: 2, spots: 3 });
  });

  it("BKG-8 by the short code of his booking, however it is typed, or by its id", async () => {
    const at = await door();
    const { companyId, sessionId, checkInCode } = at;
    const typed = `${checkInCode.slice(0, 4)}-${checkInCode.slice(4)} `.toLowerCase().replaceAll("0", "o");
    const byCode = (code: string, more = {}) =>
      at.staff(() => Attendance.checkInByCode({ companyId, code, ...more }));
    const missing = await refusal(byCode("00000000", { sessionId }));
    const other = await at.session();
    for (const wrong of [
      () => byCode(checkInCode.slice(0, 7), { sessionId }),
      () => byCode(checkInCode, { sessionId: other.sessionId }),
      () => byCode(at.bookingId, { sessionId: other.sessionId }),
      () => byCode("bkg_none"),
    ])
      expect(await refusal(wrong())).toEqual(missing);
    expect((await refusal(byCode(checkInCode))).code).toBe("booking.code_needs_session");
    expect(await byCode(typed, { sessionId })).toMatchObject({
      bookingId: at.bookingId,
      attendance: "ATTENDED",
      customer: { name: "ada" },
    });
    await at.undo();
    expect(await byCode(at.bookingId)).toMatchObject({ attendance: "ATTENDED" });
  });

  it("BKG-8 once, however many doors there are; a repeat of one request is the same answer", async () => {
    const at = await door();
    const results = await Promise.allSettled([at.checkIn(), at.checkIn(), at.checkIn(), at.checkIn()]);
    expect(codes(results)).toEqual({ ok: 1, "booking.illegal_transition": 3 });
    await at.undo();
    const again = () => at.staff(() => Attendance.checkIn(at.one), "door");
    const first = await again();
    expect(await again()).toEqual(first);
    expect((await read(at, at.bookingId)).version).toBe(first.version);
  });

  it("BKG-8 what was said is taken back once; to take back nothing changes nothing", async () => {
    const at = await door();
    expect(await at.undo()).toMatchObject({ version: 1, customer: { name: "ada" } });
    await at.checkIn();
    const results = await Promise.allSettled([at.undo(), at.undo(), at.undo()]);
    expect(codes(results)).toEqual({ ok: 3 });
    const { version, attendance } = await read(at, at.bookingId);
    expect([version, attendance]).toEqual([3, undefined]);
    await as(at.ada, () => cancel(at.one));
    expect(await refusal(at.undo())).toMatchObject({ detail: { from: "CANCELLED", to: "EXPECTED" } });
  });

  it("BKG-8 is for the company's staff, and for its own bookings", async () => {
    const [at, elsewhere] = [await door(), await door()];
    const verbs = [Attendance.checkIn, Attendance.noShow, Attendance.undo];
    for (const verb of verbs) {
      expect((await refusal(as(at.ada, () => verb(at.one)))).code).toBe("company.not_found");
      expect((await refusal(as(elsewhere.owner, () => verb(at.one)))).code).toBe("company.not_found");
      const foreign = { companyId: elsewhere.companyId, bookingId: at.bookingId };
      expect((await refusal(as(elsewhere.owner, () => verb(foreign)))).code).toBe("booking.not_found");
    }
    const { companyId } = elsewhere;
    const byId = () => Attendance.checkInByCode({ companyId, code: at.bookingId });
    expect((await refusal(as(elsewhere.owner, byId))).code).toBe("booking.not_found");
    expect(await read(at, at.bookingId)).toMatchObject({ version: 1 });
  });
});

describe("not coming", () => {
  it("BKG-8 is said after the start; whoever comes after all is checked in", async () => {
    const at = await door();
    expect((await refusal(at.noShow())).code).toBe("booking.attendance_too_early");
    using _later = travel(6 * HOUR + MINUTE);
    expect(await at.noShow()).toMatchObject({ attendance: "NO_SHOW" });
    const came = await at.checkIn();
    expect(came).toMatchObject({ attendance: "ATTENDED" });
    await at.undo();
    await at.noShow();
    const { attended, attendedAt } = await at.undo();
    expect([attended, attendedAt]).toEqual([undefined, undefined]);
    await proveInvariants(at);
  });

  it("BKG-8 whoever has paid the whole price is taken for a no-show by mistake only until it is undone", async () => {
    const at = await door();
    await at.staff(() => Cash.receive(at.one));
    using _later = travel(6 * HOUR + MINUTE);
    await at.noShow();
    expect((await at.undo()).attendance).toBeUndefined();
    await at.noShow();
    expect(await at.checkIn()).toMatchObject({ attendance: "ATTENDED", paymentStatus: "PAID" });
    await proveInvariants(at);
  });

  it("BKG-8 the roster and the booking say what is still to be paid; nothing of who owes no fee", async () => {
    const at = await door();
    const { companyId, sessionId, one } = at;
    const owed = async () => {
      const { items } = await at.staff(() => Booking.roster({ companyId, sessionId }));
      const { owed: money } = await at.staff(() => Booking.get(one));
      expect(items[0]!.owed).toEqual(money);
      return money?.amount;
    };
    expect(await owed()).toBe(45_000);
    using _later = travel(6 * HOUR + MINUTE);
    await at.noShow();
    expect(await owed()).toBeUndefined();
    await at.checkIn();
    await at.staff(() => Cash.receive(one));
    expect(await owed()).toBeUndefined();
  });

  it("BKG-8 at the door and at the desk at the same moment: one of them, or both one after the other", async () => {
    const at = await door();
    using _later = travel(6 * HOUR + MINUTE);
    const [checked] = await Promise.allSettled([at.checkIn(), at.noShow()]);
    expect(checked.status).toBe("fulfilled");
    expect(await read(at, at.bookingId)).toMatchObject({ attendance: "ATTENDED" });
  });
});

describe("when and what can be said", () => {
  it.each(
    (["EXPECTED", "ATTENDED", "NO_SHOW"] as const).flatMap((from) =>
      (["EXPECTED", "ATTENDED", "NO_SHOW"] as const)
        .filter((to) => from !== "EXPECTED" || to !== from)
        .map((to) => [from, to] as const),
    ),
  )("BKG-1 BKG-8 %s → %s is a listed move or a 409 naming both states", async (from, to) => {
    const at = await door();
    using _later = travel(6 * HOUR + MINUTE);
    const say = { EXPECTED: at.undo, ATTENDED: () => at.checkIn(), NO_SHOW: at.noShow };
    if (from !== "EXPECTED") await say[from]();
    const before = await read(at, at.bookingId);
    if (Attendance.MOVES[from].includes(to)) {
      const { attendance = "EXPECTED" } = await say[to]();
      expect(attendance).toBe(to);
      return;
    }
    expect(await refusal(say[to]())).toMatchObject({
      code: "booking.illegal_transition",
      detail: { from, to },
    });
    expect(await read(at, at.bookingId)).toEqual(before);
  });

  it("BKG-8 from twelve hours before the start until a day after the end, to the millisecond", async () => {
    const at = await door();
    const { startsAt, endsAt } = await read(at, at.bookingId);
    const opens = Date.parse(startsAt) - 12 * HOUR;
    const closes = Date.parse(endsAt) + 24 * HOUR;
    const codeAt = async (instant: number, say: () => Promise<unknown>) => {
      using _then = atInstant(instant);
      return (await refusal(say())).code;
    };
    expect(await codeAt(opens - 1, at.checkIn)).toBe("booking.attendance_too_early");
    expect(await codeAt(Date.parse(startsAt) - 1, at.noShow)).toBe("booking.attendance_too_early");
    expect(await codeAt(closes, at.checkIn)).toBe("booking.attendance_too_late");
    {
      using _then = atInstant(opens);
      await at.checkIn();
    }
    expect(await codeAt(closes, at.undo)).toBe("booking.attendance_too_late");
    using _last = atInstant(closes - 1);
    await at.undo();
    expect(await at.noShow()).toMatchObject({ attendance: "NO_SHOW" });
  });

  it("BKG-8 a booking that is cancelled or not paid for yet can not be checked in", async () => {
    const at = await door();
    const { companyId, bookingId } = at;
    await as(at.ada, () => cancel({ companyId, bookingId }));
    expect(await refusal(at.checkIn())).toMatchObject({ detail: { from: "CANCELLED", to: "ATTENDED" } });
    const unpaid = await at.booking(at.boris, at.sessionId);
    const early = at.staff(() => Attendance.checkIn({ companyId, bookingId: unpaid.bookingId }));
    expect(await refusal(early)).toMatchObject({ detail: { from: "AWAITING_GATEWAY", to: "ATTENDED" } });
  });

  it("BKG-8 cancelled and checked in at the same moment: one of them, and the other is told so", async () => {
    for (let round = 0; round < 4; round++) {
      const at = await door();
      const { companyId, bookingId } = at;
      const ends = () => as(at.ada, () => cancel({ companyId, bookingId }));
      const results = await Promise.allSettled(round % 2 ? [ends(), at.checkIn()] : [at.checkIn(), ends()]);
      const { status, attendance } = await read(at, bookingId);
      if (attendance === "ATTENDED") {
        expect(codes(results)).toEqual({ ok: 1, "booking.attended": 1 });
        expect(status).toBe("CONFIRMED");
      } else {
        expect(codes(results)).toEqual({ ok: 1, "booking.illegal_transition": 1 });
        expect(status).toBe("CANCELLED");
      }
      await proveInvariants(at);
    }
  });

  it("BKG-8 BKG-6 BKG-7 whoever is checked in can neither cancel nor move until staff take it back, nor can they", async () => {
    const at = await door(3);
    const { one, sessionId } = at;
    const later = { ...one, sessionId: (await at.session()).sessionId };
    await at.checkIn(2);
    const before = await read(at, at.bookingId);
    const attempts = [
      () => cancel(one),
      () => cancel({ ...one, refund: "none", reason: "he was rude" }),
      () => Cancellation.preview(one),
      () => reschedule(later),
      () => reschedule({ ...later, reason: "he asked for it" }),
      () => Rescheduling.preview(later),
    ];
    for (const [index, attempt] of attempts.entries()) {
      const who = [1, 4].includes(index) ? at.owner : at.ada;
      expect(await refusal(as<unknown>(who, attempt))).toMatchObject({
        kind: "conflict",
        code: "booking.attended",
        detail: { state: "ATTENDED", attended: 2, spots: 3 },
      });
    }
    expect(await read(at, at.bookingId)).toEqual(before);
    expect(await Pool.seats(at.companyId, sessionId)).toMatchObject({ booked: 3 });
    await at.undo();
    expect(await as(at.ada, () => cancel(one))).toMatchObject({ status: "CANCELLED" });
    await proveInvariants(at);
  });

  it("SCH-7 a session that is called off is cancelled for whoever is checked in, too", async () => {
    const at = await door();
    const { companyId, sessionId } = at;
    await at.checkIn();
    await as(at.owner, () => Session.cancel({ companyId, sessionId, reason: "a storm" }));
    await asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "a storm"));
    expect(await read(at, at.bookingId)).toMatchObject({
      status: "CANCELLED",
      cancelledBecause: "session_cancelled",
    });
    await proveInvariants(at);
  });
});
