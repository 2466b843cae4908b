/**
 * A payment as finance sees it: what was captured, what went back, what the gateway told and what the books say, and all
 * of it once more in the order in which it happened. Between two journals nothing has moved. Of what was paid for several
 * bookings at once, the whole shows what became of all parts, and a part what the gateway told of the whole.
 */
import * as z from "zod";
import { CompanyId, PaymentId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import { Money } from "../money.ts";
import { verb } from "../verb.ts";
import * as Callback from "./callback-row.ts";
import * as Parts from "./parts.ts";
import * as Payment from "./payment.ts";
import * as Refund from "./refund.ts";

const Step = z.object({
  at: z.string(),
  kind: z.enum(["callback", "refund", "journal"]),
  id: z.string(),
  /** What was told, asked for or booked. */
  what: z.string(),
  status: z.string().optional(),
  amount: Money.optional(),
  /** What we hold of the payment after a journal. */
  held: Money.optional(),
});
type Step = z.infer<typeof Step>;

export const get = verb({
  name: "payment.get",
  may: ["owner", "admin", "manager"],
  input: z.strictObject({ companyId: CompanyId, paymentId: PaymentId }),
  output: Payment.View.extend({
    bookingId: z.string().optional(),
    externalId: z.string().optional(),
    refunds: z.array(Refund.StaffView),
    callbacks: z.array(Callback.View),
    journals: z.array(Journal.View),
    steps: z.array(Step),
  }),
  async run({ companyId, paymentId }) {
    const payment = await Payment.get(companyId, paymentId);
    const { bookingId, externalId } = payment;
    const [refunds, callbacks, posted] = await Promise.all([
      Parts.refundsOf(payment),
      Callback.of(companyId, payment.partOf ?? paymentId),
      Parts.journalsOf(payment),
    ]);
    const journals = posted.toSorted(byTime(postedAt));
    return {
      ...Payment.viewOf(payment),
      ...(bookingId !== undefined && { bookingId }),
      ...(externalId !== undefined && { externalId }),
      refunds: refunds.map((refund) => Refund.StaffView.parse(refund)).toSorted(byTime(createdAt)),
      callbacks: callbacks.map((callback) => Callback.View.parse(callback)).toSorted(byTime(receivedAt)),
      journals,
      steps: stepsOf(payment, { refunds, callbacks, journals }),
    };
  },
});

type Told = { refunds: Refund.Refund[]; callbacks: Callback.Callback[]; journals: Journal.Journal[] };

/** Pure: the same in the order of time, with what we hold after each journal. */
export function stepsOf(payment: Payment.Payment, { refunds, callbacks, journals }: Told): Step[] {
  const { currency } = Payment.capturedOf(payment);
  let held = 0;
  const booked = journals.map(({ journalId: id, fact, lines, postedAt: at }): Step => {
    const [what = ""] = fact.split("#");
    const amount = Math.max(...lines.map((line) => line.amount));
    held += what === "capture" ? amount : -amount;
    const money = { amount: { amount, currency }, held: { amount: held, currency } };
    return { at, kind: "journal", id, what, ...money };
  });
  const asked = refunds.map(({ createdAt: at, refundId: id, why: what, status, amount }): Step => ({
    at,
    kind: "refund",
    id,
    what,
    status,
    amount,
  }));
  const told = callbacks.map(
    ({ receivedAt: at, callbackId: id, news = "unreadable", status, price }): Step => ({
      at,
      kind: "callback",
      id,
      what: news,
      status,
      ...(price && { amount: price }),
    }),
  );
  // What the gateway told comes before what was done about it at the same moment.
  return [...told, ...asked, ...booked].toSorted(byTime(({ at }) => at));
}

const postedAt = ({ postedAt: at }: { postedAt: string }): string => at;
const createdAt = ({ createdAt: at }: { createdAt: string }): string => at;
const receivedAt = ({ receivedAt: at }: { receivedAt: string }): string => at;
const byTime =
  <T>(time: (of: T) => string) =>
  (one: T, other: T): number =>
    time(one) < time(other) ? -1 : Number(time(one) > time(other));
