/**
 * A payment goes over to the booking that takes the place of its own. Its id, its refunds and what the gateway knows of it
 * stay; its history and its journals stay with the booking that it was made for. What goes back on this occasion is set
 * aside in the same write, and what is still to be paid becomes what the new booking costs.
 */
import { again, change, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import type { Money } from "../money.ts";
import * as Payment from "./payment.ts";

type Heir = { readonly bookingId: string; readonly rootId: string };
type Meanwhile = {
  /** Minor units that go back. */
  readonly back?: number;
  readonly owed?: { readonly price: Money; readonly expiresAt: string };
};

/** Holds for the payment as it was read. */
export const to = (payment: Payment.Payment, heir: Heir, { back = 0, owed }: Meanwhile = {}): Write =>
  change(
    Events.PaymentHandedOver(),
    Payment.Payments.patch({ companyId: payment.companyId, paymentId: payment.paymentId })
      .set({ ...heir, refundable: payment.refundable - back, ...owed })
      .where((a, o) => o.eq(a.version, payment.version!)),
    again,
  );
