/** What can be said of a session at one look: whether it takes place, whether it is sold, how full it is. */
import type { Session } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import { WORDS } from "./words.ts";

export type Standing = keyof typeof WORDS.en.standing;

export function standingOf({ status, sale, startsAt, endsAt, legacy }: Session): Standing {
  if (status === "CANCELLED") return "cancelled";
  if (status === "WITHDRAWN") return "withdrawn";
  if (legacy) return "legacy";
  if (Date.parse(endsAt) <= Date.now()) return "over";
  if (Date.parse(startsAt) <= Date.now()) return "running";
  if (status === "FULL") return "full";
  return sale === "CLOSED" ? "closed" : "open";
}

export function Badge({ session }: { session: Session }) {
  const words = useWords(WORDS);
  const standing = standingOf(session);
  return <span class={`badge ${standing}`}>{words.standing[standing]}</span>;
}

export const takenOf = ({ capacity, seatsLeft }: Session): number => capacity - seatsLeft;

/** The bar says nothing that the words do not. */
export function Seats({ session }: { session: Session }) {
  const words = useWords(WORDS);
  const { capacity } = session;
  const taken = takenOf(session);
  const filled = Math.min(100, Math.round((taken / capacity) * 100));
  return (
    <span class="seats">
      <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="4" />
        <rect class="filled" width={filled} height="4" />
      </svg>
      <span aria-hidden="true">{words.short(taken, capacity)}</span>
      <span class="unseen">{words.taken(taken, capacity)}</span>
    </span>
  );
}
