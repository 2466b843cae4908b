import type * as Api from "./api.ts";
import { useHere } from "./here.ts";

/** What was booked, for how much, and what has become of the money. */
export function Facts({ booking }: { booking: Api.Booking }) {
  const { words, format } = useHere();
  const { spots, price, checkInCode, payment, paymentStatus, refunds } = booking;
  const paid = paymentStatus === "PAID" || payment.status === "SUCCEEDED";
  const back = goingBack(refunds)?.amount;
  return (
    <dl>
      <dt>{words.placesLabel}</dt>
      <dd>{spots}</dd>
      <dt>{paid ? words.paid : words.toPay}</dt>
      <dd>{format.money(price)}</dd>
      {back && <dt>{words.refunded}</dt>}
      {back && <dd>{format.money(back)}</dd>}
      <dt>{words.number}</dt>
      <dd class="number">{checkInCode}</dd>
    </dl>
  );
}

/** The refund that was decided, not one that is only asked for or was rejected. */
export const goingBack = (refunds: Api.Booking["refunds"]) =>
  refunds.find(({ status }) => status !== "REQUESTED" && status !== "REJECTED");
