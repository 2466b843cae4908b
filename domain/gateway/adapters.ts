/**
 * The gateways that this product speaks to: where each one is, what credentials it wants, and what is made of them.
 * An environment reaches a gateway if it has its address. One more gateway is one more line here, beside its name, its
 * address, its webhook, and its twin.
 */
import type * as z from "zod";
import { unprocessable } from "../error.ts";
import type { Gateway } from "./gateway.ts";
import * as Liqpay from "./liqpay/liqpay.ts";
import * as Monobank from "./monobank/monobank.ts";
import { GATEWAYS, type Name } from "./name.ts";
import * as Stripe from "./stripe/stripe.ts";

/** A gateway that wants a company's own credentials. Their shape is strict, and no message of it repeats a value. */
export type Adapter = {
  readonly credentials: z.ZodType<Credentials>;
  make(credentials: Credentials, baseUrl: string, companyId: string): Gateway;
};
export type Credentials = Readonly<Record<string, unknown>>;
export type Real = Exclude<Name, "sandbox">;

/** Keeps the shape and what is made of it together; outside of here one gateway is like another. */
const adapter = <C extends Credentials>(
  credentials: z.ZodType<C>,
  make: (credentials: C, baseUrl: string, companyId: string) => Gateway,
): Adapter => ({ credentials, make });

const adapters: Readonly<Record<Real, Adapter>> = {
  liqpay: adapter(Liqpay.Credentials, Liqpay.liqpay),
  monobank: adapter(Monobank.Credentials, Monobank.monobank),
  stripe: adapter(Stripe.Credentials, Stripe.stripe),
};

const addressOf: Record<Name, () => string | undefined> = {
  sandbox: () => process.env.SANDBOX_URL,
  liqpay: () => process.env.LIQPAY_URL,
  monobank: () => process.env.MONOBANK_URL,
  stripe: () => process.env.STRIPE_URL,
};

/** Where this environment's gateways are, for whoever wants to know whether they answer. */
export const addresses = (): Partial<Record<Name, string>> =>
  Object.fromEntries(
    GATEWAYS.flatMap((name) => {
      const url = addressOf[name]();
      return url ? [[name, url]] : [];
    }),
  );

export const isReached = (name: Name): boolean => addressOf[name]() !== undefined;

export type Located = { readonly name: "sandbox"; readonly url: string } | LocatedReal;
export type LocatedReal = { readonly name: Real; readonly url: string; readonly adapter: Adapter };

/** What is needed to talk to a gateway, but for a company's credentials. */
export function locate(wanted: string): Located {
  const name = GATEWAYS.find((candidate) => candidate === wanted);
  const url = name && addressOf[name]();
  if (!name || !url) {
    throw unprocessable("gateway.unknown", "Payments through this gateway are not possible here.", {
      gateways: Object.keys(addresses()),
    });
  }
  return name === "sandbox" ? { name, url } : { name, url, adapter: adapters[name] };
}
