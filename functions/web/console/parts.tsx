/** Small parts that all places of the console use. */
import { Notice } from "../client/head.tsx";
import { Mark } from "../client/mark.tsx";
import type { Problem } from "../client/problem.ts";
import * as SignIn from "../client/sign-in.ts";
import { useHere, useWords } from "./here.ts";
import { WORDS } from "./words.ts";

export function Loading({ rows = 3 }: { rows?: number }) {
  const words = useWords(WORDS);
  return (
    <div class="loading" role="status">
      <span class="unseen">{words.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div class="ghost" key={row} aria-hidden="true" />
      ))}
    </div>
  );
}

export function SignInButton() {
  const { signIn } = useHere();
  const words = useWords(WORDS);
  if (!signIn || !SignIn.isPossible()) return <p>{words.signInShut}</p>;
  return (
    <button type="button" class="go" onClick={() => void SignIn.begin(signIn)}>
      {words.signIn}
    </button>
  );
}

type Sentence = { title: string; why: string; lang?: "en" };

/** In the console's own words where it has them, otherwise in the API's. */
function useSentence({ code, status, detail }: Problem): Sentence {
  const words = useWords(WORDS);
  if (code === "offline") return { title: words.refused, why: words.offline };
  if (status === 429) return { title: words.refused, why: words.busy };
  if (status === 403) return { title: words.refused, why: words.forbidden };
  if (status === 404) return { title: words.notHere, why: words.notHereWhy };
  if (status === 412) return { title: words.changed, why: words.changedWhy };
  const said = typeof detail.detail === "string" ? detail.detail : code;
  const errors = (detail.errors ?? []) as { field: string; message: string }[];
  const why = [said, ...errors.map(({ field, message }) => `${field}: ${message}`)].join(" ");
  return { title: words.refused, why, lang: "en" };
}

/** A place that could not be shown. */
export function Failed({ problem, again }: { problem: Problem; again: () => void }) {
  const words = useWords(WORDS);
  const sentence = useSentence(problem);
  const { title } = sentence;
  const why = problem.code === "offline" ? words.offlineHere : sentence.why;
  if (problem.status === 401) {
    return (
      <Notice kind="clock" title={words.signedOut} why={words.signedOutWhy}>
        <SignInButton />
      </Notice>
    );
  }
  if (problem.status === 404) return <Notice kind="empty" title={title} why={why} />;
  return (
    <Notice kind="cross" title={words.failed} why={why}>
      <button type="button" class="go" onClick={again}>
        {words.again}
      </button>
    </Notice>
  );
}

/** An action that did not work, beside its button; what it was about may have changed. */
export function Refused({ problem, again }: { problem: Problem; again?: () => void }) {
  const words = useWords(WORDS);
  const { title, why, lang } = useSentence(problem);
  const changed = problem.status === 409 || problem.status === 412;
  return (
    <div class="refused" role="alert">
      <Mark kind="cross" />
      <div>
        <strong>{problem.status === 401 ? words.signedOut : title}</strong>
        <p {...(lang && { lang })}>{problem.status === 401 ? words.signedOutWhy : why}</p>
        {problem.status === 401 && <SignInButton />}
        {changed && again && (
          <button type="button" class="plain" onClick={again}>
            {words.reload}
          </button>
        )}
      </div>
    </div>
  );
}
