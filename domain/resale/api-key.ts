/**
 * An API key: what a program shows instead of a person's token (TEN-6). Only its hash is kept, and the eight characters by
 * which people tell keys apart; the key itself is shown once, to whoever makes it. A lookup row by the hash says in one
 * read what the key is good for, and goes with it: a key that is revoked opens nothing from that commit on.
 *
 * Two keys at once are how one is replaced without a pause: issue the next, let the program change, revoke the first.
 */
import { Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { Again, again, change, commit, commitOne, when, type Write } from "../commit.ts";
import { missing, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, fresh, KeyId, ResellerId } from "../id.ts";
import * as Secret from "../secret.ts";
import { stamped, store } from "../table.ts";
import { verb } from "../verb.ts";
import * as Reseller from "./row.ts";

const MOST_KEYS = 10;
const PREFIX_CHARACTERS = 8;
const SHAPE = /^hf_[A-Za-z0-9_-]{43}$/;

const goodFor = {
  companyId: { type: "string", required: true },
  resellerId: { type: "string", required: true },
  keyId: { type: "string", required: true },
  scopes: { type: "list", items: { type: "string" }, required: true },
  /** Requests a minute. */
  limitPerMinute: { type: "number", required: true },
  expiresAt: { type: "string" },
} as const;

export const ApiKeys = new Entity(
  {
    model: { entity: "apiKey", version: "1", service: "holdfast" },
    attributes: {
      ...goodFor,
      prefix: { type: "string", required: true },
      hash: { type: "string", required: true },
      createdAt: { type: "string", required: true },
      revokedAt: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "resellerId"],
          template: "C#${companyId}/RESELLER#${resellerId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["keyId"], template: "KEY#${keyId}", casing: "none" },
      },
    },
  },
  store,
);
type ApiKey = EntityItem<typeof ApiKeys>;

const Hashes = new Entity(
  {
    model: { entity: "apiKeyOfHash", version: "1", service: "holdfast" },
    attributes: {
      hash: { type: "string", required: true },
      ...goodFor,
      /** To the hour. */
      lastUsedAt: { type: "string" },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["hash"], template: "KEY#${hash}", casing: "none" },
        sk: { field: "sk", composite: [], template: "KEY", casing: "none" },
      },
    },
  },
  store,
);

export const Shown = z.object({
  keyId: KeyId,
  prefix: z.string().describe("What the key begins with, so that people can tell keys apart."),
  scopes: z.array(z.enum(Actor.SCOPES)),
  limitPerMinute: z.int(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
  lastUsedAt: z.string().optional().describe("To the hour; of keys that are not revoked."),
});
/** The one time that the key itself is told. */
export const Issued = Shown.extend({ key: z.string().describe("Shown this once: it is not kept.") });

export const asked = {
  limitPerMinute: z.int().min(1).max(6000).default(600),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
};
type Asked = z.output<z.ZodObject<typeof asked>>;

/** A repeat makes another key: to answer with this one, it would have to be kept. */
export const issue = verb({
  name: "api_key.issue",
  may: ["owner", "admin"],
  status: 201,
  input: z.strictObject({ companyId: CompanyId, resellerId: ResellerId, ...asked }),
  output: Issued,
  async run({ companyId, resellerId, ...terms }) {
    const [, keys] = await Promise.all([Reseller.get(companyId, resellerId), of(companyId, resellerId)]);
    if (keys.filter(({ revokedAt }) => !revokedAt).length >= MOST_KEYS)
      throw unprocessable("api_key.too_many", "Revoke a key first.", { most: MOST_KEYS });
    const { writes, issued } = cut({ companyId, resellerId }, terms);
    return commit(writes, issued);
  },
});

/** From now on it opens nothing; a repeat changes nothing. */
export const revoke = verb({
  name: "api_key.revoke",
  may: ["owner", "admin"],
  status: 204,
  input: z.strictObject({ companyId: CompanyId, resellerId: ResellerId, keyId: KeyId }),
  output: z.void(),
  async run(named) {
    const { data: key } = await ApiKeys.get(named).go({ consistent: true });
    if (!key) throw missing("key");
    if (key.revokedAt) return;
    const { resellerId, prefix, hash, keyId } = key;
    const gone = ApiKeys.patch(named)
      .set({ revokedAt: Clock.iso() })
      .where((a, o) => o.notExists(a.revokedAt));
    await commit(
      [
        change(Events.ApiKeyRevoked({ data: { resellerId, keyId, prefix } }), gone, again),
        when(Hashes.delete({ hash }), again),
      ],
      undefined,
    );
  },
});

export async function of(companyId: string, resellerId: string): Promise<ApiKey[]> {
  const { data } = await ApiKeys.query
    .primary({ companyId, resellerId })
    .go({ consistent: true, pages: "all" });
  return data;
}

/** With when they were last used, as far as they are still good for something. */
export async function usedOf(companyId: string, resellerId: string) {
  const keys = await of(companyId, resellerId);
  const live = keys.filter(({ revokedAt }) => !revokedAt).map(({ hash }) => ({ hash }));
  const { data } = live.length > 0 ? await Hashes.get(live).go() : { data: [] };
  const used = new Map(data.map(({ keyId, lastUsedAt }) => [keyId, lastUsedAt]));
  return keys.map((key) => ({ ...key, lastUsedAt: used.get(key.keyId) }));
}

/** A new key, its hash where a request looks for it, and what its maker is told. */
export function cut(
  { companyId, resellerId }: { companyId: CompanyId; resellerId: ResellerId },
  { limitPerMinute, expiresAt }: Asked,
) {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Clock.millis())
    throw unprocessable("api_key.expired_already", "A key expires in the future.", { expiresAt });
  const text = Secret.draw();
  const key = `hf_${text}`;
  const row = {
    companyId,
    resellerId,
    keyId: fresh("key") as KeyId,
    scopes: [...Actor.SCOPES],
    limitPerMinute,
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
  };
  const prefix = text.slice(0, PREFIX_CHARACTERS);
  const kept = { ...row, prefix, hash: Secret.hashOf(key), createdAt: Clock.iso() };
  const writes: Write[] = [
    change(Events.ApiKeyIssued(), ApiKeys.create(kept), again),
    when(Hashes.create({ ...row, hash: kept.hash }), again),
  ];
  return { writes, issued: { ...kept, key } };
}

export type Known = {
  readonly key: Actor.Key;
  readonly limitPerMinute: number;
  readonly lastUsedAt?: string;
};

/** What a key is good for; nothing, if it is none of ours, revoked, or its time is over. */
export async function find(given: string): Promise<Known | undefined> {
  if (!SHAPE.test(given)) return undefined;
  const { data } = await Hashes.get({ hash: Secret.hashOf(given) }).go({ consistent: true });
  if (!data || (data.expiresAt !== undefined && data.expiresAt <= Clock.iso())) return undefined;
  const { companyId, resellerId, keyId, scopes, limitPerMinute, lastUsedAt } = data;
  const key = {
    companyId: CompanyId.parse(companyId),
    resellerId: ResellerId.parse(resellerId),
    keyId: KeyId.parse(keyId),
    scopes: Actor.SCOPES.filter((scope) => scopes.includes(scope)),
  };
  return { key, limitPerMinute, ...(lastUsedAt !== undefined && { lastUsedAt }) };
}

const NOTED_EVERY_MS = 3600_000;

/** Notes that a key is in use, once an hour at most: so people see whether it may be revoked. */
export async function noteUse(given: string, { lastUsedAt = "" }: Known): Promise<void> {
  const since = Clock.isoAfter(-NOTED_EVERY_MS);
  if (lastUsedAt > since) return;
  const noted = Hashes.patch({ hash: Secret.hashOf(given) })
    .set({ lastUsedAt: Clock.iso() })
    .where((a, o) => `(${o.notExists(a.lastUsedAt)} OR ${o.lte(a.lastUsedAt, since)})`);
  await commitOne(when(noted, again)).catch((error: unknown) => {
    // Noted by another request, or revoked.
    if (!(error instanceof Again)) throw error;
  });
}
