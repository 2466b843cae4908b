/**
 * The chart of accounts: every name that a journal's lines may bear.
 *
 * A constrained account may never fall short, so its balance is a row of its own that changes in the transaction of the
 * journal itself; each customer's wallet is one. All others are the house's: nothing is written for them when money
 * moves, their totals are folded from the stream (LED-5). In the house's totals all wallets together are one account,
 * `wallet`, which is what makes a trial balance sum to zero.
 */
import * as z from "zod";

export const KINDS = ["asset", "liability", "income", "expense"] as const;
export type Kind = (typeof KINDS)[number];

type Entry = {
  readonly kind: Kind;
  /** What stands behind the colon of its name, if it is one account for each. */
  readonly per?: "gateway" | "customer" | "reseller";
  readonly constrained: boolean;
  readonly means: string;
};

export const CHART = {
  gateway_clearing: {
    kind: "asset",
    per: "gateway",
    constrained: false,
    means: "What a gateway has taken from payers and not yet paid out to the company.",
  },
  cash: { kind: "asset", constrained: false, means: "What staff have taken at the desk." },
  receivable: {
    kind: "asset",
    per: "reseller",
    constrained: false,
    means: "What a reseller owes for bookings that he has sold; he pays by invoice.",
  },
  wallet: {
    kind: "liability",
    per: "customer",
    constrained: true,
    means: "What the company owes a customer in services: credit that he may spend.",
  },
  wallet_reserved: {
    kind: "liability",
    constrained: false,
    means:
      "What customers have set aside from their wallets for bookings that wait for the rest of their money.",
  },
  booking_sales: { kind: "income", constrained: false, means: "What customers have paid for bookings." },
  goodwill: {
    kind: "expense",
    constrained: false,
    means: "What the company has given away, less what it has taken back: credit by the hand of staff.",
  },
  chargebacks: {
    kind: "expense",
    constrained: false,
    means: "What gateways took back of captured payments without being asked.",
  },
  fees: { kind: "expense", constrained: false, means: "What gateways keep for their service." },
} as const satisfies Readonly<Record<string, Entry>>;

type Chart = typeof CHART;
type Heading = keyof Chart;
/** The name of an account, as lines have it. */
export type Account = {
  [H in Heading]: Chart[H] extends { per: string } ? `${H}:${string}` : H;
}[Heading];

export const clearing = (gateway: string): Account => `gateway_clearing:${gateway}`;
/** Where the money of a payment is: with whoever sold it, at the desk, or at the gateway through which it came. */
export function holding({
  gateway,
  resellerId,
}: {
  gateway: string;
  resellerId?: string | undefined;
}): Account {
  if (resellerId !== undefined) return `receivable:${resellerId}`;
  return gateway === "cash" ? "cash" : clearing(gateway);
}
export const wallet = (customerId: string): Account => `wallet:${customerId}`;

export const headingOf = (account: string): Heading | undefined => {
  const [heading = "", ...part] = account.split(":");
  if (!Object.hasOwn(CHART, heading)) return undefined;
  const known = heading as Heading;
  return "per" in CHART[known] === part.length > 0 ? known : undefined;
};

/** The account of the house that a line counts for: its own, or the one of all wallets together. */
export function inHouse(account: string): string {
  const heading = headingOf(account);
  return heading !== undefined && CHART[heading].constrained ? heading : account;
}

const NAME = /^[a-z_]{1,32}(:[A-Za-z0-9_-]{1,64})?$/;

/** An account of the house, as it is asked for. */
export const HouseAccount = z
  .string()
  .regex(NAME, "must be the name of an account")
  .refine((account) => isHouse(account), "must be an account of the chart")
  .meta({ examples: ["booking_sales"] });

function isHouse(account: string): boolean {
  const heading = headingOf(account);
  if (heading !== undefined) return !CHART[heading].constrained;
  return Object.hasOwn(CHART, account) && CHART[account as Heading].constrained;
}

export const kindOf = (account: string): Kind => CHART[(account.split(":")[0] ?? "") as Heading].kind;
