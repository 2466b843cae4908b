/** BKG-7: what comes after a move: at the door, with whoever came before it, and when it could not be done at once. */
import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Attendance from "../../domain/booking/attendance.ts";
import * as Collection from "../../domain/booking/collection.ts";
import * as Cash from "../../domain/booking/cash.ts";
import { unavailable } from "../../domain/error.ts";
import { writer } from "../../domain/table.ts";
import { tapped } from "../tapped.ts";
import { as, asSystem, HOUR, proveInvariants, refusal, rowsOf, sandbox, travel } from "../world.ts";
import { uah } from "./money-back.ts";
import { CREDIT, door, studio, type Studio } from "./movable.ts";
import { balance, PRICE, read } from "./purse.ts";

const FEE = 3000;
const policy = {
  noShowFeePercent: 50,
  reschedule: { hoursBefore: 2, difference: "settle", fee: FEE },
} as const;

/** A booking that has moved once, and pays for that what it pays for the rest. */
async function moved(method: "on_arrival" | "post_paid") {
  const world = await studio([PRICE], policy);
  const { companyId, activityId, owner } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, postPaid: true }));
  const { sessionId } = await world.at(40, PRICE);
  const before = await world.reserve(method === "on_arrival" ? door : { method }, world.ada, sessionId);
  const { bookingId, settlement } = await world.move(before, world.there[0]!);
  expect(settlement).toMatchObject({ due: uah(FEE), dueFrom: "door" });
  return { ...world, bookingId };
}

const paymentOf = async (world: Studio) =>
  (await rowsOf(world.companyId)).find(({ __edb_e__: is }) => is === "payment");

describe("a booking that has moved", () => {
  it("BKG-7 PAY-13 pays at the door what moving it has cost, too", async () => {
    const world = await moved("on_arrival");
    const { companyId, bookingId, owner } = world;
    expect(await read(world, bookingId)).toMatchObject({ owed: uah(PRICE + FEE) });
    await as(owner, () => Cash.receive({ companyId, bookingId }));
    const payment = await paymentOf(world);
    expect(payment).toMatchObject({ status: "SUCCEEDED", refundable: PRICE + FEE });
    expect(payment).not.toHaveProperty("captured");
    await proveInvariants(world);
  });

  it.each([
    ["came", PRICE + FEE],
    ["did not come", PRICE / 2 + FEE],
  ])("BKG-8 is billed for that with the rest: somebody who %s", async (came, owed) => {
    const world = await moved("post_paid");
    const { companyId, bookingId, owner } = world;
    using _ = travel(52 * HOUR);
    if (came !== "came") await as(owner, () => Attendance.noShow({ companyId, bookingId }));
    const payment = await paymentOf(world);
    using _later = travel(24 * HOUR);
    await asSystem(() => Collection.collect(companyId, String(payment!.paymentId)));
    expect(await balance(world, world.customerId)).toBe(CREDIT - owed);
    await proveInvariants(world);
  });

  it("API-1 finds the seats that it had taken, where a repeat does what could not be done before", async () => {
    const world = await studio();
    const before = await world.reserve(sandbox);
    const move = () => world.move(before, world.there[0]!, {}, { key: "moves-in-the-end" });
    {
      using _ = tapped(writer, (sent) => {
        if (JSON.stringify(sent).includes("rescheduledFrom"))
          throw unavailable("write.unavailable", "Not now.");
      });
      expect(await refusal(move())).toMatchObject({ kind: "unavailable" });
    }
    const { bookingId } = await move();
    expect(await read(world, bookingId)).toMatchObject({ status: "CONFIRMED", rescheduledFrom: before });
    await proveInvariants(world);
  });
});
