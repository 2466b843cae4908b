/**
 * What differs between the environments; everything else is the same template.
 * An account of twelve equal digits is a placeholder: `infra/deploy.ts` refuses to deploy to it.
 */
export interface Environment {
  readonly name: EnvironmentName;
  readonly account: string;
  readonly region: string;
  /** Data outlives the stack: deletion protection, and RETAIN on whatever holds data or keys. */
  readonly keep: boolean;
  /** The sandbox gateway and its webhook. Anyone who can reach it can "pay", so never where money is real. */
  readonly sandbox: boolean;
  /** Where the gateways are. */
  readonly gateways: Readonly<Record<"liqpay" | "monobank" | "stripe", string>>;
  readonly logDays: number;
  readonly archiveDays: number;
  readonly memoryMb: number;
  /** Requests a minute: of one address, of one person, of one platform admin; callbacks, and calendars, from one address. */
  readonly limits: Readonly<Record<"public" | "user" | "admin" | "gateway" | "calendar", number>>;
  readonly throttle: { readonly perSecond: number; readonly burst: number };
  /** How long an event or a timer tries to reach its function before it is set aside. */
  readonly delivery: { readonly hours: number; readonly attempts: number };
  readonly origins: readonly string[];
  /** Sites that may show the booking page in a frame of theirs, as CSP's `frame-ancestors` has them. */
  readonly embedders: readonly string[];
  /** Who is told; without it alarms only change colour. */
  readonly alarmEmail?: string;
  /** Another OIDC issuer than the stack's own user pool. */
  readonly issuer?: {
    readonly url: string;
    readonly audiences: readonly string[];
    readonly signInClient?: string;
  };
}

export const environmentNames = ["dev", "staging", "prod"] as const;
export type EnvironmentName = (typeof environmentNames)[number];

const gateways = {
  liqpay: "https://www.liqpay.ua",
  monobank: "https://api.monobank.ua",
  stripe: "https://api.stripe.com",
};
const usualLimits = { public: 100, user: 1000, admin: 5000, gateway: 6000, calendar: 1000 };

const environments: Record<EnvironmentName, Omit<Environment, "name">> = {
  dev: {
    account: "000000000000",
    region: "eu-central-1",
    keep: false,
    sandbox: true,
    gateways,
    logDays: 7,
    archiveDays: 7,
    memoryMb: 512,
    // On a developer's machine everybody is one address and one person is many; a load test says how much it needs.
    limits: {
      public: Number(process.env["LIMIT_PUBLIC"] ?? 1000),
      user: 5000,
      admin: 5000,
      gateway: 60_000,
      calendar: 10_000,
    },
    throttle: { perSecond: 2000, burst: 2000 },
    delivery: { hours: 1, attempts: 10 },
    origins: ["http://localhost:3000", "http://localhost:5173"],
    embedders: ["http://localhost:*", "http://127.0.0.1:*"],
  },
  staging: {
    account: "111111111111",
    region: "eu-central-1",
    keep: true,
    sandbox: false,
    gateways,
    logDays: 30,
    archiveDays: 30,
    memoryMb: 512,
    limits: usualLimits,
    throttle: { perSecond: 500, burst: 1000 },
    delivery: { hours: 24, attempts: 185 },
    origins: ["https://staging.holdfast.example"],
    embedders: ["https://*.staging.holdfast.example"],
    alarmEmail: "staging-alarms@holdfast.example",
  },
  prod: {
    account: "222222222222",
    region: "eu-central-1",
    keep: true,
    sandbox: false,
    gateways,
    logDays: 365,
    archiveDays: 365,
    memoryMb: 512,
    limits: usualLimits,
    throttle: { perSecond: 2000, burst: 4000 },
    delivery: { hours: 24, attempts: 185 },
    origins: ["https://holdfast.example"],
    embedders: ["https://*.holdfast.example"],
    alarmEmail: "alarms@holdfast.example",
  },
};

export function environment(name: unknown): Environment {
  const known = environmentNames.find((candidate) => candidate === name);
  if (known === undefined) {
    throw new Error(`There is no environment ${String(name)}; there are ${environmentNames.join(", ")}.`);
  }
  return { name: known, ...environments[known] };
}
