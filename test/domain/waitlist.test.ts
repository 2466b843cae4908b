/** BKG-9: who waits for a full session has the seats that come free, in order, and nobody else has. */
import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import { commit, conflictOf, whileMoving } from "../../domain/commit.ts";
import type { EntryId, HoldId } from "../../domain/id.ts";
import * as Handover from "../../domain/seat/handover.ts";
import { extend, release } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Resize from "../../domain/seat/resize.ts";
import * as Sale from "../../domain/session/sale.ts";
import * as Session from "../../domain/session/session.ts";
import * as Sweep from "../../domain/time/sweep.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { crowd, entryOf, full, join } from "./full-house.ts";
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
  travel,
} from "../world.ts";

const sweep = () => asSystem(() => Sweep.sweep(Sweep.MONEY_AND_SEATS, Date.now() + 1000 * HOUR));
const poolOf = (holdId: string) => holdId.slice(33, 35);

describe("joining", () => {
  it("BKG-9 is refused while seats are free, twice, too late, and with too many spots", async () => {
    const world = await company();
    const { ada } = world;
    const { sessionId } = await world.session({ capacity: 2 });
    await world.hold(world.boris, sessionId);
    expect(await refusal(join(world, ada, sessionId))).toMatchObject({
      code: "waitlist.seats_free",
      detail: { seatsLeft: 1 },
    });
    await world.hold(person("carla"), sessionId);
    expect((await refusal(join(world, ada, sessionId, 3))).code).toBe("hold.spots_out_of_range");
    expect(await join(world, ada, sessionId)).toMatchObject({ status: "WAITING", position: 1 });
    expect(await refusal(join(world, ada, sessionId))).toMatchObject({
      code: "waitlist.already_joined",
      detail: { state: "WAITING" },
    });
    expect((await refusal(join(await company(), ada, sessionId))).code).toBe("session.not_found");
    using _ = travel(24 * HOUR);
    expect((await refusal(join(world, person("late"), sessionId))).code).toBe("session.closed");
    await proveInvariants(world);
  });

  it("BKG-9 many at once have a place each, and one person has one; a seat is never taken past them", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 1 });
    await world.hold(world.boris, sessionId);
    const results = await Promise.allSettled([
      ...crowd(8).map((guest) => join(world, guest, sessionId)),
      ...[1, 2, 3].map(() => join(world, world.ada, sessionId)),
    ]);
    expect(codes(results)).toEqual({ ok: 9, "waitlist.already_joined": 2 });
    const places = (await rowsOf(world.companyId)).filter(({ sk }) => String(sk).startsWith("PLACE#"));
    expect(new Set(places.map(({ at }) => Number(at)))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(await refusal(world.hold(person("outsider"), sessionId))).toMatchObject({
      code: "session.sold_out",
      detail: { waitlist: true, seatsLeft: 0 },
    });
  });

  it("BKG-9 of somebody who joins and a seat that comes free at once, none misses the other", async () => {
    for (let round = 0; round < 4; round++) {
      const world = await company();
      const { companyId, ada, boris } = world;
      const { sessionId } = await world.session({ capacity: 1 });
      const { holdId } = await world.hold(boris, sessionId);
      const [joined] = await Promise.allSettled([
        join(world, ada, sessionId),
        as(boris, () => release({ companyId, holdId })),
      ]);
      if (joined.status === "fulfilled") {
        expect(await entryOf(world, ada, joined.value.entryId)).toMatchObject({ status: "OFFERED" });
      } else {
        expect(conflictOf(joined.reason)).toBe("waitlist.seats_free");
        await world.hold(ada, sessionId);
      }
      await proveInvariants(world);
    }
  });
});

describe("seats that come free", () => {
  it("BKG-9 go to the first in line with the cancellation, who books them by the hold he is offered", async () => {
    const world = await full(1);
    const { companyId, sessionId, ada, boris } = world;
    const [first, second] = [await join(world, ada, sessionId), await join(world, boris, sessionId)];
    await world.callOff(world.bookings[0]!);
    const { holdId, ...offered } = await entryOf(world, ada, first.entryId);
    expect(offered.status).toBe("OFFERED");
    expect(Date.parse(offered.offeredUntil!) - Date.now()).toBeGreaterThan(58 * MINUTE);
    expect(await entryOf(world, boris, second.entryId)).toMatchObject({ status: "WAITING", position: 1 });
    const longer = refusal(as(ada, () => extend({ companyId, holdId: holdId! })));
    expect((await longer).code).toBe("hold.not_extendable");
    expect((await refusal(world.take(boris, holdId))).code).toBe("hold.not_found");
    await world.take(ada, holdId);
    expect(await entryOf(world, ada, first.entryId)).toMatchObject({ status: "BOOKED" });
    await proveInvariants(world);
  });

  it("BKG-9 k cancellations at once, more waiting: the first k have an offer, none two, nobody else a seat", async () => {
    const world = await full(5);
    const { sessionId } = world;
    const guests = crowd(8);
    const entries: EntryId[] = [];
    for (const guest of guests) entries.push((await join(world, guest, sessionId)).entryId);
    const results = await Promise.allSettled([
      ...world.bookings.map(world.callOff),
      ...crowd(10, "outsider").map((outsider) => world.hold(outsider, sessionId)),
    ]);
    expect(codes(results)).toEqual({ ok: 5, "session.sold_out": 10 });
    const after = await Promise.all(guests.map((guest, index) => entryOf(world, guest, entries[index]!)));
    const statuses = after.map(({ status }) => status);
    expect(statuses.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => "OFFERED"));
    expect(statuses.slice(5)).toEqual(Array.from({ length: 3 }, () => "WAITING"));
    expect(new Set(after.slice(0, 5).map(({ holdId }) => holdId)).size).toBe(5);
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ held: 5, free: 0, booked: 0 });
    await proveInvariants(world);
  });

  it("BKG-9 an offer that is not taken goes to the next, and at the end of the line the seat is on sale", async () => {
    const world = await full(1);
    const { sessionId, ada, boris } = world;
    const [first, second] = [await join(world, ada, sessionId), await join(world, boris, sessionId)];
    await world.callOff(world.bookings[0]!);
    {
      using _ = travel(61 * MINUTE);
      // Over for whoever reads it, before any timer.
      expect(await entryOf(world, ada, first.entryId)).toMatchObject({ status: "LAPSED" });
      expect((await refusal(world.hold(ada, sessionId))).code).toBe("session.sold_out");
      await sweep();
      expect(await entryOf(world, boris, second.entryId)).toMatchObject({ status: "OFFERED" });
      // Nobody waits any more, but the seat is his.
      expect((await refusal(world.hold(ada, sessionId))).detail).not.toHaveProperty("waitlist");
    }
    using _ = travel(125 * MINUTE);
    expect((await world.hold(ada, sessionId)).status).toBe("HELD");
    await sweep();
    const rows = (await rowsOf(world.companyId)).filter(({ sk }) => String(sk).startsWith("ENTRY#"));
    expect(rows.map(({ status, dueSk }) => [status, dueSk])).toEqual([
      ["LAPSED", undefined],
      ["LAPSED", undefined],
    ]);
    await proveInvariants(world);
  });

  it("BKG-9 are kept until they are enough for the first, closed to others; if he leaves, the next has them", async () => {
    const world = await full(3);
    const { companyId, sessionId, ada, boris } = world;
    const [first, second] = [await join(world, ada, sessionId, 2), await join(world, boris, sessionId)];
    await world.callOff(world.bookings[0]!);
    expect(await entryOf(world, ada, first.entryId)).toMatchObject({ status: "WAITING" });
    expect(await Pool.seats(companyId, sessionId)).toMatchObject({ free: 1 });
    expect((await refusal(world.hold(person("outsider"), sessionId))).code).toBe("session.sold_out");
    expect(await as(ada, () => Session.show({ companyId, sessionId }))).toMatchObject({ status: "FULL" });
    const leave = () => as(ada, () => Waitlist.leave({ companyId, entryId: first.entryId }));
    await leave();
    await leave();
    expect(await entryOf(world, boris, second.entryId)).toMatchObject({ status: "OFFERED" });
    // Whoever left may wait again, behind the others.
    expect(await join(world, ada, sessionId, 2)).toMatchObject({ status: "WAITING", position: 1 });
    await Promise.all(world.bookings.slice(1).map(world.callOff));
    expect(await entryOf(world, ada, first.entryId)).toMatchObject({ status: "OFFERED" });
    await proveInvariants(world);
  });

  it("BKG-9 a declined offer, an unpaid booking and more capacity serve the line as well", async () => {
    const world = await full(1);
    const { companyId, sessionId, ada, boris, owner } = world;
    const guests = [ada, boris, ...crowd(2)];
    const entries: EntryId[] = [];
    for (const guest of guests) entries.push((await join(world, guest, sessionId)).entryId);
    const all = () => Promise.all(guests.map((guest, index) => entryOf(world, guest, entries[index]!)));
    const statuses = async () => (await all()).map(({ status }) => status);
    await world.callOff(world.bookings[0]!);
    const holdId = (await all())[0]!.holdId as HoldId;
    await as(ada, () => release({ companyId, holdId }));
    expect(await statuses()).toEqual(["LEFT", "OFFERED", "WAITING", "WAITING"]);
    const { bookingId } = await world.take(boris, (await all())[1]!.holdId);
    await as(owner, () => cancel({ companyId, bookingId }));
    expect(await statuses()).toEqual(["LEFT", "BOOKED", "OFFERED", "WAITING"]);
    await asSystem(() =>
      whileMoving(async () => {
        const { writes, capacity } = await Resize.to(companyId, sessionId, 2);
        expect(capacity).toBe(2);
        await commit(writes, undefined);
      }),
    );
    expect(await statuses()).toEqual(["LEFT", "BOOKED", "OFFERED", "OFFERED"]);
    const pool = await Pool.get({ companyId, sessionId }, 0);
    expect([pool.line, pool.remaining, Pool.addsUp(pool)]).toEqual([undefined, 0, true]);
  });

  it("BKG-9 across pools too: seats that come free in two of them make one offer", async () => {
    const world = await company();
    const { companyId, ada } = world;
    const { sessionId } = await world.session({ capacity: 60 });
    const holds = [];
    for (const who of crowd(30)) holds.push({ who, ...(await world.hold(who, sessionId, 2)) });
    const { entryId } = await join(world, ada, sessionId, 4);
    const lines = async () => (await Pool.all({ companyId, sessionId })).map(({ line }) => line);
    expect(await lines()).toEqual([true, true]);
    const one = holds[0]!;
    const other = holds.find(({ holdId }) => poolOf(holdId) !== poolOf(one.holdId))!;
    await Promise.all([one, other].map(({ who, holdId }) => as(who, () => release({ companyId, holdId }))));
    expect(await entryOf(world, ada, entryId)).toMatchObject({ status: "OFFERED", spots: 4 });
    expect(await Pool.seats(companyId, sessionId)).toEqual({ capacity: 60, free: 0, held: 60, booked: 0 });
    expect(await lines()).toEqual([undefined, undefined]);
    await proveInvariants(world);
  });
});

describe("the end of a line", () => {
  it("BKG-9 a closed sale pauses it, an opened one goes on; the start ends it, and nothing stays due", async () => {
    const world = await full(1);
    const { companyId, sessionId, ada, boris, owner } = world;
    const [first, second] = [await join(world, ada, sessionId), await join(world, boris, sessionId)];
    await as(owner, () => Sale.close({ companyId, sessionId }));
    await world.callOff(world.bookings[0]!);
    expect(await entryOf(world, ada, first.entryId)).toMatchObject({ status: "WAITING" });
    await as(owner, () => Sale.reopen({ companyId, sessionId }));
    expect(await entryOf(world, ada, first.entryId)).toMatchObject({ status: "OFFERED" });
    using _ = travel(24 * HOUR);
    await sweep();
    await sweep();
    expect(await entryOf(world, boris, second.entryId)).toMatchObject({ status: "LAPSED" });
    const rows = (await rowsOf(companyId)).filter(({ pk }) => String(pk).includes("/LINE#"));
    expect(rows.filter(({ dueSk }) => dueSk !== undefined)).toEqual([]);
    await proveInvariants(world);
  });

  it("BKG-9 staff see who waits, in order, and may take somebody out; TEN-1 strangers see nothing", async () => {
    const world = await full(1);
    const { companyId, sessionId, ada, boris, owner, coach } = world;
    const first = await join(world, ada, sessionId);
    await join(world, boris, sessionId);
    const listed = await as(coach, () => Waitlist.list({ companyId, sessionId }));
    expect(listed.items.map(({ customer, status }) => [customer.name, status])).toEqual([
      ["ada", "WAITING"],
      ["boris", "WAITING"],
    ]);
    expect((await refusal(entryOf(world, boris, first.entryId))).code).toBe("entry.not_found");
    const out = { companyId, entryId: first.entryId, reason: "asked by phone" };
    expect((await refusal(as(boris, () => Waitlist.leave(out)))).code).toBe("entry.not_found");
    await as(owner, () => Waitlist.leave(out));
    const mine = await as(ada, () => Waitlist.mine({}));
    expect(mine.items).toMatchObject([{ entryId: first.entryId, status: "LEFT" }]);
    await proveInvariants(world);
  });

  it("BKG-9 an offer is never promised for longer than the sale lasts, and never past the first", () => {
    const now = Date.parse("2026-05-01T10:00:00.000Z");
    const pool = {
      companyId: "cmp_a",
      sessionId: Pool.sessionId("01ARZ3NDEKTSV4RRFFQ69G5FAV", 1),
      index: 0,
      capacity: 1,
      remaining: 1,
      booked: 0,
      holds: {},
      status: "OPEN",
      line: true,
      closesAt: "2026-05-01T10:20:00.000Z",
      minSpots: 1,
      maxSpots: 1,
      holdSeconds: 600,
    } as const satisfies Pool.Pool;
    const waiting = { place: 1, entryId: "wle_a", userId: "usr_a", spots: 1 };
    expect(Handover.serve([pool], [waiting], now).offers).toMatchObject([{ until: pool.closesAt }]);
    const half = { ...pool, capacity: 2, booked: 1 };
    expect(Handover.serve([half], [{ ...waiting, spots: 2 }, waiting], now).offers).toEqual([]);
  });
});
