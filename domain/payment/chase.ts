/**
 * A payment that time has something to do with: intended but never opened, or opened and without an outcome. The gateway
 * is asked before anything is given up (PAY-5); if it does not answer, nothing is given up. What was given up is asked
 * about once more, because a payer may pay while we give up, and nobody may tell us (PAY-6).
 */
import * as Collection from "../booking/collection.ts";
import * as ToppedUp from "../booking/topped-up.ts";
import * as Clock from "../clock.ts";
import { commit, whileMoving } from "../commit.ts";
import * as Gateway from "../gateway/gateway.ts";
import * as Asked from "./asked.ts";
import * as Charge from "./charge.ts";
import * as Charging from "./charging.ts";
import * as Checkout from "./checkout.ts";
import * as Purpose from "./purpose.ts";
import * as Payment from "./payment.ts";

export async function chase(companyId: string, paymentId: string): Promise<void> {
  const payment = await Payment.find(companyId, paymentId);
  if (!payment || payment.status === "SUCCEEDED") return;
  if (payment.gateway === "wallet") return ToppedUp.giveUp(payment);
  if (payment.gateway === "bill" || payment.gateway === "cash") return collect(companyId, paymentId);
  if (Charge.is(payment) && payment.status !== "FAILED") return Charging.make(companyId, paymentId);
  try {
    await (payment.status === "FAILED" ? lookBack(payment) : settle(payment));
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    await Asked.later(payment, "the gateway could not be reached");
  }
}

/** Where the wallet has not enough, a charge is written down; only then is its gateway asked. */
async function collect(companyId: string, billId: string): Promise<void> {
  const charge = await Collection.collect(companyId, billId);
  if (charge !== undefined) await Charging.make(companyId, charge);
}

async function settle(payment: Payment.Payment): Promise<void> {
  const { companyId, status, expiresAt } = payment;
  const settling = { payment, report: [] };
  const over = expiresAt <= Clock.iso();
  if (status === "CREATED" && !over) return openAgain(payment);
  const gateway = await Gateway.of(companyId, payment.gateway);
  const standing = await gateway.status(payment);
  if (standing.news === "paid") return Asked.believe(payment, standing);
  if (standing.news === "declined") return Purpose.failed(settling, "declined");
  if (over) return Purpose.failed(settling, "webhook_timeout");
  return Asked.later(payment, "the payer has time until " + expiresAt);
}

/** Given up by us, perhaps not by the payer: money that moved after all is found here, and seated or given back. */
async function lookBack(payment: Payment.Payment): Promise<void> {
  const { companyId, gateway } = payment;
  const standing = await (await Gateway.of(companyId, gateway)).status(payment);
  if (standing.news === "paid") return Asked.believe(payment, standing);
  return Asked.letGo(payment);
}

const openAgain = ({ companyId, paymentId }: Payment.Payment): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status !== "CREATED") return;
    const { writes } = await Checkout.open(payment, await Purpose.customerOf(payment));
    await commit(writes, undefined);
  });
