import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import { extend, get, place, release } from "../../domain/seat/hold.ts";
import { tidy } from "../../domain/seat/expiry.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { book } from "../../domain/booking/book.ts";
import { TABLE, writer } from "../../domain/table.ts";
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
  sandbox,
  travel,
} from "../world.ts";

const crowd = (count: number) => Array.from({ length: count }, (_, index) => person(`guest${index}`));

describe("holding seats", () => {
  it("CAP-1 100 people at once for 7 seats: exactly 7 get one, 93 are told that it is sold out", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 7 });
    const results = await Promise.allSettled(crowd(100).map((guest) => world.hold(guest, sessionId)));
    expect(codes(results)).toEqual({ ok: 7, "session.sold_out": 93 });
    expect(await Pool.seats(world.companyId, sessionId)).toEqual({
      capacity: 7,
      free: 0,
      held: 7,
      booked: 0,
    });
    await proveInvariants(world);
  });

  it("CAP-5 300 people at once for 130 seats in four pools: exactly 130, wherever the seats are", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 130 });
    expect(Pool.countOf(sessionId)).toBe(4);
    const results = await Promise.allSettled(crowd(300).map((guest) => world.hold(guest, sessionId)));
    expect(codes(results)).toEqual({ ok: 130, "session.sold_out": 170 });
    await proveInvariants(world);
  });

  it("CAP-1 a group is seated across pools when no pool alone has room", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 82 });
    for (const guest of crowd(9)) await world.hold(guest, sessionId, 8);
    const results = await Promise.allSettled(crowd(3).map((guest) => world.hold(guest, sessionId, 5)));
    expect(codes(results)).toEqual({ ok: 2, "session.sold_out": 1 });
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ free: 0, held: 82 });
    await proveInvariants(world);
  });

  it("CAP-2 a hold keeps its spots for the company's minutes and gives them back exactly then, without any timer", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 1 });
    const held = await world.hold(world.ada, sessionId);
    expect(held).toMatchObject({ spots: 1, status: "HELD", expiresInSeconds: 600 });
    const start = Date.parse(held.expiresAt) - 10 * MINUTE;
    const back = Clock.replace(() => start + 10 * MINUTE - 1);
    const early = await refusal(world.hold(world.boris, sessionId));
    expect(early).toMatchObject({ code: "session.sold_out", detail: { seatsLeft: 0, retryAfter: 1 } });
    Clock.replace(() => start + 10 * MINUTE);
    expect(await world.hold(world.boris, sessionId)).toMatchObject({ status: "HELD" });
    back();
    await proveInvariants(world);
  });

  it("CAP-2 of two who want the seat of an expired hold at once, one gets it", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 1 });
    await world.hold(world.ada, sessionId);
    using _ = travel(11 * MINUTE);
    const results = await Promise.allSettled(crowd(20).map((guest) => world.hold(guest, sessionId)));
    expect(codes(results)).toEqual({ ok: 1, "session.sold_out": 19 });
    await proveInvariants(world);
  });

  it("CAP-2 a holder's own hold never blocks him", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 2 });
    const first = await world.hold(world.ada, sessionId, 2);
    const second = await world.hold(world.ada, sessionId, 1);
    expect(second.holdId).not.toBe(first.holdId);
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ free: 1, held: 1 });
    await proveInvariants(world);
  });

  it("CAP-3 a hold with an open checkout is not taken away by its holder's other tabs", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 1 });
    const booking = await world.booking(world.ada, sessionId);
    expect((await refusal(world.hold(world.ada, sessionId))).code).toBe("session.sold_out");
    const held = await as(world.ada, () => get({ companyId: world.companyId, holdId: booking.holdId }));
    expect(held).toMatchObject({ status: "IN_CHECKOUT", bookingId: booking.bookingId });
  });

  it("CAP-2 a repeat with the same key is the same hold, also after it was given back; another body is refused", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 3 });
    const [first, ...rest] = await Promise.all(
      Array.from({ length: 5 }, () => world.hold(world.ada, sessionId, 1, "same")),
    );
    for (const again of rest) expect(again.holdId).toBe(first!.holdId);
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ held: 1 });
    expect((await refusal(world.hold(world.ada, sessionId, 2, "same"))).code).toBe("idempotency.key_reused");
    await as(world.ada, () => release({ companyId: world.companyId, holdId: first!.holdId }));
    expect(await world.hold(world.ada, sessionId, 1, "same")).toMatchObject({
      holdId: first!.holdId,
      status: "HELD",
    });
    expect(await Pool.seats(world.companyId, sessionId)).toMatchObject({ held: 0, free: 3 });
    await proveInvariants(world);
  });

  it("CAP-1 one request in several copies at once is one hold, also where its pool has to borrow the seats", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 60 });
    const { companyId } = world;
    // All seats of one pool are with the other one.
    const pools = await Pool.all({ companyId, sessionId });
    for (const [index, seats] of [0, 60].entries())
      await writer.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: { pk: `C#${companyId}/POOL#${sessionId}#${pools[index]!.index}`, sk: "POOL" },
          UpdateExpression: "SET #capacity = :seats, remaining = :seats",
          ExpressionAttributeNames: { "#capacity": "capacity" },
          ExpressionAttributeValues: { ":seats": seats },
        }),
      );
    for (const [turn, guest] of crowd(8).entries()) {
      const copies = Array.from({ length: 4 }, () => world.hold(guest, sessionId, 2, `copies-${turn}`));
      const holds = new Set((await Promise.all(copies)).map(({ holdId }) => holdId));
      expect(holds.size).toBe(1);
    }
    expect(await Pool.seats(companyId, sessionId)).toEqual({ capacity: 60, free: 44, held: 16, booked: 0 });
    await proveInvariants(world);
  });

  it("CAP-2 extending works within a cap, and not once the time is over", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { holdId, expiresAt } = await world.hold(world.ada, sessionId);
    const more = () => as(world.ada, () => extend({ companyId: world.companyId, holdId }));
    const placed = Date.parse(expiresAt) - 10 * MINUTE;
    const back = Clock.replace(() => placed + 5 * MINUTE);
    expect((await more()).expiresAt).toBe(new Date(placed + 15 * MINUTE).toISOString());
    Clock.replace(() => placed + 14 * MINUTE);
    await more();
    Clock.replace(() => placed + 23 * MINUTE);
    expect((await more()).expiresAt).toBe(new Date(placed + 30 * MINUTE).toISOString());
    expect((await refusal(more())).code).toBe("hold.not_extendable");
    Clock.replace(() => placed + 30 * MINUTE);
    expect((await refusal(more())).code).toBe("hold.expired");
    back();
  });

  it("CAP-2 released seats are free at once; releasing twice changes nothing", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 2 });
    const { holdId } = await world.hold(world.ada, sessionId, 2);
    const give = () => as(world.ada, () => release({ companyId: world.companyId, holdId }));
    await Promise.all([give(), give(), give()]);
    expect(await Pool.seats(world.companyId, sessionId)).toEqual({
      capacity: 2,
      free: 2,
      held: 0,
      booked: 0,
    });
    await proveInvariants(world);
  });

  it("CAP-2 holding and releasing without end does not make the pool grow without end", async () => {
    const world = await company();
    const { companyId } = world;
    const { sessionId } = await world.session();
    for (let round = 0; round < 115; round++) {
      const { holdId } = await world.hold(world.ada, sessionId);
      await as(world.ada, () => release({ companyId, holdId }));
    }
    const pool = await Pool.get({ companyId, sessionId }, 0);
    expect(Object.keys(pool.holds).length).toBeLessThanOrEqual(101);
    expect(pool.remaining).toBe(8);
    await proveInvariants(world);
  });

  it("TEN-1 a hold of somebody else, of another company, and one that never was are one answer", async () => {
    const [world, other] = await Promise.all([company(), company()]);
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    const asks = [
      () => as(world.boris, () => get({ companyId: world.companyId, holdId })),
      () => as(world.ada, () => get({ companyId: other.companyId, holdId })),
      () => as(world.ada, () => get({ companyId: world.companyId, holdId: `${holdId.slice(0, -3)}ZZZ` })),
      () => as(world.boris, () => release({ companyId: world.companyId, holdId })),
    ];
    for (const ask of asks) {
      const { code, message } = await refusal(ask());
      expect({ code, message }).toEqual({ code: "hold.not_found", message: "There is no such hold." });
    }
    expect((await refusal(other.hold(world.ada, sessionId))).code).toBe("session.not_found");
  });

  it("BKG-4 a session that has started, and one whose cut-off has passed, can not be held", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    using _ = travel(24 * HOUR);
    expect((await refusal(world.hold(world.ada, sessionId))).code).toBe("session.closed");
  });

  it("PAY-3 seats are not taken without a key, and spots are counted within the activity's bounds", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const ask = (spots: number) =>
      as(world.ada, () => place({ companyId: world.companyId, sessionId, spots }));
    expect((await refusal(ask(0))).code).toBe("request.invalid");
    expect((await refusal(ask(1.5))).code).toBe("request.invalid");
    expect((await refusal(ask(9))).code).toBe("hold.spots_out_of_range");
  });

  it("CAP-2 tidying gives the calendar its seats back and keeps every live hold", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 3 });
    await world.hold(world.ada, sessionId);
    {
      using _ = travel(9 * MINUTE);
      await world.hold(world.boris, sessionId);
    }
    using _ = travel(11 * MINUTE);
    await Promise.all(
      [1, 2, 3].map(() => asSystem(() => tidy({ companyId: world.companyId, sessionId }, 0))),
    );
    const pool = await Pool.get({ companyId: world.companyId, sessionId }, 0);
    expect(pool.remaining).toBe(2);
    expect(Object.values(pool.holds)).toHaveLength(1);
    await proveInvariants(world);
  });

  it("CAP-3 a hold is booked once, however many checkouts are asked for at once", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { holdId } = await world.hold(world.ada, sessionId);
    const results = await Promise.allSettled(
      [1, 2, 3, 4, 5].map(() =>
        as(world.ada, () => book({ companyId: world.companyId, holdId, payment: sandbox })),
      ),
    );
    expect(codes(results)).toEqual({ ok: 1, "hold.in_checkout": 4 });
    await proveInvariants(world);
  });
});
