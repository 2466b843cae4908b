/**
 * A charge: money that is taken from a saved card without its owner being there, to settle what he owes.
 *
 *   CREATED ──the gateway works on it──▶ PENDING ──▶ SUCCEEDED
 *      └──────────────┴──declined, or the card is gone──▶ FAILED ┄┄late success┄┄▶ SUCCEEDED
 *
 * It is a payment like any other that settles a bill; who asks its gateway, and when, is in `charging.ts`.
 */
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import { due } from "../table.ts";
import * as Payment from "./payment.ts";

export const is = ({ settles, card }: Payment.Payment): boolean => settles === true && card !== undefined;

/** Written down before anybody is asked; its gateway is asked at once. */
export const intend = (wanted: Payment.Wanted & { readonly card: Payment.ChargedTo }): Write =>
  Payment.create({
    ...Payment.basisOf({ ...wanted, settles: true }),
    gateway: wanted.card.gateway,
    status: "CREATED",
    expiresAt: Clock.isoAfter(Payment.TIMEOUT_MS),
    ...due(wanted.paymentId, Clock.iso()),
  });

/** From now on it is asked about by the gateway's own id, and never again asked for. */
export const underWay = (charge: Payment.Payment, externalId: string): Write[] => [
  change(
    Events.PaymentAwaited({ reason: "the gateway works on it" }),
    Payment.Payments.patch({ companyId: charge.companyId, paymentId: charge.paymentId })
      .set({ status: "PENDING", externalId })
      .where((a, o) => o.eq(a.status, "CREATED")),
    again,
  ),
  Payment.claim(charge, externalId),
];
