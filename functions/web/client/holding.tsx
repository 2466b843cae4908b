/** Places that are kept: the time that is left, and who they are for. */
import { useEffect } from "preact/hooks";
import { SignInButton } from "./account.tsx";
import * as Api from "./api.ts";
import { Countdown } from "./countdown.tsx";
import { Details } from "./details.tsx";
import { Notice, Title } from "./head.tsx";
import { useHere } from "./here.ts";
import { remembered } from "./memory.ts";
import { To, go } from "./move.tsx";
import { Failed, Loading, Occasion, Refused } from "./parts.tsx";
import * as Party from "./party.ts";
import { home } from "./place.ts";
import { Steps } from "./steps.tsx";
import { useAction, useLoad, useReturn } from "./waiting.ts";

type Found = { hold: Api.Hold; session: Api.Session; gateways: readonly string[]; answeredAt: number };

export function Holding({ holdId, returned }: { holdId: string; returned: boolean }) {
  const { company, words } = useHere();
  const loaded = useLoad(holdId, () => find(holdId));
  useReturn(() => void loaded.again());

  async function find(id: string): Promise<Found | "elsewhere" | "leaving"> {
    if (leave(remembered().bookings[id])) return "leaving";
    if (!Api.mayOpen(id)) return "elsewhere";
    const hold = await Api.holdOf(company, id);
    const answeredAt = performance.now();
    if (hold.bookingId) Api.keep(hold, hold.bookingId);
    if (leave(hold.bookingId)) return "leaving";
    if (hold.status !== "HELD") Api.wishAnew(hold);
    const [session, gateways] = await Promise.all([Api.sessionOf(company, hold), Api.gateways(company)]);
    return { hold, session, gateways, answeredAt };
  }

  function leave(bookingId: string | undefined): boolean {
    if (bookingId) go(`${home()}/bookings/${bookingId}${returned ? "?returned" : ""}`, { replace: true });
    return bookingId !== undefined;
  }

  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") {
    if (loaded.problem.code === "hold.not_found") return <Over gone />;
    return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  }
  const found = loaded.value;
  if (found === "leaving") return <Loading />;
  if (found === "elsewhere") {
    return returned ? <Notice kind="tick" title={words.returned} why={words.returnedWhy} /> : <Over gone />;
  }
  if (found.hold.status !== "HELD") {
    return <Over gone={found.hold.status === "RELEASED"} session={found.session} />;
  }
  return <Kept {...found} again={loaded.again} />;
}

function Over({ gone, session }: { gone?: boolean; session?: Api.Session }) {
  const { words, format } = useHere();
  const to = session
    ? `${home()}/activities/${session.activityId}?day=${format.dayOf(session.startsAt)}`
    : home();
  return (
    <Notice
      kind="clock"
      title={gone ? words.gone : words.expired}
      why={gone ? words.goneWhy : words.expiredWhy}
    >
      <To to={to} class="button go" replace>
        {words.bookAgain}
      </To>
      {gone && <SignInButton class="" />}
    </Notice>
  );
}

function Kept({ hold, session, gateways, answeredAt, again }: Found & { again: () => Promise<void> }) {
  const { company, words, format, say } = useHere();
  const { busy, problem, run } = useAction();
  const { unitKinds } = session;
  const price = Party.priceOf(session, unitKinds, hold);
  const who = hold.units
    ? unitKinds
        .filter((kind) => hold.units?.[kind.unitKindId])
        .map((kind) => `${hold.units![kind.unitKindId]} × ${kind.name}`)
    : [words.places(hold.spots)];
  const choice = `${home()}/activities/${session.activityId}/sessions/${session.sessionId}`;
  const release = () =>
    run(async () => {
      await Api.release(company, hold);
      go(choice, { replace: true });
    });
  const extend = () =>
    run(async () => {
      await Api.extend(company, hold);
      await again();
    });
  useEffect(() => {
    if (problem) say(words.noMoreTime);
  }, [problem]);
  return (
    <>
      <Steps now={1} />
      <Title>{words.details}</Title>
      <Countdown
        seconds={hold.expiresInSeconds}
        answeredAt={answeredAt}
        onOver={() => void again()}
        onExtend={() => void extend()}
      />
      <Occasion {...session}>
        <p class="sum">
          <span>{who.join(", ")}</span>
          <b>{format.money(price)}</b>
        </p>
      </Occasion>
      {problem && <Refused problem={problem} />}
      <Details {...{ hold, session, price, gateways, again }} />
      <button type="button" class="plain centred" aria-busy={busy} onClick={() => void release()}>
        {words.letGo}
      </button>
    </>
  );
}
