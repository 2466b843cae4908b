import type { BookingInFull } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useLoad } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS as COMMON } from "../words.ts";
import type { Wish } from "./reschedule.tsx";
import { WORDS } from "./reschedule-words.ts";

/** What moving it costs or gives back, as the API reckons it at this moment, or why it may not move. */
export function Difference({ booking, wish }: { booking: BookingInFull; wish: Wish }) {
  const { companyId, format } = useWork();
  const words = useWords(WORDS);
  const { loading } = useWords(COMMON);
  const { bookingId, version } = booking;
  // What the reason says decides nothing, so not every letter asks again.
  const name = [bookingId, version, wish.sessionId, wish.reason !== undefined, wish.price].join(" ");
  const loaded = useLoad(name, () => asked(api.booking.reschedulingTerms({ companyId, bookingId, ...wish })));
  if (loaded.state === "failed")
    return <Refused problem={loaded.problem} again={() => void loaded.again()} />;
  if (loaded.state === "loading") return <p class="terms soft">{loading}</p>;
  const { price, difference, fee, due, dueFrom, refund, refundTo, short } = loaded.value;
  const lines = [
    [words.price, format.money(price)],
    [words.difference, difference.amount === 0 ? words.none : format.money(difference)],
    fee.amount > 0 && [words.fee, format.money(fee)],
    due.amount > 0 && [words.due, `${format.money(due)}${dueFrom ? ` ${words.from[dueFrom]}` : ""}`],
    refund.amount > 0 && [words.back, `${format.money(refund)} ${words.to[refundTo]}`],
    short.amount > 0 && [words.short, format.money(short)],
  ].filter((line) => line !== false);
  return (
    <dl class="terms" aria-live="polite">
      {lines.map(([label, value]) => (
        <div key={label} class="line">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
