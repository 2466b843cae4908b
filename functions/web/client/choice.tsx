/** How many places of one session. */
import { useState } from "preact/hooks";
import { useSignIn } from "./account.tsx";
import * as Api from "./api.ts";
import { Notice, Title } from "./head.tsx";
import { useHere } from "./here.ts";
import { To, go } from "./move.tsx";
import { Failed, Loading, Occasion, Refused } from "./parts.tsx";
import { home } from "./place.ts";
import { Problem } from "./problem.ts";
import { Steps } from "./steps.tsx";
import { useAction, useLoad, useReturn } from "./waiting.ts";

export function Choice({ activityId, sessionId }: { activityId: string; sessionId: string }) {
  const { company, words, format } = useHere();
  const loaded = useLoad(sessionId, () => Api.session(company, sessionId));
  const [wanted, setWanted] = useState(0);
  const { busy, problem, run } = useAction();
  const signIn = useSignIn();
  useReturn(() => void loaded.again());

  const session = loaded.state === "ready" ? loaded.value : undefined;
  const day = session ? `?day=${format.dayOf(session.startsAt)}` : "";
  const other = (kind: string) => (
    <To to={`${home()}/activities/${activityId}${day}`} class={kind}>
      {words.chooseOther}
    </To>
  );
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed" || !session) {
    const failed = loaded.state === "failed" ? loaded.problem : new Problem("internal");
    return (
      <Failed problem={failed} again={() => void loaded.again()}>
        {other("button")}
      </Failed>
    );
  }
  const shut = shutBecause(session);
  if (shut) {
    const [title, why] = words.shut[shut];
    return (
      <Notice kind="cross" title={title} why={why}>
        {other("button go")}
      </Notice>
    );
  }
  const { minSpots, price } = session;
  const most = Math.min(session.maxSpots, Math.max(session.seatsLeft, minSpots));
  const spots = Math.min(Math.max(wanted, minSpots), most);
  const keep = () =>
    run(async () => {
      try {
        const { holdId } = await Api.placeHold(company, sessionId, spots);
        go(`${home()}/holds/${holdId}`);
      } finally {
        void loaded.again();
      }
    });
  return (
    <>
      <Steps now={0} />
      <Title back={other("back")}>{words.howMany}</Title>
      <Occasion {...session}>
        <SeatsLeft session={session} />
      </Occasion>
      <div class="stepper">
        <button
          type="button"
          class="round"
          aria-label={words.fewer}
          disabled={spots <= minSpots}
          onClick={() => setWanted(spots - 1)}
        >
          −
        </button>
        <output aria-live="polite">{words.places(spots)}</output>
        <button
          type="button"
          class="round"
          aria-label={words.more}
          disabled={spots >= most}
          onClick={() => setWanted(spots + 1)}
        >
          +
        </button>
      </div>
      <p class="total">
        <span>{words.total}</span>
        <b>{format.money({ ...price, amount: price.amount * spots })}</b>
      </p>
      {problem && <Refused problem={problem} />}
      <button type="button" class="go" aria-busy={busy} onClick={() => void keep()}>
        {words.keep}
      </button>
      <p class="soft centred">{words.keepWhySoon}</p>
      {signIn && (
        <p class="soft centred">
          {words.haveAccount}{" "}
          <button type="button" class="within" onClick={signIn}>
            {words.signInFirst}
          </button>
        </p>
      )}
    </>
  );
}

const FEW = 3;

function SeatsLeft({ session: { seatsLeft } }: { session: Api.Session }) {
  const { words } = useHere();
  const few = seatsLeft <= FEW;
  return (
    <p class={few ? "seats few" : "seats"}>{few ? words.lastSeats(seatsLeft) : words.seatsLeft(seatsLeft)}</p>
  );
}

function shutBecause({ status, sale, seatsLeft, minSpots }: Api.Session) {
  if (status === "CANCELLED") return "cancelled";
  if (sale === "CLOSED") return "closed";
  return status === "FULL" || seatsLeft < minSpots ? "full" : undefined;
}
