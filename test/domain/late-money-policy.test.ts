/** Money that came too late for its seat, by the company's policy: each way raced against expiry and cancellation. */
import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import * as MoneyRules from "../../domain/company/money-rules.ts";
import { chase } from "../../domain/payment/chase.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import * as Row from "../../domain/booking/row.ts";
import { tidy } from "../../domain/seat/expiry.ts";
import { inWallet, now } from "./money-back.ts";
import {
  as,
  asSystem,
  company,
  MINUTE,
  proveInvariants,
  rowsOf,
  told,
  travel,
  type World,
} from "../world.ts";

const POLICIES = ["refund", "wallet"] as const;
type Policy = (typeof POLICIES)[number];

async function booked(lateMoney: Policy, capacity = 1) {
  const world = await company();
  const { companyId } = world;
  await as(world.owner, () => MoneyRules.set({ companyId, lateMoney }));
  const { sessionId } = await world.session({ capacity });
  const booking = await world.booking(world.ada, sessionId);
  return { world, booking, sessionId };
}

async function payOutAll({ companyId }: World, bookingId: string) {
  for (const refund of await Refund.of(companyId, Row.paymentIdOf(bookingId))) {
    await asSystem(() => payOut(refund));
  }
}

const changes = async ({ companyId }: World, type: string) =>
  (await rowsOf(companyId)).filter(({ change }) => (change as { type?: string } | undefined)?.type === type);

describe.each(POLICIES)("money that comes too late, to the %s", (policy) => {
  const destination = policy === "wallet" ? "WALLET" : "CARD";

  it("PAY-6 the seat is somebody else's", async () => {
    const { world, booking, sessionId } = await booked(policy);
    using _ = travel(12 * MINUTE);
    await world.hold(world.boris, sessionId);
    await told(world, booking.bookingId);
    await told(world, booking.bookingId);
    expect((await now(world, booking)).refunds).toMatchObject([{ why: "no_seats_left", destination }]);
    expect(await changes(world, "refund.auto_approved")).toHaveLength(1);
    expect(await changes(world, "booking.cancelled")).toHaveLength(1);
    await payOutAll(world, booking.bookingId);
    expect((await now(world, booking)).status).toBe("REFUNDED");
    expect(await inWallet(world, booking)).toBe(policy === "wallet" ? 45_000 : 0);
    await proveInvariants(world);
  });

  it("PAY-6 cancelled before: the history says when and where it went", async () => {
    const { world, booking } = await booked(policy);
    const { companyId } = world;
    const { bookingId } = booking;
    await as(world.ada, () => cancel({ companyId, bookingId }));
    await told(world, bookingId);
    const [explained] = await changes(world, "booking.paid_late");
    const where = policy === "wallet" ? "goes to the wallet" : "goes back";
    expect(explained?.change).toMatchObject({
      reason: `paid after it was cancelled (customer); the money ${where}`,
    });
    await payOutAll(world, bookingId);
    expect(await now(world, booking)).toMatchObject({
      status: "REFUNDED",
      refunds: [{ status: "PAID", destination }],
    });
    await proveInvariants(world);
  });

  it("PAY-6 the hold is over and the seat is free: seated, whatever the policy", async () => {
    const { world, booking, sessionId } = await booked(policy);
    const { companyId } = world;
    using _ = travel(12 * MINUTE);
    await asSystem(() => tidy({ companyId, sessionId }, 0));
    await told(world, booking.bookingId);
    expect(await now(world, booking)).toMatchObject({ status: "CONFIRMED", refunds: [] });
    await proveInvariants(world);
  });

  it.each(["expiry", "cancellation", "both"])(
    "PAY-6 raced against %s: one outcome, nothing lost",
    async (rival) => {
      for (let round = 0; round < 4; round++) {
        const { world, booking, sessionId } = await booked(policy);
        const { companyId } = world;
        const { bookingId } = booking;
        using _ = travel(rival === "cancellation" ? 0 : 31 * MINUTE);
        const expiry = () => [
          asSystem(() => chase(companyId, Row.paymentIdOf(bookingId))),
          asSystem(() => tidy({ companyId, sessionId }, 0)),
          world.hold(world.boris, sessionId),
        ];
        await Promise.allSettled([
          told(world, bookingId),
          ...(rival === "cancellation" ? [] : expiry()),
          ...(rival === "expiry" ? [] : [as(world.ada, () => cancel({ companyId, bookingId }))]),
        ]);
        await payOutAll(world, bookingId);
        const { status, refunds, payment } = await now(world, booking);
        expect(payment.status).toBe("SUCCEEDED");
        expect([status, refunds.length]).toBeOneOf([
          ["CONFIRMED", 0],
          ["REFUNDED", 1],
        ]);
        // What was cancelled by its customer after it was confirmed goes back by that rule, and not as late money.
        const late = refunds.filter(({ why }) => !why.startsWith("cancelled_by"));
        expect(late.every((refund) => refund.destination === destination)).toBe(true);
        const credited = late.length > 0 && policy === "wallet" ? 45_000 : 0;
        expect(await inWallet(world, booking)).toBe(credited);
        await proveInvariants(world);
      }
    },
  );
});
