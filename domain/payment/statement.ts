/** A payment as finance sees it: what was captured, what went back, and the journals that say so in the books. */
import * as z from "zod";
import { CompanyId, PaymentId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import { verb } from "../verb.ts";
import * as Payment from "./payment.ts";
import * as Refund from "./refund.ts";

export const get = verb({
  name: "payment.get",
  may: ["owner", "admin", "manager"],
  input: z.strictObject({ companyId: CompanyId, paymentId: PaymentId }),
  output: Payment.View.extend({
    bookingId: z.string().optional(),
    externalId: z.string().optional(),
    refunds: z.array(Refund.View),
    journals: z.array(Journal.View),
  }),
  async run({ companyId, paymentId }) {
    const [payment, refunds] = await Promise.all([
      Payment.get(companyId, paymentId),
      Refund.of(companyId, paymentId),
    ]);
    const posted = await Journal.of(companyId, payment.bookingId ?? paymentId);
    const journals = posted.filter((journal) => journal.paymentId === paymentId);
    const { bookingId, externalId } = payment;
    const about = {
      ...(bookingId !== undefined && { bookingId }),
      ...(externalId !== undefined && { externalId }),
    };
    return { ...Payment.viewOf(payment), ...about, refunds: refunds.map(Refund.viewOf), journals };
  },
});
