/** The head of every place of the console, and the place under it. */
import type { ComponentChildren } from "preact";
import { useArrival } from "../client/arrival.ts";
import { To } from "../client/move.tsx";
import { useWords } from "./here.ts";
import { WORDS } from "./words.ts";

type Props = {
  name: string;
  home: string;
  ways: ComponentChildren;
  sections?: ComponentChildren;
  children: ComponentChildren;
};

export function Frame({ name, home, ways, sections, children }: Props) {
  const words = useWords(WORDS);
  const main = useArrival(location.pathname);
  return (
    <>
      <header>
        <To to={home} class="brand">
          <span class="sign" aria-hidden="true">
            {Array.from(name)[0]}
          </span>
          {name}
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
