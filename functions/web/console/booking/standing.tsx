import type { Booking } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import { WORDS } from "./words.ts";

type Facts = Pick<Booking, "status" | "paymentStatus" | "attendance" | "attended" | "spots">;

/** Whether it is certain, and whether it is paid. */
/** Where whoever is not certain is the exception, `brief` says only what needs a look. */
export function Standing({ booking, brief = false }: { booking: Facts; brief?: boolean }) {
  const words = useWords(WORDS);
  const { status, paymentStatus, attendance, attended, spots } = booking;
  const some = attended !== undefined && attended < spots && ` ${attended}/${spots}`;
  const certain = status === "CONFIRMED";
  return (
    <span class="standings">
      {!(certain && (brief || attendance)) && (
        <span class={`badge ${status.toLowerCase()}`}>{words.status[status] ?? status}</span>
      )}
      {attendance && (
        <span class={`badge ${attendance.toLowerCase()}`}>
          {words.attendance[attendance]}
          {some}
        </span>
      )}
      {certain && (
        <span class={`badge ${paymentStatus.toLowerCase()}`}>
          {words.paid[paymentStatus] ?? paymentStatus}
        </span>
      )}
    </span>
  );
}
