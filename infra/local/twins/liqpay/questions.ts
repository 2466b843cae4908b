/** What a merchant may ask LiqPay: all of it at one address, and every answer with status 200. */
import * as z from "zod";
import { fromDecimal } from "../../../../domain/money.ts";
import { json } from "../checkout.ts";
import type { Said } from "../twin.ts";
import { opened } from "./envelope.ts";
import { said, type Payment } from "./payment.ts";
import { Ordered, type Shop } from "./shop.ts";

const Question = z.object({
  public_key: z.string(),
  action: z.string(),
  order_id: z.string(),
});
const Refund = z.object({ amount: z.union([z.string(), z.number()]) });

export function answer(shop: Shop, form: URLSearchParams): Said {
  const found = opened(form);
  if ("problem" in found) return problem(found.problem);
  const { action, public_key, order_id } = Question.parse(found.message);
  const payment = shop.find(public_key, order_id);
  if (action === "paytoken") return payment ? problem("order_id_duplicate") : payToken(shop, found.message);
  if (!payment) return problem("payment_not_found");
  if (action === "status") return json(200, { result: "ok", ...said(payment) });
  if (action === "refund") return refund(shop, payment, Refund.parse(found.message).amount);
  return problem("err_api_action");
}

function refund(shop: Shop, payment: Payment, asked: string | number): Said {
  const { amount } = fromDecimal(asked, payment.currency);
  const how = shop.refunds.get(payment.publicKey) ?? "done";
  if (how === "refused" || !shop.mayPayBack(payment, amount)) return problem("err_amount_refund");
  const done = { result: "ok", action: "refund", payment_id: payment.id };
  if (how === "waiting") {
    payment.status = "wait_reserve";
    return json(200, { ...done, status: "wait_reserve", wait_amount: true });
  }
  shop.payBack(payment, amount);
  return how === "lost" ? { status: 502, body: "" } : json(200, { ...done, status: payment.status });
}

function payToken(shop: Shop, message: unknown): Said {
  const order = Ordered.parse(message);
  if (!shop.isCard(order.public_key, order.card_token ?? "")) return problem("err_no_card_token");
  const payment = shop.take(order);
  const how = shop.charges.get(order.public_key) ?? "success";
  const errorCode = how === "failure" ? { errorCode: "limit" } : {};
  shop.turn(payment, how === "lost" ? "success" : how, { tell: how !== "lost", ...errorCode });
  if (how === "lost") return { status: 502, body: "" };
  return json(200, { result: "ok", ...said(payment) });
}

const problem = (code: string): Said =>
  json(200, { result: "error", status: "error", code, err_code: code, err_description: code });
