import type { BookingInFull } from "../../../client/client.ts";
import { To } from "../../client/move.tsx";
import { useWork, useWords } from "../here.ts";
import { WORDS } from "./reschedule-words.ts";

/** The bookings before and after, where one has taken the place of another. */
export function Moved({ booking: { rescheduledFrom, rescheduledTo } }: { booking: BookingInFull }) {
  const { home } = useWork();
  const words = useWords(WORDS);
  if (!rescheduledFrom && !rescheduledTo) return null;
  return (
    <p class="moved">
      {rescheduledFrom && <To to={`${home}/bookings/${rescheduledFrom}`}>{words.before}</To>}
      {rescheduledTo && <To to={`${home}/bookings/${rescheduledTo}`}>{words.after}</To>}
    </p>
  );
}
