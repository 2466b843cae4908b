/** A place in the line of a full session: how far it has come, and the offer when it is one's turn. */
import { useEffect } from "preact/hooks";
import { SignInButton } from "./account.tsx";
import * as Api from "./api.ts";
import { Notice, Title } from "./head.tsx";
import { useHere } from "./here.ts";
import { To, go } from "./move.tsx";
import { Failed, Loading, Occasion, Refused } from "./parts.tsx";
import { home } from "./place.ts";
import * as SignIn from "./sign-in.ts";
import { useAction, useLoad, useReturn } from "./waiting.ts";

const LOOK_AGAIN_MS = 10_000;

export function InLine({ entryId }: { entryId: string }) {
  const { company, words } = useHere();
  const loaded = useLoad(entryId, () => Api.entry(company, entryId));
  useReturn(() => void loaded.again());
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void loaded.again();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  if (!SignIn.current()) {
    return (
      <Notice kind="empty" title={words.signedOut} why={words.signedOutWhy}>
        <SignInButton class="go" />
      </Notice>
    );
  }
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  const entry = loaded.value;
  return Api.isOpen(entry) ? <Open entry={entry} again={loaded.again} /> : <Over entry={entry} />;
}

function Open({ entry, again }: { entry: Api.Entry; again: () => Promise<void> }) {
  const { company, words, format } = useHere();
  const { busy, problem, run } = useAction();
  const { entryId, status, holdId, offeredUntil, position = 1, spots } = entry;
  const offered = status === "OFFERED" && holdId !== undefined && offeredUntil !== undefined;
  const leave = () =>
    run(async () => {
      await Api.leave(company, entryId);
      await again();
    });
  return (
    <>
      <Title>{offered ? words.offered : words.inLine}</Title>
      <p role="status">{offered ? words.offeredWhy(format.time(offeredUntil)) : words.inLineWhy(position)}</p>
      <Occasion {...entry}>
        <p class="soft">{words.places(spots)}</p>
      </Occasion>
      {problem && <Refused problem={problem} />}
      {offered && (
        <button type="button" class="go" onClick={() => go(`${home()}/holds/${holdId}`)}>
          {words.takeOffer}
        </button>
      )}
      <button type="button" class="plain centred" aria-busy={busy} onClick={() => void leave()}>
        {words.leaveLine}
      </button>
    </>
  );
}

function Over({ entry: { status, activityId, startsAt, lapsedBecause } }: { entry: Api.Entry }) {
  const { words, format } = useHere();
  const booked = status === "BOOKED";
  const [title, why] = booked ? words.lineBooked : (words.lineOver[lapsedBecause ?? "left"] ?? words.problem);
  const calendar = `${home()}/activities/${activityId}?day=${format.dayOf(startsAt)}`;
  return (
    <Notice kind={booked ? "tick" : "clock"} title={title} why={why}>
      <To to={booked ? `${home()}/mine` : calendar} class="button go">
        {booked ? words.myBookings : words.chooseOther}
      </To>
    </Notice>
  );
}
