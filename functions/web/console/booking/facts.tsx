import type { BookingInFull, Customer } from "../../../client/client.ts";
import { useWork, useWords } from "../here.ts";
import { Answers, Attendees, Count, type Named } from "./party.tsx";
import { WORDS } from "./words.ts";

type Props = { booking: BookingInFull; customer: Customer; named: Named };

/** What was booked, by whom, when and for how much. */
export function Facts({ booking, customer, named }: Props) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { email, unverifiedEmail } = customer;
  const {
    checkInCode,
    answers,
    price,
    paymentMethod,
    createdAt,
    confirmedAt,
    cancelledAt,
    cancelledBecause,
  } = booking;
  const because = cancelledBecause && (words.because[cancelledBecause] ?? cancelledBecause);
  return (
    <dl class="card">
      {(email ?? unverifiedEmail) && (
        <>
          <dt>{words.email}</dt>
          <dd>
            <a href={`mailto:${email ?? unverifiedEmail}`}>{email ?? unverifiedEmail}</a>
            {!email && <span class="soft"> {words.unverified}</span>}
          </dd>
        </>
      )}
      <dt>{words.places}</dt>
      <dd>
        <Count party={booking} named={named} />
        <Attendees party={booking} named={named} />
        {answers && <Answers answers={answers} named={named} />}
      </dd>
      <dt>{words.price}</dt>
      <dd>{format.money(price)}</dd>
      <dt>{words.method}</dt>
      <dd>{words.methods[paymentMethod] ?? paymentMethod}</dd>
      <dt>{words.made}</dt>
      <dd>{format.stamp(createdAt)}</dd>
      {confirmedAt && <dt>{words.confirmed}</dt>}
      {confirmedAt && <dd>{format.stamp(confirmedAt)}</dd>}
      {cancelledAt && <dt>{words.cancelledAt}</dt>}
      {cancelledAt && (
        <dd>
          {format.stamp(cancelledAt)}
          {because && <span class="soft"> {because}</span>}
        </dd>
      )}
      <dt>{words.number}</dt>
      <dd class="number">{checkInCode}</dd>
    </dl>
  );
}
