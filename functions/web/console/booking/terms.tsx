import type { BookingCancellationTerms, BookingInFull } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useLoad } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS as COMMON } from "../words.ts";
import { WORDS } from "./cancel-words.ts";

/** Staff usually give everything back; they may also go by the policy, or give nothing. */
const DECISIONS = ["usual", "policy", "none"] as const;
export type Decision = (typeof DECISIONS)[number];
type Props = { booking: BookingInFull; decision: Decision; decide: (decision: Decision) => void };

/** What would go back and what would be kept, as the API reckons it at this moment. */
export function Terms({ booking, decision, decide }: Props) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const { loading } = useWords(COMMON);
  const { bookingId, version } = booking;
  const loaded = useLoad(`${bookingId} ${version} ${decision}`, () => {
    const refund = decision === "usual" ? {} : { refund: decision };
    return asked(api.booking.cancellationTerms({ companyId, bookingId, ...refund }));
  });
  return (
    <>
      <fieldset class="choices">
        <legend>{words.howMuch}</legend>
        {DECISIONS.map((one) => (
          <label key={one}>
            <input type="radio" name="decision" checked={one === decision} onChange={() => decide(one)} />
            {words.decisions[one]}
          </label>
        ))}
      </fieldset>
      <div class="terms" aria-live="polite">
        {loaded.state === "loading" && <p class="soft">{loading}</p>}
        {loaded.state === "failed" && <Refused problem={loaded.problem} again={() => void loaded.again()} />}
        {loaded.state === "ready" && <Outcome terms={loaded.value} />}
      </div>
    </>
  );
}

/** The sentence is the policy's own, as the customer reads it. */
export function Outcome({
  terms,
}: {
  terms: Pick<BookingCancellationTerms, "refund" | "fee" | "refundTo" | "sentence">;
}) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { refund, fee, refundTo, sentence } = terms;
  return (
    <>
      <dl>
        <dt>{words.back}</dt>
        <dd>
          {format.money(refund)}
          {refund.amount > 0 && <span class="soft"> {words.to[refundTo]}</span>}
        </dd>
        <dt>{words.kept}</dt>
        <dd>{format.money(fee)}</dd>
      </dl>
      <p class="soft" lang="en">
        {sentence}
      </p>
    </>
  );
}
