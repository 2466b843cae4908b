/** Moving a booking to another session of its activity, with what that costs said before. */
import { useState } from "preact/hooks";
import type { BookingInFull } from "../../../client/client.ts";
import { go } from "../../client/move.tsx";
import { asked } from "../../client/problem.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Sure } from "../sure.tsx";
import { WORDS as COMMON } from "../words.ts";
import { isOpen } from "./cancel.tsx";
import { Choice } from "./choice.tsx";
import { Difference } from "./difference.tsx";
import { WORDS } from "./reschedule-words.ts";

/** What is asked for: with a reason staff need not heed the policy, and may let it cost what it did. */
export type Wish = { sessionId: string; reason?: string; price?: "kept" };

export function Reschedule({ booking, again }: { booking: BookingInFull; again: () => Promise<void> }) {
  const { companyId, home, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const [sessionId, choose] = useState("");
  const [reason, setReason] = useState("");
  const [kept, keep] = useState(false);
  const { bookingId, status, version } = booking;
  if (!isOpen(booking) || status !== "CONFIRMED" || !may("booking.reschedule")) return null;
  const explained = reason.trim() !== "";
  const wish: Wish = {
    sessionId,
    ...(explained && { reason: reason.trim() }),
    ...(explained && kept && { price: "kept" as const }),
  };
  const move = async () => {
    const moved = await asked(
      api.booking.reschedule({ companyId, bookingId, ...wish }, { ifMatch: version }),
    );
    say(words.moved);
    go(`${home}/bookings/${moved.bookingId}`);
  };
  return (
    <Sure
      open={words.open}
      title={words.title}
      yes={words.yes}
      tone="go"
      unready={sessionId === ""}
      again={() => void again()}
      act={move}
    >
      <Choice booking={booking} chosen={sessionId} choose={choose} />
      <Reason reason={reason} setReason={setReason} />
      {explained && (
        <label class="check">
          <input type="checkbox" checked={kept} onChange={() => keep(!kept)} />
          {words.kept}
        </label>
      )}
      {sessionId && <Difference booking={booking} wish={wish} />}
    </Sure>
  );
}

function Reason({ reason, setReason }: { reason: string; setReason: (reason: string) => void }) {
  const words = useWords(WORDS);
  const common = useWords(COMMON);
  return (
    <label class="field">
      {common.reason}
      <input value={reason} maxLength={500} onInput={(event) => setReason(event.currentTarget.value)} />
      <span class="soft">{words.reasonWhy}</span>
    </label>
  );
}
