import type { RosterEntry } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./money-words.ts";

type Facts = Pick<RosterEntry, "bookingId" | "owed">;

/** Takes at the door what is owed: the price, or the fee of who did not come. */
export function Cash({ booking, again }: { booking: Facts; again: () => Promise<void> }) {
  const { companyId, format, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const { busy, problem, run } = useAction();
  const { bookingId, owed } = booking;
  if (!owed || !may("booking.receive_cash")) return null;
  const receive = () =>
    run(async () => {
      await asked(api.booking.receiveCash({ companyId, bookingId }));
      say(words.received);
      await again();
    });
  return (
    <>
      <button type="button" class="small" aria-busy={busy} onClick={() => void receive()}>
        {words.receive(format.money(owed))}
      </button>
      {problem && <Refused problem={problem} again={() => void again()} />}
    </>
  );
}
