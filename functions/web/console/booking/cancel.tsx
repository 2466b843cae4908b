import type { BookingInFull } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Sure } from "../sure.tsx";
import { WORDS } from "./words.ts";

const STANDING = ["AWAITING_GATEWAY", "AWAITING_TOPUP", "CONFIRMED"];

export function Cancel({ booking, again }: { booking: BookingInFull; again: () => Promise<void> }) {
  const { companyId, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const { bookingId, version, status, startsAt } = booking;
  const over = !STANDING.includes(status) || Date.parse(startsAt) <= Date.now();
  if (over || !may("booking.cancel")) return null;
  const cancel = async (reason: string) => {
    const wish = { companyId, bookingId, ...(reason && { reason }) };
    await asked(api.booking.cancel(wish, { ifMatch: version }));
    say(words.cancelled);
    await again();
  };
  return (
    <Sure
      open={words.cancel}
      title={words.cancelSure}
      yes={words.cancel}
      reason="optional"
      again={() => void again()}
      act={cancel}
    >
      <p>{words.cancelWhy}</p>
    </Sure>
  );
}
