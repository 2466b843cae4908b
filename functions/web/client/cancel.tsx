/** Cancelling, asked twice: the second time with what it gives back. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import * as Api from "./api.ts";
import { useHere } from "./here.ts";
import { Failed, Loading, Refused } from "./parts.tsx";
import { useAction, useLoad } from "./waiting.ts";

export function CancelBooking({ booking, again }: { booking: Api.Booking; again: () => Promise<void> }) {
  const { company, words } = useHere();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const question = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (asking) question.current?.querySelector("h2")?.focus();
  }, [asking]);
  if (Date.parse(booking.startsAt) <= Date.now() || booking.attendance === "ATTENDED") return null;
  if (!asking) {
    return (
      <button type="button" class="plain centred" onClick={() => setAsking(true)}>
        {words.cancel}
      </button>
    );
  }
  const cancel = () =>
    run(async () => {
      await Api.cancel(company, booking.bookingId);
      await again();
    });
  return (
    <div class="sure" ref={question}>
      <h2 tabIndex={-1}>{words.cancelSure}</h2>
      <p>{words.cancelSureWhy}</p>
      <Terms bookingId={booking.bookingId} />
      {problem && <Refused problem={problem} />}
      <div class="pair">
        <button type="button" onClick={() => setAsking(false)}>
          {words.cancelNo}
        </button>
        <button type="button" class="danger" aria-busy={busy} onClick={() => void cancel()}>
          {words.cancelYes}
        </button>
      </div>
    </div>
  );
}

function Terms({ bookingId }: { bookingId: string }) {
  const { company, words, format } = useHere();
  const terms = useLoad(bookingId, () => Api.terms(company, bookingId));
  if (terms.state === "loading") return <Loading />;
  if (terms.state === "failed") return <Failed problem={terms.problem} again={() => void terms.again()} />;
  const { refund, fee, refundTo } = terms.value;
  if (refund.amount === 0 && fee.amount === 0) return <p>{words.nothingPaid}</p>;
  if (refund.amount === 0) return <p>{words.nothingBack(format.money(fee))}</p>;
  const back = (refundTo === "wallet" ? words.moneyToWallet : words.moneyBack)(format.money(refund));
  return (
    <p>
      {back} {fee.amount > 0 && words.feeKept(format.money(fee))}
    </p>
  );
}
