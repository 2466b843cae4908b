/** A gateway's page for a payment: opened once, whoever asks for it at the same time. */
import * as z from "zod";
import { Again, again, change, commitOne, type Write } from "../commit.ts";
import { assert, unavailable } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import { due } from "../table.ts";
import * as Payment from "./payment.ts";

/** Back to the app that sent the payer: a web address, so that a link can not run anything. */
export const ReturnUrl = z
  .url({ protocol: /^https?$/ })
  .max(1000)
  .describe("Where the payer's browser goes after the checkout.");

type Opened = { readonly payment: Payment.Payment; readonly writes: Write[] };

/**
 * For the request that wants it: what has a checkout, or needs none, is left as it is, and a gateway that is away is a
 * reason to come again.
 */
export async function ready(payment: Payment.Payment, customerId: string): Promise<Opened> {
  if (payment.status !== "CREATED") return { payment, writes: [] };
  try {
    return await open(payment, customerId);
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    throw unavailable(
      "gateway.unreachable",
      "The gateway does not answer. Repeat the request with the same key.",
      { retryAfter: 2 },
    );
  }
}

/** Opens the checkout at the gateway (a repeat finds the same one) and says what to write then. */
export async function open(payment: Payment.Payment, customerId: string): Promise<Opened> {
  const { companyId, paymentId, gateway, returnUrl } = payment;
  assert(returnUrl, "who pays at a gateway comes back from it");
  const callbackUrl = `${process.env.API_URL}/v1/webhooks/${gateway}/${companyId}`;
  const at = await Gateway.of(companyId, gateway);
  const checkout = await at.openCheckout({ ...payment, customerId, returnUrl, callbackUrl });
  const opened = { ...checkout, ...due(paymentId, payment.expiresAt), status: "PENDING" as const };
  const write = change(
    Events.PaymentOpened(),
    Payment.Payments.patch({ companyId, paymentId })
      .set(opened)
      .where((a, o) => o.eq(a.status, "CREATED")),
    again,
  );
  const made = {
    payment: { ...payment, ...opened },
    writes: [write, Payment.claim(payment, checkout.externalId)],
  };
  return at.discard ? first(made, () => at.discard!(checkout.externalId)) : made;
}

/**
 * Where opening twice makes two checkouts, the first that is written counts, and the other is taken away, shown to nobody.
 */
async function first(
  { payment, writes: [write, ...rest] }: Opened,
  discard: () => Promise<void>,
): Promise<Opened> {
  try {
    await commitOne(write!);
    return { payment, writes: rest };
  } catch (error) {
    if (!(error instanceof Again)) throw error;
    const kept = await Payment.get(payment.companyId, payment.paymentId);
    if (kept.externalId !== payment.externalId) await discard();
    return { payment: kept, writes: [] };
  }
}
