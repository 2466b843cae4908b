/** The part of Stripe's API that the twin has. A request that the adapter would not send is refused, as by Stripe. */
import * as z from "zod";
import { add, all, expanded, get, idOf, type Account, type Thing } from "./account.ts";
import type { Callbacks } from "./callbacks.ts";
import { missing } from "./failure.ts";
import { understood, Whole } from "./form.ts";
import * as Intents from "./intents.ts";
import * as Refunds from "./refunds.ts";
import * as Sessions from "./sessions.ts";

export interface Request {
  readonly account: Account;
  readonly callbacks: Callbacks;
  readonly id: string;
  readonly form: URLSearchParams;
  readonly origin: string;
}
type Route = (request: Request) => Record<string, unknown>;

const expand = z.array(z.string()).default([]);
const Span = z.strictObject({ gt: Whole, gte: Whole, lt: Whole, lte: Whole }).partial();
const paged = {
  limit: Whole.pipe(z.int().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  created: Span.optional(),
  expand,
};

/** A list by the fields that it may be narrowed by, newest first. */
const list =
  (object: string, filters: readonly string[], path: string): Route =>
  ({ account, form, callbacks }) => {
    const wanted = Object.fromEntries(filters.map((name) => [name, z.string().optional()]));
    const asked = understood(z.strictObject({ ...paged, ...wanted }), form);
    const { limit, starting_after, created, expand: paths } = asked;
    const found = all(account, object)
      .map((thing) => (object === "checkout.session" ? Sessions.find(account, callbacks, thing.id) : thing))
      .filter((thing) => within(thing.created, created))
      .filter((thing) =>
        filters.every(
          (name) => asked[name as "created"] === undefined || thing[name] === asked[name as "created"],
        ),
      );
    const after = starting_after === undefined ? 0 : found.findIndex(({ id }) => id === starting_after) + 1;
    if (starting_after !== undefined && after === 0) throw missing(object, starting_after, "starting_after");
    const data = found.slice(after, after + limit).map((thing) =>
      expanded(
        account,
        thing,
        paths.map((of) => of.replace(/^data\./, "")),
      ),
    );
    return { object: "list", url: path, has_more: found.length > after + limit, data };
  };

const within = (at: number, { gt, gte, lt, lte }: Partial<z.output<typeof Span>> = {}): boolean =>
  (gt === undefined || at > gt) &&
  (gte === undefined || at >= gte) &&
  (lt === undefined || at < lt) &&
  (lte === undefined || at <= lte);

const shown =
  (find: (request: Request) => Thing): Route =>
  (request) =>
    expanded(request.account, find(request), understood(z.strictObject({ expand }), request.form).expand);

const one = (object: string): Route => shown(({ account, id }) => get(account, object, id));

const search: Route = ({ account, form }) => {
  const shape = z.strictObject({ query: z.string(), limit: Whole.default(10) });
  const { query, limit } = understood(shape, form);
  const found = all(account, "payment_intent").filter(Intents.matches(query));
  return {
    object: "search_result",
    url: "/v1/payment_intents/search",
    has_more: found.length > limit,
    next_page: null,
    data: found.slice(0, limit),
  };
};

const Endpoint = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  enabled_events: z.array(z.string()).min(1),
  description: z.string().optional(),
});
const listen: Route = ({ account, form }) => {
  const { url, enabled_events } = understood(Endpoint, form);
  const made = add(account, "we", "webhook_endpoint", { url, enabled_events, status: "enabled" });
  const secret = idOf("whsec");
  account.endpoints.set(made.id, { url, events: enabled_events, secrets: [secret] });
  return { ...made, secret };
};

const balance: Route = () => ({ object: "balance", available: [], pending: [], livemode: false });
const owner: Route = ({ account }) => ({ id: account.id, object: "account", country: "PL", email: null });

export const routes: Readonly<Record<string, Route>> = {
  "GET /v1/account": owner,
  "GET /v1/balance": balance,
  "POST /v1/checkout/sessions": ({ account, form, origin }) =>
    Sessions.create(account, understood(Sessions.Creation, form), origin),
  "GET /v1/checkout/sessions": list(
    "checkout.session",
    ["payment_intent", "status"],
    "/v1/checkout/sessions",
  ),
  "GET /v1/checkout/sessions/{id}": shown(({ account, callbacks, id }) =>
    Sessions.find(account, callbacks, id),
  ),
  "POST /v1/checkout/sessions/{id}/expire": ({ account, callbacks, id }) =>
    Sessions.expire(account, callbacks, id),
  "POST /v1/payment_intents": ({ account, callbacks, form }) =>
    Intents.create(account, callbacks, understood(Intents.Creation, form)),
  "GET /v1/payment_intents": list("payment_intent", ["customer"], "/v1/payment_intents"),
  "GET /v1/payment_intents/search": search,
  "GET /v1/payment_intents/{id}": one("payment_intent"),
  "GET /v1/charges": list("charge", ["payment_intent"], "/v1/charges"),
  "GET /v1/charges/{id}": one("charge"),
  "POST /v1/refunds": ({ account, callbacks, form }) =>
    Refunds.create(account, callbacks, understood(Refunds.Creation, form)),
  "GET /v1/refunds": list("refund", ["payment_intent", "charge"], "/v1/refunds"),
  "GET /v1/refunds/{id}": one("refund"),
  "GET /v1/disputes": list("dispute", ["payment_intent", "charge"], "/v1/disputes"),
  "GET /v1/events": list("event", ["type"], "/v1/events"),
  "GET /v1/events/{id}": one("event"),
  "POST /v1/webhook_endpoints": listen,
  "GET /v1/webhook_endpoints": list("webhook_endpoint", [], "/v1/webhook_endpoints"),
};
