/**
 * A company's account at a gateway, as it is kept: one row per company and gateway.
 *
 *   ACTIVE ⇄ DISABLED ──removed──▶ REMOVED (nothing secret is left) ──put again──▶ ACTIVE
 *
 * DISABLED offers the gateway to nobody any more, and still looks after what was paid through it. The credentials are
 * sealed (vault.ts); of each of them the row says the last four characters. What was replaced is kept, sealed as well,
 * for as long as the gateway may still sign with it.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as Clock from "../clock.ts";
import { isAway } from "../send.ts";
import { dueAttributes, stamped, store } from "../table.ts";
import * as Vault from "../vault.ts";
import type { Credentials } from "./adapters.ts";
import { GATEWAYS } from "./name.ts";
import { GatewayUnreachable } from "./unreachable.ts";

export const STATUSES = ["ACTIVE", "DISABLED", "REMOVED"] as const;

export const Settings = new Entity(
  {
    model: { entity: "gatewaySettings", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      gateway: { type: GATEWAYS, required: true },
      status: { type: STATUSES, required: true },
      /** By the credential's name: its last four characters, or what it is if it is no secret. */
      hints: { type: CustomAttributeType<Readonly<Record<string, string>>>("any"), required: true },
      sealed: { type: CustomAttributeType<Vault.Sealed>("any") },
      /** Counts the data keys that the credentials were sealed with. */
      keyVersion: { type: "number", required: true },
      previous: { type: CustomAttributeType<Vault.Sealed>("any") },
      previousUntil: { type: "string" },
      createdAt: { type: "string", required: true },
      createdBy: { type: "string", required: true },
      changedAt: { type: "string", required: true },
      changedBy: { type: "string", required: true },
      ...dueAttributes,
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/GATEWAYS", casing: "none" },
        sk: { field: "sk", composite: ["gateway"], template: "${gateway}", casing: "none" },
      },
    },
  },
  store,
);
export type Settings = EntityItem<typeof Settings>;

export async function find(companyId: string, gateway: Settings["gateway"]): Promise<Settings | undefined> {
  const { data } = await Settings.get({ companyId, gateway }).go({ consistent: true });
  return data ?? undefined;
}

export async function all(companyId: string): Promise<Settings[]> {
  const { data } = await Settings.query.primary({ companyId }).go({ consistent: true, pages: "all" });
  return data;
}

export const seal = ({ companyId, gateway }: Key, credentials: Credentials): Promise<Vault.Sealed> =>
  Vault.seal(placeOf({ companyId, gateway }), JSON.stringify(credentials));

type Key = { readonly companyId: string; readonly gateway: string };
const placeOf = ({ companyId, gateway }: Key): Vault.Place => ({
  purpose: "gateway-settings",
  companyId,
  gateway,
});

/** Opened credentials are kept for a little while, so that not every payment asks KMS. */
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 200;
const opened = new Map<string, { credentials: Credentials; until: number }>();

export const current = (settings: Settings): Promise<Credentials> => open(settings, settings.sealed);

/** What was replaced lately: the gateway may still sign with it. */
export const replaced = (settings: Settings): Promise<Credentials> | undefined =>
  settings.previous && (settings.previousUntil ?? "") > Clock.iso()
    ? open(settings, settings.previous)
    : undefined;

async function open(settings: Settings, sealed: Vault.Sealed | undefined): Promise<Credentials> {
  const { gateway } = settings;
  if (!sealed) throw new GatewayUnreachable(gateway, "the company has taken its credentials away");
  const known = opened.get(sealed.box);
  if (known && known.until > Clock.millis()) return known.credentials;
  const secret = await Vault.open(placeOf(settings), sealed).catch((error: unknown) => {
    throw isAway(error) ? new GatewayUnreachable(gateway, "its credentials can not be opened", error) : error;
  });
  const credentials = JSON.parse(secret) as Credentials;
  opened.delete(sealed.box);
  const [oldest] = opened.keys();
  if (opened.size >= MOST_KEPT && oldest !== undefined) opened.delete(oldest);
  opened.set(sealed.box, { credentials, until: Clock.millis() + KEPT_MS });
  return credentials;
}
