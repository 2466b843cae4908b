/**
 * An invoice at Monobank: what its callbacks and its answers are about.
 *
 *   created → processing → hold → success → reversed
 *                 └──▶ failure, expired
 *
 * Callbacks come in any order, so the time of the last change ranks them, and within one second the step of life. Amounts
 * are integers of minor units there; anything else is not understood.
 */
import * as z from "zod";
import { codeOf } from "../../currency.ts";
import type { Money } from "../../money.ts";
import type { Facts, News, SavedCard } from "../gateway.ts";

export const STATUSES = [
  "created",
  "processing",
  "hold",
  "expired",
  "failure",
  "success",
  "reversed",
] as const;

const Time = z.iso.datetime({ offset: true });
const Minor = z.int().min(0);
const Cancel = z.object({
  status: z.enum(["processing", "success", "failure"]),
  amount: Minor.optional(),
  ccy: z.int().optional(),
  extRef: z.string().optional(),
});
/** Not strict: a gateway may add fields on any day. */
export const Invoice = z.object({
  invoiceId: z.string().min(1).max(64),
  status: z.enum(STATUSES),
  failureReason: z.string().optional(),
  errCode: z.string().optional(),
  amount: Minor,
  ccy: z.int(),
  finalAmount: Minor.optional(),
  modifiedDate: Time.optional(),
  reference: z.string().max(64).optional(),
  paymentInfo: z.object({ maskedPan: z.string().optional(), bank: z.string().optional() }).optional(),
  walletData: z
    .object({ cardToken: z.string(), walletId: z.string().optional(), status: z.string().optional() })
    .optional(),
  cancelList: z.array(Cancel).optional(),
});
export type Invoice = z.infer<typeof Invoice>;

const REFUND = /^ref_/;

/** Money that went back is a refund if every part of it has one of our refunds as its reference. */
export function newsIn({ status, cancelList = [] }: Invoice): News["news"] {
  if (status === "success") return "paid";
  if (status === "failure" || status === "expired") return "declined";
  if (status !== "reversed") return "pending";
  const cancels = cancelList.filter((cancel) => cancel.status !== "failure");
  return cancels.length > 0 && cancels.every(({ extRef = "" }) => REFUND.test(extRef))
    ? "refunded"
    : "reversed";
}

export const rankOf = ({ status, modifiedDate }: Invoice): number =>
  Math.floor(Date.parse(modifiedDate ?? "1970-01-01T00:00:00Z") / 1000) * 10 + STATUSES.indexOf(status);

/** What was taken. `finalAmount` is less than the invoice when something of it went back; before that it is the truth. */
export function priceOf({ amount, finalAmount, ccy, cancelList = [] }: Invoice): Money | undefined {
  const currency = codeOf(ccy);
  if (currency === undefined) return undefined;
  return { amount: cancelList.length === 0 ? (finalAmount ?? amount) : amount, currency };
}

export function cardIn({ walletData, paymentInfo }: Invoice): SavedCard | undefined {
  if (!walletData?.cardToken || walletData.status === "failed") return undefined;
  const { cardToken: token, walletId } = walletData;
  return { token, mask: paymentInfo?.maskedPan ?? "", ...(walletId && { walletId }) };
}

/** What became of one refund of ours: tried again after a failure, it may be there more than once. */
export function refundIn({ cancelList = [] }: Invoice, refundId: string): "done" | "pending" | undefined {
  const tries = cancelList.filter(({ extRef }) => extRef === refundId).map(({ status }) => status);
  if (tries.includes("success")) return "done";
  return tries.includes("processing") ? "pending" : undefined;
}

/** How much went back or is on its way; where it does not say how much, all of it. */
export function returnedIn({ amount: all, status, cancelList = [] }: Invoice): number {
  const cancels = cancelList.filter((cancel) => cancel.status !== "failure");
  if (cancels.length === 0) return status === "reversed" ? all : 0;
  return cancels.reduce((sum, { amount = all }) => sum + amount, 0);
}

export function factsOf(invoice: Invoice): Facts {
  const { invoiceId, status, amount, ccy, finalAmount, modifiedDate, reference, failureReason, errCode } =
    invoice;
  const { maskedPan: card, bank } = invoice.paymentInfo ?? {};
  const known = {
    invoiceId,
    status,
    amount,
    ccy,
    finalAmount,
    modifiedDate,
    reference,
    failureReason,
    errCode,
    card,
    bank,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as Facts;
}
