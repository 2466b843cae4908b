/** A booking: waiting for its payment, certain, or over. Opened by who made it, or by its link (the token after the #). */
import { useEffect, useState } from "preact/hooks";
import { SignInButton } from "./account.tsx";
import * as Api from "./api.ts";
import { Awaiting } from "./awaiting.tsx";
import { Certain } from "./certain.tsx";
import { Facts, goingBack } from "./facts.tsx";
import { useHere } from "./here.ts";
import { Mark } from "./mark.tsx";
import { remember } from "./memory.ts";
import { To } from "./move.tsx";
import { Failed, Loading, Occasion } from "./parts.tsx";
import { home } from "./place.ts";
import { Steps } from "./steps.tsx";
import { useLoad, useReturn } from "./waiting.ts";

export function Booking({ bookingId, returned }: { bookingId: string; returned: boolean }) {
  const { company, words } = useHere();
  const loaded = useLoad(bookingId, () => {
    takeToken(bookingId);
    return Api.booking(company, bookingId);
  });
  const [returnedNow] = useState(returned);
  useReturn(() => void loaded.again());

  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") {
    const mayHelp = ["offline", "internal", "request.rate_limited"].includes(loaded.problem.code);
    return (
      <Failed problem={loaded.problem} {...(mayHelp && { again: () => void loaded.again() })}>
        {!mayHelp && <SignInButton class="go" />}
        <To to={home()} class="button">
          {words.allActivities}
        </To>
      </Failed>
    );
  }
  const booking = loaded.value;
  if (booking.status === "AWAITING_GATEWAY") {
    return <Awaiting booking={booking} returned={returnedNow} again={loaded.again} />;
  }
  if (booking.status === "AWAITING_TOPUP") {
    return <Standing booking={booking} title={words.awaitsTopUp} why={words.awaitsTopUpWhy} />;
  }
  if (booking.status === "BILLING_OVERDUE") {
    return <Standing booking={booking} title={words.overdue} why={words.overdueWhy} />;
  }
  if (booking.status === "CONFIRMED") return <Certain booking={booking} again={loaded.again} />;
  return <Ended booking={booking} again={loaded.again} />;
}

/** Neither certain nor over, and nothing to be done about it here. */
function Standing({ booking, title, why }: { booking: Api.Booking; title: string; why: string }) {
  return (
    <>
      <div class="outcome">
        <Mark kind="clock" />
        <h1 tabIndex={-1}>{title}</h1>
        <p role="status">{why}</p>
      </div>
      <Occasion {...booking}>
        <Facts booking={booking} />
      </Occasion>
    </>
  );
}

/** The link's token stays in the address, so that a reload or a bookmark still opens the booking. */
function takeToken(bookingId: string): void {
  const token = location.hash.slice(1);
  if (token.length > 20) {
    remember(({ tokens }) => {
      tokens[bookingId] = token;
    });
  }
}

/** Money that comes after all can still revive what only money has ended. */
const REVIVABLE = ["payment_timeout", "payment_declined"];
const LOOK_AGAIN_MS = 5000;

function Ended({ booking, again }: { booking: Api.Booking; again: () => Promise<void> }) {
  const { words, format } = useHere();
  const { cancelledBecause = "staff", payment, refunds, activityId, startsAt, rescheduledTo } = booking;
  if (rescheduledTo) Api.follow(booking.bookingId, rescheduledTo);
  const [title, why] = words.cancelledBy[cancelledBecause] ?? words.problem;
  const late = payment.status === "SUCCEEDED" && REVIVABLE.includes(cancelledBecause);
  const mayRevive = payment.status !== "SUCCEEDED" && REVIVABLE.includes(cancelledBecause);
  useEffect(() => {
    if (!mayRevive) return undefined;
    const timer = setInterval(() => void again(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [mayRevive]);
  const refund = goingBack(refunds);
  const wayBack = refund?.destination === "WALLET" ? words.moneyToWallet : words.moneyBack;
  return (
    <>
      {mayRevive && <Steps now={2} />}
      <div class="outcome bad">
        <Mark kind={mayRevive && cancelledBecause === "payment_timeout" ? "clock" : "cross"} />
        <h1 tabIndex={-1}>{title}</h1>
        <p>{late ? words.lateMoney : why}</p>
        {refund && <p>{wayBack(format.money(refund.amount))}</p>}
      </div>
      <Occasion {...booking}>
        <Facts booking={booking} />
      </Occasion>
      <div class="actions">
        {rescheduledTo ? (
          <To to={`${home()}/bookings/${rescheduledTo}`} class="button go">
            {words.openMoved}
          </To>
        ) : (
          <To to={`${home()}/activities/${activityId}?day=${format.dayOf(startsAt)}`} class="button go">
            {words.bookAgain}
          </To>
        )}
      </div>
    </>
  );
}
