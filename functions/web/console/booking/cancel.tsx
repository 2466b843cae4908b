/** Cancelling, with what goes back said before. */
import { useState } from "preact/hooks";
import type { BookingInFull } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Sure } from "../sure.tsx";
import { WORDS } from "./cancel-words.ts";
import { Terms, type Decision } from "./terms.tsx";

const STANDING = ["AWAITING_GATEWAY", "AWAITING_TOPUP", "CONFIRMED"];
/** Whether something can still be done about the booking: not after the start, nor while its customer is checked in. */
export const isOpen = ({ status, startsAt, attendance }: BookingInFull): boolean =>
  STANDING.includes(status) && attendance !== "ATTENDED" && Date.parse(startsAt) > Date.now();

export function Cancel({ booking, again }: { booking: BookingInFull; again: () => Promise<void> }) {
  const { companyId, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const [decision, setDecision] = useState<Decision>("usual");
  const { bookingId, version } = booking;
  if (!isOpen(booking) || !may("booking.cancel")) return null;
  const cancel = async (reason: string) => {
    const refund = decision === "usual" ? {} : { refund: decision };
    const wish = { companyId, bookingId, ...refund, ...(reason && { reason }) };
    await asked(api.booking.cancel(wish, { ifMatch: version }));
    say(words.cancelled);
    await again();
  };
  return (
    <Sure
      open={words.cancel}
      title={words.sure}
      yes={words.cancel}
      reason={decision === "none" ? "required" : "optional"}
      again={() => void again()}
      act={cancel}
    >
      <p>{words.why}</p>
      <Terms booking={booking} decision={decision} decide={setDecision} />
    </Sure>
  );
}
