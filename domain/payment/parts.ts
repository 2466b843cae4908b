/**
 * Several bookings that are paid for at once, at one gateway's page (CAP-7): the gateway knows one payment of them all, and
 * each booking has its own, which is a part of that.
 *
 *   the whole   what a checkout is opened for, what the gateway tells of, whose money it is asked to give back
 *   a part      what its booking costs: captured, booked, refunded and moved like a payment that stands alone
 *
 * The parts come to the whole when the money comes, and each bounds its own refunds: so all of them together never exceed
 * what was captured. A payment that stands alone is the whole and its only part.
 */
import * as Journal from "../ledger/journal.ts";
import * as Payment from "./payment.ts";
import * as Refund from "./refund.ts";

/** What the gateway knows it by. */
export const wholeOf = async (payment: Payment.Payment): Promise<Payment.Payment> =>
  payment.partOf === undefined ? payment : Payment.get(payment.companyId, payment.partOf);

export const of = async (payment: Payment.Payment): Promise<readonly Payment.Payment[]> =>
  payment.parts === undefined
    ? [payment]
    : Promise.all(payment.parts.map((paymentId) => Payment.get(payment.companyId, paymentId)));

/** Of all its parts. */
export async function refundsOf({ companyId, paymentId, parts }: Payment.Payment): Promise<Refund.Refund[]> {
  const refunds = (parts ?? [paymentId]).map((part) => Refund.of(companyId, part));
  return (await Promise.all(refunds)).flat();
}

/** What the books say of it, part by part. */
export async function journalsOf(payment: Payment.Payment): Promise<Journal.Journal[]> {
  const journals = (await of(payment)).map(async (part) => {
    const posted = await Journal.of(part.companyId, Payment.subjectOf(part));
    return posted.filter(({ paymentId }) => paymentId === part.paymentId);
  });
  return (await Promise.all(journals)).flat();
}

/** As it is shown to who may still pay it: a part is paid on the page of the whole. */
export async function viewOf(payment: Payment.Payment): Promise<Payment.View> {
  const view = Payment.viewOf(payment);
  if (payment.partOf === undefined || payment.status !== "PENDING") return view;
  const { checkoutUrl } = await wholeOf(payment);
  return { ...view, ...(checkoutUrl !== undefined && { checkoutUrl }) };
}
