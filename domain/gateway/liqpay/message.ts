/**
 * What LiqPay says of a payment, in a callback or as an answer. The types of its fields vary from one to the next, so
 * every scalar is read as the text it was written as; amounts become minor units from that text, or nothing at all.
 */
import * as z from "zod";
import * as Decimal from "../../decimal.ts";
import { fromDecimal, type Money } from "../../money.ts";
import type { Facts } from "../gateway.ts";

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** Not strict, and nothing in it is required: a gateway may add fields on any day, or leave some out. */
const Message = z.record(z.string(), Text.optional().catch(undefined));
export type Message = z.infer<typeof Message>;

export function read(json: string): Message | undefined {
  try {
    return Message.safeParse(Decimal.parseJson(json)).data;
  } catch {
    return undefined;
  }
}

/** "not_exact": there is an amount, but not one that we can be sure of. */
export function moneyIn(amount: string | undefined, currency: string | undefined): Money | "not_exact" {
  try {
    return fromDecimal(amount, currency);
  } catch (error) {
    if (error instanceof Decimal.NotExact) return "not_exact";
    throw error;
  }
}

/** Seconds, milliseconds or nothing; LiqPay's are milliseconds, as a number or as text. */
export function timeIn({ end_date, create_date }: Message): string | undefined {
  const text = end_date ?? create_date ?? "";
  return /^\d{12,14}$/.test(text) ? new Date(Number(text)).toISOString() : undefined;
}

const KEPT = [
  ["status", "status"],
  ["action", "action"],
  ["payment_id", "liqpayPaymentId"],
  ["order_id", "reference"],
  ["amount", "amount"],
  ["currency", "currency"],
  ["refund_amount", "returned"],
  ["receiver_commission", "commission"],
  ["paytype", "paidBy"],
  ["sender_card_mask2", "card"],
  ["sender_card_bank", "bank"],
  ["err_code", "errorCode"],
  ["err_description", "errorDescription"],
] as const;

/** Of all that it says, what people need to understand it; never a token, a phone number or an address. */
export const factsOf = (message: Message): Facts =>
  Object.fromEntries(
    KEPT.flatMap(([theirs, ours]) => {
      const value = message[theirs];
      return value === undefined || value === "" ? [] : [[ours, value.slice(0, 300)]];
    }),
  );
