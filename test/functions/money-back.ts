/** Bookings that are paid, and refunds in the states that verbs about them need. */
import * as Callback from "../../domain/payment/callback-row.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import { ofBooking } from "../../domain/payment/refund-request.ts";
import type { CompanyId, SessionId } from "../../domain/id.ts";
import { as, asSystem, told, type Person, type World } from "../world.ts";

type At = Pick<World, "booking" | "owner"> & {
  companyId: CompanyId;
  ada: Person;
  session: (given?: object) => Promise<{ sessionId: SessionId }>;
};

/** `captured: false` where only the callback says so: the gateway then refuses to give anything back. */
export async function paidBooking(at: At, captured = true) {
  const { sessionId } = await at.session();
  const { bookingId, payment } = await at.booking(at.ada, sessionId);
  await told(at, bookingId, captured ? {} : { news: "paid" });
  return { bookingId, paymentId: payment.paymentId };
}

export async function requestedRefund(at: At) {
  const paid = await paidBooking(at);
  const { companyId } = at;
  const { refundId } = await as(at.ada, () => ofBooking({ companyId, ...of(paid), reason: "ill" }));
  return { ...paid, refundId };
}

export async function failedRefund(at: At) {
  const paid = await paidBooking(at, false);
  const { companyId } = at;
  const { refundId } = await as(at.owner, () => ofBooking({ companyId, ...of(paid), reason: "ill" }));
  await asSystem(() => payOut({ companyId, paymentId: paid.paymentId, refundId }));
  return { ...paid, refundId };
}

/** News of another amount than was paid, which waits for people. */
export async function doubtfulCallback(at: At) {
  const paid = await paidBooking(at);
  await told(at, paid.bookingId, { news: "paid", price: { amount: 1, currency: "UAH" } });
  const callbacks = await Callback.of(at.companyId, paid.paymentId);
  return { ...paid, callbackId: callbacks.find(({ status }) => status === "QUARANTINED")!.callbackId };
}

const of = ({ bookingId }: Awaited<ReturnType<typeof paidBooking>>) => ({ bookingId });
