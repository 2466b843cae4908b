/** A booking that is certain: what to take along. */
import { useRef, useState } from "preact/hooks";
import * as Api from "./api.ts";
import { CancelBooking } from "./cancel.tsx";
import { Facts } from "./facts.tsx";
import { useHere } from "./here.ts";
import { Mark } from "./mark.tsx";
import { To } from "./move.tsx";
import { Occasion } from "./parts.tsx";
import { home } from "./place.ts";
import { useLoad } from "./waiting.ts";

export function Certain({ booking, again }: { booking: Api.Booking; again: () => Promise<void> }) {
  const { company, words } = useHere();
  const link = useLoad(booking.bookingId, () => Api.link(company, booking.bookingId));
  return (
    <>
      <div class="outcome good">
        <Mark kind="tick" />
        <h1 tabIndex={-1}>{words.confirmed}</h1>
        <p role="status">
          {isPaid(booking) ? words.confirmedWhy : words.confirmedUnpaid[booking.paymentMethod]}
        </p>
      </div>
      <Occasion {...booking}>
        <Facts booking={booking} />
      </Occasion>
      {link.state === "ready" && (
        <>
          <div class="actions">
            <a class="button go" href={`/book/_/calendar/${link.value.calendarToken}`} download="booking.ics">
              {words.addToCalendar}
            </a>
          </div>
          <Keep token={link.value.token} bookingId={booking.bookingId} />
        </>
      )}
      <CancelBooking booking={booking} again={again} />
      <To to={home()} class="plain centred">
        {words.bookMore}
      </To>
    </>
  );
}

const isPaid = ({ paymentStatus, paymentMethod }: Api.Booking): boolean =>
  paymentStatus === "PAID" || paymentMethod === "PAY_NOW" || paymentMethod === "INVOICE";

function Keep({ token, bookingId }: { token: string; bookingId: string }) {
  const { words, say } = useHere();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const address = new URL(`${home()}/bookings/${bookingId}#${token}`, location.origin).href;
  const copy = async () => {
    field.current?.select();
    // Where the clipboard is not allowed, the link is at least selected.
    const done = await navigator.clipboard?.writeText(address).then(
      () => true,
      () => false,
    );
    setCopied(done);
    if (done) say(words.copied);
  };
  return (
    <section class="card">
      <h2>{words.linkTitle}</h2>
      <p class="soft">{words.linkWhy}</p>
      <div class="copy">
        <input
          ref={field}
          readOnly
          value={address}
          aria-label={words.linkTitle}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" onClick={() => void copy()}>
          {copied ? words.copied : words.copy}
        </button>
      </div>
    </section>
  );
}
