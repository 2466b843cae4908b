/** Who comes to one session: how many, or how many of each kind. */
import { useState } from "preact/hooks";
import { useSignIn } from "./account.tsx";
import * as Api from "./api.ts";
import { Notice, Title } from "./head.tsx";
import { useHere } from "./here.ts";
import { Kinds } from "./kinds.tsx";
import { To, go } from "./move.tsx";
import { Failed, Loading, Occasion, Refused } from "./parts.tsx";
import * as Party from "./party.ts";
import { home } from "./place.ts";
import * as SignIn from "./sign-in.ts";
import { Problem } from "./problem.ts";
import { Stepper } from "./stepper.tsx";
import { Steps } from "./steps.tsx";
import { useAction, useLoad, useReturn } from "./waiting.ts";

export function Choice({ activityId, sessionId }: { activityId: string; sessionId: string }) {
  const { company, words, format } = useHere();
  const loaded = useLoad(sessionId, () => Api.session(company, sessionId));
  const [wanted, setWanted] = useState(0);
  const [chosen, choose] = useState<Party.Units>();
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
  const waits = shut === "full" && SignIn.current() !== undefined;
  if (shut && !waits) {
    const [title, why] = words.shut[shut];
    return (
      <Notice kind="cross" title={title} why={why}>
        {other("button go")}
        {shut === "full" && signIn && (
          <button type="button" onClick={signIn}>
            {words.signInToWait}
          </button>
        )}
      </Notice>
    );
  }
  const { minSpots, unitKinds } = session;
  const most = waits ? session.maxSpots : Party.mostOf(session);
  const units = unitKinds.length > 0 ? (chosen ?? Party.first(session, unitKinds)) : undefined;
  const spots = units ? Party.seatsOf(unitKinds, units) : Math.min(Math.max(wanted, minSpots), most);
  const party = { spots, units: units && Party.counted(units) };
  const lonely = units && Party.alone(unitKinds, units);
  const keep = () =>
    run(async () => {
      if (waits) {
        go(`${home()}/waitlist/${await Api.join(company, sessionId, party)}`);
        return;
      }
      try {
        const { holdId } = await Api.placeHold(company, sessionId, party);
        go(`${home()}/holds/${holdId}`);
      } finally {
        void loaded.again();
      }
    });
  return (
    <>
      <Steps now={0} />
      <Title back={other("back")}>{units ? words.whoComes : words.howMany}</Title>
      <Occasion {...session}>
        {waits ? <p class="seats few">{words.soldOut}</p> : <SeatsLeft session={session} />}
      </Occasion>
      {units ? (
        <Kinds kinds={unitKinds} units={units} most={most} set={choose} />
      ) : (
        <Stepper
          value={spots}
          least={minSpots}
          most={most}
          fewer={words.fewer}
          more={words.more}
          set={setWanted}
        >
          <output aria-live="polite">{words.places(spots)}</output>
        </Stepper>
      )}
      <p class="total">
        <span>{words.total}</span>
        <b>{format.money(Party.priceOf(session, unitKinds, party))}</b>
      </p>
      {lonely && <p class="soft centred">{words.notAlone(lonely.name)}</p>}
      {problem && <Refused problem={problem} />}
      <button
        type="button"
        class="go"
        aria-busy={busy}
        disabled={spots < Math.max(1, minSpots) || lonely !== undefined}
        onClick={() => void keep()}
      >
        {waits ? words.joinLine : words.keep}
      </button>
      <p class="soft centred">{waits ? words.joinLineWhy : words.keepWhySoon}</p>
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
