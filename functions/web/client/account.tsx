/** Who is signed in, and the way in and out. In a frame everybody is a guest: no issuer shows its page there. */
import { useHere } from "./here.ts";
import { To } from "./move.tsx";
import { home } from "./place.ts";
import * as SignIn from "./sign-in.ts";

export function useSignIn(): (() => void) | undefined {
  const { signIn } = useHere();
  if (!signIn || !SignIn.isPossible() || SignIn.current()) return undefined;
  return () => void SignIn.begin(signIn);
}

/** Whoever has signed in, or can. */
export function useMayWait(): boolean {
  const signIn = useSignIn();
  return signIn !== undefined || SignIn.current() !== undefined;
}

export function SignInButton({ class: kind = "plain" }: { class?: string }) {
  const { words } = useHere();
  const begin = useSignIn();
  return begin ? (
    <button type="button" class={kind} onClick={begin}>
      {words.signIn}
    </button>
  ) : null;
}

export function Account() {
  const { words, signIn } = useHere();
  const person = SignIn.current();
  if (!person || !signIn) return null;
  return (
    <nav class="account" aria-label={words.account}>
      <span class="who">{person.name ?? person.email}</span>
      <To to={`${home()}/mine`} class="plain">
        {words.myBookings}
      </To>
      <button type="button" class="plain" onClick={() => SignIn.leave(signIn, home())}>
        {words.signOut}
      </button>
    </nav>
  );
}
