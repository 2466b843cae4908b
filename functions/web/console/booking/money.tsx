import type { BookingInFull } from "../../../client/client.ts";
import { useWork, useWords } from "../here.ts";
import { Outcome } from "./terms.tsx";
import { WORDS } from "./money-words.ts";

type Payment = BookingInFull["payment"];

/** What was paid how, and what goes back. */
export function Money({ booking }: { booking: BookingInFull }) {
  const words = useWords(WORDS);
  const { payment, walletPayment, furtherPayments = [], refunds, cancellation } = booking;
  return (
    <section class="card" aria-labelledby="money">
      <h2 id="money">{words.money}</h2>
      <ul class="lines">
        <Line
          label={[words.payment, payment.gateway, payment.card?.mask ?? []].flat().join(" · ")}
          payment={payment}
        />
        {walletPayment && <Line label={words.walletPayment} payment={walletPayment} />}
        {furtherPayments.map((one) => (
          <Line key={one.paymentId} label={words.further} payment={one} />
        ))}
        {refunds.map((refund) => (
          <Refund key={refund.refundId} refund={refund} />
        ))}
      </ul>
      {cancellation && <Outcome terms={cancellation} />}
    </section>
  );
}

function Line({ label, payment }: { label: string; payment: Payment }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <li>
      <span>{label}</span>
      <span class="soft">{words.paymentStatus[payment.status] ?? payment.status}</span>
      <b>{format.money(payment.captured ?? payment.amount)}</b>
    </li>
  );
}

function Refund({ refund }: { refund: BookingInFull["refunds"][number] }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <li>
      <span>
        {words.refund}, {words.destination[refund.destination] ?? refund.destination}
      </span>
      <span class="soft">{words.refundStatus[refund.status] ?? refund.status}</span>
      <b>−{format.money(refund.amount)}</b>
    </li>
  );
}
