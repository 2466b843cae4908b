/**
 * Until when a reseller may cancel: as long as the policy gives anything back. The specification knows one time, in hours;
 * how much comes back before it is the policy's affair, and told when it happens.
 */
import type { Policy } from "../booking/policy.ts";

/** Where nothing ever comes back: no session is that far away. */
const NEVER_HOURS = 24 * 731;
const HOUR_MS = 3600_000;

export function cutoffOf({ windows }: Policy) {
  const hours = windows
    .filter(({ refundPercent }) => refundPercent > 0)
    .reduce((least, { hoursBefore }) => Math.min(least, hoursBefore), NEVER_HOURS);
  return {
    cancellationCutoff: wordsFor(hours),
    cancellationCutoffAmount: hours,
    cancellationCutoffUnit: "hour" as const,
  };
}

/** Whether a session that starts then can still be cancelled. */
export const isBefore = (policy: Policy, startsAt: string, now: number): boolean =>
  Date.parse(startsAt) - now >= Math.max(1, cutoffOf(policy).cancellationCutoffAmount * HOUR_MS);

/** All of it in words: what comes back, and until when. */
export const feature = ({ windows }: Policy) => ({
  type: "CANCELLATION_TERM" as const,
  shortDescription:
    windows
      .filter(({ refundPercent }) => refundPercent > 0)
      .toSorted((one, other) => other.hoursBefore - one.hoursBefore)
      .map(
        (window) =>
          `${wordsFor(window.hoursBefore).slice(0, -1)}, ${window.refundPercent} % is refunded${lessFee(window)}.`,
      )
      .join(" ") || wordsFor(NEVER_HOURS),
});

const lessFee = ({ fee }: Policy["windows"][number]): string => (fee === undefined ? "" : ", less a fee");

function wordsFor(hours: number): string {
  if (hours === NEVER_HOURS) return "Nothing is refunded.";
  return hours === 0
    ? "Until the start."
    : `Until ${hours} ${hours === 1 ? "hour" : "hours"} before the start.`;
}
