/**
 * Which gateways there are: where each one is, how its adapter is made, and which of them a company takes.
 *
 * An environment reaches a gateway if it has its address. The sandbox needs nothing else; a real one needs the company's
 * own credentials, which only functions that talk to gateways can open.
 */
import type * as z from "zod";
import { unprocessable } from "../error.ts";
import type { Gateway } from "./gateway.ts";
import { GATEWAYS, type Name } from "./name.ts";
import { sandbox } from "./sandbox.ts";

/** A gateway that wants credentials: their shape, and what is made of them. */
export type Adapter<Credentials extends z.ZodType = z.ZodType> = {
  readonly credentials: Credentials;
  make(credentials: z.output<Credentials>, baseUrl: string, companyId: string): Gateway;
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

/** The company's gateway, whether or not it takes new payments: what was paid through it has to be looked after. */
export async function of(_companyId: string, name: string): Promise<Gateway> {
  const { known, url } = located(name);
  if (known === "sandbox") return sandbox(url);
  throw notConfigured(known);
}

/** The gateways that the company's customers can choose from. */
export async function offered(_companyId: string): Promise<Name[]> {
  return addressOf.sandbox() ? ["sandbox"] : [];
}

/** Refuses a new payment through a gateway that the company does not offer. */
export async function mustBeOffered(_companyId: string, name: string): Promise<Name> {
  const { known } = located(name);
  if (known === "sandbox") return known;
  throw notConfigured(known);
}

function located(name: string): { known: Name; url: string } {
  const known = GATEWAYS.find((candidate) => candidate === name);
  const url = known && addressOf[known]();
  if (known && url) return { known, url };
  throw unprocessable("gateway.unknown", "Payments through this gateway are not possible here.", {
    gateways: Object.keys(addresses()),
  });
}

const notConfigured = (gateway: Name) =>
  unprocessable("gateway.not_configured", "The company does not take payments through this gateway.", {
    gateway,
  });
