/** What becomes of a payment's purpose when its money is certain: each purpose has its own way to be settled. */
import * as PaidOff from "../booking/paid-off.ts";
import * as Row from "../booking/row.ts";
import * as Settle from "../booking/settle.ts";
import * as Together from "../cart/settle.ts";
import type { Write } from "../commit.ts";
import * as TopUp from "../wallet/top-up.ts";
import type * as Payment from "./payment.ts";

type Reported = {
  readonly payment: Payment.Payment;
  readonly report: readonly Write[];
  readonly answer?: unknown;
};

/** The gateway has the money. */
export const paid = ({ payment, ...reported }: Reported, came: Settle.Came): Promise<void> =>
  settlerOf(payment).paid({ ...named(payment), ...reported }, came);

/** No money will come. */
export const failed = (
  { payment, report }: Reported,
  because: "declined" | "webhook_timeout",
): Promise<void> => settlerOf(payment).failed({ ...named(payment), report }, because);

/** Who pays: what is for no booking, or for several, says so itself; a booking knows. */
export async function customerOf({ companyId, bookingId, customerId }: Payment.Payment): Promise<string> {
  return customerId ?? (await Row.get(companyId, bookingId ?? "")).customerId;
}

function settlerOf({ purpose, settles }: Payment.Payment) {
  if (purpose === "TOPUP") return TopUp;
  if (purpose === "ORDER") return Together;
  return settles ? PaidOff : Settle;
}
const named = ({ companyId, paymentId }: Payment.Payment) => ({ companyId, paymentId });
