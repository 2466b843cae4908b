/**
 * LiqPay's twin: signed forms both ways, one address for all questions, and the checkout by GET as by POST. Any public key
 * is a merchant's; its private key is `privateKeyOf` it. `POST /control` makes anything happen:
 *
 *   { publicKey, manner: { delayMs, copies, silent, hold } }   how its callbacks go from now on
 *   { publicKey, refunds: "done" | "waiting" | "refused" | "lost" }
 *   { publicKey, charges: "success" | "failure" | "processing" | "lost" }
 *   { publicKey, orderId, status }                             to any status, with its callback
 *   { publicKey, release: [1, 0, 1] }                          what was held back, in this order
 */
import * as z from "zod";
import { fromDecimal } from "../../../domain/money.ts";
import { back, checkout, choiceIn, json, nowhere } from "./checkout.ts";
import { Manner } from "./deliveries.ts";
import { opened } from "./liqpay/envelope.ts";
import { isTaken, said } from "./liqpay/payment.ts";
import { answer } from "./liqpay/questions.ts";
import { CHARGES, Ordered, REFUNDS, Shop } from "./liqpay/shop.ts";
import type { Asked, Options, Said, Twin } from "./twin.ts";

export { privateKeyOf } from "./liqpay/shop.ts";

const Control = z.strictObject({
  publicKey: z.string(),
  manner: Manner.optional(),
  refunds: z.enum(REFUNDS).optional(),
  charges: z.enum(CHARGES).optional(),
  orderId: z.string().optional(),
  status: z.string().optional(),
  release: z.array(z.int()).optional(),
});
export function twin({ now = () => Date.now() }: Options = {}): Twin {
  const shop = new Shop(now);
  return {
    handle: async (asked) => {
      const { method, path } = asked;
      if (path === "/control") return control(shop, asked);
      if (path === "/api/3/checkout") return page(shop, asked);
      if (method === "POST" && path === "/api/3/checkout/pay") return pay(shop, asked);
      if (method === "POST" && path === "/api/request") return answer(shop, formOf(asked));
      return nowhere("LiqPay");
    },
    settled: () => shop.deliveries.settled(),
  };
}

async function control(shop: Shop, { body }: Asked): Promise<Said> {
  const {
    publicKey,
    manner,
    refunds,
    charges,
    orderId = "",
    status,
    release,
  } = Control.parse(JSON.parse(body.toString()));
  if (manner) shop.deliveries.set(publicKey, manner);
  if (refunds) shop.refunds.set(publicKey, refunds);
  if (charges) shop.charges.set(publicKey, charges);
  const payment = shop.find(publicKey, orderId);
  if (status !== undefined && !payment) return json(404, { error: "There is no such order." });
  if (status !== undefined && payment) shop.turn(payment, status);
  if (release) await shop.deliveries.release(publicKey, release);
  return json(200, payment ? said(payment) : {});
}

const formOf = ({ method, query, body }: Asked): URLSearchParams =>
  method === "GET" ? query : new URLSearchParams(body.toString());

function orderIn(form: URLSearchParams): Ordered | undefined {
  const found = opened(form);
  return "problem" in found ? undefined : Ordered.safeParse(found.message).data;
}

function page(shop: Shop, asked: Asked): Said {
  const form = formOf(asked);
  const order = orderIn(form);
  if (order?.action !== "pay") return nowhere("LiqPay");
  const { public_key, order_id: reference, description, currency, result_url: returnUrl } = order;
  const { amount } = fromDecimal(order.amount, currency);
  const known = shop.find(public_key, reference);
  return checkout({
    gateway: "LiqPay",
    description,
    reference,
    amount,
    currency,
    returnUrl,
    outcome: known?.status,
    action: "/api/3/checkout/pay",
    hidden: { data: form.get("data") ?? "", signature: form.get("signature") ?? "" },
  });
}

/** An order is paid once; whoever presses again is sent back, and the shop is told once more. */
function pay(shop: Shop, asked: Asked): Said {
  const form = formOf(asked);
  const order = orderIn(form);
  const choice = choiceIn(form);
  if (!order || !choice) return nowhere("LiqPay");
  if (choice === "abandoned") return back(order.result_url);
  const payment = shop.take(order);
  const tell = choice !== "silent";
  if (isTaken(payment) || payment.status === "reversed") shop.tell(payment);
  else if (choice === "declined") shop.turn(payment, "failure", { errorCode: "decline" });
  else shop.turn(payment, "success", { tell });
  return back(order.result_url);
}
