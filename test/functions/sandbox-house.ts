/**
 * The sandbox gateway on this machine: its handler behind a server, its bus delivered at once;
 * and a shop that listens.
 */
import { createHmac } from "node:crypto";
import type { APIGatewayProxyEventV2, EventBridgeEvent } from "aws-lambda";
import * as Gateway from "../../domain/gateway/gateway.ts";
import { fresh } from "../../domain/id.ts";
import { aws, sandboxKeyOf, serve, useAws, type Call, type Said } from "./edge.ts";

export const companyId = fresh("cmp");
export const price = { amount: 58055, currency: "UAH" };

const TEXT = /^(text\/|application\/(json|xml|javascript))/;

export type House = {
  url: string;
  /** How each delivery ended: a refused callback is news for the test, not the end of the run. */
  deliveries: Promise<PromiseSettledResult<void>>[];
  events: unknown[];
  close: () => Promise<void>;
};

export async function openHouse(): Promise<House> {
  const events: unknown[] = [];
  const deliveries: House["deliveries"] = [];
  const bus = await aws(({ Detail }) => {
    const event = { detail: JSON.parse(Detail) as unknown };
    events.push(event.detail);
    deliveries.push(ended(callback.handler(event as EventBridgeEvent<string, unknown>)));
  });
  useAws(bus.url);
  const gateway = await import("../../functions/sandbox/gateway.ts");
  const callback = await import("../../functions/sandbox/callback.ts");
  const server = await serve(async (call) => {
    const event = eventOf(call, server.url, Object.keys(gateway.routes));
    const { statusCode = 200, headers = {}, body = "" } = await gateway.handler(event);
    return { status: statusCode, headers: headers as Record<string, string>, body } satisfies Said;
  });
  process.env.SANDBOX_URL = server.url;
  // This one is known by the address at which it is called.
  delete process.env.SANDBOX_PUBLIC_URL;
  const close = async () => {
    await Promise.all(deliveries);
    await Promise.all([bus.close(), server.close()]);
  };
  return { url: server.url, deliveries, events, close };
}

async function ended(delivery: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [result] = await Promise.allSettled([delivery]);
  return result;
}

/** As API Gateway would say it: lower-case headers, and only text as text. */
function eventOf(
  { method, path, headers, body }: Call,
  url: string,
  routes: string[],
): APIGatewayProxyEventV2 {
  const { pathname, search, searchParams } = new URL(path, url);
  const isBase64Encoded = !TEXT.test(headers["content-type"] ?? "");
  const route = routes
    .map((key) => ({ key, pattern: new RegExp(`^${key.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`) }))
    .find(({ pattern }) => pattern.test(`${method} ${pathname}`));
  return {
    routeKey: route?.key ?? "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    queryStringParameters: Object.fromEntries(searchParams),
    pathParameters: { ...route?.pattern.exec(`${method} ${pathname}`)?.groups },
    requestContext: { domainName: new URL(url).host, http: { method } },
    body: body.toString(isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2;
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

export async function openShop(house: House) {
  const heard: Call[] = [];
  const shop = { says: 200 };
  const server = await serve((call) => {
    heard.push(call);
    return { status: shop.says };
  });
  let serial = 0;
  const order = (expiresInMs = 60_000) => ({
    companyId,
    paymentId: `pay_${serial++}`,
    customerId: "cus_1",
    price,
    description: `Hatha <b>&"yoga"</b>`,
    returnUrl: "https://yoga.example/thanks?for=booking",
    callbackUrl: `${server.url}/v1/webhooks/sandbox/${companyId}`,
    expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
  });
  const open = async (asked = order()) => ({ ...asked, ...(await (await sandbox()).openCheckout(asked)) });
  const forget = () => {
    heard.length = 0;
    house.deliveries.length = 0;
    shop.says = 200;
  };
  return Object.assign(shop, {
    heard,
    order,
    open,
    forget,
    close: server.close,
    /** What the callbacks meant to the product, in the order in which they came. */
    told: () => Promise.all(heard.map(understood)),
    delivered: () => Promise.all(house.deliveries),
  });
}

export const sandbox = () => Gateway.of(companyId, "sandbox");
export const standing = async ({ paymentId }: { paymentId: string }) =>
  (await sandbox()).status({ companyId, paymentId });
export const sign = (text: string, company = companyId): string =>
  createHmac("sha256", sandboxKeyOf(company)).update(text).digest("hex");
/** What the payer's browser does. */
export const choose = ({ checkoutUrl }: { checkoutUrl: string }, fields: Record<string, string>) =>
  fetch(checkoutUrl, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

async function understood({ body, headers }: Call): Promise<Gateway.News> {
  const signature = String(headers["x-sandbox-signature"]);
  const delivery = { companyId, rawBody: body, headers: { "x-sandbox-signature": signature } };
  const news = await (await sandbox()).verify(delivery);
  if (typeof news === "string" || news.kind !== "news") throw new Error("Not news.");
  return news;
}
