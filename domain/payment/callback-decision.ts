/**
 * What people do about news that did not fit our books.
 *
 *   accept    the gateway is asked again, and what it says now is booked: never less than a price seats anybody; of what
 *             came beyond it the rest goes back, and all of it where it can not be seated. Of money that the gateway took
 *             back, the reversal is booked.
 *   dismiss   it has no effect, and why. The row stays.
 *
 * One decision is taken, whoever decides at the same time; the others are told.
 */
import * as z from "zod";
import { change, commit, type Write } from "../commit.ts";
import { conflict, unavailable, type DomainError } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import { CallbackId, CompanyId } from "../id.ts";
import { same } from "../money.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Row from "./callback-row.ts";
import * as Payment from "./payment.ts";
import * as Purpose from "./purpose.ts";
import * as Reversal from "./reversal.ts";

const one = z.strictObject({ companyId: CompanyId, callbackId: CallbackId });
const declared = {
  may: ["owner", "admin", "manager"],
  idempotency: "required",
  output: Row.View,
} as const;

export const accept = verb({
  ...declared,
  name: "callback.accept",
  input: one,
  async run({ companyId, callbackId }) {
    // The payment first: what is read of it then is from before anybody else's decision.
    const payment = await Payment.find(companyId, Row.keyOf(companyId, callbackId).under);
    const row = await quarantined(companyId, callbackId);
    if (!payment || payment.gateway !== row.gateway) throw nothingToBook("It is about no payment of ours.");
    const answer = Row.View.parse({ ...row, status: "APPLIED" });
    const report = [left(row, "APPLIED")];
    if (row.news === "reversed") return commit([...(await Reversal.of(payment, row)), ...report], answer);
    if (row.news !== "paid") throw nothingToBook("It does not say that money came.");
    const came = await confirmed(payment, row);
    if (payment.status !== "SUCCEEDED") {
      await Purpose.paid({ payment, report, answer }, came);
    } else if (payment.externalId === came.externalId && same(Payment.capturedOf(payment), came.money)) {
      await commit(report, answer);
    } else {
      throw conflict("callback.booked_otherwise", "This payment is in the books with other money already.", {
        booked: Payment.capturedOf(payment),
        gateway: came.money,
      });
    }
    return answer;
  },
});

export const dismiss = verb({
  ...declared,
  name: "callback.dismiss",
  input: one.extend({ reason: Text.Reason }),
  async run({ companyId, callbackId, reason }) {
    const row = await quarantined(companyId, callbackId);
    const answer = Row.View.parse({ ...row, status: "DISMISSED", dismissedBecause: reason });
    return commit([left(row, "DISMISSED", reason)], answer);
  },
});

/** The write says it again, in its condition. */
async function quarantined(companyId: string, callbackId: string): Promise<Row.Callback> {
  const row = await Row.get(companyId, callbackId);
  if (row.status !== "QUARANTINED") throw Row.decided(row);
  return row;
}

/** What the gateway says now, under the reference of the news. */
async function confirmed(payment: Payment.Payment, { externalId = "" }: Row.Callback) {
  const { companyId, paymentId } = payment;
  const gateway = await Gateway.of(companyId, payment.gateway);
  const standing = await gateway.status({ companyId, paymentId, externalId }).catch((error: unknown) => {
    throw error instanceof Gateway.GatewayUnreachable ? unreachable() : error;
  });
  const { news, price: money } = standing;
  if (news === "paid" && money && (standing.externalId ?? externalId) === externalId) {
    return { externalId, money };
  }
  throw conflict(
    "callback.not_confirmed",
    "The gateway does not confirm it now. Look again, or dismiss it.",
    {
      gateway: news,
    },
  );
}

const unreachable = (): DomainError =>
  unavailable(
    "gateway.unreachable",
    "The gateway does not answer now. Repeat the request with the same key.",
    {
      retryAfter: 5,
    },
  );

const nothingToBook = (why: string): DomainError =>
  conflict("callback.nothing_to_book", `${why} It can be dismissed with a reason.`);

/** Out of the quarantine and of the sweeper's hands. */
function left(row: Row.Callback, status: "APPLIED" | "DISMISSED", reason?: string): Write {
  const told = reason === undefined ? {} : { reason };
  return change(
    status === "APPLIED" ? Events.CallbackAccepted() : Events.CallbackDismissed(told),
    Row.Callbacks.patch(Row.keyOf(row.companyId, row.callbackId))
      .set({ status, ...(reason !== undefined && { dismissedBecause: reason }) })
      .remove(["duePk", "dueSk", "quarantineOf"])
      .where((a, o) => o.eq(a.status, "QUARANTINED")),
    Row.decided,
  );
}
