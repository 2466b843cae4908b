/**
 * What a company's owner and admins do with its accounts at gateways (PAY-10): put credentials, replace, rotate, disable,
 * enable and remove them, and try whether the gateway accepts them. Answers show the last four characters of a credential,
 * the audit log shows who changed which and when; the credentials themselves leave through neither.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, type Refuse } from "../commit.ts";
import { conflict, invalid, missing, stale, type DomainError } from "../error.ts";
import type { EventType } from "../event.ts";
import * as Events from "../events.ts";
import { CompanyId } from "../id.ts";
import { canonical } from "../once.ts";
import { due } from "../table.ts";
import { verb } from "../verb.ts";
import { locate, type LocatedReal } from "./adapters.ts";
import * as Credentials from "./credentials.ts";
import { GATEWAYS } from "./name.ts";
import * as Registry from "./registry.ts";
import { GatewayUnreachable } from "./unreachable.ts";

const MANAGERS = ["owner", "admin"] as const;

/** As long as a gateway's own roll-over: what it signed with the old secret still counts. */
const GRACE_MS = 24 * 3600_000;

const Shown = z.object({
  companyId: CompanyId,
  gateway: z.enum(GATEWAYS),
  status: z.enum(Credentials.STATUSES),
  credentials: z.record(z.string(), z.string()).describe("By name: the last four characters."),
  keyVersion: z.int().describe("How many data keys the credentials have been sealed with."),
  previousUntil: z.string().optional().describe("So long signatures by the replaced credentials count."),
  createdAt: z.string(),
  createdBy: z.string(),
  changedAt: z.string(),
  changedBy: z.string(),
  version: z.int(),
});

const shownOf = (settings: Credentials.Settings): z.infer<typeof Shown> =>
  Shown.parse({ ...settings, credentials: settings.hints });

const Gateway = z.enum(GATEWAYS).exclude(["sandbox"]);
const ofOne = { companyId: CompanyId, gateway: Gateway };

/** Also replaces: a repeat with the same credentials changes nothing. */
export const put = verb({
  name: "gateway_settings.put",
  may: MANAGERS,
  input: z.strictObject({
    ...ofOne,
    credentials: z
      .record(z.string().max(40), z.union([z.string().max(8000), z.int(), z.boolean()]))
      .describe("As the gateway issued them; which ones it wants is told in docs/gateways.md."),
  }),
  output: Shown,
  async run({ companyId, gateway, credentials: given }) {
    const located = locate(gateway) as LocatedReal;
    const credentials = understood(located, given);
    const before = await Credentials.find(companyId, gateway);
    mustBeExpected(before);
    if (before?.sealed && (await isSame(before, credentials))) return shownOf(before);
    const sealed = await Credentials.seal({ companyId, gateway }, credentials);
    const hints = hintsOf(credentials);
    if (!before) return create({ companyId, gateway, hints, sealed });
    const set = { sealed, hints, status: offeredAs(before), ...kept(before) };
    return commitChange(before, { set }, Events.GatewaySettingsReplaced);
  },
});

export const list = verb({
  name: "gateway_settings.list",
  may: MANAGERS,
  input: z.strictObject({ companyId: CompanyId }),
  output: z.object({ items: z.array(Shown) }),
  run: async ({ companyId }) => ({ items: (await Credentials.all(companyId)).map(shownOf) }),
});

export const show = verb({
  name: "gateway_settings.show",
  may: MANAGERS,
  input: z.strictObject(ofOne),
  output: Shown,
  run: async (one) => shownOf(await get(one)),
});

/** Seals the credentials anew, with another data key of whatever key is in use now. */
export const rotate = verb({
  name: "gateway_settings.rotate",
  may: MANAGERS,
  input: z.strictObject(ofOne),
  output: Shown,
  async run(one) {
    const before = await get(one);
    mustBeExpected(before);
    if (before.status === "REMOVED") throw noCredentials();
    const [sealed, previous] = await Promise.all([
      Credentials.current(before).then((credentials) => Credentials.seal(before, credentials)),
      Credentials.replaced(before)?.then((credentials) => Credentials.seal(before, credentials)),
    ]);
    return commitChange(
      before,
      { set: { sealed, ...(previous && { previous }) } },
      Events.GatewaySettingsRotated,
    );
  },
});

/** Offers the gateway to nobody any more; what was paid through it is still looked after. */
export const disable = turn("gateway_settings.disable", "DISABLED", Events.GatewaySettingsDisabled);
export const enable = turn("gateway_settings.enable", "ACTIVE", Events.GatewaySettingsEnabled);

/** Forgets the credentials. What was paid through the gateway waits until there are some again. */
export const remove = verb({
  name: "gateway_settings.remove",
  may: MANAGERS,
  input: z.strictObject(ofOne),
  output: Shown,
  async run(one) {
    const before = await get(one);
    mustBeExpected(before);
    if (before.status === "REMOVED") return shownOf(before);
    const set = { status: "REMOVED" as const, hints: {} };
    return commitChange(before, { set, forget: ["sealed", ...LEFTOVERS] }, Events.GatewaySettingsRemoved);
  },
});

/** Asks the gateway something harmless with the company's credentials. */
export const check = verb({
  name: "gateway_settings.check",
  may: MANAGERS,
  input: z.strictObject(ofOne),
  output: z.object({ result: z.enum(["ok", "refused", "unreachable"]) }),
  async run({ companyId, gateway }) {
    const { status } = await get({ companyId, gateway });
    if (status === "REMOVED") throw noCredentials();
    const result = await Registry.of(companyId, gateway)
      .then((named) => named.check())
      .catch((error: unknown) => {
        if (error instanceof GatewayUnreachable) return "unreachable" as const;
        throw error;
      });
    return { result };
  },
});

/** Forgets what was replaced, once its time is over. */
export async function forgetReplaced(companyId: string, gateway: string): Promise<void> {
  const before = await get({ companyId, gateway: Gateway.parse(gateway) });
  if (!before.previous || (before.previousUntil ?? "") > Clock.iso()) return;
  await commitChange(before, { forget: LEFTOVERS }, Events.GatewaySettingsForgotten);
}

async function get(one: {
  companyId: string;
  gateway: z.infer<typeof Gateway>;
}): Promise<Credentials.Settings> {
  return (await Credentials.find(one.companyId, one.gateway)) ?? Promise.reject(missing("gateway"));
}

function turn(name: string, to: "ACTIVE" | "DISABLED", event: EventType) {
  return verb({
    name,
    may: MANAGERS,
    input: z.strictObject(ofOne),
    output: Shown,
    async run(one) {
      const before = await get(one);
      mustBeExpected(before);
      if (before.status === to) return shownOf(before);
      if (before.status === "REMOVED") throw noCredentials();
      return commitChange(before, { set: { status: to } }, event);
    },
  });
}

type New = Pick<Credentials.Settings, "companyId" | "gateway" | "hints" | "sealed">;

async function create(made: New): Promise<z.infer<typeof Shown>> {
  const [at, by] = [Clock.iso(), Actor.currentUser()];
  const known = { createdAt: at, createdBy: by, changedAt: at, changedBy: by };
  const settings = { ...made, ...known, status: "ACTIVE" as const, keyVersion: 1 };
  const write = change(Events.GatewaySettingsCreated(), Credentials.Settings.create(settings), again);
  return commit([write], shownOf({ ...settings, version: 1 }));
}

const LEFTOVERS = ["previous", "previousUntil", "duePk", "dueSk"] as const;
type Difference = {
  set?: Partial<Credentials.Settings>;
  forget?: readonly ((typeof LEFTOVERS)[number] | "sealed")[];
};

/** What stands in the row is what was read, or the request looks again. */
async function commitChange(
  before: Credentials.Settings,
  { set = {}, forget = [] }: Difference,
  event: EventType,
): Promise<z.infer<typeof Shown>> {
  const { companyId, gateway, version = 0 } = before;
  const { userId } = Actor.current();
  const facts = {
    ...set,
    keyVersion: before.keyVersion + (set.sealed ? 1 : 0),
    // Time forgets too, but only people change.
    ...(userId !== undefined && { changedAt: Clock.iso(), changedBy: userId }),
  };
  const operation = Credentials.Settings.patch({ companyId, gateway })
    .set(facts)
    .remove([...forget])
    .where((a, o) => o.eq(a.version, version));
  const gone = Object.fromEntries(forget.map((name) => [name, undefined]));
  const answer = shownOf({ ...before, ...facts, ...gone, version: version + 1 });
  return commit([change(event(), operation, moved)], answer);
}

const moved: Refuse = (old) =>
  Actor.current().ifMatch === undefined ? again() : changedMeanwhile(Number(old?.version));

function mustBeExpected(before: Credentials.Settings | undefined): void {
  const { ifMatch } = Actor.current();
  if (ifMatch !== undefined && ifMatch !== before?.version) throw changedMeanwhile(before?.version ?? 0);
}

const changedMeanwhile = (version: number): DomainError =>
  stale("gateway_settings.changed_meanwhile", "Somebody changed these settings after you read them.", {
    version,
  });

const noCredentials = (): DomainError =>
  conflict("gateway_settings.no_credentials", "The credentials were removed. Put them again.");

// Pure rules

const offeredAs = ({ status }: Credentials.Settings) => (status === "REMOVED" ? "ACTIVE" : status);

/** What the gateway may still sign with for a while. */
function kept({ companyId, gateway, sealed }: Credentials.Settings) {
  if (!sealed) return {};
  const previousUntil = Clock.isoAfter(GRACE_MS);
  return { previous: sealed, previousUntil, ...due(`${companyId}/${gateway}`, previousUntil) };
}

const isSame = async (before: Credentials.Settings, credentials: object): Promise<boolean> =>
  canonical(await Credentials.current(before)) === canonical(credentials);

/** Four characters of what is long enough to keep the rest to itself. */
const hintsOf = (credentials: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(credentials).map(([name, value]) => [
      name,
      typeof value !== "string" ? String(value) : value.length < 12 ? "…" : `…${value.slice(-4)}`,
    ]),
  );

/** Says which credential is wrong and how, never what it was. */
function understood({ adapter }: LocatedReal, given: Record<string, unknown>): Record<string, unknown> {
  const parsed = adapter.credentials.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, code }) => ({
    field: ["credentials", ...path].join("."),
    code,
    message: "is not what this gateway issues",
  }));
  throw invalid(
    "gateway_settings.credentials_invalid",
    "These are not the credentials that this gateway issues.",
    {
      errors,
    },
  );
}
