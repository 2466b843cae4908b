/** A booking that is paid, and what people do to have its money back: for tests of refunds. */
import * as Booking from "../../domain/booking/booking.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import type { PaymentId, RefundId } from "../../domain/id.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Decision from "../../domain/payment/refund-decision.ts";
import * as Request from "../../domain/payment/refund-request.ts";
import { as, asSystem, told, type Person, type World } from "../world.ts";

export const uah = (amount: number) => ({ amount, currency: "UAH" });

/** A booking of 450.00 UAH that is paid; with `captured: false` the gateway knows nothing of it and refuses refunds. */
export async function paid(world: World, { spots = 1, captured = true } = {}) {
  const { sessionId } = await world.session();
  const { bookingId, payment } = await world.booking(world.ada, sessionId, spots);
  await told(world, bookingId, captured ? {} : { news: "paid" });
  return { bookingId, paymentId: payment.paymentId };
}
export type Paid = Awaited<ReturnType<typeof paid>>;

export const ask = (
  { companyId }: World,
  who: Person,
  { bookingId }: Pick<Paid, "bookingId">,
  more: { amount?: ReturnType<typeof uah>; key?: string; destination?: "CARD" | "WALLET" } = {},
) => {
  const { key, ...terms } = more;
  return as(who, () => Request.ofBooking({ companyId, bookingId, reason: "I am ill", ...terms }), {
    ...(key !== undefined && { key }),
  });
};
type Named = { paymentId: PaymentId; refundId: RefundId };
export const approve = ({ companyId }: World, who: Person, { paymentId, refundId }: Named, key?: string) =>
  as(who, () => Decision.approve({ companyId, paymentId, refundId }), key === undefined ? {} : { key });
export const reject = ({ companyId }: World, who: Person, { paymentId, refundId }: Named) =>
  as(who, () => Decision.reject({ companyId, paymentId, refundId, reason: "too late" }));
export const pay = ({ companyId }: World, { paymentId, refundId }: Named) =>
  asSystem(() => payOut({ companyId, paymentId, refundId }));
export const now = ({ companyId, owner }: World, { bookingId }: Pick<Paid, "bookingId">) =>
  as(owner, () => Booking.get({ companyId, bookingId }));

/** What a customer has in her wallet. */
export const inWallet = async ({ companyId }: World, { bookingId }: Pick<Paid, "bookingId">) => {
  const { customerId } = await Row.get(companyId, bookingId);
  return (await Wallet.find({ companyId, customerId, currency: "UAH" }))?.available ?? 0;
};
