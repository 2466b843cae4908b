/**
 * A top-up: a customer pays into his wallet through a gateway (LED-7). It is a payment like any other, but for no booking:
 * when the money comes, payment, wallet and books change in one write.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { begin, commit, resume, whileMoving, type Write } from "../commit.ts";
import * as Company from "../company/company.ts";
import * as Customer from "../customer.ts";
import { assert, unprocessable } from "../error.ts";
import * as Gateway from "../gateway/gateway.ts";
import { CompanyId, digest, PaymentId } from "../id.ts";
import * as Accounts from "../ledger/accounts.ts";
import { Price, type Money } from "../money.ts";
import * as Checkout from "../payment/checkout.ts";
import * as Payment from "../payment/payment.ts";
import { verb } from "../verb.ts";
import * as Wallet from "./wallet.ts";

export const topUp = verb({
  name: "wallet.top_up",
  may: ["user"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    amount: Price,
    gateway: z.string().max(40),
    returnUrl: Checkout.ReturnUrl,
  }),
  output: Payment.View,
  async run({ companyId, amount, gateway, returnUrl }) {
    const { currency } = await Company.get(companyId);
    if (amount.currency !== currency)
      throw unprocessable("wallet.currency_differs", "A wallet is topped up in the company's currency.", {
        currency: amount.currency,
        companyCurrency: currency,
      });
    const name = await Gateway.mustBeOffered(companyId, gateway);
    const { paymentId } = await intend({ companyId, price: amount, gateway: name, returnUrl });
    const payment = await Payment.get(companyId, paymentId);
    const opened = await Checkout.ready(payment, ownerOf(payment));
    return commit(opened.writes, Payment.viewOf(opened.payment));
  },
});

type Wish = { companyId: CompanyId; price: z.output<typeof Price>; gateway: Gateway.Name; returnUrl: string };

/** The payment that is meant by this request; a repeat means the same. */
async function intend(wish: Wish): Promise<{ paymentId: string }> {
  const earlier = await resume<{ paymentId: string }>();
  if (earlier) return earlier;
  const { companyId } = wish;
  const userId = Actor.currentUser();
  const { customerId, writes } = await Customer.firstUse(companyId);
  const { idempotencyKey = "" } = Actor.current();
  const paymentId = PaymentId.parse(`pay_${digest([companyId, userId, idempotencyKey].join("\n"), 26)}`);
  const intent = Payment.intend({ ...wish, paymentId, customerId, userId, description: "Wallet top-up" });
  return begin([intent, ...writes], { paymentId });
}

function ownerOf({ customerId }: Payment.Payment): string {
  assert(customerId, "a top-up says whose wallet it is for");
  return customerId;
}

type Settling = { companyId: string; paymentId: string; report: readonly Write[]; answer?: unknown };
type Came = { externalId: string; money?: Money };

/** The gateway has the money: what came is in the wallet, once. */
export const paid = ({ companyId, paymentId, report, answer }: Settling, came: Came): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    if (payment.status === "SUCCEEDED") return void (await commit(report, answer));
    const { price, gateway } = payment;
    const { externalId, money = price } = came;
    const { writes } = await Wallet.credit({
      companyId,
      customerId: ownerOf(payment),
      money,
      source: "TOPUP",
      fact: `capture#${paymentId}`,
      against: Accounts.clearing(gateway),
      links: { paymentId },
    });
    const succeeded = Payment.succeed(payment, { externalId, money, refundable: 0 });
    await commit([...succeeded, ...writes, ...report], answer);
  });

/** No money will come. */
export const failed = ({ companyId, paymentId, report }: Settling, because: Payment.Failure): Promise<void> =>
  whileMoving(async () => {
    const payment = await Payment.get(companyId, paymentId);
    const over = payment.status === "SUCCEEDED" || payment.status === "FAILED";
    await commit([...(over ? [] : [Payment.fail(payment, because)]), ...report], undefined);
  });
