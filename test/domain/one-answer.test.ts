/** One key, one answer: also when the world, or the other request with that key, was faster. */
import { describe, expect, it } from "vitest";
import * as Actor from "../../domain/actor.ts";
import { book } from "../../domain/booking/book.ts";
import { commit, when } from "../../domain/commit.ts";
import { conflict } from "../../domain/error.ts";
import * as Once from "../../domain/once.ts";
import { tidy } from "../../domain/seat/expiry.ts";
import { TABLE } from "../../domain/table.ts";
import { as, asSystem, company, MINUTE, proveInvariants, refusal, sandbox, told, travel } from "../world.ts";

describe("one key, one answer", () => {
  it("API-1 a refusal that comes after the other request's answer gives way to it", async () => {
    const { companyId, ada } = await company();
    await as(ada, async () => {
      const pin = Once.pinOf({ companyId, command: "booking.book", key: "k", input: {} });
      Actor.current().pin = { ...pin };
      const Item = { pk: `C#${companyId}/NOTE`, sk: "NOTE" };
      const note = { params: () => ({ TableName: TABLE, Item }) };
      await commit([when(note, () => conflict("note.there", "There."))], { served: true });
      const late = conflict("hold.expired", "This hold is over.");
      expect(await Once.pinRefusal(pin, late)).toEqual({ kind: "final", answer: { served: true } });
    });
  });

  it("API-1 a refusal that was remembered stands, whatever another says later", async () => {
    const { companyId, ada } = await company();
    await as(ada, async () => {
      const pin = Once.pinOf({ companyId, command: "booking.book", key: "k", input: {} });
      expect(await Once.pinRefusal(pin, conflict("hold.expired", "This hold is over."))).toBe(undefined);
      const stands = await Once.pinRefusal(pin, conflict("session.closed", "Not on sale."));
      expect(stands).toMatchObject({ kind: "refusal", answer: { code: "hold.expired" } });
    });
  });

  it("PAY-3 a booking whose checkout could not be opened is answered by its key, also when its hold is long gone", async () => {
    const world = await company();
    const { companyId } = world;
    const { sessionId } = await world.session({ capacity: 2 });
    const { holdId } = await world.hold(world.ada, sessionId);
    const ask = () => as(world.ada, () => book({ companyId, holdId, payment: sandbox }), { key: "k" });
    const url = process.env.SANDBOX_URL;
    process.env.SANDBOX_URL = "http://127.0.0.1:9";
    const unreachable = await refusal(ask()).finally(() => Object.assign(process.env, { SANDBOX_URL: url }));
    expect(unreachable.code).toBe("gateway.unreachable");
    using _ = travel(11 * MINUTE);
    await asSystem(() => tidy({ companyId, sessionId }, 0));
    const booking = await ask();
    expect(booking).toMatchObject({ status: "AWAITING_GATEWAY", payment: { status: "PENDING" } });
    await told(world, booking.bookingId);
    expect(await ask()).toEqual(booking);
    await proveInvariants(world);
  });
});
