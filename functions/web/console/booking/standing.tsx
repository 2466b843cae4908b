import type { Booking } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import { WORDS } from "./words.ts";

type Facts = Pick<Booking, "status" | "paymentStatus" | "attendance">;

/** Whether it is certain, and whether it is paid. */
export function Standing({ booking }: { booking: Facts }) {
  const words = useWords(WORDS);
  const { status, paymentStatus, attendance } = booking;
  const certain = status === "CONFIRMED";
  return (
    <span class="standings">
      <span class={`badge ${status.toLowerCase()}`}>{words.status[status] ?? status}</span>
      {attendance && <span class={`badge ${attendance.toLowerCase()}`}>{words.attendance[attendance]}</span>}
      {certain && (
        <span class={`badge ${paymentStatus.toLowerCase()}`}>
          {words.paid[paymentStatus] ?? paymentStatus}
        </span>
      )}
    </span>
  );
}
