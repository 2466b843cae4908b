/** What the person who is signed in has before him at this company. */
import { SignInButton } from "./account.tsx";
import * as Api from "./api.ts";
import { Notice, Title } from "./head.tsx";
import { useHere } from "./here.ts";
import { To } from "./move.tsx";
import { Failed, Loading } from "./parts.tsx";
import { home } from "./place.ts";
import * as SignIn from "./sign-in.ts";
import { useLoad, useReturn } from "./waiting.ts";

const STANDING = { AWAITING_GATEWAY: "awaits", AWAITING_TOPUP: "awaits", CONFIRMED: "certain" } as const;

export function Mine() {
  const { company, words, format } = useHere();
  const loaded = useLoad("mine", () => Promise.all([Api.bookingsToCome(company), Api.waits(company)]));
  useReturn(() => void loaded.again());
  if (loaded.state === "loading") return <Loading />;
  if (!SignIn.current()) {
    return (
      <Notice kind="empty" title={words.signedOut} why={words.signedOutWhy}>
        <SignInButton class="go" />
      </Notice>
    );
  }
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  const back = (
    <To to={home()} class="back">
      {words.allActivities}
    </To>
  );
  const [booked, waiting] = loaded.value;
  const coming = booked.filter(({ status }) => status in STANDING);
  if (coming.length + waiting.length === 0) {
    return (
      <Notice kind="empty" title={words.nothingBooked} why={words.nothingBookedWhy}>
        <To to={home()} class="button go">
          {words.bookMore}
        </To>
      </Notice>
    );
  }
  return (
    <>
      <Title back={back}>{words.myBookings}</Title>
      <ul class="offers">
        {coming.map(({ bookingId, activityName, startsAt, endsAt, spots, status }) => (
          <li key={bookingId}>
            <To to={`${home()}/bookings/${bookingId}`} class="offer">
              <span class="name">{activityName}</span>
              <time dateTime={startsAt}>
                {format.date(startsAt)}, {format.span(startsAt, endsAt)}
              </time>
              <span class="facts">
                <span>{words.places(spots)}</span>
                <span class={`standing ${status === "CONFIRMED" ? "certain" : "awaits"}`}>
                  {words.standing[STANDING[status as keyof typeof STANDING]]}
                </span>
              </span>
            </To>
          </li>
        ))}
        {waiting.map(({ entryId, activityName, startsAt, spots, status }) => (
          <li key={entryId}>
            <To to={`${home()}/waitlist/${entryId}`} class="offer">
              <span class="name">{activityName}</span>
              <time dateTime={startsAt}>
                {format.date(startsAt)}, {format.time(startsAt)}
              </time>
              <span class="facts">
                <span>{words.places(spots)}</span>
                <span class="standing awaits">{status === "OFFERED" ? words.offered : words.inLine}</span>
              </span>
            </To>
          </li>
        ))}
      </ul>
    </>
  );
}
