/** Money back: in parts, each once, and together never more than was captured. */
import * as z from "zod";
import { Price } from "../../domain/money.ts";
import { Refusal } from "./answer.ts";
import * as Checkouts from "./checkouts.ts";
import * as Controls from "./controls.ts";
import { Id } from "./merchant.ts";
import * as Store from "./store.ts";

export const Asked = z.strictObject({ merchantId: Id, refundId: Id, reference: Id, ...Price.shape });

/** A repeat with the same refundId changes nothing. */
export async function pay(asked: z.infer<typeof Asked>): Promise<{ status: "done" }> {
  const { merchantId, refundId, reference, amount, currency } = asked;
  if ((await Controls.of(merchantId)).refunds === "unreachable") {
    throw new Refusal(503, "unreachable", "Refunds are switched off by a test control.");
  }
  const checkoutId = await Checkouts.idOf(merchantId, reference);
  const { captured } = await Checkouts.get(checkoutId);
  if (!captured) throw new Refusal(422, "not_captured", "Nothing was captured that could be given back.");
  if (captured.currency !== currency)
    throw new Refusal(422, "currency_differs", "The payment has another currency.");
  if (captured.amount < amount) throw aboveCaptured();
  await Store.update(Checkouts.pkOf(checkoutId), {
    UpdateExpression: "SET refunds.#refund = :amount, refunded = refunded + :amount",
    ConditionExpression: "attribute_not_exists(refunds.#refund) AND refunded <= :room",
    ExpressionAttributeNames: { "#refund": refundId },
    ExpressionAttributeValues: { ":amount": amount, ":room": captured.amount - amount },
  });
  const paid = (await Checkouts.get(checkoutId)).refunds[refundId];
  if (paid === amount) return { status: "done" };
  if (paid === undefined) throw aboveCaptured();
  throw new Refusal(409, "refund_reused", "This refundId was used with another amount.");
}

const aboveCaptured = (): Refusal =>
  new Refusal(422, "above_captured", "Refunds may not be more than what was captured.");
