/** A booking that waits for its payment: pay, or see whether it has arrived. */
import { useEffect, useState } from "preact/hooks";
import * as Api from "./api.ts";
import { CancelBooking } from "./cancel.tsx";
import { Countdown } from "./countdown.tsx";
import { Facts } from "./facts.tsx";
import { useHere } from "./here.ts";
import { Mark } from "./mark.tsx";
import { Occasion } from "./parts.tsx";
import { Steps } from "./steps.tsx";
import { useLoad } from "./waiting.ts";

const OFTEN_MS = 1000;
const SELDOM_MS = 4000;
const PATIENCE_MS = 20_000;

type Props = { booking: Api.Booking; returned: boolean; again: () => Promise<void> };

export function Awaiting({ booking, returned, again }: Props) {
  const { company, words, framed } = useHere();
  const { bookingId, holdId, payment } = booking;
  const [since] = useState(() => performance.now());
  const [waitedLong, setWaitedLong] = useState(false);
  const [over, setOver] = useState(false);
  const kept = useLoad(holdId, async () => {
    Api.share(bookingId, holdId);
    return { hold: await Api.holdOf(company, holdId), answeredAt: performance.now() };
  });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const waited = performance.now() - since;
      setWaitedLong(waited > PATIENCE_MS);
      if (document.visibilityState === "visible") await again();
      timer = setTimeout(() => void look(), waited > PATIENCE_MS || !returned ? SELDOM_MS : OFTEN_MS);
    };
    timer = setTimeout(() => void look(), OFTEN_MS);
    return () => clearTimeout(timer);
  }, [bookingId]);

  const checking = returned && !waitedLong;
  const keptNow = kept.state === "ready" && kept.value.hold.status === "IN_CHECKOUT" ? kept.value : undefined;
  const late = over || (kept.state === "ready" && !keptNow);
  const [title, why] = checking
    ? [words.checking, words.checkingWhy]
    : late
      ? [words.timeOver, words.timeOverWhy]
      : [words.awaiting, returned ? words.checkingLong : words.awaitingWhy];
  return (
    <>
      <Steps now={2} />
      <div class={checking ? "outcome busy" : "outcome"}>
        {checking ? <span class="spinner" aria-hidden="true" /> : late && <Mark kind="clock" />}
        <h1 tabIndex={-1}>{title}</h1>
        <p role="status">{why}</p>
      </div>
      {keptNow && !over && !checking && (
        <Countdown
          seconds={keptNow.hold.expiresInSeconds}
          answeredAt={keptNow.answeredAt}
          onOver={() => setOver(true)}
        />
      )}
      <Occasion {...booking}>
        <Facts booking={booking} />
      </Occasion>
      {payment.checkoutUrl && !checking && (
        <div class="actions">
          <a
            class="button go"
            href={payment.checkoutUrl}
            {...(framed && { target: "_blank", rel: "noopener" })}
          >
            {framed ? words.openPaymentNew : words.openPayment}
          </a>
          {framed && <p class="soft centred">{words.openPaymentNewWhy}</p>}
        </div>
      )}
      {!checking && <CancelBooking booking={booking} again={again} />}
    </>
  );
}
