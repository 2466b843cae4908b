/** A callback of LiqPay whose signature was right: what it means. Everything about it that we doubt is for people. */
import { createHash } from "node:crypto";
import * as Clock from "../../clock.ts";
import type { News, SavedCard, Told } from "../gateway.ts";
import * as Message from "./message.ts";
import { meaningOf } from "./statuses.ts";

/** LiqPay numbers its messages in no way, so the message itself is its key: a repeat has the same bytes. */
export function toldBy({ data, json }: { data: string; json: string }, publicKey: string): Told {
  const key = createHash("sha256").update(data).digest("base64url");
  const message = Message.read(json);
  if (!message) return { kind: "unreadable", key, facts: { why: "it is not a JSON object" } };
  const unreadable = (why: string): Told => ({
    kind: "unreadable",
    key,
    facts: { ...Message.factsOf(message), why },
  });
  const { status, order_id: paymentId } = message;
  const meaning = meaningOf(status, publicKey);
  if (message.public_key !== undefined && message.public_key !== publicKey)
    return unreadable("another merchant's");
  if (!meaning) return unreadable("an unknown status");
  if (!paymentId || paymentId.length > 64) return unreadable("no order id");
  const price = Message.moneyIn(message.amount, message.currency);
  if (price === "not_exact" && meaning.news === "paid") return unreadable("an amount that is not exact");
  const savedCard = cardIn(message);
  return {
    kind: "news",
    key,
    // LiqPay's own id of a payment is known only after it; the order's is unique at a merchant, and ours.
    externalId: paymentId,
    paymentId,
    ...meaning,
    at: Message.timeIn(message) ?? Clock.iso(),
    ...(price !== "not_exact" && { price }),
    ...(savedCard && { savedCard }),
    facts: Message.factsOf(message),
  } satisfies News;
}

function cardIn({ card_token: token, sender_card_mask2: mask }: Message.Message): SavedCard | undefined {
  return token ? { token, mask: mask ?? "" } : undefined;
}
