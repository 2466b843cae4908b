/** Who is told of a refund, by the events of refunds that really happened; each delivered more than once. */
import type { EventBridgeEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import * as Member from "../../domain/company/member.ts";
import * as MoneyRules from "../../domain/company/money-rules.ts";
import * as Notification from "../../domain/notification/notification.ts";
import * as Outbox from "../../domain/outbox/outbox.ts";
import * as Approved from "../../functions/reactions/refund-approved.ts";
import * as AutoApproved from "../../functions/reactions/refund-auto-approved.ts";
import * as Rejected from "../../functions/reactions/refund-rejected.ts";
import * as Requested from "../../functions/reactions/refund-requested.ts";
import { approve, ask, paid, reject, uah } from "./money-back.ts";
import { as, company, person, rowsOf, type Person, type World } from "../world.ts";

type Reaction = typeof Requested.notifyCustomer;

/** What has just happened to the refund, to each of these reactions, five times at once and once more. */
async function deliver({ companyId }: World, refundId: string, ...reactions: Reaction[]): Promise<void> {
  const row = (await rowsOf(companyId)).find(({ sk }) => sk === `REFUND#${refundId}`)!;
  const event = { detail: Outbox.envelopeOf(row) } as EventBridgeEvent<string, unknown>;
  for (const reaction of reactions) {
    await Promise.all(Array.from({ length: 5 }, () => reaction(event)));
    await reaction(event);
  }
}
const told = async (who: Person) =>
  (await as(who, () => Notification.list({}))).items.map(({ type, body }) => ({ type, body }));

describe("whoever a refund concerns is told once", () => {
  it("NTF-1 PAY-11 requested: the customer, and those who decide; then approved: the customer", async () => {
    const world = await company();
    const { companyId, owner, coach, ada } = world;
    const maks = person("maks");
    await as(owner, () => Member.add({ companyId, userId: maks.userId, role: "manager" }));
    const refund = await ask(world, ada, await paid(world), { amount: uah(10_000) });
    await deliver(world, refund.refundId, Requested.notifyCustomer, Requested.notifyStaff);
    const hers = [
      { type: "REFUND_REQUESTED", body: "100.00 UAH. The company decides, and you will be told." },
    ];
    expect(await told(ada)).toEqual(hers);
    const theirs = [{ type: "REFUND_TO_DECIDE", body: "100.00 UAH. Approve or reject it." }];
    expect(await Promise.all([owner, maks, coach].map(told))).toEqual([theirs, theirs, []]);
    await approve(world, maks, refund);
    await deliver(world, refund.refundId, Approved.notifyCustomer);
    expect(await told(ada)).toEqual([
      { type: "REFUND_APPROVED", body: "100.00 UAH will be returned the way you paid." },
      ...hers,
    ]);
  });

  it("NTF-1 PAY-11 rejected: the customer, with the reason", async () => {
    const world = await company();
    const refund = await ask(world, world.ada, await paid(world));
    await reject(world, world.owner, refund);
    await deliver(world, refund.refundId, Rejected.notifyCustomer);
    expect(await told(world.ada)).toEqual([
      { type: "REFUND_REJECTED", body: "450.00 UAH will not be returned: too late" },
    ]);
  });

  it("NTF-1 PAY-11 approved by rule: the customer, and where it goes", async () => {
    const world = await company();
    const { companyId } = world;
    const autoApprove = { upTo: uah(45_000), withinHours: 1 };
    await as(world.owner, () => MoneyRules.set({ companyId, autoApprove }));
    const refund = await ask(world, world.ada, await paid(world), { destination: "WALLET" });
    await deliver(world, refund.refundId, AutoApproved.notifyCustomer);
    expect(await told(world.ada)).toEqual([
      { type: "REFUND_AUTO_APPROVED", body: "450.00 UAH will be credited to your wallet." },
    ]);
  });
});
