/**
 * Money back at Stripe. It remembers an Idempotency-Key for a day, and answers with what it said then; a refund may be
 * asked for over more days than that, and what it has come to is what matters. So we look for ours among the payment's
 * refunds first, by the id that we gave it; the key is there for two who look at the same moment.
 */
import type { Refund, Refunded } from "../gateway.ts";
import { theirs } from "./amounts.ts";
import { failureOf, reasonOf, understood, type Api } from "./api.ts";
import { intentOf } from "./checkout.ts";
import * as Objects from "./objects.ts";

export async function pay(api: Api, asked: Refund): Promise<Refunded> {
  const { companyId, paymentId, refundId, externalId } = asked;
  const amount = theirs(asked.amount)?.amount;
  if (amount === undefined) return { status: "refused", reason: "amount_not_representable" };
  const intent = await intentOf(api, externalId);
  if (intent === undefined) return { status: "refused", reason: "payment_missing" };
  const earlier = await find(api, intent, refundId);
  if (earlier) return outcomeOf(earlier);
  const metadata = { companyId, paymentId, refundId, externalId };
  const fields = { payment_intent: intent, amount, metadata };
  const answer = await api.post("/v1/refunds", fields, `refund/${refundId}`);
  if (answer.status !== 200) return refusedBecause(reasonOf(failureOf(answer)));
  return outcomeOf(understood(Objects.Refund, answer));
}

/** An empty balance fills up with the next payments. */
const refusedBecause = (reason: string): Refunded =>
  reason === "balance_insufficient" ? { status: "pending", reason } : { status: "refused", reason };

async function find(api: Api, intent: string, refundId: string): Promise<Objects.Refund | undefined> {
  for await (const refund of of(api, intent)) if (refund.metadata?.refundId === refundId) return refund;
  return undefined;
}

/** Every refund of a payment, ours and others. */
async function* of(api: Api, intent: string): AsyncGenerator<Objects.Refund> {
  for (let after: string | undefined, more = true; more;) {
    const query = { payment_intent: intent, limit: 100, starting_after: after };
    const { data, has_more } = understood(Objects.page(Objects.Refund), await api.get("/v1/refunds", query));
    yield* data;
    after = data.at(-1)?.id;
    more = has_more && after !== undefined;
  }
}

function outcomeOf({ status, failure_reason }: Objects.Refund): Refunded {
  if (status === "succeeded") return { status: "done" };
  const over = status === "failed" || status === "canceled";
  return { status: over ? "refused" : "pending", reason: failure_reason ?? status ?? "pending" };
}
