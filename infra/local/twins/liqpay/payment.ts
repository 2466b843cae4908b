/** A payment as LiqPay knows it, and what it says of one, in a callback as in an answer. */
import { jsonNumber } from "../../../../domain/decimal.ts";
import { toDecimal } from "../../../../domain/money.ts";

export interface Payment {
  readonly id: number;
  readonly publicKey: string;
  readonly version: 3 | 7;
  readonly action: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly serverUrl: string;
  readonly resultUrl: string;
  readonly createdAt: number;
  readonly cardToken?: string | undefined;
  status: string;
  errorCode?: string | undefined;
  endedAt?: number | undefined;
  returned: number;
  returnedAt?: number | undefined;
}

export const isTaken = ({ status }: Payment): boolean =>
  ["success", "wait_accept", "wait_compensation", "sandbox"].includes(status);

export function said(payment: Payment): object {
  const { id, publicKey, version, action, orderId, amount, currency, description, status } = payment;
  const decimal = (minor: number) => jsonNumber(toDecimal({ amount: minor, currency }));
  return {
    payment_id: id,
    action,
    status,
    version,
    type: "buy",
    paytype: "card",
    public_key: publicKey,
    acq_id: 414_963,
    order_id: orderId,
    liqpay_order_id: `LQ${id}`,
    description,
    sender_card_mask2: "424242*42",
    sender_card_bank: "pb",
    sender_card_type: "visa",
    sender_card_country: 804,
    ip: "192.0.2.7",
    amount: decimal(amount),
    currency,
    sender_commission: 0.0,
    receiver_commission: 0.0,
    agent_commission: 0.0,
    amount_debit: decimal(amount),
    amount_credit: decimal(amount),
    currency_debit: currency,
    currency_credit: currency,
    mpi_eci: "7",
    is_3ds: false,
    language: "uk",
    create_date: payment.createdAt,
    ...(payment.endedAt !== undefined && { end_date: payment.endedAt }),
    transaction_id: id,
    ...(payment.cardToken !== undefined && { card_token: payment.cardToken }),
    ...(payment.errorCode !== undefined && {
      err_code: payment.errorCode,
      err_description: payment.errorCode,
    }),
    ...(payment.returned > 0 && {
      refund_amount: decimal(payment.returned),
      refund_date_last: payment.returnedAt,
    }),
  };
}
