/** Monobank's books: the invoices of every merchant, what happens to them, and the key that signs what is told of them. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import * as z from "zod";
import { Deliveries } from "../deliveries.ts";
import { cancellable, returned, said, type Cancel, type Invoice } from "./invoice.ts";

export const Asked = z.object({
  amount: z.int().positive(),
  ccy: z.int().default(980),
  merchantPaymInfo: z
    .object({ reference: z.string().default(""), destination: z.string().default("") })
    .prefault({}),
  redirectUrl: z.string().default(""),
  webHookUrl: z.string().default(""),
  validity: z.int().min(60).optional(),
  paymentType: z.enum(["debit", "hold"]).default("debit"),
  saveCardData: z.object({ saveCard: z.boolean(), walletId: z.string().optional() }).optional(),
});
export type Asked = z.infer<typeof Asked>;

/** How refunds go at a merchant: "lost" pays back and does not say so. */
export const REFUNDS = ["success", "processing", "failure", "lost"] as const;

/** How charges of saved cards go at a merchant: "lost" takes the money and does not say so. */
export const CHARGES = ["success", "failure", "processing", "lost"] as const;

export class Bank {
  readonly deliveries = new Deliveries();
  readonly refunds = new Map<string, (typeof REFUNDS)[number]>();
  readonly charges = new Map<string, (typeof CHARGES)[number]>();
  readonly invoices = new Map<string, Invoice>();
  readonly #now: () => number;
  #keys = newKeys();

  constructor(now: () => number) {
    this.#now = now;
  }

  publicKey = (): string =>
    Buffer.from(this.#keys.publicKey.export({ type: "spki", format: "pem" })).toString("base64");
  replaceKey(): void {
    this.#keys = newKeys();
  }

  /** Nothing makes two of these one: a reference may have as many invoices as are asked for. */
  open(token: string, asked: Asked): Invoice {
    const { amount, ccy, merchantPaymInfo, redirectUrl, webHookUrl, saveCardData } = asked;
    const invoice: Invoice = {
      invoiceId: `p2_${randomBytes(9).toString("base64url")}`,
      token,
      amount,
      ccy,
      ...merchantPaymInfo,
      redirectUrl,
      webHookUrl,
      createdDate: this.#time(),
      modifiedDate: this.#time(),
      status: "created",
      cancels: [],
      ...(saveCardData?.saveCard && { walletId: saveCardData.walletId ?? token }),
    };
    this.invoices.set(invoice.invoiceId, invoice);
    return invoice;
  }

  /** Whatever the status, and whether it could follow or not: the shop has to cope. */
  turn(invoice: Invoice, status: string, { tell = true }: { tell?: boolean } = {}): void {
    Object.assign(invoice, { status, modifiedDate: this.#time() });
    invoice.failureReason = status === "failure" ? "Недостатньо коштів" : undefined;
    if (tell) this.tell(invoice);
  }

  /** Each request cancels once more, with the same reference as well. */
  cancel(invoice: Invoice, amount: number, extRef: string | undefined): Cancel | undefined {
    const how = this.refunds.get(invoice.token) ?? "success";
    if (!["success", "reversed"].includes(invoice.status) || amount > cancellable(invoice)) return undefined;
    const status = how === "lost" ? "success" : how;
    const cancel: Cancel = { status, amount, extRef, createdDate: this.#time() };
    invoice.cancels.push(cancel);
    if (status === "success") this.#settle(invoice);
    return cancel;
  }

  /** What was processing is done. */
  finish(invoice: Invoice): void {
    for (const cancel of invoice.cancels) if (cancel.status === "processing") cancel.status = "success";
    this.#settle(invoice);
  }

  tell(invoice: Invoice): void {
    const body = JSON.stringify(said(invoice));
    const signature = sign("sha256", Buffer.from(body), { key: this.#keys.privateKey, dsaEncoding: "der" });
    const headers = { "content-type": "application/json", "x-sign": signature.toString("base64") };
    this.deliveries.tell(invoice.token, { url: invoice.webHookUrl, headers, body });
  }

  #settle(invoice: Invoice): void {
    this.turn(invoice, returned(invoice) === invoice.amount ? "reversed" : "success");
  }

  /** Seconds: several things may happen within one. */
  #time = (): string => `${new Date(this.#now()).toISOString().slice(0, 19)}Z`;
}

const newKeys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync("ec", { namedCurve: "prime256v1" });
