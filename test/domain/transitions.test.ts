import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Payment from "../../domain/payment/payment.ts";
import { TABLE, writer } from "../../domain/table.ts";
import { as, company, refusal, told, type World } from "../world.ts";

/** Puts a booking into a state behind the product's back, to see what the product then allows. */
const force = (world: World, bookingId: string, status: string) => {
  const { companyId, sessionId } = Row.keyOf(world.companyId, bookingId);
  return writer.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: { pk: `C#${companyId}/SESSION#${sessionId}`, sk: `BOOKING#${bookingId}` },
      UpdateExpression: "SET #s = :s",
      ExpressionAttributeNames: { "#s": "status" },
      ExpressionAttributeValues: { ":s": status },
    }),
  );
};

describe("the states of a booking", () => {
  it("BKG-1 every state can be reached from those that a booking begins in", () => {
    const reached = new Set<Row.Status>(Row.AWAITING);
    for (const state of reached) for (const next of Row.MOVES[state]) reached.add(next);
    expect(reached).toEqual(new Set(Row.STATUSES));
  });

  it.each(Row.STATUSES.filter((status) => !Row.MOVES[status].includes("CANCELLED")))(
    "BKG-1 a booking that is %s can not be cancelled: 409 naming both states, and nothing changes",
    async (status) => {
      const world = await company();
      const { sessionId } = await world.session();
      const { bookingId } = await world.booking(world.ada, sessionId);
      await force(world, bookingId, status);
      const before = await Row.get(world.companyId, bookingId);
      const error = await refusal(as(world.ada, () => cancel({ companyId: world.companyId, bookingId })));
      expect(error).toMatchObject({
        kind: "conflict",
        code: "booking.illegal_transition",
        detail: { from: status, to: "CANCELLED" },
      });
      expect(await Row.get(world.companyId, bookingId)).toEqual(before);
    },
  );

  it("BKG-5 booking and payment change together: paid means succeeded, failed means failed", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const [paid, declined] = await Promise.all([
      world.booking(world.ada, sessionId),
      world.booking(world.boris, sessionId),
    ]);
    await told(world, paid.bookingId);
    await told(world, declined.bookingId, { news: "declined" });
    const states = async ({ bookingId }: { bookingId: string }) => {
      const booking = await Row.get(world.companyId, bookingId);
      const payment = await Payment.get(world.companyId, booking.paymentId);
      return [booking.paymentMethod, booking.paymentStatus, payment.status];
    };
    expect(await states(paid)).toEqual(["PAY_NOW", "PAID", "SUCCEEDED"]);
    expect(await states(declined)).toEqual(["PAY_NOW", "FAILED", "FAILED"]);
  });
});
