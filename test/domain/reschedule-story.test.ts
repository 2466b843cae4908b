import { settle } from "../streamed.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ofSubject } from "../../domain/audit/verification.ts";
import * as Booking from "../../domain/booking/booking.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as CalendarFile from "../../domain/booking/calendar-file.ts";
import { DomainError } from "../../domain/error.ts";
import * as Guest from "../../domain/guest/guest.ts";
import type { BookingId, SessionId } from "../../domain/id.ts";
import * as TrialBalance from "../../domain/ledger/trial-balance.ts";
import * as Verification from "../../domain/ledger/verification.ts";
import * as Notification from "../../domain/notification/notification.ts";
import * as Notify from "../../domain/notification/notify.ts";
import * as Outbox from "../../domain/outbox/outbox.ts";
import * as Statement from "../../domain/payment/statement.ts";
import { as, asAnyone, asSystem, proveInvariants, rowsOf, sandbox, type Person } from "../world.ts";
import { uah } from "./money-back.ts";
import { CREDIT, studio } from "./movable.ts";
import { balance, gift, PRICE, read, wallet } from "./purse.ts";

const DEARER = PRICE + 12_000;

/** What a calendar's file says under a name. */
const field = (text: string, name: string) => new RegExp(`^${name}:(.*)\r$`, "m").exec(text)?.[1];

describe("what is told of a booking that moved", () => {
  it("BKG-12 LED-6 AUD-2 one story and one account of all that took each other's place, both whole", async () => {
    const world = await studio([DEARER, PRICE - 9000]);
    const { companyId, owner } = world;
    const first = await world.reserve(sandbox);
    const second = await world.move(first, world.there[0]!, { reason: "a meeting" });
    const third = await world.move(second.bookingId, world.there[1]!, { reason: "another one" });
    await as(world.ada, () => cancel({ companyId, bookingId: third.bookingId, reason: "ill" }));
    await world.payAll();
    await settle();
    const story = (bookingId: BookingId) =>
      as(world.ada, () => Booking.history({ companyId, bookingId, limit: 100 }));
    const { items } = await story(third.bookingId);
    expect(await story(first)).toEqual({ items });
    const told = items.filter(({ type }) => /^booking\.|handed_over/.test(type));
    expect(told.map(({ type, reason }) => [type, reason])).toEqual(
      expect.arrayContaining([
        ["booking.created", undefined],
        ["booking.confirmed", undefined],
        ["booking.replaced", "a meeting"],
        ["booking.rescheduled", "another one"],
        ["payment.handed_over", undefined],
        ["booking.cancelled", "ill"],
        // By whichever refund came last: the gateway pays them back in no order.
        ["booking.refunded", expect.stringMatching(/^(cancelled_by_customer|rescheduled)$/)],
      ]),
    );
    const verified = await as(owner, () => ofSubject({ companyId, subject: first }));
    expect(verified).toMatchObject({ ok: true });
    await asSystem(async () => {
      expect((await Verification.whole(companyId)).finding).toBe(undefined);
      for (const { difference } of await TrialBalance.now(companyId)) expect(difference).toBe(0);
    });
    const paymentId = third.bookingId && (await read(world, third.bookingId)).payment.paymentId;
    const { steps, refunded } = await as(owner, () => Statement.get({ companyId, paymentId }));
    expect(refunded).toEqual(uah(PRICE));
    expect(steps.filter(({ kind }) => kind === "journal").at(-1)).toMatchObject({ held: uah(0) });
    await proveInvariants(world);
  });

  it("NTF-1 the customer is told once that it moved, and from when", async () => {
    const world = await studio();
    const old = await world.reserve(wallet);
    const { startsAt } = await read(world, old);
    const { bookingId } = await world.move(old, world.there[0]!);
    const rows = await rowsOf(world.companyId);
    const envelope = Outbox.envelopeOf(rows.find(({ sk }) => sk === `BOOKING#${bookingId}`)!)!;
    expect(envelope.type).toBe("booking.rescheduled");
    for (let times = 0; times < 2; times++)
      await asSystem(() => Notify.customer("BOOKING_RESCHEDULED", envelope));
    const { items } = await as(world.ada, () => Notification.list({}));
    const told = items.filter(({ type }) => type === "BOOKING_RESCHEDULED");
    expect(told).toMatchObject([{ data: { bookingId, formerStartsAt: startsAt } }]);
    expect(told[0]!.body).toMatch(/instead of/);
    // What it left tells nobody anything: there is nothing to be done about it.
    expect(Outbox.envelopeOf(rows.find(({ sk }) => sk === `BOOKING#${old}`)!)?.type).not.toBe(
      "booking.cancelled",
    );
  });

  it("BKG-14 a calendar keeps one entry, which any of its files brings to where the booking is now", async () => {
    const world = await studio([PRICE, PRICE]);
    const { companyId } = world;
    const file = async (bookingId: BookingId) => {
      const { calendarToken } = await as(world.ada, () => Guest.link({ companyId, bookingId }));
      return () => asAnyone(() => CalendarFile.ofToken(calendarToken));
    };
    const first = await world.reserve(wallet);
    const ofFirst = await file(first);
    const sequences = [Number(field(await ofFirst(), "SEQUENCE"))];
    const { startsAt: before } = await read(world, first);
    const second = await world.move(first, world.there[0]!);
    sequences.push(Number(field(await ofFirst(), "SEQUENCE")));
    const third = await world.move(second.bookingId, world.there[1]!);
    const [now, same] = [await ofFirst(), await (await file(third.bookingId))()];
    expect(now).toBe(same);
    expect(field(now, "UID")).toBe(`${first}@holdfast`);
    expect([field(now, "STATUS"), third.startsAt > before]).toEqual(["CONFIRMED", true]);
    expect(field(now, "DTSTART")).toBe(third.startsAt.replaceAll(/[-:]|\.\d+/g, ""));
    sequences.push(Number(field(now, "SEQUENCE")));
    await as(world.ada, () => cancel({ companyId, bookingId: third.bookingId }));
    sequences.push(Number(field(await ofFirst(), "SEQUENCE")));
    expect(sequences).toEqual([...new Set(sequences)].toSorted((one, other) => one - other));
    expect(field(await ofFirst(), "STATUS")).toBe("CANCELLED");
  });
});

type Step = { who: 0 | 1; does: "book" | "move" | "cancel"; to: 0 | 1 | 2 };
const step = fc.record({
  who: fc.constantFrom<0 | 1>(0, 1),
  does: fc.constantFrom<Step["does"]>("book", "move", "move", "cancel"),
  to: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
});

it("BKG-7 property: whatever two people book, move and cancel, seats and money add up and nobody loses a seat", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
      const reschedule = { hoursBefore: 0, difference: "settle", fee: 700 } as const;
      const windows = [{ hoursBefore: 40, refundPercent: 50, fee: 300 }];
      const world = await studio([DEARER], { reschedule, windows });
      const { companyId } = world;
      const narrow = await world.at(60, PRICE - 9001, { capacity: 1 });
      const sessions = [world.here, world.there[0]!, narrow.sessionId] as const;
      const people = [world.ada, world.boris] as const;
      const customers = [world.customerId, await gift(world, world.boris, CREDIT)];
      const mine: BookingId[][] = [[], []];
      for (const { who, does, to } of steps) {
        await act(people[who], mine[who]!, does, sessions[to]);
        expect(await live(world.companyId)).toEqual(mine.flat().toSorted());
      }
      await world.payAll();
      await proveInvariants(world);
      const payments = (await rowsOf(companyId)).filter(({ __edb_e__: kind }) => kind === "payment");
      for (const [who, customerId] of customers.entries()) {
        const paid = payments.filter(({ userId }) => userId === people[who]!.userId);
        const kept = paid.reduce((sum, { price, refunded }) => {
          return sum + (price as { amount: number }).amount - Number(refunded);
        }, 0);
        expect((await balance(world, customerId)) + kept).toBe(CREDIT);
      }

      async function act(who: Person, own: BookingId[], does: Step["does"], sessionId: SessionId) {
        const bookingId = own.at(-1);
        try {
          if (does === "book") own.push(await world.reserve(wallet, who, sessionId));
          else if (!bookingId) return;
          else if (does === "cancel") {
            await as(who, () => cancel({ companyId, bookingId }));
            own.pop();
          } else own.splice(-1, 1, (await world.move(bookingId, sessionId, {}, { who })).bookingId);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          expect(EXPECTED).toContain(error.code);
        }
      }
    }),
    { numRuns: 5 },
  );
});

const EXPECTED = [
  "session.sold_out",
  "booking.already_booked",
  "reschedule.same_session",
  "reschedule.difference_due",
  "wallet.insufficient_funds",
];

async function live(companyId: Parameters<typeof rowsOf>[0]): Promise<string[]> {
  const rows = await rowsOf(companyId);
  return rows
    .filter(({ __edb_e__: kind, status }) => kind === "booking" && status === "CONFIRMED")
    .map(({ bookingId }) => String(bookingId))
    .toSorted();
}
