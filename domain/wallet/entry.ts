/**
 * An entry of a wallet: one movement of credit, numbered without gaps and chained to the one before (LED-3). It is put
 * in the transaction of the wallet and the journal, and nothing ever changes or deletes one. It names its journal, and
 * the journal's line names it.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { again, when, type Write } from "../commit.ts";
import * as Link from "../ledger/link.ts";
import { store } from "../table.ts";

export const SOURCES = [
  "BOOKING",
  "TOPUP",
  "REFUND",
  "MANUAL_CREDIT",
  "MANUAL_DEBIT",
  "TRANSFER",
  "PASS",
  "DEAL",
] as const;
export type Source = (typeof SOURCES)[number];

/** What else it is about, by id. */
export type Links = {
  readonly bookingId?: string | undefined;
  readonly paymentId?: string | undefined;
  readonly refundId?: string | undefined;
  readonly passId?: string | undefined;
  readonly dealId?: string | undefined;
  /** The other side of a transfer. */
  readonly customerId?: string | undefined;
};

export const Entries = new Entity(
  {
    model: { entity: "walletEntry", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      customerId: { type: "string", required: true },
      currency: { type: "string", required: true },
      seq: { type: "number", required: true, padding: { length: 12, char: "0" } },
      /** From the customer's side: credit is positive. */
      amount: { type: "number", required: true },
      balanceBefore: { type: "number", required: true },
      balanceAfter: { type: "number", required: true },
      source: { type: SOURCES, required: true },
      fact: { type: "string", required: true },
      subject: { type: "string", required: true },
      reason: { type: "string" },
      links: { type: CustomAttributeType<Links>("any") },
      at: { type: "string", required: true },
      previousHash: { type: "string", required: true },
      hash: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "customerId"],
          template: "C#${companyId}/WALLET#${customerId}",
          casing: "none",
        },
        sk: {
          field: "sk",
          composite: ["currency", "seq"],
          template: "E#${currency}#${seq}",
          casing: "none",
        },
      },
    },
  },
  store,
);
export type Entry = EntityItem<typeof Entries>;

type Said = Omit<Entry, "seq" | "previousHash" | "hash">;

export const following = (end: Link.End, said: Said): Entry => Link.link(end, said);

/** Another entry with this number: the wallet has moved. */
export const put = (entry: Entry): Write => when(Entries.create(entry), again);

const LAST = 999_999_999_999;

/** The next ones above a number: of this currency, whose entries lie beside those of others. */
export async function above(
  key: { companyId: string; customerId: string; currency: string },
  seq: number,
  limit: number,
): Promise<Entry[]> {
  const query = Entries.query.primary(key).between({ seq: seq + 1 }, { seq: LAST });
  return (await query.go({ consistent: true, limit })).data;
}

export const View = z.object({
  seq: z.int(),
  at: z.string(),
  source: z.enum(SOURCES),
  amount: z.int(),
  balanceBefore: z.int(),
  balanceAfter: z.int(),
  currency: z.string(),
  reason: z.string().optional(),
  bookingId: z.string().optional(),
  paymentId: z.string().optional(),
  refundId: z.string().optional(),
  /** The other side of a transfer. */
  otherCustomerId: z.string().optional(),
  previousHash: z.string(),
  hash: z.string(),
});

export const viewOf = ({ links, ...entry }: Entry): z.infer<typeof View> => {
  const { customerId: otherCustomerId, ...others } = links ?? {};
  return View.parse({ ...others, otherCustomerId, ...entry });
};
