import type { Booking } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./money-words.ts";

type Facts = Pick<Booking, "bookingId" | "status" | "paymentMethod" | "paymentStatus" | "price">;

/** Takes at the door what was to be paid there. */
export function Cash({ booking, again }: { booking: Facts; again: () => Promise<void> }) {
  const { companyId, format, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const { busy, problem, run } = useAction();
  const { bookingId, status, paymentMethod, paymentStatus, price } = booking;
  const expected = status === "CONFIRMED" && paymentMethod === "ON_ARRIVAL" && paymentStatus === "PENDING";
  if (!expected || !may("booking.receive_cash")) return null;
  const receive = () =>
    run(async () => {
      await asked(api.booking.receiveCash({ companyId, bookingId }));
      say(words.received);
      await again();
    });
  return (
    <>
      <button type="button" class="small" aria-busy={busy} onClick={() => void receive()}>
        {words.receive(format.money(price))}
      </button>
      {problem && <Refused problem={problem} again={() => void again()} />}
    </>
  );
}
