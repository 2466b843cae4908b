/**
 * Monobank's twin: invoices, callbacks signed with a key that it publishes, refunds, saved cards, the statement. Any token
 * opens a merchant, but for one that begins with "revoked". `POST /control` makes anything happen:
 *
 *   { token, manner: { delayMs, copies, silent, hold } }       how its callbacks go from now on
 *   { token, refunds: "success" | "processing" | "failure" | "lost" }
 *   { token, charges: "success" | "failure" | "processing" | "lost" }
 *   { token, invoiceId, status }                               to any status, with its callback
 *   { token, invoiceId, finish: true }                         the refunds that were processing are done
 *   { token, release: [1, 0, 1] }                              what was held back, in this order
 *   { token, replaceKey: true }                                another key signs from now on
 *   { token, reference }                                       answers with all invoices of one reference
 */
import * as z from "zod";
import { codeOf } from "../../../domain/currency.ts";
import { back, checkout, choiceIn, json, nowhere } from "./checkout.ts";
import { Manner } from "./deliveries.ts";
import { Bank, CHARGES, REFUNDS } from "./monobank/bank.ts";
import { said } from "./monobank/invoice.ts";
import { answer } from "./monobank/questions.ts";
import type { Asked, Options, Said, Twin } from "./twin.ts";

const Control = z.strictObject({
  token: z.string(),
  manner: Manner.optional(),
  refunds: z.enum(REFUNDS).optional(),
  charges: z.enum(CHARGES).optional(),
  invoiceId: z.string().optional(),
  status: z.string().optional(),
  finish: z.literal(true).optional(),
  release: z.array(z.int()).optional(),
  replaceKey: z.literal(true).optional(),
  reference: z.string().optional(),
});

export function twin({ now = () => Date.now() }: Options = {}): Twin {
  const bank = new Bank(now);
  return {
    handle: async (asked) => {
      const { path } = asked;
      if (path === "/control") return control(bank, asked);
      if (path.startsWith("/pay/")) return page(bank, asked);
      return answer(bank, asked);
    },
    settled: () => bank.deliveries.settled(),
  };
}

async function control(bank: Bank, { body }: Asked): Promise<Said> {
  const asked = Control.parse(JSON.parse(body.toString()));
  const { token, manner, refunds, charges, invoiceId = "", status, finish, release, replaceKey } = asked;
  if (manner) bank.deliveries.set(token, manner);
  if (refunds) bank.refunds.set(token, refunds);
  if (charges) bank.charges.set(token, charges);
  if (replaceKey) bank.replaceKey();
  if (asked.reference !== undefined) {
    const all = [...bank.invoices.values()].filter(({ reference }) => reference === asked.reference);
    return json(200, { invoices: all.map(said) });
  }
  const invoice = bank.invoices.get(invoiceId);
  if ((status !== undefined || finish) && !invoice) return json(404, { error: "There is no such invoice." });
  if (status !== undefined && invoice) bank.turn(invoice, status);
  if (finish && invoice) bank.finish(invoice);
  if (release) await bank.deliveries.release(token, release);
  return json(200, invoice ? said(invoice) : {});
}

/** The payer's page and his choice. An invoice is paid once; whoever presses again is sent back. */
function page(bank: Bank, { method, path, body }: Asked): Said {
  const invoice = bank.invoices.get(path.slice("/pay/".length));
  if (!invoice) return nowhere("Monobank");
  const { status, redirectUrl: returnUrl, destination: description, reference, amount, ccy } = invoice;
  const ended = ["success", "reversed", "hold"].includes(status);
  if (method === "GET") {
    return checkout({
      gateway: "Monobank",
      description,
      reference,
      amount,
      returnUrl,
      action: path,
      currency: codeOf(ccy) ?? "UAH",
      outcome: status === "created" ? undefined : status,
    });
  }
  const choice = choiceIn(new URLSearchParams(body.toString()));
  if (!choice) return nowhere("Monobank");
  if (choice === "abandoned") return back(returnUrl);
  if (ended) bank.tell(invoice);
  else if (choice === "silent") bank.turn(invoice, "success", { tell: false });
  else {
    bank.turn(invoice, "processing");
    bank.turn(invoice, choice === "paid" ? "success" : "failure");
  }
  return back(returnUrl);
}
