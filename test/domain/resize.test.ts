/** How many seats a session has can change while people hold and book them (SCH-4). */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { again, change, commit, whileMoving } from "../../domain/commit.ts";
import * as Events from "../../domain/events.ts";
import type { SessionId } from "../../domain/id.ts";
import { release } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Resize from "../../domain/seat/resize.ts";
import * as Session from "../../domain/session/session.ts";
import {
  as,
  asSystem,
  codes,
  company,
  MINUTE,
  person,
  proveInvariants,
  refusal,
  travel,
  type World,
} from "../world.ts";

/** As a schedule does it: pools and session in one transaction. */
const resize = ({ companyId }: World, sessionId: SessionId, asked: number): Promise<number> =>
  asSystem(() =>
    whileMoving(async () => {
      const { version } = await Session.get(companyId, sessionId);
      const { writes, capacity } = await Resize.to(companyId, sessionId, asked);
      const row = Session.Sessions.patch({ companyId, sessionId })
        .set({ capacity })
        .where((a, o) => o.eq(a.version, version!));
      return commit([change(Events.SessionCreated(), row, again), ...writes], capacity);
    }),
  );
const crowd = (count: number) => Array.from({ length: count }, (_, index) => person(`guest${index}`));

describe("a session's seats", () => {
  it("SCH-4 are raised at once, and can be held at once", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 2 });
    await Promise.all(crowd(2).map((guest) => world.hold(guest, sessionId)));
    expect(await resize(world, sessionId, 5)).toBe(5);
    const results = await Promise.allSettled(crowd(9).map((guest) => world.hold(guest, sessionId)));
    expect(codes(results)).toEqual({ ok: 3, "session.sold_out": 6 });
    await proveInvariants(world);
  });

  it("SCH-4 are lowered to what is taken at most, and what comes free later stays", async () => {
    const world = await company();
    const { companyId } = world;
    const { sessionId } = await world.session({ capacity: 6 });
    const held = await world.hold(world.ada, sessionId, 3);
    await world.booking(world.boris, sessionId);
    expect(await resize(world, sessionId, 2)).toBe(4);
    expect((await refusal(world.hold(person("carla"), sessionId))).code).toBe("session.sold_out");
    await as(world.ada, () => release({ companyId, holdId: held.holdId }));
    expect(await resize(world, sessionId, 2)).toBe(2);
    expect(await Pool.seats(companyId, sessionId)).toEqual({ capacity: 2, free: 1, held: 1, booked: 0 });
    await proveInvariants(world);
  });

  it("SCH-4 a hold whose time is over keeps no seat from being withdrawn", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 4 });
    await world.hold(world.ada, sessionId, 4);
    using _ = travel(11 * MINUTE);
    expect(await resize(world, sessionId, 1)).toBe(1);
    await proveInvariants(world);
  });

  it("SCH-4 neither raised nor lowered while others hold does a session sell more than it has", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 90 });
    expect(Pool.countOf(sessionId)).toBe(3);
    const holds = crowd(60).map((guest, turn) => world.hold(guest, sessionId, 1 + (turn % 4)));
    const sizes = [60, 100, 40].map((capacity) => resize(world, sessionId, capacity));
    const results = await Promise.allSettled([...holds, ...sizes]);
    expect(Object.keys(codes(results)).toSorted()).toEqual(["ok", "session.sold_out"]);
    await proveInvariants(world);
  });

  it("SCH-4 no more than its pools can have", async () => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 8 });
    expect((await refusal(resize(world, sessionId, 401))).code).toBe("session.capacity_out_of_range");
  });

  it("SCH-4 go off sale for good only while nobody has one", async () => {
    const world = await company();
    const { companyId } = world;
    const { sessionId } = await world.session({ capacity: 50 });
    const place = { companyId, sessionId };
    const held = await world.hold(world.ada, sessionId);
    expect(await Resize.withdrawal(place)).toBe(undefined);
    await as(world.ada, () => release({ companyId, holdId: held.holdId }));
    const race = asSystem(() =>
      whileMoving(async () => {
        const writes = await Resize.withdrawal(place);
        return commit(writes ?? [], writes !== undefined);
      }),
    );
    const [withdrawn, hold] = await Promise.allSettled([race, world.hold(world.boris, sessionId)]);
    const gone = withdrawn.status === "fulfilled" && withdrawn.value;
    expect(hold.status).toBe(gone ? "rejected" : "fulfilled");
    await proveInvariants(world);
  });

  it("shares are as even as what is taken allows, and sum to the total", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 20 }), fc.nat(500), (least, more) => {
        const total = least.reduce((sum, one) => sum + one, more);
        const shares = Resize.levelled(least, total);
        expect(shares.reduce((sum, one) => sum + one, 0)).toBe(total);
        const low = Math.min(...shares);
        for (const [index, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(least[index]!);
          // Whoever has more than a seat above the poorest has it because it is taken.
          if (share > low + 1) expect(share).toBe(least[index]);
        }
      }),
    );
  });
});
