/**
 * Which gateway a company means, and which ones its customers may choose: the sandbox where there is one, and each real
 * gateway that the company has given credentials for. The adapter is made anew for each use, as the row says now; what
 * costs something, opening the credentials, is remembered for a while (credentials.ts).
 */
import { unprocessable } from "../error.ts";
import { isReached, locate, type LocatedReal } from "./adapters.ts";
import * as Credentials from "./credentials.ts";
import type { Gateway } from "./gateway.ts";
import type { Name } from "./name.ts";
import { sandbox } from "./sandbox.ts";

export { addresses } from "./adapters.ts";

/** The company's gateway, whether or not it takes new payments: what was paid through it has to be looked after. */
export async function of(companyId: string, wanted: string): Promise<Gateway> {
  const located = locate(wanted);
  if (located.name === "sandbox") return sandbox(located.url);
  const settings = await Credentials.find(companyId, located.name);
  if (!settings) throw notConfigured(located.name);
  return made(located, settings);
}

/** The gateways that the company's customers can choose from. */
export async function offered(companyId: string): Promise<Name[]> {
  const known = await Credentials.all(companyId);
  const active = known.filter(({ status }) => status === "ACTIVE").map(({ gateway }) => gateway);
  return [...active, "sandbox" as const].filter(isReached);
}

/** The gateways that may hold the company's money, offered or not. */
export async function configured(companyId: string): Promise<Name[]> {
  const known = await Credentials.all(companyId);
  const kept = known.filter(({ status }) => status !== "REMOVED").map(({ gateway }) => gateway);
  return [...kept, "sandbox" as const].filter(isReached);
}

/** Refuses a new payment through a gateway that the company does not offer. */
export async function mustBeOffered(companyId: string, wanted: string): Promise<Name> {
  const { name } = locate(wanted);
  if (name === "sandbox") return name;
  const settings = await Credentials.find(companyId, name);
  if (settings?.status !== "ACTIVE") throw notConfigured(name);
  return name;
}

/** A signature that the new credentials do not know may be by those that were just replaced. */
async function made({ adapter, url }: LocatedReal, settings: Credentials.Settings): Promise<Gateway> {
  const make = async (opening: Promise<Record<string, unknown>>): Promise<Gateway> =>
    adapter.make(adapter.credentials.parse(await opening), url, settings.companyId);
  const current = await make(Credentials.current(settings));
  return {
    ...current,
    async verify(delivery) {
      const told = await current.verify(delivery);
      const replaced = told === "refused" ? Credentials.replaced(settings) : undefined;
      return replaced ? (await make(replaced)).verify(delivery) : told;
    },
  };
}

const notConfigured = (gateway: Name) =>
  unprocessable("gateway.not_configured", "The company does not take payments through this gateway.", {
    gateway,
  });
