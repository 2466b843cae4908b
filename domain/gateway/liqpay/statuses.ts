/**
 * LiqPay's statuses and what each means for us, in the order of a payment's life.
 *
 *   the payer must act, the bank works  →  failure, error  →  money taken  →  reversed
 *
 * wait_accept is money taken while LiqPay still checks the merchant; wait_compensation is a success that the merchant's
 * account has not seen yet. wait_reserve is a captured payment with a refund on its way. `sandbox` moves no money: it
 * counts only for a merchant whose keys are LiqPay's test keys.
 */
import type { News } from "../gateway.ts";

type Meaning = { readonly news: Exclude<News["news"], "refunded">; readonly rank: number };

const listed = (names: string, meaning: Meaning): [string, Meaning][] =>
  names.split(" ").map((name) => [name, meaning]);

export const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ...listed("prepared try_again invoice_wait cash_wait p24_verify", { news: "pending", rank: 10 }),
  ...listed("3ds_verify captcha_verify cvv_verify ivr_verify mp_verify otp_verify", {
    news: "pending",
    rank: 10,
  }),
  ...listed("password_verify phone_verify pin_verify receiver_verify", { news: "pending", rank: 10 }),
  ...listed("sender_verify senderapp_verify wait_qr wait_sender", { news: "pending", rank: 10 }),
  ...listed("processing wait_secure wait_card wait_lc hold_wait", { news: "pending", rank: 20 }),
  ...listed("failure error", { news: "declined", rank: 30 }),
  ...listed("wait_accept", { news: "paid", rank: 40 }),
  ...listed("wait_compensation wait_reserve", { news: "paid", rank: 45 }),
  ...listed("success sandbox", { news: "paid", rank: 50 }),
  ...listed("reversed", { news: "reversed", rank: 60 }),
]);

/** `undefined`: not a status that says anything of one of our payments. */
export const meaningOf = (status: string | undefined, publicKey: string): Meaning | undefined =>
  status === "sandbox" && !publicKey.startsWith("sandbox_") ? undefined : MEANINGS.get(status ?? "");
