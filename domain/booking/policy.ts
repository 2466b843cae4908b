/**
 * A cancellation policy, and what it gives: data that a company writes once and that holds for whoever booked under it.
 *
 *   windows   the first one with that much time left decides; with less time than every window asks for, nothing goes back
 *   fee       what is kept beside the percentage, never more than there is
 *
 * Hours are hours of elapsed time: a day on which clocks change has 23 or 25 of them, and 24 hours before a start are not
 * always the same time of the day before. A window holds to its last millisecond. What is kept is rounded down, so a part
 * of a minor unit goes to the customer. Nothing here knows the time or the store.
 */
import * as z from "zod";
import { toDecimal, type Money } from "../money.ts";

const HOUR_MS = 3600_000;
/** A year: nobody plans further. */
const Hours = z.int().min(0).max(8760);
const Percent = z.int().min(0).max(100);
const Fee = z.int().positive().max(1_000_000_000_000).describe("Minor units of the price's currency.");

const Window = z.strictObject({ hoursBefore: Hours, refundPercent: Percent, fee: Fee.optional() });
export type Window = z.infer<typeof Window>;

export const Policy = z
  .strictObject({
    windows: z
      .array(Window)
      .max(10)
      .describe("The first with that many hours left before the start decides."),
    refundTo: z
      .enum(["origin", "wallet"])
      .default("origin")
      .describe("The way it was paid, or always to the wallet."),
    noShowFeePercent: Percent.default(0).describe(
      "Of the price, from whoever did not come and has not paid.",
    ),
    reschedule: z
      .strictObject({
        hoursBefore: Hours,
        difference: z.enum(["settle", "refuse"]).describe("What becomes of a difference in price."),
        fee: Fee.optional(),
      })
      .nullable()
      .default({ hoursBefore: 0, difference: "settle" })
      .describe("Until when a customer may move to another session, or null if never."),
  })
  .superRefine(({ windows }, context) => {
    for (const [index, next] of latestLast(windows).entries()) {
      const earlier = latestLast(windows)[index - 1];
      if (!earlier || givesNoMore(earlier, next)) continue;
      const message = "must give back no more than a window that ends earlier, and differ from it in hours";
      context.addIssue({ code: "custom", path: ["windows", windows.indexOf(next)], message });
    }
  })
  .meta({
    examples: [
      {
        windows: [
          { hoursBefore: 48, refundPercent: 100 },
          { hoursBefore: 24, refundPercent: 50, fee: 5000 },
        ],
        refundTo: "origin",
        noShowFeePercent: 50,
        reschedule: { hoursBefore: 12, difference: "settle" },
      },
    ],
  });
export type Policy = z.output<typeof Policy>;

/** Everything goes back until the start, and until then a booking may move. */
export const DEFAULT_POLICY: Policy = Policy.parse({ windows: [{ hoursBefore: 0, refundPercent: 100 }] });

/** The closer to the start, the less: so whoever waits never gains by it. */
function givesNoMore(earlier: Window, next: Window): boolean {
  return (
    next.hoursBefore < earlier.hoursBefore &&
    next.refundPercent <= earlier.refundPercent &&
    (next.fee ?? 0) >= (earlier.fee ?? 0)
  );
}

function latestLast(windows: readonly Window[]): Window[] {
  return windows.toSorted((one, other) => other.hoursBefore - one.hoursBefore);
}

/** Who ends a booking, and whether staff have decided otherwise than the policy. */
export const BY = ["customer", "staff", "session"] as const;
export const DECISIONS = ["policy", "full", "none"] as const;
export type Decision = (typeof DECISIONS)[number];

/** A payment of the booking and what the company still holds of it, in minor units. */
export type Part = { readonly paymentId: string; readonly held: number };

export type Case = {
  readonly policy: Policy;
  /** What the booking costs; what a percentage is of. */
  readonly price: Money;
  /** Fees for what was done before, as for moving: kept whenever the policy decides. */
  readonly fees?: number;
  /** In the order in which money goes back. */
  readonly parts: readonly Part[];
  readonly startsAt: string;
  readonly at: string;
  readonly by: (typeof BY)[number];
  /** Staff's own; without it they give everything back. */
  readonly decision?: Decision | undefined;
};

export const WHY = [
  "nothing_paid",
  "session_cancelled",
  "cancelled_by_staff",
  "staff_gave_all",
  "staff_gave_nothing",
  "full_refund",
  "partial_refund",
  "no_refund",
] as const;

export type Terms = {
  readonly refund: Money;
  /** What the company keeps. Refund and fee are all that it held. */
  readonly fee: Money;
  readonly percent: number;
  readonly window?: Window;
  readonly refundTo: Policy["refundTo"];
  readonly why: { readonly code: (typeof WHY)[number]; readonly sentence: string };
  /** How the refund is spread over the payments: what was paid through a gateway before what came from a wallet. */
  readonly parts: readonly { readonly paymentId: string; readonly amount: number }[];
};

/** What cancelling gives at an instant: 0 ≤ refund ≤ held, refund + fee = held, and never more by waiting. */
export function termsAt(given: Case): Terms {
  const { policy, price, parts, by, decision = by === "customer" ? "policy" : "full" } = given;
  const byPolicy = decision === "policy";
  const window = byPolicy ? windowAt(given) : undefined;
  const held = parts.reduce((sum, part) => sum + part.held, 0);
  const percent = byPolicy ? (window?.refundPercent ?? 0) : decision === "full" ? 100 : 0;
  const dues = byPolicy ? (window?.fee ?? 0) + (given.fees ?? 0) : 0;
  const kept = percent === 0 ? held : Math.min(held, share(price.amount, 100 - percent) + dues);
  const refund = { ...price, amount: held - kept };
  const fee = { ...price, amount: kept };
  return {
    refund,
    fee,
    percent,
    ...(window && { window }),
    refundTo: byPolicy ? policy.refundTo : "origin",
    why: whyOf(given, { refund, fee, window }),
    parts: spread(parts, refund.amount),
  };
}

/** What is kept of the price of places that are given back while the others stay. */
export function keptOf(price: Money, when: Pick<Case, "policy" | "startsAt" | "at" | "by">): number {
  if (price.amount <= 0) return 0;
  return termsAt({ ...when, price, parts: [{ paymentId: "", held: price.amount }] }).fee.amount;
}

/** The window that an instant falls into, if it falls into one. */
const windowAt = ({ policy, startsAt, at }: Pick<Case, "policy" | "startsAt" | "at">): Window | undefined =>
  latestLast(policy.windows).find(({ hoursBefore }) => isBefore({ startsAt, at, hoursBefore }));

const isBefore = (asked: { startsAt: string; at: string; hoursBefore: number }): boolean =>
  Date.parse(asked.startsAt) - Date.parse(asked.at) >= asked.hoursBefore * HOUR_MS;

/** Exactly, whatever the amount; a part of a minor unit is nothing. */
const share = (amount: number, percent: number): number => Number((BigInt(amount) * BigInt(percent)) / 100n);

/** Each part gives what it has until there is enough. */
export function spread(parts: readonly Part[], amount: number): Terms["parts"] {
  let wanting = amount;
  return parts.map(({ paymentId, held }) => {
    const taken = Math.min(held, wanting);
    wanting -= taken;
    return { paymentId, amount: taken };
  });
}

/** What somebody owes who did not come and had not paid; a part of a minor unit is the customer's. */
export const noShowFee = ({ noShowFeePercent }: Policy, price: Money): Money => ({
  ...price,
  amount: share(price.amount, noShowFeePercent),
});

/** Whether a customer may still move to another session. */
export const mayMove = ({ reschedule }: Policy, when: { startsAt: string; at: string }): boolean =>
  reschedule !== null && isBefore({ ...when, hoursBefore: reschedule.hoursBefore });

type Outcome = { refund: Money; fee: Money; window: Window | undefined };

function whyOf({ by, decision }: Case, { refund, fee, window }: Outcome): Terms["why"] {
  const none = refund.amount === 0;
  if (none && fee.amount === 0)
    return { code: "nothing_paid", sentence: "The company holds no money of this booking." };
  if (by === "session")
    return {
      code: "session_cancelled",
      sentence: "The company called the session off: everything goes back.",
    };
  if (decision === "none")
    return { code: "staff_gave_nothing", sentence: "Staff decided that nothing goes back." };
  if (decision === "full")
    return { code: "staff_gave_all", sentence: "Staff decided that everything goes back." };
  if (by === "staff" && decision === undefined)
    return { code: "cancelled_by_staff", sentence: "Cancelled by the company: everything goes back." };
  const when = window
    ? `Cancelled ${inHours(window.hoursBefore)} the start`
    : "Cancelled after the last time at which money goes back";
  if (none) return { code: "no_refund", sentence: `${when}: nothing goes back.` };
  if (fee.amount === 0) return { code: "full_refund", sentence: `${when}: everything goes back.` };
  return {
    code: "partial_refund",
    sentence: `${when}: ${inWords(refund)} goes back, ${inWords(fee)} is kept.`,
  };
}

const inHours = (hours: number): string =>
  hours === 0 ? "before" : `${hours} ${hours === 1 ? "hour" : "hours"} or more before`;
const inWords = (money: Money): string => `${toDecimal(money)} ${money.currency}`;
