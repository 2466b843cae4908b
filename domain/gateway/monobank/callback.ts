/** A callback of Monobank whose signature was right: what it means. Everything about it that we doubt is for people. */
import { createHash } from "node:crypto";
import * as z from "zod";
import * as Clock from "../../clock.ts";
import * as Decimal from "../../decimal.ts";
import type { Told } from "../gateway.ts";
import * as Invoice from "./invoice.ts";

/** Enough of what we did not understand to look it up there, and nothing that is secret. */
const Outline = z.object({
  invoiceId: z.string().max(100).optional().catch(undefined),
  reference: z.string().max(100).optional().catch(undefined),
  status: z.string().max(100).optional().catch(undefined),
});

/** Copies of one piece of news have the same bytes. */
export function toldBy(rawBody: Uint8Array): Told {
  const key = createHash("sha256").update(rawBody).digest("base64url");
  const body = json(Buffer.from(rawBody).toString());
  const parsed = Invoice.Invoice.safeParse(body);
  const unreadable = (why: string): Told => {
    const outline = Object.entries(Outline.safeParse(body).data ?? {}).filter(
      ([, value]) => value !== undefined,
    );
    return { kind: "unreadable", key, facts: { ...Object.fromEntries(outline), why } };
  };
  if (!parsed.success) return unreadable("it is not an invoice as we know it");
  const invoice = parsed.data;
  if (!invoice.reference) return unreadable("no reference");
  const news = Invoice.newsIn(invoice);
  const price = Invoice.priceOf(invoice);
  if (!price && news === "paid") return unreadable("an unknown currency");
  const savedCard = Invoice.cardIn(invoice);
  return {
    kind: "news",
    key,
    externalId: invoice.invoiceId,
    paymentId: invoice.reference,
    news,
    rank: Invoice.rankOf(invoice),
    at: invoice.modifiedDate ? new Date(invoice.modifiedDate).toISOString() : Clock.iso(),
    ...(price && { price }),
    ...(savedCard && { savedCard }),
    facts: Invoice.factsOf(invoice),
  };
}

/** With numbers as they were written: an amount of 1e3 or 58055.0 is not one that Monobank writes. */
function json(text: string): unknown {
  try {
    return Decimal.parseJson(text);
  } catch {
    return undefined;
  }
}
