/**
 * A payment that time has something to do with: intended but never opened, or opened and without an outcome. The gateway
 * is asked before anything is given up (PAY-5); if it does not answer, nothing is given up. What was given up is asked
 * about once more, because a payer may pay while we give up, and nobody may tell us (PAY-6).
 */
import * as Bill from "../booking/bill.ts";
import * as ToppedUp from "../booking/topped-up.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, commitOne, replay, Replay, when, whileMoving } from "../commit.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import { same } from "../money.ts";
import { due } from "../table.ts";
import * as Callback from "./callback.ts";
import * as Checkout from "./checkout.ts";
import * as Purpose from "./purpose.ts";
import * as Payment from "./payment.ts";

const AGAIN_MS = 60_000;
/** People look at what is quarantined; asking the gateway every minute would not help them. */
const PEOPLE_MS = 6 * 3600_000;

export async function chase(companyId: string, paymentId: string): Promise<void> {
  const payment = await Payment.find(companyId, paymentId);
  if (!payment || payment.status === "SUCCEEDED") return;
  if (payment.gateway === "wallet") return ToppedUp.giveUp(payment);
  if (payment.gateway === "bill" || payment.gateway === "cash") return Bill.collect(companyId, paymentId);
  try {
    await (payment.status === "FAILED" ? lookBack(payment) : settle(payment));
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    await later(payment, "the gateway could not be reached");
  }
}

async function settle(payment: Payment.Payment): Promise<void> {
  const { companyId, status, expiresAt } = payment;
  const settling = { payment, report: [] };
  const over = expiresAt <= Clock.iso();
  if (status === "CREATED" && !over) return openAgain(payment);
  const gateway = await Gateway.of(companyId, payment.gateway);
  const standing = await gateway.status(payment);
  if (standing.news === "paid") return believe(payment, standing);
  if (standing.news === "declined") return Purpose.failed(settling, "declined");
  if (over) return Purpose.failed(settling, "webhook_timeout");
  return later(payment, "the payer has time until " + expiresAt);
}

/** Given up by us, perhaps not by the payer: money that moved after all is found here, and seated or given back. */
async function lookBack(payment: Payment.Payment): Promise<void> {
  const { companyId, gateway } = payment;
  const standing = await (await Gateway.of(companyId, gateway)).status(payment);
  if (standing.news === "paid") return believe(payment, standing);
  return letGo(payment);
}

async function letGo({ companyId, paymentId, version }: Payment.Payment): Promise<void> {
  const over = Payment.Payments.patch({ companyId, paymentId })
    .remove(["duePk", "dueSk"])
    .where((a, o) => o.eq(a.version, version!));
  await commit([when(over, () => replay(undefined))], undefined).catch((moved: unknown) => {
    if (!(moved instanceof Replay)) throw moved;
  });
}

const openAgain = ({ companyId, paymentId }: Payment.Payment): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status !== "CREATED") return;
    const { writes } = await Checkout.open(payment, await Purpose.customerOf(payment));
    await commit(writes, undefined);
  });

/** What the gateway answers to our question goes the way of a callback: kept, checked against our books, applied. */
async function believe(payment: Payment.Payment, { externalId, price }: Gateway.Standing): Promise<void> {
  const { companyId, paymentId, gateway } = payment;
  const known = externalId ?? payment.externalId ?? "";
  const { outcome } = await Callback.receive(companyId, gateway, {
    kind: "news",
    key: `asked:${paymentId}:paid:${price && same(price, payment.price) ? "fits" : "differs"}`,
    externalId: known,
    paymentId,
    news: "paid",
    rank: 0,
    at: Clock.iso(),
    ...(price && { price }),
    facts: { asked: true },
  });
  if (outcome === "dismissed") return giveUp(payment);
  // If people must look first, the payment waits for them and is asked about again.
  const wait = outcome === "quarantined" || outcome === "duplicate" ? PEOPLE_MS : AGAIN_MS;
  await later(payment, "the gateway says paid", wait);
}

/** People have decided that what the gateway has is not for this payment. */
const giveUp = (payment: Payment.Payment): Promise<void> =>
  payment.status === "FAILED" ? letGo(payment) : Purpose.failed({ payment, report: [] }, "webhook_timeout");

async function later(payment: Payment.Payment, reason: string, wait = AGAIN_MS): Promise<void> {
  const { companyId, paymentId } = payment;
  const now = await Payment.get(companyId, paymentId);
  if (now.status === "SUCCEEDED") return;
  await whileMoving(() =>
    commitOne(
      change(
        Events.PaymentAwaited({ reason }),
        Payment.Payments.patch({ companyId, paymentId })
          .set(due(paymentId, Clock.isoAfter(wait)))
          .where((a, o) => o.eq(a.version, now.version!)),
        again,
      ),
    ),
  ).catch(() => undefined);
}
