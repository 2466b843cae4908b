/**
 * What comes of asking a gateway about a payment. Its word that money moved goes the way of a callback: kept, checked against
 * our books, applied; whatever else it says is asked about again, or nobody asks any more.
 */
import * as Clock from "../clock.ts";
import { again, change, commit, commitOne, replay, Replay, when, whileMoving } from "../commit.ts";
import * as Events from "../events.ts";
import type * as Gateway from "../gateway/gateway.ts";
import { same } from "../money.ts";
import { due } from "../table.ts";
import * as Callback from "./callback.ts";
import * as Purpose from "./purpose.ts";
import * as Payment from "./payment.ts";

const AGAIN_MS = 60_000;
/** People look at what is quarantined; asking the gateway every minute would not help them. */
const PEOPLE_MS = 6 * 3600_000;

export async function believe(
  payment: Payment.Payment,
  { externalId, price }: Gateway.Standing,
): Promise<void> {
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

export async function later(payment: Payment.Payment, reason: string, wait = AGAIN_MS): Promise<void> {
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

export async function letGo({ companyId, paymentId, version }: Payment.Payment): Promise<void> {
  const over = Payment.Payments.patch({ companyId, paymentId })
    .remove(["duePk", "dueSk"])
    .where((a, o) => o.eq(a.version, version!));
  await commit([when(over, () => replay(undefined))], undefined).catch((moved: unknown) => {
    if (!(moved instanceof Replay)) throw moved;
  });
}
