import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Attendance from "../../domain/booking/attendance.ts";
import * as BillingCard from "../../domain/booking/billing-card.ts";
import * as Row from "../../domain/booking/row.ts";
import { commit } from "../../domain/commit.ts";
import { book } from "../../domain/booking/book.ts";
import * as Card from "../../domain/payment/card.ts";
import { accept } from "../../domain/payment/callback-decision.ts";
import * as Inbox from "../../domain/payment/callback-row.ts";
import { chase } from "../../domain/payment/chase.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { livesFor } from "../tapped.ts";
import { choose } from "../twins.ts";
import { as, asSystem, HOUR, MINUTE, proveInvariants, refusal, sandbox, travel } from "../world.ts";
import * as Merchant from "./gateway/merchant.ts";
import { BILLED, booked, charges, decide, keep, PRICE, studio, taken } from "./charged-card.ts";

describe.each(["liqpay", "monobank"] as const)("a card that is kept at %s", (gateway) => {
  it("BKG-8 PAY-4 is charged once, by many at once, whatever its callbacks tell beside the answer", async () => {
    const shop = await Merchant.open(gateway);
    const { companyId, ada } = shop;
    const keeping = await shop.hold(ada, (await shop.session()).sessionId);
    const saving = { gateway, returnUrl: sandbox.returnUrl, saveCard: true } as const;
    const kept = await as(ada, () => book({ companyId, holdId: keeping.holdId, payment: saving }));
    await choose(kept.payment.checkoutUrl!, "paid");
    await shop.settled();
    const [card] = (await as(ada, () => Card.list({ companyId }))).items;
    await shop.control({ manner: { copies: 2 } });
    const at = await booked(shop, card!.cardId);
    using _later = travel(BILLED);
    // Nothing at Monobank makes two requests one: here it is the turn that does.
    await livesFor(1, at.sweep);
    const [{ paymentId } = { paymentId: "" }] = await at.charges();
    const look = () => asSystem(() => chase(companyId, paymentId));
    await Promise.all(Array.from({ length: 5 }, look));
    await shop.settled();
    const [charge, ...others] = await at.charges();
    expect(others).toEqual([]);
    expect(charge).toMatchObject({ status: "SUCCEEDED", gateway, refundable: PRICE });
    expect(await at.now()).toMatchObject({ paymentStatus: "PAID", paymentId: charge!.paymentId });
    if (gateway === "monobank") {
      const { invoices } = (await shop.control({ reference: charge!.paymentId })) as { invoices: object[] };
      expect(invoices).toHaveLength(1);
    }
    await proveInvariants(at);
    await shop.close();
  });
});

describe("the card of a bill", () => {
  it("BKG-8 that was removed is charged no more: before it is due, and before it was begun", async () => {
    const [early, late] = [await studio(), await studio()];
    const remove = ({ ada, companyId, cardId }: typeof early) =>
      as(ada, () => Card.remove({ companyId, cardId }));
    await remove(early);
    using _later = travel(BILLED);
    await charges(late.companyId, "unreachable");
    for (const at of [early, late]) await at.sweep();
    await remove(late);
    travel(11 * MINUTE);
    await late.sweep();
    expect(await early.charges()).toEqual([]);
    expect(await late.charges()).toMatchObject([{ status: "FAILED", failedBecause: "card_removed" }]);
    for (const at of [early, late]) {
      expect(await at.bill()).toMatchObject({
        status: "PENDING",
        tries: 1,
        dueSk: expect.any(String) as string,
      });
      await proveInvariants(at);
    }
  });

  it("BKG-8 at a gateway that is no longer offered is not charged", async () => {
    const at = await studio();
    using _later = travel(BILLED);
    const { SANDBOX_URL } = process.env;
    delete process.env.SANDBOX_URL;
    await at.sweep();
    process.env.SANDBOX_URL = SANDBOX_URL;
    expect(await at.charges()).toEqual([]);
    expect(await at.bill()).toMatchObject({
      tries: 1,
      change: { reason: expect.stringMatching(/gone$/) as string },
    });
    await proveInvariants(at);
  });

  it("BKG-8 that its gateway does not know any more is forgotten, and another may be named", async () => {
    const at = await studio();
    const { companyId, ada } = at;
    const kept = await Card.Cards.query.primary({ companyId, userId: ada.userId }).go();
    const gone = { token: "card_sbx_00000000000000000000000000000000", mask: kept.data[0]!.mask };
    const sealed = await Card.seal({ companyId, gateway: "sandbox" }, gone);
    await asSystem(async () =>
      commit([await Card.keep({ companyId, userId: ada.userId }, "sandbox", sealed!)], 0),
    );
    using _later = travel(BILLED);
    await at.sweep();
    expect(await at.charges()).toMatchObject([
      { status: "FAILED", change: { reason: "declined: card_unknown" } },
    ]);
    expect(await at.bill()).not.toHaveProperty("card");
    const other = await keep(at, ada);
    await as(ada, () => BillingCard.name({ ...at.one, cardId: other }));
    travel(6 * HOUR + MINUTE);
    await at.sweep();
    expect(await at.now()).toMatchObject({ paymentStatus: "PAID" });
    expect(await taken(at)).toBe(PRICE);
    await proveInvariants(at);
  });

  it("BKG-8 is its customer's own, named and withdrawn by nobody else, for what is owed", async () => {
    const at = await studio();
    const { companyId, ada, boris, owner, one } = at;
    const cardId = at.cardId;
    const named = () => BillingCard.name({ ...one, cardId });
    const withdrawn = () => BillingCard.withdraw(one);
    for (const who of [boris, owner]) {
      expect((await refusal(as(who, named))).code).toBe("booking.not_found");
      expect((await refusal(as(who, withdrawn))).code).toBe("booking.not_found");
    }
    const foreign = await keep(at, boris);
    const theirs = () => BillingCard.name({ ...one, cardId: foreign });
    expect((await refusal(as(ada, theirs))).code).toBe("card.not_found");
    const { holdId } = await at.hold(ada, (await at.session()).sessionId);
    const asked = (payment: Parameters<typeof book>[0]["payment"]) => () =>
      book({ companyId, holdId, payment });
    const post = { method: "post_paid", cardId: foreign } as const;
    expect((await refusal(as(ada, asked(post)))).code).toBe("card.not_found");
    const paid = asked({ ...sandbox, cardId });
    expect((await refusal(as(ada, paid))).code).toBe("request.invalid");
    expect((await as(ada, withdrawn)).payment).not.toHaveProperty("card");
    expect((await as(ada, withdrawn)).payment).not.toHaveProperty("card");
    expect((await as(ada, named)).payment).toMatchObject({ card: { cardId } });
    const { version } = await at.bill();
    expect((await as(ada, named)).payment).toMatchObject({ card: { cardId } });
    expect(await at.bill(), "named already").toMatchObject({ version });
    using _later = travel(BILLED);
    await at.sweep();
    expect((await refusal(as(ada, withdrawn))).code).toBe("payment.already_paid");
    await proveInvariants(at);
  });

  it("PAY-7 another amount than is owed waits for people, who find it with its payment and accept it", async () => {
    const at = await studio({ keptCard: "waits" });
    const { companyId, owner } = at;
    using _later = travel(BILLED);
    await at.sweep();
    const [{ paymentId, externalId } = { paymentId: "", externalId: "" }] = await at.charges();
    await decide({ externalId }, "silent", PRICE + 5);
    travel(11 * MINUTE);
    await at.sweep();
    expect(await at.now()).toMatchObject({ paymentStatus: "PENDING" });
    const [{ callbackId } = { callbackId: "" }, ...others] = await Inbox.of(companyId, paymentId);
    expect(others).toEqual([]);
    expect(await as(owner, () => accept({ companyId, callbackId }))).toMatchObject({ status: "APPLIED" });
    expect(await at.now()).toMatchObject({ paymentStatus: "PAID", paymentId });
    expect(await Refund.of(companyId, paymentId)).toMatchObject([{ why: "paid_too_much" }]);
    await proveInvariants(at);
  });

  it("PAY-7 less than is owed, and accepted, goes back; the bill is tried again, and is overdue in the end", async () => {
    const at = await studio({ keptCard: "waits", billingTries: 2 });
    const { companyId, owner } = at;
    using _later = travel(BILLED);
    for (const tries of [1, 2]) {
      await at.sweep();
      const charge = (await at.charges()).find(({ status }) => status === "PENDING")!;
      await decide(charge, "silent", PRICE - 5);
      travel(11 * MINUTE);
      await at.sweep();
      const [told] = await Inbox.of(companyId, charge.paymentId);
      await as(owner, () => accept({ companyId, callbackId: told!.callbackId }));
      expect(await Refund.of(companyId, charge.paymentId)).toMatchObject([{ why: "amount_differs" }]);
      expect(await at.bill()).toMatchObject({ status: "PENDING", tries });
      await proveInvariants(at);
      travel(7 * HOUR);
    }
    expect(await at.now()).toMatchObject({ status: "BILLING_OVERDUE", paymentStatus: "PENDING" });
  });

  it("BKG-8 whose owner has taken his word back is not charged, though a charge was written down before", async () => {
    const at = await studio();
    using _later = travel(BILLED);
    await charges(at.companyId, "unreachable");
    await at.sweep();
    await as(at.ada, () => BillingCard.withdraw(at.one));
    await charges(at.companyId, "ok");
    travel(11 * MINUTE);
    await at.sweep();
    expect(await at.charges()).toMatchObject([{ status: "FAILED", failedBecause: "card_removed" }]);
    expect(await taken(at)).toBe(0);
    expect(await at.bill()).toMatchObject({ status: "PENDING", tries: 1 });
    await proveInvariants(at);
  });

  it("BKG-8 pays the fee of who was to pay at the door and did not come", async () => {
    const at = await studio();
    const { companyId, owner, ada, activityId, cardId } = at;
    const policy = { windows: [], noShowFeePercent: 50 };
    await as(owner, () => Activity.edit({ companyId, activityId, payOnArrival: true, policy }));
    const { holdId } = await at.hold(ada, (await at.session()).sessionId);
    const payment = { method: "on_arrival" } as const;
    const { bookingId } = await as(ada, () => book({ companyId, holdId, payment }));
    await as(ada, () => BillingCard.name({ companyId, bookingId, cardId }));
    using _start = travel(25 * HOUR);
    await as(owner, () => Attendance.noShow({ companyId, bookingId }));
    travel(25 * HOUR);
    await asSystem(() => chase(companyId, Row.paymentIdOf(bookingId)));
    expect(await Row.get(companyId, bookingId)).toMatchObject({ paymentStatus: "PAID" });
    expect(await at.charges()).toMatchObject([{ status: "SUCCEEDED", price: { amount: PRICE / 2 } }]);
    await proveInvariants(at);
  });

  it("BKG-8 for a bill that came to nothing no card is named", async () => {
    const at = await studio();
    using _start = travel(25 * HOUR);
    await as(at.owner, () => Attendance.noShow(at.one));
    travel(25 * HOUR);
    await at.sweep();
    expect(await at.bill()).toMatchObject({ status: "FAILED", failedBecause: "nothing_owed" });
    const named = () => BillingCard.name({ ...at.one, cardId: at.cardId });
    expect((await refusal(as(at.ada, named))).code).toBe("booking.not_owed");
  });
});
