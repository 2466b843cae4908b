/** BKG-9, CAP-7: seats that come free in several places at once, in large sessions, and with a large cart. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Cart from "../../domain/cart/cart.ts";
import { book } from "../../domain/cart/checkout.ts";
import { again, change, commit, whileMoving } from "../../domain/commit.ts";
import * as Events from "../../domain/events.ts";
import type { CartId, EntryId, HoldId, SessionId } from "../../domain/id.ts";
import * as Payment from "../../domain/payment/payment.ts";
import { release } from "../../domain/seat/hold.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Resize from "../../domain/seat/resize.ts";
import * as View from "../../domain/seat/view.ts";
import * as Session from "../../domain/session/session.ts";
import { reader } from "../../domain/table.ts";
import { leave } from "../../domain/waitlist/waitlist.ts";
import { tend } from "../../domain/waitlist/tending.ts";
import { livesFor, tapped } from "../tapped.ts";
import {
  as,
  asSystem,
  company,
  proveInvariants,
  sandbox,
  toldOf,
  type Person,
  type World,
} from "../world.ts";
import { crowd, entryOf, join } from "./full-house.ts";

describe("BKG-9 many seats", () => {
  it.each([81, Pool.MOST_POOLS])(
    "of %d pools are on sale again when the last has left the line",
    async (pools) => {
      const world = await company();
      const { companyId, activityId, owner, ada, boris } = world;
      // One booking makes it full, however many seats are left.
      await as(owner, () => Activity.edit({ companyId, activityId, bookingCapacity: 1 }));
      const { sessionId } = await world.session({ capacity: pools * Pool.SEATS_PER_POOL });
      const { holdId } = await world.hold(ada, sessionId);
      const { entryId } = await join(world, boris, sessionId);
      await as(ada, () => release({ companyId, holdId }));
      await as(boris, () => leave({ companyId, entryId }));
      await asSystem(() => tend({ companyId, sessionId }));
      expect(await Pool.forSale(companyId, sessionId)).toBe(pools * Pool.SEATS_PER_POOL);
      await world.hold(ada, sessionId);
      await proveInvariants(world);
    },
  );
});

describe("BKG-9 seats that come free in two pools at once", () => {
  it("are seen together by whoever frees the last of them, so the first in line has his offer", async () => {
    const world = await company();
    const { companyId, ada } = world;
    const { sessionId } = await world.session({ capacity: 60 });
    const holds: { who: Person; holdId: HoldId }[] = [];
    for (const who of crowd(30)) holds.push({ who, ...(await world.hold(who, sessionId, 2)) });
    const { entryId } = await join(world, ada, sessionId, 4);
    const pools = new Map(holds.map((held) => [View.parts(held.holdId).index, held]));
    const [one, other] = [pools.get(0)!, pools.get(1)!];
    const giveBack = ({ who, holdId }: typeof one) => as(who, () => release({ companyId, holdId }));
    let isFirst = true;
    // The other is faster: between what the first one reads of the session and what it reads of the line.
    using _ = tapped(reader, async (sent) => {
      if (!isFirst || !JSON.stringify(sent).includes(`/LINE#${sessionId}`)) return;
      isFirst = false;
      await giveBack(other);
    });
    await giveBack(one);
    expect(isFirst).toBe(false);
    expect(await entryOf(world, ada, entryId)).toMatchObject({ status: "OFFERED", spots: 4 });
    await proveInvariants(world);
  });
});

describe("BKG-9 who wants more seats than a session has by now", () => {
  it("is told that it became smaller, and keeps nobody waiting", async () => {
    const world = await company();
    const { companyId, ada, boris } = world;
    const { sessionId } = await world.session({ capacity: 4 });
    const [one, other] = crowd(2) as [Person, Person];
    const holds = [await world.hold(one, sessionId, 2), await world.hold(other, sessionId, 2)];
    const first = await join(world, ada, sessionId, 4);
    const second = await join(world, boris, sessionId);
    await as(one, () => release({ companyId, holdId: holds[0]!.holdId }));
    expect(await entryOf(world, ada, first.entryId)).toMatchObject({ status: "WAITING" });
    await asSystem(() =>
      whileMoving(async () => {
        const { version } = await Session.get(companyId, sessionId);
        const { writes, capacity } = await Resize.to(companyId, sessionId, 2);
        const row = Session.Sessions.patch({ companyId, sessionId })
          .set({ capacity })
          .where((a, o) => o.eq(a.version, version!));
        return commit([change(Events.SessionCreated(), row, again), ...writes], capacity);
      }),
    );
    expect(await entryOf(world, ada, first.entryId)).toMatchObject({
      status: "LAPSED",
      lapsedBecause: "session_smaller",
    });
    await as(other, () => release({ companyId, holdId: holds[1]!.holdId }));
    expect(await entryOf(world, boris, second.entryId)).toMatchObject({ status: "OFFERED" });
    await proveInvariants(world);
  });
});

/** Five people who wait for a session, one after the other. */
async function lineOf(world: World, sessionId: SessionId) {
  const waiting: { who: Person; entryId: EntryId }[] = [];
  for (const who of crowd(5)) waiting.push({ who, ...(await join(world, who, sessionId)) });
  return waiting;
}

describe("CAP-7 a cart", () => {
  const ways = {
    "is given back": ({ ada, companyId }: World, cartId: CartId) =>
      as(ada, () => Cart.release({ companyId, cartId })),
    "was not paid for": async (world: World, cartId: CartId) => {
      const { companyId, ada } = world;
      const asked = { companyId, cartId, payment: sandbox };
      const { bookings, payment } = await as(ada, () => book(asked));
      const ended = async () => {
        const rows = bookings.map(({ bookingId }) => Row.get(companyId, bookingId));
        return (await Promise.all(rows)).filter(({ status }) => status === "CANCELLED").length;
      };
      // Killed after a part of it: the whole has not ended yet, and whoever comes next goes on.
      await livesFor(2, () => toldOf(world, payment!.paymentId, { news: "declined" }));
      expect(await ended()).toBeOneOf([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect((await Payment.get(companyId, payment!.paymentId)).status).toBe("PENDING");
      await toldOf(world, payment!.paymentId, { news: "declined", key: "once more" });
      expect(await ended()).toBe(10);
      expect((await Payment.get(companyId, payment!.paymentId)).status).toBe("FAILED");
    },
  };
  it.each(Object.entries(ways))(
    "that %s goes to all who wait, in as many transactions as it takes",
    async (_, end) => {
      const world = await company();
      const { companyId, ada } = world;
      const sessionIds: SessionId[] = [];
      for (let count = 0; count < 10; count++)
        sessionIds.push((await world.session({ capacity: 5 })).sessionId);
      const lines = sessionIds.map((sessionId) => ({ sessionId, spots: 5 }));
      const { cartId } = await as(ada, () => Cart.place({ companyId, lines }));
      const waiting = await Promise.all(sessionIds.map((sessionId) => lineOf(world, sessionId)));
      await end(world, cartId);
      const now = await Promise.all(waiting.flat().map(({ who, entryId }) => entryOf(world, who, entryId)));
      expect(now.map(({ status }) => status)).toEqual(Array(50).fill("OFFERED"));
      expect((await as(ada, () => Cart.get({ companyId, cartId }))).holds).toMatchObject(
        sessionIds.map(() => ({ status: "RELEASED" })),
      );
      await proveInvariants(world);
    },
  );
});
