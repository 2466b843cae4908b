import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cancel } from "../../domain/booking/cancel.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Decision from "../../domain/payment/refund-decision.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { TABLE, writer } from "../../domain/table.ts";
import { approve, ask, paid, pay, reject, uah } from "./money-back.ts";
import { as, asSystem, codes, company, proveInvariants, refusal, type World } from "../world.ts";

type Named = Parameters<typeof approve>[2];

/** Puts a refund into a state behind the product's back, to see what the product then allows. */
const force = ({ companyId }: World, { paymentId, refundId }: Named, status: Refund.Status) =>
  writer.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: { pk: `C#${companyId}/PAYMENT#${paymentId}`, sk: `REFUND#${refundId}` },
      UpdateExpression: "SET #s = :s",
      ExpressionAttributeNames: { "#s": "status" },
      ExpressionAttributeValues: { ":s": status },
    }),
  );
const retry = ({ companyId, owner }: World, { paymentId, refundId }: Named) =>
  as(owner, () => Decision.retry({ companyId, paymentId, refundId }));
const statusOf = async ({ companyId }: World, { paymentId, refundId }: Named) =>
  (await Refund.get({ companyId, paymentId, refundId })).status;

describe("the states of a refund", () => {
  it("PAY-11 every state can be reached", () => {
    const reached = new Set<Refund.Status>(["REQUESTED"]);
    for (const state of reached) for (const next of Refund.MOVES[state]) reached.add(next);
    expect(reached).toEqual(new Set(Refund.STATUSES));
  });

  it.each(Refund.STATUSES)("PAY-11 from %s nothing moves but what is listed", async (status) => {
    const world = await company();
    const refund = await ask(world, world.ada, await paid(world));
    const { owner } = world;
    const attempts = [
      { from: ["REQUESTED"], run: () => approve(world, owner, refund) },
      { from: ["REQUESTED"], run: () => reject(world, owner, refund) },
      { from: ["FAILED"], run: () => retry(world, refund) },
    ];
    for (const { from, run } of attempts) {
      if (from.includes(status)) continue;
      await force(world, refund, status);
      expect(await refusal(run())).toMatchObject({
        code: "refund.already_decided",
        detail: { state: status },
      });
      expect(await statusOf(world, refund)).toBe(status);
    }
    await force(world, refund, status);
    await pay(world, refund);
    const payable = Refund.MOVES[status].includes("PAID");
    expect(await statusOf(world, refund)).toBe(payable ? "PAID" : status);
  });
});

const part = fc.integer({ min: 1, max: 50_000 });
const step = fc.oneof(
  fc.record({ does: fc.constant("ask" as const), amount: part, staff: fc.boolean(), wallet: fc.boolean() }),
  fc.record({ does: fc.constantFrom("approve", "reject", "pay", "retry"), which: fc.nat(5) }),
  fc.record({ does: fc.constant("cancel" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe("any number of refunds", () => {
  it("PAY-11 few wait for their decision at a time, whoever asks at once; so the booking can still end", async () => {
    const world = await company();
    const { companyId, ada, owner } = world;
    const booking = await paid(world);
    const one = () => ask(world, ada, booking, { amount: uah(1) });
    const results = await Promise.allSettled(Array.from({ length: 12 }, one));
    expect(codes(results)).toEqual({ ok: 5, "refund.undecided": 7 });
    const [first] = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    await reject(world, owner, first!);
    await one();
    expect((await refusal(one())).code).toBe("refund.undecided");
    await as(ada, () => cancel({ companyId, bookingId: booking.bookingId }));
    await proveInvariants(world);
  });

  it("PAY-2 PAY-11 whatever is asked, decided and paid in which order or at once: the sums agree", async () => {
    const inGroups = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(inGroups, fc.boolean(), async (groups, captured) => {
        const world = await company();
        const booking = await paid(world, { captured });
        const { companyId } = world;
        const take = async (one: Step): Promise<unknown> => {
          const refunds = await Refund.of(companyId, booking.paymentId);
          if (one.does === "cancel") {
            return as(world.ada, () => cancel({ companyId, bookingId: booking.bookingId }));
          }
          if ("amount" in one) {
            const destination = one.wallet ? ("WALLET" as const) : ("CARD" as const);
            const terms = { amount: uah(one.amount), destination };
            return ask(world, one.staff ? world.owner : world.ada, booking, terms);
          }
          const refund = refunds[one.which] as (Refund.Refund & Named) | undefined;
          if (!refund) return undefined;
          if (one.does === "approve") return approve(world, world.owner, refund);
          if (one.does === "reject") return reject(world, world.owner, refund);
          return one.does === "retry" ? retry(world, refund) : asSystem(() => payOut(refund));
        };
        for (const group of groups) {
          const results = await Promise.allSettled(group.map(take));
          const kinds = results.map((result) =>
            result.status === "rejected" ? (result.reason as { kind?: string }).kind : "ok",
          );
          expect(kinds.filter((kind) => kind !== "ok" && kind !== "conflict")).toEqual([]);
          await proveInvariants(world);
        }
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
