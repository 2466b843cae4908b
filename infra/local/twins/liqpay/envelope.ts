/** An envelope as LiqPay opens it: the merchant's key from his public one, the hash from the version that he speaks. */
import * as z from "zod";
import * as Decimal from "../../../../domain/decimal.ts";
import * as Envelope from "../../../../domain/gateway/liqpay/envelope.ts";
import { privateKeyOf } from "./shop.ts";

const Sender = z.object({ public_key: z.string(), version: z.union([z.literal(3), z.literal(7)]) });

/** The message in an envelope, or the word that LiqPay refuses it with. */
export function opened(form: URLSearchParams): { message: unknown } | { problem: string } {
  const data = form.get("data") ?? "";
  try {
    const message = Decimal.parseJson(Buffer.from(data, "base64").toString());
    const { public_key, version } = Sender.parse(message);
    const expected = Envelope.sign({ privateKey: privateKeyOf(public_key), version }, data);
    return expected === form.get("signature") ? { message } : { problem: "err_signature" };
  } catch {
    return { problem: "err_missing" };
  }
}
