/** The sandbox gateway's own HTTP service: another company's, as far as the rest of the product can tell. */
import * as z from "zod";
import { forPayers, forShops, html, json, type Request, type Route } from "./answer.ts";
import * as Charges from "./charges.ts";
import * as Checkouts from "./checkouts.ts";
import * as Controls from "./controls.ts";
import { Id, signedBody, signedPath } from "./merchant.ts";
import * as Outcome from "./outcome.ts";
import * as Page from "./page.ts";
import * as Refunds from "./refunds.ts";

const Question = z.object({ merchantId: Id, reference: Id });

const open: Route = async (request) => {
  const { checkoutId } = await Checkouts.open(await signedBody(request, Checkouts.Asked));
  return json(201, { checkoutId, checkoutUrl: `${baseUrl(request)}/checkout/${checkoutId}` });
};

const status: Route = async (request) => {
  const { merchantId, reference } = await signedPath(request, Question);
  const checkout = await Checkouts.get(await Checkouts.idOf(merchantId, reference));
  const { checkoutId, outcome = "pending", captured, refunded } = checkout;
  const { amount, currency } = captured ?? checkout;
  return json(200, { checkoutId, reference, status: outcome, amount, currency, refunded });
};

const refund: Route = async (request) =>
  json(200, await Refunds.pay(await signedBody(request, Refunds.Asked)));

const charge: Route = async (request) =>
  json(200, await Charges.make(await signedBody(request, Charges.Asked)));

const control: Route = async (request) => {
  const asked = await signedBody(request, Controls.Asked);
  await Controls.set(asked);
  return json(200, asked);
};

const page: Route = async (request) => {
  const checkout = await Checkouts.get(request.pathParameters?.checkoutId ?? "");
  return html(200, Page.checkout(checkout), checkout.returnUrl);
};

export const routes: Readonly<Record<string, Route>> = {
  "POST /v1/checkouts": forShops(open),
  "GET /v1/checkouts/{reference}": forShops(status),
  "POST /v1/charges": forShops(charge),
  "POST /v1/refunds": forShops(refund),
  "POST /v1/controls": forShops(control),
  "GET /checkout/{checkoutId}": forPayers(page),
  "POST /checkout/{checkoutId}": forPayers(Outcome.choose),
};

const nowhere: Route = async () => html(404, Page.problem("There is no such page."));

export const handler: Route = (request) => (routes[request.routeKey] ?? nowhere)(request);

/** The address by which this service was called, unless it is known by another one. */
function baseUrl({ requestContext: { domainName } }: Request): string {
  if (process.env.SANDBOX_PUBLIC_URL) return process.env.SANDBOX_PUBLIC_URL;
  const local = /^(localhost|127\.0\.0\.1)(:|$)/.test(domainName);
  return `${local ? "http" : "https"}://${domainName}`;
}
