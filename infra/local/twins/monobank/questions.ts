/** What a merchant may ask Monobank, by his token. */
import * as z from "zod";
import { json } from "../checkout.ts";
import type { Asked as Request, Said } from "../twin.ts";
import { Asked, type Bank } from "./bank.ts";
import { cancellable, cardTokenOf, said, type Invoice } from "./invoice.ts";

const Named = z.object({ invoiceId: z.string() });
const Cancel = Named.extend({ extRef: z.string().optional(), amount: z.int().positive().optional() });
const Charge = Asked.extend({
  cardToken: z.string(),
  initiationKind: z.enum(["merchant", "client"]),
});

type Question = { bank: Bank; token: string; request: Request };
type Route = (question: Question) => Said;

const routes: Readonly<Record<string, Route>> = {
  "GET /api/merchant/pubkey": ({ bank }) => json(200, { key: bank.publicKey() }),
  "GET /api/merchant/details": ({ token }) =>
    json(200, { merchantId: token.slice(0, 8), merchantName: "A twin's merchant" }),
  "GET /api/merchant/statement": statement,
  "POST /api/merchant/invoice/create": create,
  "GET /api/merchant/invoice/status": (question) =>
    withInvoice(question, question.request.query.get("invoiceId"), (invoice) => json(200, said(invoice))),
  "POST /api/merchant/invoice/remove": remove,
  "POST /api/merchant/invoice/cancel": cancel,
  "POST /api/merchant/wallet/payment": charge,
};

export function answer(bank: Bank, request: Request): Said {
  const token = request.headers["x-token"] ?? "";
  if (token.length < 10 || token.startsWith("revoked")) return problem(403, "FORBIDDEN", "forbidden");
  const route = routes[`${request.method} ${request.path}`];
  if (!route) return problem(404, "NOT_FOUND", "not found");
  try {
    return route({ bank, token, request });
  } catch (error) {
    return problem(400, "BAD_REQUEST", String(error));
  }
}

function create({ bank, token, request }: Question): Said {
  const { invoiceId } = bank.open(token, Asked.parse(bodyOf(request)));
  return json(200, { invoiceId, pageUrl: `${request.origin}/pay/${invoiceId}` });
}

function remove(question: Question): Said {
  return withInvoice(question, Named.parse(bodyOf(question.request)).invoiceId, (invoice) => {
    if (invoice.status !== "created") return problem(400, "INVALID_STATUS", "it is not new any more");
    question.bank.invoices.delete(invoice.invoiceId);
    return json(200, {});
  });
}

function cancel(question: Question): Said {
  const { bank, token, request } = question;
  const { invoiceId, extRef, amount } = Cancel.parse(bodyOf(request));
  return withInvoice(question, invoiceId, (invoice) => {
    const done = bank.cancel(invoice, amount ?? cancellable(invoice), extRef);
    if (!done) return problem(400, "INVALID_AMOUNT", "more than was paid");
    if (bank.refunds.get(token) === "lost") return { status: 502, body: "" };
    const { status, createdDate } = done;
    return json(200, { status, createdDate, modifiedDate: createdDate });
  });
}

/** Each request charges once more, with the same reference as well. */
function charge({ bank, token, request }: Question): Said {
  const { cardToken, ...asked } = Charge.parse(bodyOf(request));
  const saved = [...bank.invoices.values()].some(
    (one) => one.token === token && cardTokenOf(one) === cardToken,
  );
  if (!saved) return problem(400, "INVALID_CARD_TOKEN", "there is no such card");
  const invoice = bank.open(token, asked);
  const how = bank.charges.get(token) ?? "success";
  bank.turn(invoice, how === "lost" ? "success" : how, { tell: how !== "lost" });
  if (how === "lost") return { status: 502, body: "" };
  const { invoiceId, status, amount, ccy, createdDate, modifiedDate } = invoice;
  const why = how === "failure" ? { failureReason: invoice.failureReason, errCode: "59" } : {};
  return json(200, { invoiceId, status, amount, ccy, createdDate, modifiedDate, ...why });
}

/** What was paid since a time, in seconds. */
function statement({ bank, token, request }: Question): Said {
  const from = z.coerce.number().int().parse(request.query.get("from")) * 1000;
  const to =
    z.coerce
      .number()
      .int()
      .parse(request.query.get("to") ?? "9999999999") * 1000;
  const list = [...bank.invoices.values()].filter(
    ({ token: owner, status, createdDate }) =>
      owner === token &&
      ["success", "reversed"].includes(status) &&
      Date.parse(createdDate) >= from &&
      Date.parse(createdDate) <= to,
  );
  return json(200, {
    list: list.map((invoice) => {
      const { invoiceId, status, amount, ccy, reference, destination, createdDate: date, cancels } = invoice;
      const shown = { invoiceId, status, maskedPan: "444403******1902", date, paymentScheme: "full" };
      const cancelList = cancels.map((one) => ({ ...one, ccy, date: one.createdDate }));
      return { ...shown, amount, profitAmount: amount, ccy, reference, destination, cancelList };
    }),
  });
}

function withInvoice(
  { bank, token }: Question,
  invoiceId: string | null,
  run: (invoice: Invoice) => Said,
): Said {
  const invoice = bank.invoices.get(invoiceId ?? "");
  return invoice?.token === token ? run(invoice) : problem(404, "NOT_FOUND", "invoice not found");
}

const bodyOf = ({ body }: Request): unknown => JSON.parse(body.toString());

const problem = (status: number, errCode: string, errText: string): Said =>
  json(status, { errCode, errText });
