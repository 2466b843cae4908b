/** The head of every place of the console, and the place under it. */
import type { ComponentChildren } from "preact";
import { useArrival } from "../client/arrival.ts";
import { To } from "../client/move.tsx";
import { useWords } from "./here.ts";
import { WORDS } from "./words.ts";

type Props = {
  name: string;
  /** As what somebody is here. */
  role?: string;
  home: string;
  ways: ComponentChildren;
  sections?: ComponentChildren;
  children: ComponentChildren;
};

export function Frame({ name, role, home, ways, sections, children }: Props) {
  const words = useWords(WORDS);
  const main = useArrival(location.pathname);
  return (
    <>
      <header>
        <To to={home} class="brand">
          <span class="sign" aria-hidden="true">
            {Array.from(name)[0]}
          </span>
          <span>
            {name}
            {role && <span class="role">{role}</span>}
          </span>
        </To>
        {ways}
      </header>
      {sections && (
        <nav class="sections" aria-label={words.sections}>
          {sections}
        </nav>
      )}
      <main id="main" ref={main}>
        {children}
      </main>
    </>
  );
}
