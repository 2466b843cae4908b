/**
 * When a callback is due, call the shop. A shop that does not answer 2xx is called again, because the bus delivers again
 * what throws here. The body says when it happened, not when it was sent: each repeat has the same bytes, newly signed.
 */
import type { EventBridgeEvent } from "aws-lambda";
import { setTimeout as pause } from "node:timers/promises";
import * as Clock from "../../domain/clock.ts";
import * as Key from "../../domain/key.ts";
import * as Checkouts from "./checkouts.ts";
import { Due } from "./due.ts";
import { keyOf } from "./merchant.ts";

const PATIENCE_MS = 5000;
/** A shop may ignore what ranks lower than what it knows. */
const RANKS = { pending: 10, declined: 20, paid: 30 } as const;

export const handler = async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
  const { checkoutId, dueAt, copies, stalePending, claim } = Due.parse(event.detail);
  await pause(Math.max(0, Date.parse(dueAt) - Clock.millis()));
  const checkout = await Checkouts.get(checkoutId);
  const { outcome = "pending", decidedAt, createdAt, amount, currency, captured } = checkout;
  const price = captured ?? { amount, currency };
  const told: News = {
    status: outcome,
    amount: claim.amount ?? price.amount,
    currency: claim.currency ?? price.currency,
    occurredAt: decidedAt ?? createdAt,
  };
  await call(checkout, told, copies);
  if (stalePending) await call(checkout, { status: "pending", amount, currency, occurredAt: createdAt }, 1);
};

type News = { status: keyof typeof RANKS; amount: number; currency: string; occurredAt: string };

async function call(checkout: Checkouts.Checkout, news: News, copies: number) {
  const { merchantId, checkoutId, reference, callbackUrl } = checkout;
  const said = { event: "payment", checkoutId, reference, ...news, rank: RANKS[news.status] };
  const card = news.status === "paid" ? Checkouts.cardOf(checkout) : undefined;
  const body = JSON.stringify({ ...said, ...(card && { card }) });
  const time = Math.floor(Clock.millis() / 1000);
  const signature = Key.sign(await keyOf(merchantId), `${time}.${body}`);
  const headers = { "content-type": "application/json", "x-sandbox-signature": `t=${time},v1=${signature}` };
  const answers = await Promise.allSettled(
    Array.from({ length: copies }, async () => {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const { status } = await fetch(callbackUrl, {
        method: "POST",
        headers,
        body,
        signal,
        redirect: "error",
      });
      if (status < 200 || status > 299) throw new Error(`The shop answered ${status}.`);
    }),
  );
  const failed = answers.flatMap((answer) =>
    answer.status === "rejected" ? [answer.reason as unknown] : [],
  );
  if (failed.length > 0)
    throw new AggregateError(failed, `${failed.length} of ${copies} callbacks were not taken.`);
}
