/** Stripe's twin behind a server, a merchant with an account there, and the adapter that talks to it as it always does. */
import { stripe } from "../../domain/gateway/stripe/stripe.ts";
import * as Clock from "../../domain/clock.ts";
import { fresh } from "../../domain/id.ts";
import { twin } from "../../infra/local/twins/stripe.ts";
import type { Order as Control } from "../../infra/local/twins/stripe/control.ts";
import type * as z from "zod";
import { serve, type Call } from "./edge.ts";

export type House = Awaited<ReturnType<typeof openHouse>>;

export async function openHouse() {
  const there = twin({ now: Clock.millis });
  const asked: Call[] = [];
  const server = await serve((call) => {
    asked.push(call);
    const { pathname, searchParams } = new URL(call.path, server.url);
    const headers = call.headers as Record<string, string>;
    return there.handle({ ...call, path: pathname, query: searchParams, headers, origin: server.url });
  });
  return { url: server.url, asked, settled: () => there.settled(), close: server.close };
}

let serial = 0;
export const webhookSecret = "whsec_of_the_endpoint";

export type Merchant = ReturnType<typeof merchantAt>;

/** A company with an account of its own. */
export function merchantAt(house: House, companyId = fresh("cmp")) {
  const secretKey = `sk_test_${fresh("key").replace("key_", "")}`;
  const gateway = stripe({ secretKey, webhookSecret }, house.url);
  const order = (
    given: { paymentId?: string; amount?: number; currency?: string; saveCard?: true } = {},
  ) => ({
    companyId,
    paymentId: given.paymentId ?? `pay_${(serial += 1)}_${fresh("x").slice(2)}`,
    customerId: "cus_ada",
    price: { amount: given.amount ?? 58_055, currency: given.currency ?? "UAH" },
    description: `Hatha <b>&"yoga"</b>`,
    returnUrl: "https://yoga.example/thanks?for=booking",
    callbackUrl: `https://api.example/v1/webhooks/stripe/${companyId}`,
    expiresAt: Clock.isoAfter(30 * 60_000),
    ...(given.saveCard && { saveCard: true }),
  });
  type Order = ReturnType<typeof order>;
  const open = async (asked: Order = order()) => ({ ...asked, ...(await gateway.openCheckout(asked)) });
  const control = async (sent: Omit<z.input<typeof Control>, "key">) => {
    const body = JSON.stringify({ key: secretKey, ...sent });
    const response = await fetch(`${house.url}/control`, { method: "POST", body });
    const answer = (await response.json()) as Record<string, unknown> & { id: string };
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };
  type Happening = NonNullable<z.input<typeof Control>["happens"]>;
  const happens = (what: Happening["what"], to: string, money: Omit<Happening, "what" | "to"> = {}) =>
    control({ happens: { what, to, ...money } });
  /** The API as anybody with the key may ask it. */
  const ask = async <T>(path: string, fields?: Record<string, string>): Promise<T> => {
    const response = await fetch(`${house.url}${path}`, {
      headers: { authorization: `Bearer ${secretKey}` },
      ...(fields && { method: "POST", body: new URLSearchParams(fields) }),
    });
    return (await response.json()) as T;
  };
  return { companyId, secretKey, gateway, order, open, control, happens, ask };
}
